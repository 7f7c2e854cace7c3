"""`claimwright verify`: a certificate checked without the solver that made it."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from engine.cli import common, inputs, source
from engine.cli.common import Formatted, Policies, PtpTable, Today

EXAMPLE = """\b
Examples:
  claimwright optimize encounter.json --certificate claim.cert.json
  claimwright verify claim.cert.json
"""


def verify(
    file: Annotated[str, typer.Argument(metavar="CERT", help="A certificate; - is standard input.")],
    format: Formatted = "table",
    policies: Policies = None,
    ptp_table: PtpTable = None,
    today: Today = None,
) -> None:
    """Derive the claim of a certificate again from its facts, judge and price it, and prove its amount a second time.

    Exit code 1 when the certificate does not hold, with every place where it does not.
    """
    from engine.proof.checking import Unreadable, check, read
    from engine.rulebooks import RuleBooks
    from engine.tables import Tables
    from engine.view.certificate import verdict_view

    try:
        cert = read(source.read_whole(file))
    except Unreadable as error:
        raise common.Unusable(f"{source.shown_name(file)} cannot be checked: {error}") from None
    source.plain_file(ptp_table, "a PTP table (.csv or imported)")
    library = inputs.usable_policies(policies) if policies else None
    tables = Tables.default().with_ptp(ptp_table) if ptp_table else None
    verdict = check(cert, RuleBooks(library, tables, today.date() if today else None))
    if format == "json":
        flaws = [{"where": flaw.where, "says": flaw.says} for flaw in verdict.flaws]
        common.emit_json(
            json.dumps(
                {
                    "encounter": cert.encounter.id,
                    "payer": cert.encounter.payer,
                    "holds": verdict.holds,
                    "second_proof": verdict.second,
                    "flaws": flaws,
                },
                ensure_ascii=False,
            )
        )
    else:
        common.emit(verdict_view(cert, verdict, common.paint()))
    if not verdict.holds:
        raise typer.Exit(common.FINDINGS)
