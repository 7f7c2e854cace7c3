"""What a record's history says of care before the date of service: days since, units and sessions of the year."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from engine.encounter import NOT_DOCUMENTED, Encounter, Fact
from engine.encounter.people import History
from rules_dsl.rulebook import RuleBook
from rules_dsl.vocabulary import NAIL_CARE

COURSES = "light-type"
"""The words that a course of treatment is called by."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The history of one record. `complete` says that what is not listed was not done in the year before."""

    history: History
    dos: date

    @property
    def complete(self) -> bool:
        return self.history.complete.value is True

    def days_since(self, codes: Collection[str]) -> int | None:
        """Days since the latest of these codes (or of nail care without a code); None when none is listed."""
        dates = [p.date for p in self.history.procedures if p.hcpcs in codes and p.date < self.dos]
        nails = self.history.previous_nail_care.value
        if NAIL_CARE in codes and isinstance(nails, date):
            dates.append(nails)
        return (self.dos - max(dates)).days if dates else None

    def units(self, codes: Collection[str]) -> tuple[int, bool]:
        """Units of these codes earlier in the calendar year, and whether there were certainly no more."""
        year = self.dos.year
        counted = [c for c in self.history.annual_counts if c.hcpcs in codes and c.year == year]
        listed = [p for p in self.history.procedures if p.hcpcs in codes and p.date.year == year]
        certain = self.complete or {c.hcpcs for c in counted} >= set(codes)
        return max(sum(c.units for c in counted), len(listed)), certain

    def sessions(self, word: str, book: RuleBook) -> tuple[int, bool]:
        """Sessions of the courses that began in the calendar year, or on no known day; and whether all are counted."""
        words = book.vocabularies.get(COURSES)
        own = [
            course
            for course in self.history.courses
            if course.kind == word or (words is not None and words.is_a(course.kind, word))
        ]
        own = [c for c in own if c.started.value is None or c.started.value.year == self.dos.year]
        known = all(c.sessions.value is not None for c in own)
        return sum(c.sessions.value or 0 for c in own), known and (bool(own) or self.complete)


def earlier_care(encounter: Encounter, _: object) -> Fact[object]:
    """The history, when it says anything at all of earlier care."""
    past = encounter.history
    nails = past.previous_nail_care.value is not None
    if not (past.procedures or past.courses or past.annual_counts or nails or past.complete.value is True):
        return NOT_DOCUMENTED
    note = past.complete.note or past.previous_nail_care.note
    return Fact("known", (Earlier(past, encounter.dos),), note)
