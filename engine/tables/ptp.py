"""NCCI procedure-to-procedure edits: which pairs of codes may not both be paid, and whether a modifier can lift that.

Column 1 is paid and column 2 denied. Indicator 0: never both. Indicator 1: both, with an NCCI-associated modifier that
the facts support. Indicator 9: the edit never applied, so it is not looked up. An edit is active on its effective date,
on its deletion date and on every day between.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

from engine.tables.editions import Edition, Used, choose, nothing
from engine.tables.source import Source, TableError, first_line, is_hcpcs, is_iso_date, read_rows

HEADER = ("column1", "column2", "indicator", "deletion_date")
CONFIRMED_HEADER = ("column1", "column2", "indicator", "effective_date", "deletion_date")


@dataclass(frozen=True, order=True)
class PtpPair:
    """An edit active on the date asked for. `confirmed`: a later partial edition lists the same edit with the same
    indicator; `difference` says in words how that edition differs, blank when it does not."""

    column1: str
    column2: str
    indicator: int
    edition: str
    confirmed: bool = False
    difference: str = ""


@dataclass(frozen=True)
class PtpRow:
    """One printed row, active or not. Dates are inclusive ISO text; blank: effective not known, deletion none."""

    column1: str
    column2: str
    indicator: int
    effective: str
    deletion: str

    def active(self, dos: date) -> bool:
        """Whether the edit applies to a date of service."""
        day = dos.isoformat()
        return self.indicator != 9 and self.effective <= day and (not self.deletion or day <= self.deletion)


class PtpLookup(Protocol):
    """What the engine asks of a PTP table, whichever way it is stored."""

    def pairs(self, codes: Collection[str], dos: date) -> list[PtpPair]: ...

    def history(self, column1: str, column2: str, dos: date) -> list[PtpRow]: ...

    def unknown(self, codes: Collection[str], dos: date) -> tuple[str, ...]: ...

    def used(self, dos: date) -> Used: ...

    def ledger(self, dos: date) -> tuple[Used, ...]: ...


class PtpFile:
    """One edition in the product's CSV form, read on first use and indexed column 1 -> column 2 -> rows."""

    def __init__(self, edition: Edition, source: Source) -> None:
        self.edition, self._source = edition, source

    @cached_property
    def _index(self) -> dict[str, dict[str, list[tuple[int, str, str]]]]:
        label = self.edition.file
        dated = not self.edition.complete
        header = CONFIRMED_HEADER if dated else HEADER
        columns, rows = read_rows(self._source, label, header, () if dated else ("effective_date",))
        self._check(label, columns, rows)
        at_effective = columns.index("effective_date") if "effective_date" in columns else None
        at_deletion = columns.index("deletion_date")
        numbers = {"0": 0, "1": 1, "9": 9}
        index: dict[str, dict[str, list[tuple[int, str, str]]]] = {}
        for row in rows:
            first = index.get(row[0])
            if first is None:
                first = index[row[0]] = {}
            effective = "" if at_effective is None else row[at_effective]
            entry = (numbers[row[2]], effective, row[at_deletion])
            known = first.get(row[1])
            if known is None:
                first[row[1]] = [entry]
            else:
                known.append(entry)
        return index

    @staticmethod
    def _check(label: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        for column, name in enumerate(columns):
            for value in sorted({row[column] for row in rows}):
                if name.startswith("column"):
                    good, expected = is_hcpcs(value), "a five-character code"
                elif name == "indicator":
                    good, expected = value in ("0", "1", "9"), "0, 1 or 9"
                else:
                    good, expected = not value or is_iso_date(value), "a date as YYYY-MM-DD, or blank"
                if not good:
                    raise TableError(label, first_line(rows, column, value), f"{name} {value!r}", expected)

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every code of the file, in either column."""
        return frozenset(self._index).union(*self._index.values())

    def load(self) -> None:
        """Read the file now, so that a fault in it shows now."""
        _ = self._index

    def rows(self, column1: str, column2: str) -> list[PtpRow]:
        """Every printed row of a pair in this direction."""
        found = self._index.get(column1, {}).get(column2, ())
        return [PtpRow(column1, column2, *entry) for entry in found]

    def indicators(self, codes: Collection[str], dos: date) -> list[tuple[str, str, int]]:
        """Column 1, column 2, indicator of the edits active among the codes, sorted."""
        day, wanted, index = dos.isoformat(), sorted(set(codes)), self._index
        found = []
        for column1 in wanted:
            first = index.get(column1)
            if first is None:
                continue
            for column2 in wanted:
                if column2 not in first:
                    continue
                active = [
                    indicator
                    for indicator, effective, deletion in first[column2]
                    if indicator != 9 and effective <= day and (not deletion or day <= deletion)
                ]
                if active:
                    found.append((column1, column2, min(active)))
        return found


def compared(
    found: Sequence[tuple[str, str, int]], edition: str, dos: date, later: PtpFile | None
) -> list[PtpPair]:
    """Active edits as pairs, each held against the partial later edition; absence there means nothing."""
    pairs = []
    for column1, column2, indicator in found:
        active = [row for row in later.rows(column1, column2) if row.active(dos)] if later else []
        differs = [row.indicator for row in active if row.indicator != indicator]
        note = f"{later.edition.name} lists indicator {differs[0]}" if later and differs else ""
        pairs.append(PtpPair(column1, column2, indicator, edition, bool(active) and not differs, note))
    return pairs


class PtpTable:
    """The shipped edits, cut to the codes of `universe` (code -> whether the published edition names it);
    without a universe, what it knows are the codes that occur in the file."""

    def __init__(
        self, files: Sequence[PtpFile], later: PtpFile | None = None, universe: dict[str, bool] | None = None
    ) -> None:
        self._files, self._later, self._universe = tuple(files), later, universe

    def _file(self, dos: date) -> PtpFile | None:
        edition = choose((file.edition for file in self._files), dos)
        return next((file for file in self._files if file.edition is edition), None)

    def pairs(self, codes: Collection[str], dos: date) -> list[PtpPair]:
        """All edits active among the codes on the date, sorted; none when `used(dos)` says no_data."""
        file = self._file(dos)
        return compared(file.indicators(codes, dos), file.edition.name, dos, self._later) if file else []

    def history(self, column1: str, column2: str, dos: date) -> list[PtpRow]:
        """Every printed row of a pair, deleted and never-effective ones too, to explain why an edit does not apply."""
        file = self._file(dos)
        return file.rows(column1, column2) if file else []

    def unknown(self, codes: Collection[str], dos: date) -> tuple[str, ...]:
        """The codes for which finding no edit means nothing: outside the shipped slice, or unnamed by the edition
        (in no PTP and no MUE row of the full files, so perhaps newer than they are)."""
        file = self._file(dos)
        if file is None:
            return tuple(sorted(set(codes)))
        universe = self._universe
        known = file.codes if universe is None else {code for code, named in universe.items() if named}
        return tuple(sorted(set(codes) - known))

    def used(self, dos: date) -> Used:
        """Ledger entry of the edition that answers for the date."""
        file = self._file(dos)
        return file.edition.used(dos) if file else nothing("ptp", dos)

    def ledger(self, dos: date) -> tuple[Used, ...]:
        """`used`, and the partial later edition that confirms single pairs."""
        return (self.used(dos), *confirmation(self._later, dos))


def confirmation(later: PtpFile | None, dos: date) -> tuple[Used, ...]:
    """Ledger entry of the partial edition: it only confirms, so its rows hold by their own dates."""
    if later is None:
        return ()
    note = "partial: confirms single edits by their own dates, absence means nothing"
    last = later.edition.last
    if last is None or dos <= last:
        return (Used(later.edition.kind, later.edition.name, "applied", note),)
    return (later.edition.used(dos, note),)
