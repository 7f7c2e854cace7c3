"""`claimwright compare`: two claims of one encounter, or one encounter under two payers."""

from __future__ import annotations

from typing import Annotated

import typer

from engine.cli import common, inputs
from engine.cli.common import Budget, File, Formatted, Payer, Picked, Policies, PtpTable, Today, Unusable

EXAMPLE = """\b
Examples:
  claimwright compare encounter.json --claims "17000, 17003 x9" best
  claimwright compare encounter.json --payers medicare.national com-a
"""
BEST = "best"


def compare(
    file: File,
    claims: Annotated[
        tuple[str, str],
        typer.Option(metavar="A B", help="Two claims as typed; best stands for the best compliant one."),
    ] = ("", ""),
    payers: Annotated[
        tuple[str, str], typer.Option(metavar="X Y", help="Two payers, each with its best claim.")
    ] = ("", ""),
    encounter: Picked = "",
    payer: Payer = "",
    format: Formatted = "table",
    policies: Policies = None,
    ptp_table: PtpTable = None,
    time_budget: Budget = None,
    today: Today = None,
) -> None:
    """What differs between two claims of one encounter, or for one encounter under two payers: money and rules."""
    from engine.compare import compare_claims, compare_payers
    from engine.view.compare import compared_view

    if any(claims) == any(payers):
        raise Unusable("say what to compare: either --claims A B or --payers X Y")
    if any(payers) and payer:
        raise Unusable("--payers names both payers; leave --payer out")
    first, second = (
        (None if c.strip().lower() == BEST else inputs.claimed(c) for c in claims)
        if any(claims)
        else (None, None)
    )
    kernel = inputs.kernel(payer or payers[0], policies, ptp_table, time_budget, today)
    documented = inputs.one_encounter(file, encounter)
    found = inputs.answered(
        lambda: (
            compare_payers(kernel, documented, *payers)
            if any(payers)
            else compare_claims(kernel, documented, first, second, payer)
        ),
        documented,
        file,
    )
    if format == "json":
        common.emit_json(found.to_json())
    else:
        common.emit(compared_view(found, common.paint()))
    if not (found.first.compliant and found.second.compliant):
        raise typer.Exit(common.FINDINGS)
