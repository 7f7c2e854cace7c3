"""Solves a varied record and says what it breaks."""

from __future__ import annotations

import json
import traceback
from dataclasses import dataclass
from typing import Any

from engine.claim import Coded
from engine.encounter import Encounter, Rejected, read_encounters
from engine.kernel import BadWords
from tests.variations.known import kernel
from tests.variations.varied import Variation

TOLD = ("uncounted", "queries", "warnings", "unreported")


@dataclass(frozen=True)
class Failure:
    """A property that a variation breaks."""

    place: str
    kind: str
    broken: str
    """pays-more, not-the-same, silent, swallowed, crash."""
    said: str
    detail: str
    record: dict[str, Any]

    @property
    def group(self) -> tuple[str, str, str]:
        return self.broken, self.place, self.kind


@dataclass(frozen=True)
class Answer:
    """What the engine made of a record: refused, or a claim with all that was told."""

    refused: bool
    cents: int = 0
    claim: str = ""
    told: str = ""
    codes: str = ""
    """Diagnoses that stand on the lines."""
    unchecked: str = ""
    """What there was no data to check with: diagnoses of categories that no table holds."""
    problems: str = ""


_KEPT: dict[tuple[str, bool], Answer] = {}


def answered(record: dict[str, Any], questions: bool = False, keep: bool = False) -> Answer:
    """The answer to a record as it is written; raises whatever the engine raises beside BadWords."""
    text = json.dumps(record)
    key = text, questions
    if key in _KEPT:
        return _KEPT[key]
    found = _answered(text, questions)
    if keep:
        if len(_KEPT) > 4000:
            _KEPT.clear()
        _KEPT[key] = found
    return found


def _answered(text: str, questions: bool) -> Answer:
    read = list(read_encounters(text, "varied"))
    if len(read) != 1 or isinstance(read[0], Rejected):
        problems = [p for each in read if isinstance(each, Rejected) for p in each.problems]
        return Answer(True, problems=" ".join(p.text() for p in problems))
    assert isinstance(read[0], Encounter)
    try:
        coded = kernel().solve(read[0], questions=questions).coded
    except BadWords as error:
        return Answer(True, problems=" ".join(p.text() for p in error.problems))
    codes = " ".join(code for line in coded.claim.lines for code in line.diagnoses)
    unchecked = " ".join(e.edition for e in coded.ledger if (e.check, e.status) == ("diagnosis", "no_data"))
    return Answer(False, coded.claim.allowed_cents, _claim(coded), _told(coded), codes, unchecked)


def _claim(coded: Coded) -> str:
    own = ", ".join(line.text() for line in coded.self_pay.lines)
    return f"{coded.claim.text()} | {own} | {coded.claim.allowed_cents}"


def _told(coded: Coded) -> str:
    answer = coded.model_dump(mode="json", include=set(TOLD))
    return json.dumps(answer, sort_keys=True, ensure_ascii=False)


def failures(variation: Variation) -> list[Failure]:
    """Everything that the variation breaks."""

    def failed(broken: str, detail: str) -> Failure:
        return Failure(variation.place, variation.kind, broken, variation.said, detail, variation.record)

    try:
        answer = answered(variation.record)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        text = (
            f"{type(error).__name__}: {str(error)[:200]} ({where.filename.rpartition('/')[2]}:{where.lineno})"
        )
        return [failed("crash", text)]
    if answer.refused:
        return [] if answer.problems else [failed("swallowed", "refused without a problem")]
    found: list[Failure] = []
    for bound in variation.bounds:
        try:
            other = answered(bound, keep=True)
        except Exception as error:
            found.append(failed("crash", f"of the record to compare with: {type(error).__name__}"))
            continue
        if other.refused:
            continue
        against = f"{answer.claim} against {other.claim}"
        if answer.cents > other.cents:
            found.append(failed("pays-more", against))
        if variation.same and answer.claim != other.claim:
            found.append(failed("not-the-same", against))
        if variation.told and answer.claim != other.claim and answer.told == other.told:
            asked = answered(variation.record, questions=True).told
            if asked == answered(bound, questions=True, keep=True).told:
                found.append(failed("silent", against))
    word = variation.named.casefold()
    if variation.is_code and (word not in answer.codes.casefold() or word in answer.unchecked.casefold()):
        return found
    if word not in answer.told.casefold():
        asked = answered(variation.record, questions=True).told
        if word not in asked.casefold():
            found.append(failed("swallowed", f"{variation.named!r} is not named; {answer.claim}"))
    return found
