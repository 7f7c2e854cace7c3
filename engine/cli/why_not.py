"""`claimwright why-not`: what keeps lines from being billed as asked."""

from __future__ import annotations

from typing import Annotated

import typer

from engine.cli import common, inputs
from engine.cli.common import Budget, File, Formatted, Payer, Picked, Policies, PtpTable, Today

EXAMPLE = """\b
Examples:
  claimwright why-not encounter.json "17000-59"
  claimwright why-not encounter.json "11404, 12032" --payer com-a --full
"""


def why_not(
    file: File,
    claim: Annotated[str, typer.Argument(metavar="LINES", help="The lines asked about, such as 17000-59.")],
    encounter: Picked = "",
    payer: Payer = "",
    whole: Annotated[
        bool, typer.Option("--whole", help="LINES are the entire claim; nothing may stand beside them.")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Every minimal reason, with each rule and fact it rests on.")
    ] = False,
    format: Formatted = "table",
    policies: Policies = None,
    ptp_table: PtpTable = None,
    time_budget: Budget = None,
    today: Today = None,
) -> None:
    """Why lines cannot be billed: the rules and facts against them, what to bill instead, and what to ask."""
    from engine.view.why_not import why_not_view
    from engine.why.why_not import why_not as explain

    lines = inputs.claimed(claim)
    kernel = inputs.kernel(payer, policies, ptp_table, time_budget, today)
    documented = inputs.one_encounter(file, encounter)
    found = inputs.answered(lambda: explain(kernel, documented, lines, payer, whole), documented, file)
    if format == "json":
        common.emit_json(found.to_json())
    else:
        common.emit(why_not_view(found, common.paint(), full))
    if not found.billable:
        raise typer.Exit(common.FINDINGS)
