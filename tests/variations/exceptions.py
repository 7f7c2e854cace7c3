"""The exceptions of docs/variations.md: what may break a property, each with its reason and a record that shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs" / "variations.md"
ROW = re.compile(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \| (.+) \|$")


@dataclass(frozen=True)
class Exception_:
    """A row: at this place these kinds of variation may break this property."""

    place: str
    kinds: tuple[str, ...]
    broken: str
    record: str
    """Name of a record of tests/variations in which it happens."""
    why: str

    def covers(self, place: str, kind: str, broken: str) -> bool:
        named = place == self.place or (self.place.startswith("*.") and place.endswith(self.place[1:]))
        return named and kind in self.kinds and broken == self.broken


@cache
def exceptions() -> tuple[Exception_, ...]:
    """Every row of the document's table."""
    found = []
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if row := ROW.match(line):
            place, kinds, broken, record, why = (cell.strip() for cell in row.groups())
            found.append(Exception_(place, tuple(kinds.split(", ")), broken, record, why))
    return tuple(found)


def allowed(place: str, kind: str, broken: str) -> bool:
    return any(each.covers(place, kind, broken) for each in exceptions())
