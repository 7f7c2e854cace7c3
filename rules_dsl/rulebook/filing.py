"""What must be in order before a claim goes out, whatever it pays: authorisation, and the last day to file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class PriorAuthorisation:
    """Codes that the payer wants to have authorised before the service. It warns, and changes no line."""

    rule: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class FilingLimit:
    """How long after the day of service a claim is accepted: `days`, or whole calendar `years`."""

    rule: str
    days: int
    years: int

    def last_day(self, dos: date) -> date:
        """The last day on which the claim is in time; a year after 29 February ends on the 28th."""
        if not self.years:
            return dos + timedelta(days=self.days)
        year = dos.year + self.years
        try:
            return dos.replace(year=year)
        except ValueError:
            return date(year, 2, 28)
