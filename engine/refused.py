"""What stands against lines put on the best claim, told quickly and without looking for what is minimal."""

from __future__ import annotations

from collections.abc import Sequence

from engine.audit import audit
from engine.claimed import ClaimedLine, with_units_of
from engine.encounter import Encounter
from engine.findings import Finding
from engine.kernel import Kernel, Solved
from engine.matching import in_place_of


def findings_against(
    kernel: Kernel, encounter: Encounter, asked: Sequence[ClaimedLine], best: Solved
) -> tuple[Finding, ...]:
    """The rules broken about the asked lines when they take the place of the best claim's own lines of the same
    codes."""
    own = best.coded.claim.lines
    asked = with_units_of(asked, {line.hcpcs: line.units for line in own})
    codes = {line.hcpcs for line in asked}
    kept = [
        ClaimedLine(x.hcpcs, x.modifiers, x.units)
        for x in own
        if not any(in_place_of(line, x, own) for line in asked)
    ]
    tried = audit(kernel, encounter, [*kept, *asked], best.situation.book.policy, best)
    return tuple(found for found in tried.findings if codes & set(found.codes))
