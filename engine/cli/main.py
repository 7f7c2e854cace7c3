"""The console script `claimwright`. A verb imports what it needs when it runs, so that --help is quick."""

from __future__ import annotations

import gc
import io
import signal
import sys
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from engine.cli import (
    audit,
    batch,
    common,
    compare,
    demo,
    explain,
    optimize,
    payers,
    policy,
    schema,
    streams,
    verify,
    visit,
    why_not,
)

ENDINGS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]

ABOUT = """
The highest-value compliant claim for a documented encounter, with a reason for every line on it and every line kept
off it.

Start with `claimwright demo`. FILE is an encounter as JSON, a list of them, or JSON Lines; `-` is standard input.
Exit codes: 0 ok, 1 findings, 2 unusable input, 3 our fault, 4 time budget exceeded.
"""


UsageError: Any = typer.BadParameter.__mro__[2]
"""What the command line's parser raises; the module it lives in differs between versions of typer."""


class Verbs(TyperGroup):
    """The command line as a whole; what is wrong with it is told by the same rules as all else."""

    def main(self, *args: Any, **options: Any) -> Any:
        if not options.get("standalone_mode", True):
            return super().main(*args, **options)
        try:
            code = super().main(*args, **{**options, "standalone_mode": False})
            streams.finish()
        except (streams.StreamError, OSError) as error:
            streams.flush()
            why = (
                f"standard output cannot be written: {streams.reason(error)}"
                if isinstance(error, OSError)
                else error
            )
            common.say(str(why))
            code = common.UNUSABLE
        except UsageError as error:
            streams.flush()
            told = io.StringIO()
            error.show(told)
            streams.tell(told.getvalue())
            code = error.exit_code
        sys.exit(code)


app = typer.Typer(
    cls=Verbs,
    name="claimwright",
    help=ABOUT,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"claimwright {common.version()}")
        raise typer.Exit(0)


@app.callback()
def start(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback when we are at fault.")] = False,
) -> None:
    """The highest-value compliant claim for a documented encounter."""
    common.show_tracebacks(debug)


VERBS = (
    ("optimize", optimize.optimize, optimize.EXAMPLE, "The best compliant claim."),
    ("explain", explain.explain, explain.EXAMPLE, "Why the claim is what it is."),
    ("audit", audit.audit, audit.EXAMPLE, "Every rule that a claim breaks."),
    ("why-not", why_not.why_not, why_not.EXAMPLE, "What keeps a line off the claim."),
    ("compare", compare.compare, compare.EXAMPLE, "Two claims, or two payers."),
    ("visit", visit.visit, visit.EXAMPLE, "The sheet that proves a visit."),
    ("batch", batch.batch, batch.EXAMPLE, "Many encounters, one a line."),
    ("payers", payers.payers, payers.EXAMPLE, "The payers at hand, and how sure their rules are."),
    ("verify", verify.verify, verify.EXAMPLE, "Check a certificate without the solver."),
    ("schema", schema.schema, schema.EXAMPLE, "Input and output as JSON Schema."),
    ("demo", demo.demo, demo.EXAMPLE, "Packaged encounters, coded."),
)
for name, verb, example, short in VERBS:
    answers = verb is not batch.batch  # which writes files
    app.command(name, epilog=example, short_help=short)(common.guarded(verb, answers))
app.add_typer(policy.app, name="policy", short_help="Check and test policy files.")


class Stopped(BaseException):
    """A signal ends the program: what was begun is undone on the way out."""


def _stop(number: int, _: object) -> NoReturn:
    for each in ENDINGS:
        signal.signal(each, signal.SIG_IGN)
    raise Stopped(number)


def main() -> None:
    """The entry point of the console script."""
    gc.disable()  # nothing is garbage while modules load; `inputs.kernel` turns it on again
    streams.open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    for each in ENDINGS:
        if signal.getsignal(each) == signal.SIG_DFL:  # `nohup` has it ignored
            signal.signal(each, _stop)
    try:
        app()
    except Stopped as stopped:
        (number,) = stopped.args
        streams.flush()
        common.say(f"stopped by {signal.Signals(number).name}; no file was written")
        sys.exit(128 + number)
