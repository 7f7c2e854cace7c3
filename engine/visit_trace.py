"""How a visit came to its level: everything that was counted, everything that was carved out, and what was reached.

One object, made while the visit is coded; the claim line's trace, the visit sheet and its JSON are views of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.encounter import NoteSpan


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing of an element. `level` is the one that it reaches by itself, empty for none."""

    name: str
    word: str
    """The word it was counted as, of the element's list."""
    level: str = ""
    note: NoteSpan | None = None
    diagnoses: tuple[str, ...] = ()
    said: str = ""
    """The word of the record, where it was counted as another."""


@dataclass(frozen=True, slots=True)
class Carved:
    """A thing that does not count for the level: a problem, or what belongs to one. `why` is decided, own-lesion,
    scheduled, of-carved (belongs to a problem carved out), unlinked (names no problem), repeated, part (a wider
    test covers it) or billed."""

    element: str
    name: str
    word: str
    why: str
    services: tuple[str, ...] = ()
    note: NoteSpan | None = None


@dataclass(frozen=True, slots=True)
class ElementTrace:
    """An element of decision making, and the level that its words reach together."""

    name: str
    rule: str
    level: str
    counted: tuple[Counted, ...]
    reaches_next: bool = False
    """It reaches the level above the visit's by itself."""
    next: tuple[tuple[tuple[int, str], ...], ...] = ()
    """The ways to that level: each a list of (number, word)."""


@dataclass(frozen=True, slots=True)
class MinutesTrace:
    """The minutes of the day. `net` is None when they do not count: not documented, or not told apart."""

    documented: int | None
    on_procedures: int | None
    net: int | None
    level: str = ""
    note: NoteSpan | None = None
    next: int | None = None
    """Net minutes of the level above the visit's."""


@dataclass(frozen=True, slots=True)
class LevelTrace:
    """One choice of a visit's level. `by` is elements, minutes, or empty when no level was reached."""

    rule: str
    level: str
    code: str
    by: str
    needed: int
    elements: tuple[ElementTrace, ...]
    minutes: MinutesTrace
    next_level: str = ""
    next_code: str = ""
    has_problem: bool = True

    def steps(self) -> tuple[str, ...]:
        """Plain remarks for a line's trace."""
        found = [f"{e.name}: {e.level or 'none'}" for e in self.elements]
        if self.minutes.net is not None:
            found.append(f"minutes: {self.minutes.net}")
        return (*found, "level by minutes") if self.by == "minutes" else tuple(found)


@dataclass(frozen=True, slots=True)
class VisitTrace:
    """The visit: what was left of it beside the procedures, and each level that was looked for (as a rule one)."""

    carved: tuple[Carved, ...] = ()
    carved_by: tuple[str, ...] = ()
    """Rules of the global periods that the carved work is part of."""
    bases: frozenset[str] = frozenset()
    separate_words: NoteSpan | None = None
    """What the note says went beyond the procedures."""
    levels: tuple[LevelTrace, ...] = ()
