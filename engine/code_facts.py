"""What the fee schedule's table says of a code, as far as deriving lines needs it."""

from __future__ import annotations

from typing import Protocol

from rules_dsl.rulebook import Indicator


class CodeFacts(Protocol):
    """Known of the payer's table on the date of service."""

    def global_days(self, hcpcs: str) -> str:
        """Global days of the code (``010``), or nothing when the tables do not know it."""
        ...

    def indicator(self, hcpcs: str, name: Indicator) -> str:
        """The indicator of the code as the table prints it, or nothing when the tables do not know it."""
        ...

    def unit_cents(self, hcpcs: str, modifier: str = "") -> int:
        """What one unit of the code pays with the modifier, before ranks; 0 when the tables do not know it."""
        ...

    def diagnosis(self, code: str) -> str:
        """How a diagnosis code stands on the date of service, as :mod:`engine.tables.icd10` says; nothing when the
        tables do not know its category."""
        ...


class NothingKnown:
    """No table: every code is unknown."""

    def global_days(self, hcpcs: str) -> str:
        return ""

    def indicator(self, hcpcs: str, name: Indicator) -> str:
        return ""

    def unit_cents(self, hcpcs: str, modifier: str = "") -> int:
        return 0

    def diagnosis(self, code: str) -> str:
        return ""
