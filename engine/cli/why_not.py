"""`claimwright why-not`: what keeps a line from being billed as asked."""

from __future__ import annotations

from typing import Annotated

import typer

from engine.cli import common, inputs
from engine.cli.common import Budget, File, Formatted, Payer, Picked, Policies, PtpTable

EXAMPLE = """\b
Examples:
  claimwright why-not encounter.json "17000-59"
  claimwright why-not encounter.json "11404, 12032" --payer com-a
"""


def why_not(
    file: File,
    claim: Annotated[str, typer.Argument(metavar="LINES", help="The lines asked about, such as 17000-59.")],
    encounter: Picked = "",
    payer: Payer = "",
    format: Formatted = "table",
    policies: Policies = None,
    ptp_table: PtpTable = None,
    time_budget: Budget = None,
) -> None:
    """Why a line is not on the best claim: every rule that stands against it, and what to bill instead."""
    from engine.view.why_not import why_not_view
    from engine.why_not import why_not as explain

    lines = inputs.claimed(claim)
    kernel = inputs.kernel(payer, policies, ptp_table, time_budget)
    documented = inputs.one_encounter(file, encounter)
    found = inputs.answered(lambda: explain(kernel, documented, lines, payer), documented, file)
    common.emit(found.to_json() if format == "json" else why_not_view(found, common.paint()))
    if not found.billable:
        raise typer.Exit(common.FINDINGS)
