"""All tables together, found through editions.csv; each is read when first asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TypeVar

from engine.tables.addon import AddOnFile, AddOnTable
from engine.tables.editions import Edition, Used, load_editions, quarter
from engine.tables.fee_files import ComponentFile, TotalsFile, load_factors
from engine.tables.fees import FeeSchedule
from engine.tables.full_ptp import SqlitePtpTable
from engine.tables.gpci import GpciFile, GpciTable
from engine.tables.icd10 import DaysFile, IcdFile, IcdTable
from engine.tables.mue import MueFile, MueTable
from engine.tables.place_of_service import PlaceOfServiceTable
from engine.tables.ptp import PtpFile, PtpLookup, PtpTable
from engine.tables.source import Source, TableError, is_hcpcs, packaged, read_rows

T = TypeVar("T")
UNIVERSE_HEADER = ("hcpcs", "ncci_2024q3")


class Tables:
    """The tables of one directory in the shipped form (default: the packaged one), and optionally another PTP table."""

    def __init__(
        self, root: Path | None = None, ptp_path: Path | None = None, ptp_edition: str | None = None
    ) -> None:
        self._root, self._ptp_path, self._ptp_edition = root, ptp_path, ptp_edition

    @staticmethod
    @lru_cache(maxsize=1)
    def default() -> Tables:
        """The packaged tables, one shared instance a process."""
        return Tables()

    def with_ptp(self, path: str | Path, edition: str | None = None) -> Tables:
        """The same tables with PTP edits from another file: a database of `import_full`, or a CSV in the shipped form.

        A CSV needs its quarter: `edition`, or a file name such as 2026q4.csv. Faults in the file are raised here.
        """
        other = Tables(self._root, Path(path), edition)
        _ = other.ptp
        return other

    def _source(self, name: str) -> Source:
        return self._root / name if self._root else packaged(name)

    def _files(self, kind: str, make: Callable[[Edition, Source], T]) -> list[T]:
        found = [
            make(edition, self._source(edition.file)) for edition in self.editions if edition.kind == kind
        ]
        if not found:
            raise TableError("editions.csv", None, f"no edition of kind {kind!r}", "at least one")
        return found

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """Every listed edition."""
        return load_editions(self._source("editions.csv"))

    def refuse_elsewhere(self, kind: str, folder: str) -> None:
        """Raises for a folder, as a policy writes it, that has no edition of the kind of table."""
        folders = {f"tables/{e.file.rpartition('/')[0]}" for e in self.editions if e.kind == kind}
        if folder not in folders:
            raise TableError(folder, None, f"no edition of kind {kind!r}", " or ".join(sorted(folders)))

    def bytes_of(self, edition: Edition) -> bytes:
        """The file of a listed edition as it lies there."""
        if edition.kind == "ptp" and self._ptp_path is not None:
            return self._ptp_path.read_bytes()
        return self._source(edition.file).read_bytes()

    @cached_property
    def universe(self) -> dict[str, bool]:
        """Codes the shipped slices were cut to -> whether the NCCI files of that edition name them at all."""
        found = {}
        for line, (hcpcs, named) in enumerate(
            read_rows(self._source("universe.csv"), "universe.csv", UNIVERSE_HEADER)[1], start=2
        ):
            if not is_hcpcs(hcpcs) or named not in ("yes", "no"):
                raise TableError(
                    "universe.csv", line, f"{hcpcs!r}, {named!r}", "a five-character code, yes or no"
                )
            found[hcpcs] = named == "yes"
        return found

    @cached_property
    def ptp(self) -> PtpLookup:
        """NCCI procedure-to-procedure edits."""
        later = self._files("ptp_confirmed", PtpFile)[0]
        if self._ptp_path is None:
            return PtpTable(self._files("ptp", PtpFile), later, self.universe)
        try:
            with self._ptp_path.open("rb") as file:
                database = file.read(16) == b"SQLite format 3\0"
        except OSError as error:
            found = error.strerror or "an unreadable file"
            raise TableError(
                str(self._ptp_path), None, found.lower(), "a PTP table (.csv or imported)"
            ) from None
        if database:
            return SqlitePtpTable(self._ptp_path, later)
        edition = quarter(self._ptp_edition or self._ptp_path.stem, file=self._ptp_path.name)
        own = PtpFile(edition, self._ptp_path)
        own.load()
        return PtpTable([own], later)

    @cached_property
    def mue(self) -> MueTable:
        """NCCI unit limits."""
        return MueTable(self._files("mue", MueFile))

    @cached_property
    def add_on(self) -> AddOnTable:
        """NCCI add-on rules."""
        return AddOnTable(self._files("add_on", AddOnFile))

    @cached_property
    def gpci(self) -> GpciTable:
        """Locality indices."""
        return GpciTable(self._files("gpci", GpciFile))

    @cached_property
    def fees(self) -> FeeSchedule:
        """The physician fee schedule."""
        components, totals = self._files("fee_schedule", ComponentFile), self._files("fee_totals", TotalsFile)
        names = [edition.name for edition in (*(c.edition for c in components), *(t.edition for t in totals))]
        listed = [edition.file for edition in self.editions if edition.kind == "conversion_factor"]
        if len(listed) != 1:
            raise TableError("editions.csv", None, f"{len(listed)} files of conversion factors", "one")
        factors = load_factors(self._source(listed[0]), listed[0], names)
        return FeeSchedule(components, totals, self.gpci, factors)

    @cached_property
    def place_of_service(self) -> PlaceOfServiceTable:
        """Facility or non-facility rate."""
        return self._files("place_of_service", PlaceOfServiceTable)[0]

    @cached_property
    def icd10(self) -> IcdTable:
        """Diagnosis codes."""
        return IcdTable(self._files("icd10cm", IcdFile), self._files("icd10cm_days", DaysFile)[0])

    def ledger(self, dos: date, locality: tuple[str, str] | None = None) -> tuple[Used, ...]:
        """Which editions answer for a date of service, over all tables."""
        return (
            *self.fees.ledger(dos, locality),
            *self.ptp.ledger(dos),
            *self.mue.ledger(dos),
            *self.add_on.ledger(dos),
            *self.icd10.ledger(dos),
            *self.place_of_service.ledger(dos),
        )
