"""Which edition of a table answers for a date of service, and how well. All periods here include both ends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from engine.tables.source import Source, TableError, is_iso_date, packaged, read_rows

Status = Literal["applied", "stale", "no_data", "assumed"]
_WORST_FIRST: tuple[Status, ...] = ("no_data", "stale", "assumed", "applied")
HEADER = ("kind", "edition", "file", "effective_from", "effective_to", "complete", "source")


@dataclass(frozen=True)
class Used:
    """One entry of an answer's ledger: which edition of which kind of table was consulted, and how well it fits.

    applied: the edition covers the date. stale: the nearest earlier edition stood in. no_data: nothing to consult,
    which is not a pass. assumed: a stated stand-in was used, `note` says which.
    """

    kind: str
    edition: str
    status: Status
    note: str = ""


@dataclass(frozen=True)
class Edition:
    """One published edition. `first` and `last` are the days it covers, inclusive; `last` None means not stated.

    `complete` means it holds every row CMS lists for the codes of the universe; otherwise absence means nothing.
    """

    kind: str
    name: str
    file: str
    first: date
    last: date | None
    complete: bool
    source: str = ""

    def status(self, dos: date) -> Status:
        """How the edition fits a date of service."""
        if dos < self.first:
            return "no_data"
        if self.last is None:
            return "assumed"
        return "applied" if dos <= self.last else "stale"

    def used(self, dos: date, note: str = "") -> Used:
        """Ledger entry for consulting this edition on a date of service."""
        status = self.status(dos)
        reason = {
            "applied": "",
            "stale": f"no loaded edition covers {dos}; the nearest earlier one ends {self.last}",
            "assumed": "the edition states no end date; taken as still in force",
            "no_data": f"the edition begins {self.first}, after {dos}",
        }[status]
        return Used(self.kind, self.name, status, joined(reason, note))


def choose(editions: Iterable[Edition], dos: date) -> Edition | None:
    """The edition that covers the date, else the nearest earlier one: always the latest that began by that date."""
    begun = [edition for edition in editions if edition.first <= dos]
    return max(begun, key=lambda edition: edition.first, default=None)


def nothing(kind: str, dos: date) -> Used:
    """Ledger entry for a date before every loaded edition: nothing was checked."""
    return Used(kind, "", "no_data", f"no loaded edition begins on or before {dos}; nothing was checked")


def worst(*statuses: Status) -> Status:
    """The weakest of several statuses: no_data, then stale, then assumed, then applied."""
    return min(statuses, key=_WORST_FIRST.index)


def joined(*notes: str) -> str:
    """Notes as one text, without blanks and repeats."""
    return "; ".join(dict.fromkeys(note for note in notes if note))


def quarter(text: str, kind: str = "ptp", file: str = "") -> Edition:
    """An NCCI quarterly edition from its name, such as `2026q4` or `2026 Q4`."""
    match = re.fullmatch(r"\s*(\d{4})\s*[qQ]([1-4])\s*", text)
    if not match or int(match[1]) < 1996:
        raise TableError(file or kind, None, f"edition {text!r}", "a quarter such as 2026q4")
    year, number = int(match[1]), int(match[2])
    after = date(year + number // 4, number % 4 * 3 + 1, 1)
    return Edition(
        kind, f"{year} Q{number}", file, date(year, number * 3 - 2, 1), after - timedelta(days=1), True
    )


def load_editions(source: Source | None = None, label: str = "editions.csv") -> tuple[Edition, ...]:
    """The list of shipped editions, in file order."""
    _, rows = read_rows(source or packaged("editions.csv"), label, HEADER)
    found = []
    for line, (kind, name, file, first, last, complete, origin) in enumerate(rows, start=2):
        if not is_iso_date(first) or (last and not is_iso_date(last)) or (last and last < first):
            raise TableError(
                label,
                line,
                f"the period {first!r} to {last!r}",
                "two ISO dates in order (the last may be blank)",
            )
        if complete not in ("yes", "no"):
            raise TableError(label, line, f"complete {complete!r}", "yes or no")
        end = date.fromisoformat(last) if last else None
        found.append(Edition(kind, name, file, date.fromisoformat(first), end, complete == "yes", origin))
    return tuple(found)
