"""Geographic practice cost indices: what a Medicare locality pays relative to the national amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property

from engine.tables.editions import Edition, Used, choose, nothing
from engine.tables.source import Source, TableError, read_rows

HEADER = ("mac", "state", "locality", "locality_name", "work_gpci", "pe_gpci", "mp_gpci")


@dataclass(frozen=True)
class Gpci:
    """The three indices of one locality, as factors (national = 1)."""

    mac: str
    state: str
    locality: str
    name: str
    work: Decimal
    practice_expense: Decimal
    malpractice: Decimal


class GpciFile:
    """One edition, read on first use."""

    def __init__(self, edition: Edition, source: Source) -> None:
        self.edition, self._source = edition, source

    @cached_property
    def localities(self) -> dict[tuple[str, str], Gpci]:
        """(mac, locality) -> indices."""
        label = self.edition.file
        found: dict[tuple[str, str], Gpci] = {}
        for line, (*names, work, expense, malpractice) in enumerate(
            read_rows(self._source, label, HEADER)[1], start=2
        ):
            mac, state, locality, name = names
            try:
                row = Gpci(mac, state, locality, name, Decimal(work), Decimal(expense), Decimal(malpractice))
            except InvalidOperation:
                raise TableError(
                    label, line, f"{work!r}, {expense!r}, {malpractice!r}", "three decimals"
                ) from None
            if (mac, locality) in found:
                raise TableError(label, line, f"locality {mac}/{locality} again", "each locality once")
            found[mac, locality] = row
        return found


class GpciTable:
    """Indices by date of service. An index of another year is never used: it would mix years."""

    def __init__(self, files: Sequence[GpciFile]) -> None:
        self._files = tuple(files)

    def localities(self, dos: date) -> dict[tuple[str, str], Gpci]:
        """Every locality of the edition that covers the date; empty when none does."""
        for file in self._files:
            if file.edition.status(dos) == "applied":
                return dict(file.localities)
        return {}

    def locality(self, mac: str, locality: str, dos: date) -> Gpci | None:
        """One locality by contractor and locality number (text, leading zeros kept), None when no edition covers it."""
        for file in self._files:
            if file.edition.status(dos) == "applied":
                return file.localities.get((mac, locality))
        return None

    def used(self, dos: date) -> Used:
        """Ledger entry when a locality was asked for."""
        edition = choose((file.edition for file in self._files), dos)
        if edition is None:
            return nothing("gpci", dos)
        if edition.status(dos) == "applied":
            return edition.used(dos)
        return Used("gpci", "national (GPCI 1)", "assumed", f"{no_gpci(dos)}; national amounts")


def no_gpci(dos: date) -> str:
    """The note on an amount that had to be national."""
    return f"no GPCI edition covers {dos}"
