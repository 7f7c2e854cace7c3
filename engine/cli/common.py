"""What every verb needs: options, exit codes, messages, and one place for everything that can go wrong."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn, TypeAlias, TypeVar, cast

import typer

from engine.cli import streams

if TYPE_CHECKING:
    from engine.view.text import Paint

OK, FINDINGS, UNUSABLE, OUR_FAULT, BUDGET = 0, 1, 2, 3, 4
INTERRUPTED, BROKEN_PIPE = 130, 141

Format: TypeAlias = Literal["table", "json"]
Payer = Annotated[
    str, typer.Option("--payer", metavar="P", help="Payer's policy; the encounter's own when left out.")
]
Policies = Annotated[
    Path | None,
    typer.Option("--policies", metavar="DIR", help="Your policy files, beside the packaged ones."),
]
PtpTable = Annotated[
    Path | None,
    typer.Option("--ptp-table", metavar="FILE", help="Another PTP table: CSV or imported database."),
]
Budget = Annotated[
    float | None, typer.Option("--time-budget", metavar="SECONDS", min=0.001, help="Seconds for one solve.")
]
Today = Annotated[
    datetime | None,
    typer.Option(
        "--today",
        metavar="YYYY-MM-DD",
        formats=["%Y-%m-%d"],
        help="The day to judge by instead of this one: for claims prepared ahead, and for tests.",
    ),
]
Formatted = Annotated[Format, typer.Option("--format", help="A page for people, or JSON Lines.")]
Picked = Annotated[
    str, typer.Option("--encounter", metavar="ID", help="Which encounter, where FILE has several.")
]
File = Annotated[str, typer.Argument(metavar="FILE", help="The encounter as JSON; - is standard input.")]


class Unusable(Exception):
    """The input cannot be used at all; the message is for the user and holds nothing of a patient."""


_debug = False


def show_tracebacks(wanted: bool) -> None:
    """Whether a fault of ours shows its traceback."""
    global _debug
    _debug = wanted


def version() -> str:
    """The installed version, or `development` for a plain checkout."""
    from importlib import metadata

    try:
        return metadata.version("claimwright")
    except metadata.PackageNotFoundError:
        return "development"


def say(text: str) -> None:
    """A message to the user, on standard error."""
    streams.tell(f"claimwright: {text}\n")


def emit(text: str) -> None:
    """A piece of the answer for people, on standard output."""
    emit_text(f"{text}\n")


def emit_text(text: str) -> None:
    """A piece of the answer that brings its own line ends."""
    streams.put(streams.visible(text, streams.colour_wanted()))


def emit_json(data: str) -> None:
    """A line of the answer as JSON."""
    streams.put(f"{streams.escaped(data)}\n")


def paint() -> Paint:
    """Colour for a terminal whose user has not asked for none."""
    from engine.view.text import Paint

    return Paint(streams.colour_wanted())


# ── one place for everything that can go wrong ───────────────────────────────────────────────────────────────────

Verb = TypeVar("Verb", bound=Callable[..., None])


def guarded(verb: Verb, answers: bool = True) -> Verb:
    """The verb with exit codes: what it raises becomes one message, never a traceback.

    `answers`: its answer goes to standard output, which must not be closed then.
    """

    @wraps(verb)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            if answers:
                streams.check_output()
            _to_the_end(verb, *args, **kwargs)
        except (typer.Exit, typer.Abort):
            raise
        except (Unusable, streams.StreamError) as error:
            stop(str(error))
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            streams.drop(sys.stdout)
            raise typer.Exit(BROKEN_PIPE) from None
        except Exception as error:
            _known(error)
            own_fault(error)

    return cast(Verb, run)


def _to_the_end(verb: Callable[..., None], *args: Any, **kwargs: Any) -> None:
    """The verb, and its answer out of our hands: an exit code says nothing of an answer that did not arrive."""
    try:
        verb(*args, **kwargs)
    except (typer.Exit, typer.Abort):
        streams.finish()
        raise
    streams.finish()


def stop(message: str, code: int = UNUSABLE) -> NoReturn:
    """Say why, and leave with the exit code."""
    streams.flush()
    say(message)
    raise typer.Exit(code)


def _known(error: Exception) -> None:
    """Errors of the tables and policies that the user gave, and of the system."""
    from engine.tables import TableError
    from rules_dsl.diagnostics import PolicyError

    if isinstance(error, TableError):
        stop(f"a table cannot be used: {error}")
    if isinstance(error, PolicyError):
        stop(f"a policy cannot be used: {error}")
    if isinstance(error, OSError):
        which = f" ({error.filename})" if error.filename else ""
        stop(f"the system refused what the work needs: {streams.reason(error)}{which}")
    if isinstance(error, MemoryError):
        stop("the work needs more memory than there is")


def own_fault(error: BaseException, where: str = "") -> NoReturn:
    """Say that it is our fault and how to report it; the traceback only on request."""
    from engine.fault import place_of

    streams.flush()
    python = ".".join(map(str, sys.version_info[:3]))
    say(f"this is our fault, not yours{f' ({where})' if where else ''}: {place_of(error)}")
    streams.tell(
        f"  Please report it with that line, the command, and the versions: claimwright {version()}, Python {python}.\n"
        "  Leave patient data out. `claimwright --debug` and the same command shows the traceback.\n"
    )
    if _debug:
        streams.tell("".join(traceback.format_exception(error)))
    raise typer.Exit(OUR_FAULT)
