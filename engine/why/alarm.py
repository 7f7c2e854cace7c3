"""Over-coding alarms: by how much a given claim is above what the record proves, and on which facts that turns."""

from __future__ import annotations

from collections.abc import Sequence

from engine.claim import Part
from engine.claimed import ClaimedLine
from engine.encounter import Encounter
from engine.findings import Audit
from engine.kernel import Kernel
from engine.why.why_not import why_not


class Alarm(Part):
    """`above_cents`: what the claim would pay if every line were paid, less the best compliant claim; `turns_on`: the
    facts of the record, or their absence, for which it may not be billed as given."""

    above_cents: int
    turns_on: tuple[str, ...]


def alarm(
    kernel: Kernel, encounter: Encounter, claimed: Sequence[ClaimedLine], audit: Audit, payer: str = ""
) -> Alarm | None:
    """The alarm for an audited claim; None when the claim is not above what the record proves."""
    above = audit.claimed_cents - audit.better.claim.allowed_cents
    if audit.compliant or above <= 0:
        return None
    found = why_not(kernel, encounter, claimed, payer, whole=True, repairs=False)
    facts = [g.says for reason in found.reasons for g in reason.grounds if g.kind == "fact"]
    return Alarm(above_cents=above, turns_on=tuple(dict.fromkeys(facts)))
