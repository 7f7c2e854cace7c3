"""`claimwright optimize`: the best compliant claim of each encounter."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli import common, inputs, output
from engine.cli.common import Budget, Formatted, Payer, Policies, PtpTable, Today

if TYPE_CHECKING:
    from engine.cli.output import Output
    from engine.encounter import Encounter, Rejected
    from engine.kernel import Kernel, Solved

EXAMPLE = """\b
Examples:
  claimwright optimize encounter.json
  claimwright optimize clinic-day.jsonl --payer com-a --format json
  cat encounter.json | claimwright optimize -
"""
PATIENT_DATA = "holds patient data, the facts of the record: keep it as the record is kept"


def optimize(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE", help="Encounters as JSON; - is standard input.")
    ],
    payer: Payer = "",
    format: Formatted = "table",
    policies: Policies = None,
    ptp_table: PtpTable = None,
    time_budget: Budget = None,
    today: Today = None,
    certificate: Annotated[
        Path | None,
        typer.Option(
            "--certificate",
            metavar="CERT",
            help="Write the claim's certificate, for one encounter; - in place of the text.",
        ),
    ] = None,
) -> None:
    """The best compliant claim of each encounter, with what was left off, what to ask, and what it rests on."""
    from engine.claim import Coded
    from engine.encounter import Rejected, render_rejected

    if certificate is not None:
        output.distinct([*files, ptp_table], [certificate])
        inputs.only_one(files)
    with output.written(certificate) if certificate else nullcontext() as cert_file:
        kernel = inputs.kernel(payer, policies, ptp_table, time_budget, today)
        usable = rejected = unproved = 0
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
                if cert_file:
                    _certify(kernel, encounter, answer, cert_file)
                if certificate != output.STANDARD:
                    _show(answer, format, first=not usable)
                usable += 1
                unproved += answer.coded.status == "best_found"
        if rejected:
            raise typer.Exit(common.FINDINGS if usable else common.UNUSABLE)
    if certificate is not None:
        common.say(f"{output.shown_output(certificate)} {PATIENT_DATA}")
    if unproved:
        raise typer.Exit(common.BUDGET)


def _show(answer: Solved, format: common.Format, first: bool) -> None:
    from engine.view import coded_view

    if format == "json":
        common.emit_json(answer.coded.to_json())
    else:
        words = answer.situation.book.plain_words
        common.emit(("" if first else "\n\n") + coded_view(answer.coded, words, common.paint()))


def _certify(kernel: Kernel, encounter: Encounter | Rejected, answer: Solved, file: Output) -> None:
    from engine.encounter import Rejected
    from engine.proof.certify import certify

    assert not isinstance(encounter, Rejected)
    file.write(certify(kernel, encounter, answer, f"claimwright {common.version()}").to_json())
