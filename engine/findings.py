"""What an audit finds: the claim as given, every rule it breaks, and the claim that the record supports."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from engine.claim import ClaimLine, Coded, Part, Warning_


class Finding(Part):
    """One broken rule: what kind, which rule, the codes concerned, and a sentence for a person."""

    kind: str
    rule: str
    codes: tuple[str, ...]
    says: str
    carc: str = ""
    cites: tuple[str, ...] = Field(default=())


class Audit(Part):
    """The verdict on a given claim. `claimed_cents` is what it would pay if every line were paid; lines that nothing
    supports are priced too, for comparison only. `better` is the best compliant claim of the same record."""

    encounter: str | None
    payer: str | None
    dos: date | None
    compliant: bool
    claimed: tuple[ClaimLine, ...]
    claimed_cents: int
    findings: tuple[Finding, ...]
    warnings: tuple[Warning_, ...] = ()
    """What breaks no rule and is better left off: a modifier that lifts nothing."""
    better: Coded

    def to_json(self) -> str:
        """One line of JSON, keys in a fixed order."""
        return self.model_dump_json()
