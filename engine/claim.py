"""The answer: lines with their reasons, what is not billed and why, what to ask, and what the answer rests on.

Amounts are whole cents.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

from engine.claimed import ClaimedLine, parse_claim
from engine.encounter.mistakes import Rejected
from engine.encounter.schema import clean_schema

__all__ = [
    "Claim",
    "ClaimLine",
    "ClaimedLine",
    "Coded",
    "Filing",
    "LedgerEntry",
    "Problem",
    "Query",
    "SelfPay",
    "Uncounted",
    "Unreported",
    "Warning_",
    "parse_claim",
]

Payer: TypeAlias = Literal["patient", "practice"]
Status: TypeAlias = Literal["optimal", "best_found", "nothing_billable", "rejected_input"]


class Part(BaseModel):
    """A frozen part of the answer."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class NoteWords(Part):
    """Words of the clinical note that a fact rests on."""

    fact: str
    text: str
    start: int | None = None
    end: int | None = None


class ExpectedDenial(Part):
    """The line goes out for the payer's answer: it is expected to be denied, and is paid nothing."""

    pays: Payer
    """Who then pays."""
    rule: str
    """The coverage rule that is not met."""
    because: str = ""
    carc: str = ""


class ClaimLine(Part):
    """One line of a claim."""

    hcpcs: str
    modifiers: tuple[str, ...] = ()
    """In the order in which they stand on the line."""
    units: int = 1
    diagnoses: tuple[str, ...] = ()
    """ICD-10-CM codes, the pointer order."""
    services: tuple[str, ...] = ()
    """Ids of the documented services, wounds or visit that the line reports."""
    lesions: tuple[str, ...] = ()
    practitioner: str | None = None
    """Who did the work, by the encounter's id: a claim with several is split into theirs. Null where several did it,
    who bill as one."""
    rank: int | None = None
    """Place in the multiple-procedure reduction, 1 the highest; null when the line is not ranked."""
    percent: int | float | None = None
    """Per cent of the full fee that each unit pays, by the line's modifiers and its rank; null where units differ."""
    allowed_cents: int | None = None
    """Amount after reductions, in cents; null without a price."""
    rules: tuple[str, ...] = ()
    """Ids of the policy rules that the line rests on."""
    notes: tuple[NoteWords, ...] = ()
    """Words of the note that the line's facts rest on, where the record gives them."""
    denial: ExpectedDenial | None = None
    """For a line that goes out to be denied; otherwise the key is left out."""
    words: str | None = None
    """Plain words for the line, on request; otherwise the key is left out."""

    @model_serializer(mode="wrap")
    def _without_empty_words(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = write(self)
        for key in ("words", "denial"):
            if getattr(self, key) is None:
                del written[key]
        return written

    def text(self) -> str:
        """The line as it is typed: ``17003-XS x8``."""
        units = f" x{self.units}" if self.units != 1 else ""
        return "-".join((self.hcpcs, *self.modifiers)) + units


class Claim(Part):
    """The lines for the payer, in billing order, and their sum."""

    lines: tuple[ClaimLine, ...] = ()
    allowed_cents: int = 0

    def text(self) -> str:
        """The claim as `parse_claim` reads it."""
        return ", ".join(line.text() for line in self.lines)


class SelfPay(Part):
    """The lines for the patient's own bill, by signed notice or by law; never on the payer's claim."""

    lines: tuple[ClaimLine, ...] = ()


class Unreported(Part):
    """A documented service that no line reports, and why."""

    service: str
    lesion: str | None = None
    hcpcs: str | None = None
    """The code that it would have been, when one was derived."""
    because: str
    rule: str = ""
    carc: str = ""
    """Claim adjustment reason code that a payer would give; empty when no rule names one."""
    pays: Payer | None = None
    """Who pays for what the payer does not cover; null where that does not arise, or nothing says."""


class Query(Part):
    """A question to the clinician."""

    service: str
    fact: str
    ask: str
    rule: str = ""
    """Policy rule that asks; empty when the record contradicts itself and no rule is about it."""
    worth_cents: int | None = None
    """What the best answer would add to the claim; null when no answer could be tried."""
    notes: tuple[NoteWords, ...] = ()
    """Words of the note that the fact rests on so far, as when it is contradicted."""


class Warning_(Part):
    """Something that goes out all the same but must not go out silently."""

    line: str
    """Code of the line; empty for the whole claim."""
    rule: str
    says: str
    carc: str = ""
    """Claim adjustment reason code to expect when nothing is done about it; empty when no rule names one."""


class Filing(Part):
    """The last day on which the claim is in time."""

    by: date
    rule: str
    """Policy rule that sets it; empty when the encounter does."""


class LedgerEntry(Part):
    """What one check rests on. `no_data` is not a pass."""

    check: str
    edition: str = ""
    status: Literal["applied", "no_data", "stale", "assumed"]
    note: str = ""


class Problem(Part):
    """A mistake of the input, as in `engine.encounter.InputProblem`."""

    field: str
    found: str = ""
    expected: str = ""
    suggestion: str = ""


class Uncounted(Part):
    """Something of the record that is not counted as it is written, and why: it raises nothing."""

    where: str
    """The place in the input, such as ``services[0].technique``; empty where it is a matter of several places."""
    service: str
    """Id of the documented service, wound or visit that it is about; ``encounter`` for the record as a whole."""
    fact: str
    kind: str
    """not_understood, says_no, not_said, waiting, twice, disagree, contradicted, beyond or to_come."""
    said: str = ""
    """The words as written."""
    because: str
    rule: str = ""


class Coded(Part):
    """The whole answer for one encounter and one payer."""

    encounter: str | None
    payer: str | None
    dos: date | None
    status: Status
    bound_cents: int | None = None
    """For `best_found`: no compliant claim can pay more than this."""
    claim: Claim = Claim()
    self_pay: SelfPay = SelfPay()
    unreported: tuple[Unreported, ...] = ()
    uncounted: tuple[Uncounted, ...] = ()
    """What of the record is not counted as it is written."""
    incomplete: bool = False
    """Some documented work could not be understood, so that the claim may not be all of it."""
    queries: tuple[Query, ...] = ()
    warnings: tuple[Warning_, ...] = ()
    filing: Filing | None = None
    """Null where neither the policy nor the encounter sets a limit."""
    ledger: tuple[LedgerEntry, ...] = ()
    problems: tuple[Problem, ...] = ()
    """For `rejected_input`: every mistake found."""

    @classmethod
    def rejected(cls, rejected: Rejected, payer: str | None = None, dos: date | None = None) -> Coded:
        """The answer to an input that cannot be used."""
        problems = tuple(Problem(**problem.to_dict()) for problem in rejected.problems)
        return cls(
            encounter=rejected.encounter, payer=payer, dos=dos, status="rejected_input", problems=problems
        )

    def with_words(self, words: Callable[[str], str]) -> Coded:
        """The same answer with plain words on every line; `words` knows them by code."""

        def told(lines: tuple[ClaimLine, ...]) -> tuple[ClaimLine, ...]:
            return tuple(line.model_copy(update={"words": words(line.hcpcs)}) for line in lines)

        claim = self.claim.model_copy(update={"lines": told(self.claim.lines)})
        own = self.self_pay.model_copy(update={"lines": told(self.self_pay.lines)})
        return self.model_copy(update={"claim": claim, "self_pay": own})

    def to_json(self) -> str:
        """One line, every key in a fixed order, the same bytes for the same answer."""
        return self.model_dump_json()

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """JSON Schema of the output, with descriptions and an example."""
        return clean_schema(cls, examples=[EXAMPLE.model_dump(mode="json")], mode="serialization")


EXAMPLE = Coded(
    encounter="e-1",
    payer="medicare.national",
    dos=date(2026, 10, 15),
    status="optimal",
    claim=Claim(
        lines=(
            ClaimLine(
                hcpcs="17000",
                diagnoses=("L57.0",),
                services=("s1",),
                lesions=("A",),
                practitioner="p1",
                rank=1,
                percent=100,
                allowed_cents=6647,
                rules=("dermatology.coding/keratosis-destruction",),
            ),
        ),
        allowed_cents=6647,
    ),
    queries=(Query(service="s1", fact="count", ask="How many keratoses were treated?", worth_cents=635),),
    ledger=(LedgerEntry(check="ptp", edition="2024q3", status="stale", note="the date of service is later"),),
)
