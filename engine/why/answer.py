"""The whole answer to "why not": one object, of which the brief page, the full page and the JSON are views."""

from __future__ import annotations

from datetime import date

from engine.claim import Claim, ClaimLine, LedgerEntry, NoteWords, Part
from engine.findings import Finding


class Ground(Part):
    """A rule or a fact that a reason rests on."""

    kind: str
    """rule or fact."""
    id: str
    says: str
    documented: bool | None = None
    """For a fact: whether the record has it, or it is its absence that counts. Null for a rule."""
    edition: str = ""
    """For a rule out of a table: the edition that was looked up, and how well it fits the day (`status`)."""
    status: str = ""
    indicator: int | None = None
    """For an edit: 1 when a modifier can lift it, 0 when none can."""
    carc: str = ""
    confidence: str = ""
    cites: tuple[str, ...] = ()
    notes: tuple[NoteWords, ...] = ()


class Because(Finding):
    """A minimal reason. Held alone it forbids what was asked; without any one of its grounds it does not."""

    grounds: tuple[Ground, ...] = ()
    also: tuple[str, ...] = ()
    """What else holds by the same grounds, as sentences."""


class FactRepair(Part):
    """Questions, and what the record would be worth if their answers were these. Nothing here is for the note."""

    asks: tuple[str, ...]
    supposing: tuple[str, ...]
    claim: Claim
    worth_cents: int
    """The best claim with such facts, less the best claim of the record as it is; it may be less than nothing."""


class WhyNot(Part):
    """The reasons that stand against the lines asked about, and what can be done."""

    encounter: str | None
    payer: str | None
    dos: date | None
    asked: tuple[ClaimLine, ...]
    whole: bool
    """The lines were asked about as the whole claim; otherwise others may stand beside them."""
    beside: tuple[str, ...]
    """Codes of the best claim that the lines were tried beside."""
    billable: bool
    on_best_claim: bool
    """The best claim has these lines, exactly as asked."""
    reasons: tuple[Because, ...]
    complete: bool
    """All minimal reasons were found; false when the time ran out."""
    ways_out: tuple[tuple[str, ...], ...]
    """Grounds, by id, one of every reason: without all of one such set the lines would be legal. At most a hundred."""
    tried_cents: int
    """What the claim with the asked lines would pay if every line were paid; for comparison only."""
    stands: Claim
    """The best compliant claim with the lines exactly as asked; empty when they are not billable."""
    kept: Claim
    """The best of the compliant claims that keep the most of what was asked."""
    kept_less_cents: int
    """What that claim pays less than the best one."""
    if_true: tuple[FactRepair, ...]
    best: Claim
    ledger: tuple[LedgerEntry, ...] = ()

    def to_json(self) -> str:
        """One line of JSON, keys in a fixed order."""
        return self.model_dump_json()
