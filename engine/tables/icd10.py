"""ICD-10-CM codes of the skin-relevant subset: whether a code may stand on a claim, and on which days.

Of the subset absence means nothing; the list of days holds the categories of the subset whole, so that a code of one of
them which it lacks does not exist.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal, TypeAlias

from engine.tables.editions import Edition, Status, Used, choose, nothing
from engine.tables.source import Source, TableError, is_iso_date, read_rows

HEADER = ("code", "billable", "description")
DAYS_HEADER = ("code", "first", "last")
CATEGORY = 3
"""Characters of a code that name its category."""

Standing: TypeAlias = Literal["in force", "ended", "to come", "heading", "no code", ""]
"""How a code stands on a day; empty where nothing is known of its category or of the day."""


def is_long_enough(key: str) -> bool:
    """The code, without its dot, has as many places as an ICD-10-CM code may have."""
    return 3 <= len(key) <= 7


@dataclass(frozen=True)
class Diagnosis:
    """One code with its dot; `billable` False marks a heading that needs more characters."""

    code: str
    billable: bool
    description: str
    edition: str
    status: Status


class IcdFile:
    """One edition, read on first use, keyed without dots."""

    def __init__(self, edition: Edition, source: Source) -> None:
        self.edition, self._source = edition, source

    @cached_property
    def codes(self) -> dict[str, tuple[str, bool, str]]:
        """Code without its dot -> printed code, billable, description."""
        label = self.edition.file
        found: dict[str, tuple[str, bool, str]] = {}
        for line, (code, billable, description) in enumerate(
            read_rows(self._source, label, HEADER)[1], start=2
        ):
            key = code.replace(".", "")
            if not is_long_enough(key) or key in found:
                raise TableError(label, line, f"code {code!r}", "an ICD-10-CM code, once")
            if billable not in ("0", "1"):
                raise TableError(label, line, f"billable {billable!r}", "0 or 1")
            found[key] = (code, billable == "1", description)
        return found


class DaysFile:
    """The days on which each code may stand on a claim, read on first use."""

    def __init__(self, edition: Edition, source: Source) -> None:
        self.edition, self._source = edition, source

    @cached_property
    def periods(self) -> dict[str, list[tuple[date, date]]]:
        """Code without its dot -> its periods, both ends included."""
        label = self.edition.file
        found: dict[str, list[tuple[date, date]]] = {}
        for line, (code, first, last) in enumerate(read_rows(self._source, label, DAYS_HEADER)[1], start=2):
            if not is_long_enough(code):
                raise TableError(label, line, f"code {code!r}", "an ICD-10-CM code without its dot")
            if not is_iso_date(first) or (last and not is_iso_date(last)):
                raise TableError(label, line, f"the period {first!r} to {last!r}", "ISO dates")
            end = date.fromisoformat(last) if last else date.max
            found.setdefault(code, []).append((date.fromisoformat(first), end))
        return found

    @cached_property
    def headings(self) -> frozenset[str]:
        """Every code that others are beneath."""
        return frozenset(code[:n] for code in self.periods for n in range(CATEGORY, len(code)))


class IcdTable:
    """Diagnosis codes by date of service."""

    def __init__(self, files: Sequence[IcdFile], days: DaysFile | None = None) -> None:
        self._files = tuple(files)
        self._days = days

    def standing(self, code: str, dos: date) -> Standing:
        """How a code, with or without its dot, stands on the day."""
        key = code.replace(".", "").upper()
        if self._days is None or self._days.edition.status(dos) != "applied":
            return ""
        periods = self._days.periods.get(key, [])
        if any(first <= dos <= last for first, last in periods):
            return "in force"
        if key in self._days.headings:
            return "heading"
        if periods:
            return "to come" if min(first for first, _ in periods) > dos else "ended"
        category = key[:CATEGORY]
        return "no code" if category in self._days.headings else ""

    def diagnosis(self, code: str, dos: date) -> Diagnosis | None:
        """A code with or without its dot, in any case; None when no edition or the subset lacks it."""
        edition = choose((file.edition for file in self._files), dos)
        for file in self._files:
            if file.edition is edition:
                found = file.codes.get(code.replace(".", "").upper())
                return Diagnosis(*found, file.edition.name, file.edition.status(dos)) if found else None
        return None

    def used(self, dos: date) -> Used:
        """Ledger entry of the edition that answers for the date."""
        edition = choose((file.edition for file in self._files), dos)
        return edition.used(dos, "subset: absence means nothing") if edition else nothing("icd10cm", dos)

    def ledger(self, dos: date) -> tuple[Used, ...]:
        """The same as `used`, in the form every table offers."""
        return (self.used(dos),)
