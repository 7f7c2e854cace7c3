"""NCCI medically unlikely edits: the most units of one code for one patient, practitioner and date of service.

MAI 1: per claim line. MAI 2: per date, absolute. MAI 3: per date, may be overcome with documentation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from engine.tables.editions import Edition, Status, Used, choose, nothing
from engine.tables.source import Source, TableError, is_hcpcs, read_rows

HEADER = ("hcpcs", "units", "mai")


@dataclass(frozen=True)
class MueLimit:
    """The limit on one code: whole units of service, and the adjudication indicator 1, 2 or 3."""

    hcpcs: str
    units: int
    mai: int
    edition: str
    status: Status


class MueFile:
    """One edition, read on first use."""

    def __init__(self, edition: Edition, source: Source) -> None:
        self.edition, self._source = edition, source

    @cached_property
    def limits(self) -> dict[str, tuple[int, int]]:
        """Code -> units, MAI."""
        label = self.edition.file
        found: dict[str, tuple[int, int]] = {}
        for line, (hcpcs, units, mai) in enumerate(read_rows(self._source, label, HEADER)[1], start=2):
            if not is_hcpcs(hcpcs) or hcpcs in found:
                raise TableError(label, line, f"hcpcs {hcpcs!r}", "a five-character code, once")
            if not (units.isascii() and units.isdigit()) or mai not in ("1", "2", "3"):
                raise TableError(
                    label, line, f"units {units!r}, mai {mai!r}", "whole units and MAI 1, 2 or 3"
                )
            found[hcpcs] = (int(units), int(mai))
        return found


class MueTable:
    """Limits by date. A partial edition overrides code by code from its first day; its silence means nothing."""

    def __init__(self, files: Sequence[MueFile]) -> None:
        self._files = tuple(files)

    def _chosen(self, dos: date) -> list[MueFile]:
        """Files to ask in turn, best first: partial editions later than the complete one, then the complete one."""
        base = choose((file.edition for file in self._files if file.edition.complete), dos)
        asked = [
            file
            for file in self._files
            if file.edition is base
            or (
                not file.edition.complete
                and file.edition.first <= dos
                and (not base or base.first < file.edition.first)
            )
        ]
        return sorted(asked, key=lambda file: file.edition.first, reverse=True)

    def limit(self, hcpcs: str, dos: date) -> MueLimit | None:
        """The limit on a code, or None: no edition, or no published value. None never means unlimited."""
        for file in self._chosen(dos):
            found = file.limits.get(hcpcs)
            if found is not None:
                return MueLimit(hcpcs, *found, file.edition.name, file.edition.status(dos))
        return None

    def used(self, dos: date) -> Used:
        """Ledger entry of the complete edition that answers for the date."""
        base = choose((file.edition for file in self._files if file.edition.complete), dos)
        return base.used(dos) if base else nothing("mue", dos)

    def ledger(self, dos: date) -> tuple[Used, ...]:
        """`used`, and the partial editions that override single codes."""
        partial = [file.edition for file in self._chosen(dos) if not file.edition.complete]
        note = "partial: where it lists a code its value wins, absence means nothing"
        return (self.used(dos), *(edition.used(dos, note) for edition in partial))
