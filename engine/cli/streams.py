"""The standard streams: what a terminal may be sent, and what happens when a stream is closed or takes no more."""

from __future__ import annotations

import io
import os
import re
import sys
from contextlib import suppress
from errno import EBADF
from typing import Any, NoReturn, TextIO

OWN_COLOURS = re.compile(r"\x1b\[(?:0|1|2|31|32|33)(?:;(?:1|2|31|32|33))*m")
"""What `Paint` writes."""
_UNSEEN = re.compile(r"(\x1b\[[0-9;]*m)|[\n\f]|(.)", re.DOTALL)


class StreamError(Exception):
    """Standard output or input cannot be used; the message says which and why."""


class Closed(io.TextIOBase):
    """Stands for a standard stream that was closed before the program began."""

    buffer: Any

    def __init__(self) -> None:
        self.buffer = self

    def _refuse(self, *_: object) -> NoReturn:
        raise OSError(EBADF, "it is closed")

    write = read = readline = _refuse


def open_closed_streams() -> None:
    """Takes the numbers of closed standard streams, so that no file opened later gets them and is written into."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDONLY if number == 0 else os.O_WRONLY)
    streams: Any = sys
    streams.stdin = sys.stdin or Closed()
    streams.stdout = sys.stdout or Closed()
    streams.stderr = sys.stderr or io.StringIO()  # nobody hears it


def reason(error: OSError) -> str:
    """What the system says, as the end of a sentence."""
    return (error.strerror or "unknown error").lower()


def colour_wanted() -> bool:
    """Whether standard output is a terminal whose user has not asked for no colour."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def visible(text: str, colour: bool = False) -> str:
    """Text that a terminal only shows: control characters and marks that turn its direction are question marks."""
    if text.replace("\n", "").isprintable():
        return text

    def shown(found: re.Match[str]) -> str:
        sequence, character = found.groups()
        if sequence:
            return sequence if colour and OWN_COLOURS.fullmatch(sequence) else "?" + visible(sequence[1:])
        return character if not character or character.isprintable() else "?"

    return _UNSEEN.sub(lambda m: shown(m) if m.lastindex else m.group(), text)


def escaped(data: str) -> str:
    """A line of JSON with everything that a terminal would obey as an escape, which reads back as the same text."""
    if data.isprintable():
        return data
    return "".join(c if c.isprintable() or c == "\n" else _escape(c) for c in data)


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n]:02x}{units[n + 1]:02x}" for n in range(0, len(units), 2))


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def put(text: str) -> None:
    """Text on standard output as it is. Raises StreamError, or BrokenPipeError when nobody reads on."""
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        raise
    except OSError as error:
        drop(sys.stdout)
        raise StreamError(f"standard output cannot be written: {reason(error)}") from None


def tell(text: str) -> None:
    """Text for the user on standard error; where that takes no more, nobody hears it and the work goes on."""
    try:
        sys.stderr.write(visible(text))
        sys.stderr.flush()
    except OSError:
        drop(sys.stderr)


def finish() -> None:
    """Everything said so far has reached its reader; raises as `put` does."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        drop(sys.stdout)
        raise StreamError(f"standard output cannot be written: {reason(error)}") from None


def flush() -> None:
    """What was said so far comes before what follows on standard error."""
    try:
        sys.stdout.flush()
    except OSError:
        drop(sys.stdout)


def check_output() -> None:
    """Raises StreamError when standard output is closed: known before the work."""
    if isinstance(sys.stdout, Closed):
        raise StreamError("standard output cannot be written: it is closed")


def drop(stream: TextIO) -> None:
    """Nobody reads on, or nothing more fits: let nothing more be written, not even at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
