"""`claimwright optimize`: the best compliant claim of each encounter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli import common, inputs
from engine.cli.common import Budget, Formatted, Payer, Policies, PtpTable

if TYPE_CHECKING:
    from engine.encounter import Encounter, Rejected
    from engine.kernel import Kernel, Solved

EXAMPLE = """\b
Examples:
  claimwright optimize encounter.json
  claimwright optimize clinic-day.jsonl --payer com-a --format json
  cat encounter.json | claimwright optimize -
"""


def optimize(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE", help="Encounters as JSON; - is standard input.")
    ],
    payer: Payer = "",
    format: Formatted = "table",
    policies: Policies = None,
    ptp_table: PtpTable = None,
    time_budget: Budget = None,
    certificate: Annotated[
        Path | None,
        typer.Option(
            "--certificate", metavar="CERT", help="Write the claim's certificate, for one encounter."
        ),
    ] = None,
) -> None:
    """The best compliant claim of each encounter, with what was left off, what to ask, and what it rests on."""
    from engine.claim import Coded
    from engine.encounter import Rejected, render_rejected
    from engine.view import coded_view

    kernel = inputs.kernel(payer, policies, ptp_table, time_budget)
    paint = common.paint()
    usable = rejected = unproved = 0
    if certificate is not None:
        inputs.only_one(files)
    for file in files:
        for index, encounter in enumerate(inputs.encounters(file), start=1):
            answer = inputs.solved(kernel, encounter, payer, file, index)
            if isinstance(answer, Rejected):
                rejected += 1
                if format == "json":
                    common.emit(Coded.rejected(answer, payer or None).to_json())
                else:
                    common.say(render_rejected(answer))
                continue
            if certificate is not None:
                _certify(kernel, encounter, answer, certificate)
            coded = answer.coded
            if format == "json":
                common.emit(coded.to_json())
            else:
                words = answer.situation.book.plain_words
                common.emit(("\n\n" if usable else "") + coded_view(coded, words, paint))
            usable += 1
            unproved += coded.status == "best_found"
    if rejected:
        raise typer.Exit(common.FINDINGS if usable else common.UNUSABLE)
    if unproved:
        raise typer.Exit(common.BUDGET)


def _certify(kernel: Kernel, encounter: Encounter | Rejected, answer: Solved, path: Path) -> None:
    from engine.encounter import Rejected
    from engine.proof.certify import certify

    assert not isinstance(encounter, Rejected)
    cert = certify(kernel, encounter, answer, f"claimwright {common.version()}")
    try:
        path.write_text(cert.to_json(), encoding="utf-8")
    except OSError as error:
        raise common.Unusable(f"{path} cannot be written: {inputs.reason(error)}") from None
