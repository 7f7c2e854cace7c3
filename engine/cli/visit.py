"""`claimwright visit`: the sheet that proves a visit's level and what sets it apart."""

from __future__ import annotations

from typing import Annotated

import typer

from engine.cli import common, inputs
from engine.cli.common import Budget, Formatted, Payer, Policies, PtpTable, Today

EXAMPLE = """\b
Examples:
  claimwright visit encounter.json
  claimwright visit clinic-day.jsonl --format json
"""


def visit(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE", help="Encounters as JSON; - is standard input.")
    ],
    payer: Payer = "",
    format: Formatted = "table",
    policies: Policies = None,
    ptp_table: PtpTable = None,
    time_budget: Budget = None,
    today: Today = None,
) -> None:
    """The sheet of each visit: the level proved and by what, what is a procedure's own, what sets the visit apart from
    the procedures, and what the level above is made of. Sheets are parted by a form feed, so that each prints on a
    page of its own."""
    from engine.claim import Coded
    from engine.encounter import Rejected, render_rejected
    from engine.view.visit import visit_view
    from engine.visit_sheet import visit_sheet

    kernel = inputs.kernel(payer, policies, ptp_table, time_budget, today)
    paint = common.paint()
    usable = rejected = 0
    for file in files:
        for index, encounter in enumerate(inputs.encounters(file), start=1):
            answer = inputs.solved(kernel, encounter, payer, file, index)
            if isinstance(answer, Rejected):
                rejected += 1
                if format == "json":
                    common.emit_json(Coded.rejected(answer, payer or None).to_json())
                else:
                    common.say(render_rejected(answer))
                continue
            sheet = visit_sheet(answer)
            if format == "json":
                common.emit_json(sheet.to_json())
            else:
                words = answer.situation.book.plain_words
                common.emit(("\f" if usable else "") + visit_view(sheet, words, paint))
            usable += 1
    if rejected:
        raise typer.Exit(common.FINDINGS if usable else common.UNUSABLE)
