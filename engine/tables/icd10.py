"""ICD-10-CM codes of the skin-relevant subset: whether a code may stand on a claim. Absence means nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from engine.tables.editions import Edition, Status, Used, choose, nothing
from engine.tables.source import Source, TableError, read_rows

HEADER = ("code", "billable", "description")


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
            if not 3 <= len(key) <= 7 or key in found:
                raise TableError(label, line, f"code {code!r}", "an ICD-10-CM code, once")
            if billable not in ("0", "1"):
                raise TableError(label, line, f"billable {billable!r}", "0 or 1")
            found[key] = (code, billable == "1", description)
        return found


class IcdTable:
    """Diagnosis codes by date of service."""

    def __init__(self, files: Sequence[IcdFile]) -> None:
        self._files = tuple(files)

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
