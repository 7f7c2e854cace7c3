"""Why certain lines are not billed: the best claim with them put on it, under audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from engine.audit import audit
from engine.claim import Claim, ClaimLine, Part
from engine.claimed import ClaimedLine
from engine.encounter import Encounter
from engine.findings import Finding
from engine.kernel import Kernel, Solved


class WhyNot(Part):
    """The reasons that stand against the lines asked about, and the best claim without them."""

    encounter: str | None
    payer: str | None
    dos: date | None
    asked: tuple[ClaimLine, ...]
    beside: tuple[str, ...]
    """Codes of the best claim that the lines were tried beside."""
    billable: bool
    on_best_claim: bool
    """The best claim has these lines, exactly as asked."""
    reasons: tuple[Finding, ...]
    tried_cents: int
    """What the claim with the asked lines would pay if every line were paid; for comparison only."""
    best: Claim

    def to_json(self) -> str:
        """One line of JSON, keys in a fixed order."""
        return self.model_dump_json()


def why_not(
    kernel: Kernel,
    encounter: Encounter,
    asked: Sequence[ClaimedLine],
    payer: str = "",
    solved: Solved | None = None,
) -> WhyNot:
    """Tries the asked lines on the best claim, in place of its own lines of the same code, and tells what forbids them.

    `solved` is the encounter's best claim, when it is at hand. Raises BadWords as the kernel does.
    """
    solved = solved or kernel.solve(encounter, payer, questions=False)
    best = solved.coded
    own = {line.hcpcs: line for line in best.claim.lines}
    asked = [_with_units(line, own) for line in asked]
    codes = {line.hcpcs for line in asked}
    kept = [ClaimedLine(x.hcpcs, x.modifiers, x.units) for x in best.claim.lines if x.hcpcs not in codes]
    tried = audit(kernel, encounter, [*kept, *asked], payer, solved)
    reasons = tuple(finding for finding in tried.findings if codes & set(finding.codes))
    return WhyNot(
        encounter=best.encounter,
        payer=best.payer,
        dos=best.dos,
        asked=tuple(ClaimLine(hcpcs=x.hcpcs, modifiers=x.modifiers, units=x.units) for x in asked),
        beside=tuple(line.hcpcs for line in kept),
        billable=not reasons,
        on_best_claim=all(x.hcpcs in own and _same(x, own[x.hcpcs]) for x in asked),
        reasons=reasons,
        tried_cents=tried.claimed_cents,
        best=best.claim,
    )


def _with_units(line: ClaimedLine, own: dict[str, ClaimLine]) -> ClaimedLine:
    """Asked without a number of units: those of the best claim."""
    return replace(line, units=own[line.hcpcs].units) if line.units == 1 and line.hcpcs in own else line


def _same(asked: ClaimedLine, line: ClaimLine) -> bool:
    return set(asked.modifiers) == set(line.modifiers) and asked.units == line.units
