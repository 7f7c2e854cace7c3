"""The day on which a record is judged: what is dated after it has not happened yet, and proves nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.encounter import Encounter, InputProblem
from engine.encounter.mistakes import shown


@dataclass(frozen=True, slots=True)
class Clock:
    """`fixed` is the day to judge by; None is the system's day, asked for anew each time."""

    fixed: date | None = None

    @property
    def today(self) -> date:
        return self.fixed or date.today()

    def to_come(self, encounter: Encounter) -> tuple[InputProblem, ...]:
        """A service of a day to come cannot be billed, for it was not done: what is wrong with the date of service."""
        if encounter.dos <= self.today:
            return ()
        expected = f"a date of service that is not after today, {self.today}"
        return (InputProblem("dos", shown(encounter.dos), expected),)
