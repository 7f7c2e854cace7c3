"""The Python API: three verbs over the packaged policies and tables.

>>> from claimwright import audit, explain, optimise
>>> optimise(encounter).claim.text()                     # the best compliant claim
>>> audit(encounter, "99213-25, 11102").compliant        # a claim under the same rules
>>> print(explain(encounter))                            # the page a biller reads

An encounter is a dict, its JSON, or an `engine.encounter.Encounter`. What cannot be used raises `BadInput`, a
`ValueError` with every mistake. Policies or tables of your own: pass `kernel=Kernel(...)` from `engine.kernel`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from engine.attempt import attempt
from engine.audit import audit as _audit
from engine.claim import Coded
from engine.claimed import ClaimedLine, parse_claim
from engine.encounter import Encounter, InputProblem, Rejected, read_encounters, render_rejected
from engine.findings import Audit
from engine.kernel import BadWords, Kernel, Solved
from engine.view import coded_view

__all__ = ["Audit", "BadInput", "Coded", "Kernel", "audit", "explain", "optimise"]

AnyEncounter: TypeAlias = Encounter | Mapping[str, Any] | str


class BadInput(ValueError):
    """An encounter or a claim that cannot be used; `problems` has every mistake."""

    def __init__(self, rejected: Rejected) -> None:
        super().__init__(render_rejected(rejected))
        self.problems: tuple[InputProblem, ...] = rejected.problems


def optimise(encounter: AnyEncounter, payer: str = "", *, kernel: Kernel | None = None) -> Coded:
    """The best compliant claim, with what was left off, what to ask, and what it rests on.

    `payer` names a policy; the encounter's own when left out.
    """
    return _solved(encounter, payer, kernel).coded


def audit(
    encounter: AnyEncounter,
    claim: str | Sequence[ClaimedLine],
    payer: str = "",
    *,
    kernel: Kernel | None = None,
) -> Audit:
    """Every rule that a claim breaks, and the best compliant claim. `claim` as typed: ``99213-25, 17003x2``."""
    kernel = kernel or _packaged()
    lines = parse_claim(claim) if isinstance(claim, str) else tuple(claim)
    if isinstance(lines, Rejected):
        raise BadInput(lines)
    documented = _read(encounter)
    try:
        return _audit(kernel, documented, lines, payer)
    except BadWords as error:
        raise BadInput(Rejected(documented.encounter, "encounter", 1, None, error.problems)) from None


def explain(encounter: AnyEncounter, payer: str = "", *, kernel: Kernel | None = None) -> str:
    """The answer as a page: lines in plain words, what was left off and why, questions with their worth, the ledger."""
    solved = _solved(encounter, payer, kernel)
    return coded_view(solved.coded, solved.situation.book.plain_words)


@lru_cache(maxsize=1)
def _packaged() -> Kernel:
    return Kernel()


def _solved(encounter: AnyEncounter, payer: str, kernel: Kernel | None) -> Solved:
    found = attempt(kernel or _packaged(), _read(encounter), payer, "encounter")
    if isinstance(found, Rejected):
        raise BadInput(found)
    return found


def _read(encounter: AnyEncounter) -> Encounter:
    if isinstance(encounter, Encounter):
        return encounter
    text = encounter if isinstance(encounter, str) else json.dumps(encounter)
    found = list(read_encounters(text, "encounter"))
    if len(found) != 1:
        told = InputProblem("encounter", f"{len(found)} encounters", "one; `claimwright batch` codes many")
        raise BadInput(Rejected(None, "encounter", 1, None, (told,)))
    if isinstance(found[0], Rejected):
        raise BadInput(found[0])
    return found[0]
