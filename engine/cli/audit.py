"""`claimwright audit`: a given claim under the same rules, and the better claim."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from engine.cli import common, inputs
from engine.cli.common import Budget, File, Formatted, Payer, Picked, Policies, PtpTable, Today

EXAMPLE = """\b
Examples:
  claimwright audit encounter.json --claim "99213-25, 11102, 17000-XS, 17003x2"
  claimwright audit clinic-day.jsonl --encounter clinic-2 --claim "11602, 12032, 17262"
"""


def audit(
    file: File,
    claim: Annotated[
        str, typer.Option("--claim", metavar="LINES", help="The claim, such as 99213-25, 17003x2.")
    ],
    encounter: Picked = "",
    payer: Payer = "",
    format: Formatted = "table",
    policies: Policies = None,
    ptp_table: PtpTable = None,
    time_budget: Budget = None,
    today: Today = None,
) -> None:
    """Every rule that a claim breaks, with citation and denial code, and the best compliant claim."""
    from engine.audit import audit as examine
    from engine.view.audited import audit_view
    from engine.why.alarm import alarm

    lines = inputs.claimed(claim)
    kernel = inputs.kernel(payer, policies, ptp_table, time_budget, today)
    documented = inputs.one_encounter(file, encounter)
    found = inputs.answered(lambda: examine(kernel, documented, lines, payer), documented, file)
    above = alarm(kernel, documented, lines, found, payer)
    if format == "json":
        told = json.loads(found.to_json()) | {"alarm": above.model_dump() if above else None}
        common.emit_json(json.dumps(told, ensure_ascii=False, separators=(",", ":")))
    else:
        words = inputs.words(kernel, found.payer, documented)
        common.emit(audit_view(found, words, common.paint(), above))
    if not found.compliant:
        raise typer.Exit(common.FINDINGS)
