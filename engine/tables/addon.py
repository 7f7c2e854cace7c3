"""NCCI add-on code edits: the primaries without which an add-on code is not paid.

Type 1: a closed list. Type 2: no list, the contractor decides. Type 3: a list that the contractor may extend.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from engine.tables.editions import Edition, Status, Used, choose, nothing
from engine.tables.source import Source, TableError, is_hcpcs, read_rows

HEADER = ("addon", "type", "primary")


@dataclass(frozen=True)
class AddOnRule:
    """What an add-on code needs: the type 1, 2 or 3 and the listed primaries (none for type 2)."""

    addon: str
    type: int
    primaries: frozenset[str]
    edition: str
    status: Status


class AddOnFile:
    """One edition, read on first use."""

    def __init__(self, edition: Edition, source: Source) -> None:
        self.edition, self._source = edition, source

    @cached_property
    def rules(self) -> dict[str, tuple[int, frozenset[str]]]:
        """Add-on -> type, primaries."""
        label = self.edition.file
        types: dict[str, int] = {}
        primaries: dict[str, set[str]] = {}
        for line, (addon, kind, primary) in enumerate(read_rows(self._source, label, HEADER)[1], start=2):
            if not is_hcpcs(addon) or (primary and not is_hcpcs(primary)):
                raise TableError(label, line, f"addon {addon!r}, primary {primary!r}", "five-character codes")
            if kind not in ("1", "2", "3") or types.setdefault(addon, int(kind)) != int(kind):
                raise TableError(
                    label, line, f"type {kind!r}", "1, 2 or 3, the same on every row of an add-on"
                )
            primaries.setdefault(addon, set()).update({primary} - {""})
        return {addon: (types[addon], frozenset(primaries[addon])) for addon in types}


class AddOnTable:
    """Add-on rules by date of service."""

    def __init__(self, files: Sequence[AddOnFile]) -> None:
        self._files = tuple(files)

    def rule(self, addon: str, dos: date) -> AddOnRule | None:
        """The rule of an add-on code, or None: no edition, or the code is not listed as an add-on."""
        edition = choose((file.edition for file in self._files), dos)
        for file in self._files:
            if file.edition is edition and addon in file.rules:
                return AddOnRule(addon, *file.rules[addon], file.edition.name, file.edition.status(dos))
        return None

    def used(self, dos: date) -> Used:
        """Ledger entry of the edition that answers for the date."""
        edition = choose((file.edition for file in self._files), dos)
        return edition.used(dos) if edition else nothing("add_on", dos)

    def ledger(self, dos: date) -> tuple[Used, ...]:
        """The same as `used`, in the form every table offers."""
        return (self.used(dos),)
