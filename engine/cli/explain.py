"""`claimwright explain`: why the best claim is what it is, line by line."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from engine.cli import common, inputs, output
from engine.cli.common import Budget, File, Formatted, Payer, Picked, Policies, PtpTable, Today

EXAMPLE = """\b
Examples:
  claimwright explain encounter.json
  claimwright explain encounter.json --html why.html
  claimwright explain clinic-day.jsonl --encounter clinic-1 --format json
"""


def explain(
    file: File,
    encounter: Picked = "",
    payer: Payer = "",
    format: Formatted = "table",
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", metavar="PAGE", help="Write one offline page for a browser; - in place of the text."
        ),
    ] = None,
    policies: Policies = None,
    ptp_table: PtpTable = None,
    time_budget: Budget = None,
    today: Today = None,
) -> None:
    """Why each line is on the claim and what it pays, why each service is not, and what the claim depends on."""
    from engine.explain.explain import explain as explained
    from engine.view.explained import explained_view

    output.distinct([file, ptp_table], [html] if html else [])
    with output.written(html) if html else nullcontext() as page_file:
        kernel = inputs.kernel(payer, policies, ptp_table, time_budget, today)
        documented = inputs.one_encounter(file, encounter)
        found = inputs.answered(lambda: explained(kernel, documented, payer), documented, file)
        if page_file:
            from engine.view.page import page

            page_file.write(page(found))
    if html == output.STANDARD:
        pass
    elif format == "json":
        common.emit_json(found.to_json())
    else:
        common.emit(explained_view(found, common.paint()))
    if found.coded.status == "best_found":
        raise typer.Exit(common.BUDGET)
