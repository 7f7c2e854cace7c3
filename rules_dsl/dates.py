"""Half-open periods: a rule holds from its first day up to, and not including, the day it ends."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Period(NamedTuple):
    """From `start` until just before `end`; no end means for good."""

    start: date
    end: date | None = None

    def holds(self, day: date) -> bool:
        """True when `day` is in the period."""
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        """True when some day is in both."""
        return (self.end is None or other.start < self.end) and (other.end is None or self.start < other.end)

    def __str__(self) -> str:
        return f"from {self.start}" + (f" until {self.end}" if self.end else "")
