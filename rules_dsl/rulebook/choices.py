"""Choosing codes: what a choice is for, how it selects, and what is part of something else."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from rules_dsl.rulebook.conditions import Condition
from rules_dsl.rulebook.words import MissingFact

MOST_ALTERNATIVES = 20
"""Choices that may take one and the same work; the search for a claim grows faster than their number."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """``excision of proven-benign except skin-tag``: one documented thing that a rule is for.

    `head` is a technique word, the name of a definition (of a service, a wound or a lesion), or ``visit``. `of` are
    lesion-kind words or definitions of a lesion (any of them; empty for any lesion). `exceptions` likewise: for a
    pattern whose head is a wound definition they are wound definitions, else lesion kinds or definitions.
    """

    head: str
    of: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PerExtra:
    """Units of an add-on: ceil((total - after) / every), in lesions or millimetres."""

    code: str
    every: Decimal
    after: Decimal
    of: str = ""
    """A number fact of the item (``stages``) in place of the total; of a list of numbers (``blocks`` by stage) each
    is taken on its own."""
    listed: str = ""
    """The list of words (``stains``) in which `of` is then a word: as many as the list has of its kind."""


@dataclass(frozen=True, slots=True)
class Bill:
    """What a band bills: codes of one unit each, then codes with units; or the choice that takes the items over."""

    codes: tuple[str, ...] = ()
    extra: tuple[PerExtra, ...] = ()
    handover: str = ""
    """Name of another `choose code` rule (``as intermediate-repair``)."""


@dataclass(frozen=True, slots=True)
class Band:
    """A half-open band (over, up_to]; None is unbounded."""

    over: Decimal | None
    up_to: Decimal | None
    bill: Bill


@dataclass(frozen=True, slots=True)
class ByCount:
    """Bands over a number: of lesions, or of another number fact of the items (`of`), added up; a band's `over` and
    `up_to` are whole numbers."""

    bands: tuple[Band, ...]
    missing: tuple[MissingFact, ...] = ()
    of: str = "lesions"


@dataclass(frozen=True, slots=True)
class SiteRow:
    sites: tuple[str, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class BySize:
    """Rows of site groups, or of the words of another fact (`by`), and bands of size: of each lesion, or (`summed`) of
    all items of one row together. With an empty `by` there is one row, for every item."""

    measure: str
    summed: bool
    rows: tuple[SiteRow, ...]
    missing: tuple[MissingFact, ...] = ()
    by: str = "site"


@dataclass(frozen=True, slots=True)
class WordRow:
    words: tuple[str, ...]
    bill: Bill


@dataclass(frozen=True, slots=True)
class ByWord:
    """One bill for each item, by a word fact of it (or its site)."""

    by: str
    rows: tuple[WordRow, ...]
    missing: tuple[MissingFact, ...] = ()


@dataclass(frozen=True, slots=True)
class HierarchyRow:
    word: str
    first: str
    other: str


@dataclass(frozen=True, slots=True)
class ByHierarchy:
    """One `first` code a period, of the highest row present; every other item its own row's `other`."""

    fact: str
    rows: tuple[HierarchyRow, ...]
    missing: tuple[MissingFact, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelRow:
    level: str
    code: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class ByLevel:
    """The highest level that `needed` of the elements reach, or that the minutes reach. Rows from high to low."""

    needed: int
    elements: tuple[str, ...]
    rows: tuple[LevelRow, ...]


@dataclass(frozen=True, slots=True)
class Always:
    """One line with these codes, whatever the measurements."""

    bill: Bill
    missing: tuple[MissingFact, ...] = ()


Selector: TypeAlias = ByCount | BySize | ByWord | ByHierarchy | ByLevel | Always


@dataclass(frozen=True, slots=True)
class CodeChoice:
    rule: str
    name: str
    patterns: tuple[Pattern, ...]
    when: Condition | None
    per: Literal["day", "session", "service", "digit"]
    select: Selector
    joined: bool = False
    """Lesions of one service that touch are one piece of work, of their sizes added up."""
    once: bool = False
    """A period was written: a bill that looks at no total is made once for the items of the period, not for each."""
    beside: bool = False
    """Its lines come in addition to those of other choices for the same work, never instead of them."""
    instead: tuple[str, ...] = ()
    """Choices that do not code the work that this one does."""

    def codes(self) -> tuple[str, ...]:
        """Every code that this choice can bill, in the order written."""
        match self.select:
            case ByCount(bands=bands):
                bills = [band.bill for band in bands]
            case BySize(rows=rows):
                bills = [band.bill for row in rows for band in row.bands]
            case ByWord(rows=words):
                bills = [row.bill for row in words]
            case ByHierarchy(rows=steps):
                return tuple(dict.fromkeys(code for row in steps for code in (row.first, row.other)))
            case ByLevel(rows=levels):
                return tuple(row.code for row in levels)
            case Always(bill=bill):
                bills = [bill]
        return tuple(dict.fromkeys(c for b in bills for c in (*b.codes, *(extra.code for extra in b.extra))))


@dataclass(frozen=True, slots=True)
class Need:
    count: int
    word: str


@dataclass(frozen=True, slots=True)
class ElementRow:
    """A level and its alternatives; each alternative is a set of needs that must all be met; () needs nothing."""

    level: str
    alternatives: tuple[tuple[Need, ...], ...]


@dataclass(frozen=True, slots=True)
class CountsOnly:
    """A word that counts as such only when it is repeated within so many days, and otherwise as another."""

    word: str
    up_to: int
    otherwise: str
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of medical decision making, counted over a vocabulary. Rows from high to low."""

    rule: str
    name: str
    vocabulary: str
    rows: tuple[ElementRow, ...]
    limits: tuple[CountsOnly, ...] = ()


@dataclass(frozen=True, slots=True)
class Included:
    """A service that is part of another on the same lesion (or a contiguous one)."""

    rule: str
    service: tuple[Pattern, ...]
    within: tuple[Pattern, ...]
    when: Condition | None
    unless: Condition | None
