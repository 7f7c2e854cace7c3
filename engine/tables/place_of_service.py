"""Place of service codes: whether Medicare pays the facility or the non-facility amount."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Literal

from engine.tables.editions import Edition, Used, nothing
from engine.tables.source import Source, TableError, read_rows

HEADER = ("pos", "rate")
Rate = Literal["facility", "nonfacility"]


class PlaceOfServiceTable:
    """Two-digit place of service -> rate, for assigned codes; the code set has no quarterly editions."""

    def __init__(self, edition: Edition, source: Source) -> None:
        self._edition, self._source = edition, source

    @cached_property
    def _rates(self) -> dict[str, Rate]:
        label = self._edition.file
        found: dict[str, Rate] = {}
        for line, (pos, rate) in enumerate(read_rows(self._source, label, HEADER)[1], start=2):
            if len(pos) != 2 or not pos.isdigit() or pos in found:
                raise TableError(label, line, f"pos {pos!r}", "a two-digit code, once")
            if rate == "facility":
                found[pos] = "facility"
            elif rate == "nonfacility":
                found[pos] = "nonfacility"
            else:
                raise TableError(label, line, f"rate {rate!r}", "facility or nonfacility")
        return found

    def rate(self, pos: str, dos: date) -> Rate | None:
        """The rate of a place of service code, None when it is not assigned or the date is before the edition."""
        return self._rates.get(pos) if dos >= self._edition.first else None

    def used(self, dos: date) -> Used:
        """Ledger entry."""
        return self._edition.used(dos) if dos >= self._edition.first else nothing("place_of_service", dos)

    def ledger(self, dos: date) -> tuple[Used, ...]:
        """The same as `used`, in the form every table offers."""
        return (self.used(dos),)
