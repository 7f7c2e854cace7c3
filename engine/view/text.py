"""Small typography: money, dates, aligned columns, wrapped sentences, and colour that may be switched off."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 100
"""Columns that sentences are wrapped to, whatever the terminal: the same input gives the same bytes."""

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33"}
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Paint:
    """Terminal emphasis; a plain one leaves every text as it is."""

    colour: bool = False

    def __call__(self, text: str, *styles: str) -> str:
        if not self.colour or not text or not styles:
            return text
        return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}\x1b[0m"


PLAIN = Paint()


def money(cents: int) -> str:
    """``$1,234.56``, with a minus before the dollar sign."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def difference(cents: int) -> str:
    """``$33.24 more``, ``$33.24 less``, ``the same amount``."""
    return f"{money(abs(cents))} {'more' if cents > 0 else 'less'}" if cents else "the same amount"


def safe(text: str) -> str:
    """Text of the input on one line, without anything that a terminal would obey."""
    return "".join(c if c.isprintable() else "?" for c in text)


def width(text: str) -> int:
    """Characters that a reader sees."""
    return len(_ANSI.sub("", text)) if "\x1b" in text else len(text)


def columns(
    rows: Iterable[Sequence[str]], right: Iterable[int] = (), indent: int = 2, gap: int = 2
) -> list[str]:
    """Rows with their cells one under the other; a column without any text takes no room. `right` are columns that
    are aligned on the right."""
    table = [list(row) for row in rows]
    widths = [max((width(cell) for cell in column), default=0) for column in zip(*table, strict=True)]
    to_right = set(right)
    lines = []
    for row in table:
        cells = []
        for n, cell in enumerate(row):
            if widths[n]:
                room = " " * (widths[n] - width(cell))
                cells.append(room + cell if n in to_right else cell + room)
        lines.append((" " * indent + (" " * gap).join(cells)).rstrip())
    return lines


def wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    """A sentence wrapped to the page; `first` starts its first line and `rest` every other. Codes are not broken."""
    lines = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines or [first.rstrip()]


def hanging(text: str, first: str, indent: int) -> list[str]:
    """A sentence that starts after `first`, whose colour does not count, and goes on beneath its own beginning."""
    lines = wrapped(text, " " * indent, " " * indent)
    return [first + lines[0][indent:], *lines[1:]]


def listed(words: Sequence[str], last: str = "and") -> str:
    """``A, B and C``."""
    return ", ".join(words[:-1]) + f" {last} {words[-1]}" if len(words) > 1 else "".join(words)


def count(number: int, one: str, many: str = "") -> str:
    """``1 line``, ``2,000 lines``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
