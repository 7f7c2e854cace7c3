"""The compiled policy: every rule that holds for one payer on one date of service, as plain frozen data.

This is the only thing the engine sees of a policy. It has no syntax and no spans; a rule is known by its id
(``medicare.national/minor-procedure``), and :attr:`RuleBook.rules` joins an id back to its text, place and citations.
Lengths are millimetres (`Decimal`), areas square millimetres, times minutes, percentages whole per cent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

Subject: TypeAlias = Literal["lesion", "wound", "service", "visit", "patient"]
Confidence: TypeAlias = Literal["high", "medium", "low", "unverified"]
Basis: TypeAlias = Literal[
    "separate structure",
    "separate encounter",
    "separate practitioner",
    "non-overlapping service",
    "separate work",
    "decision for surgery",
]


# ── where a rule comes from ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Source:
    """A published authority; `tier` is one of statute, cms-table, cms-manual, code-set, payer-policy, society,
    blog, unverified, invented."""

    id: str
    title: str
    version: str
    tier: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    source: Source
    locator: str = ""


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a reader may be told of a rule: its id, kind of statement, reason, citations, denial code and place."""

    id: str
    kind: str
    because: str
    citations: tuple[Citation, ...]
    carc: str
    confidence: Confidence
    effective: date
    until: date | None
    file: str
    line: int
    text: str = ""


# ── conditions: three-valued, over one subject ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Documented:
    """A flag that is yes, a fact that has a value, or a word that stands in one of the subject's lists."""

    fact: str
    word: bool = False
    """True when `fact` is a word (``bleeding``) to be looked up in the subject's word lists."""


@dataclass(frozen=True, slots=True)
class IsWord:
    """The fact is one of the words, or a kind of one of them."""

    fact: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """``undermining at least defect-width``; `other` names a fact or measure, else `number` is meant."""

    fact: str
    op: Literal["at least", "over", "up to", "under"]
    number: Decimal | None = None
    other: str = ""


Condition: TypeAlias = "AllOf | AnyOf | Documented | IsWord | Compare"


# ── the words of the encounter ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Word:
    name: str
    kind_of: str = ""
    implies: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words one field of an encounter may hold, with their wider words."""

    name: str
    words: dict[str, Word]

    def is_a(self, word: str, wider: str) -> bool:
        """True when `word` is `wider` or a kind of it, at any depth."""
        while word:
            if word == wider:
                return True
            word = self.words[word].kind_of if word in self.words else ""
        return False


@dataclass(frozen=True, slots=True)
class Site:
    name: str
    part_of: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A named class of subjects (``proven-malignant of lesion``); `asks` maps a missing fact to its question."""

    rule: str
    name: str
    of: Subject
    when: Condition
    asks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MissingFact:
    """What to do without `fact`: use another fact, a number, the smallest band, or nothing; and what to ask."""

    fact: str
    use: str = ""
    """"" (nothing), a fact's name, "smallest band", or a whole number in words of digits."""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A length in millimetres: the sum of factor x fact over `terms`."""

    rule: str
    name: str
    of: Subject
    terms: tuple[tuple[Decimal, str], ...]
    missing: tuple[MissingFact, ...] = ()


# ── choosing codes ───────────────────────────────────────────────────────────────────────────────────────────────


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
    """Bands over the number of lesions; a band's `over` and `up_to` are whole numbers."""

    bands: tuple[Band, ...]
    missing: tuple[MissingFact, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteRow:
    sites: tuple[str, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class BySize:
    """Site group and size: of each lesion, or (`summed`) of all items of one site group together."""

    measure: str
    summed: bool
    rows: tuple[SiteRow, ...]
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


Selector: TypeAlias = ByCount | BySize | ByHierarchy | ByLevel | Always


@dataclass(frozen=True, slots=True)
class CodeChoice:
    rule: str
    name: str
    patterns: tuple[Pattern, ...]
    when: Condition | None
    per: Literal["day", "session"]
    select: Selector

    def codes(self) -> tuple[str, ...]:
        """Every code that this choice can bill, in the order written."""
        match self.select:
            case ByCount(bands=bands):
                bills = [band.bill for band in bands]
            case BySize(rows=rows):
                bills = [band.bill for row in rows for band in row.bands]
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
class Element:
    """One element of medical decision making, counted over a vocabulary. Rows from high to low."""

    rule: str
    name: str
    vocabulary: str
    rows: tuple[ElementRow, ...]


@dataclass(frozen=True, slots=True)
class Included:
    """A service that is part of another on the same lesion (or a contiguous one)."""

    rule: str
    service: tuple[Pattern, ...]
    within: tuple[Pattern, ...]
    when: Condition | None
    unless: Condition | None


# ── limits, edits, modifiers ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class TableUse:
    """A bulk table the policy turns on: `kind` is ptp, mue or add-on."""

    rule: str
    kind: Literal["ptp", "mue", "add-on"]
    path: str


@dataclass(frozen=True, slots=True)
class PtpEdit:
    rule: str
    column1: str
    column2: str
    indicator: int


@dataclass(frozen=True, slots=True)
class Mue:
    rule: str
    code: str
    units: int
    mai: int


@dataclass(frozen=True, slots=True)
class AddOn:
    rule: str
    code: str
    primaries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """`code` is not billed when its primary carries `modifier`, unless the condition (of the visit) holds."""

    rule: str
    code: str
    modifier: str
    unless: Condition | None


@dataclass(frozen=True, slots=True)
class Modifier:
    """`bases` are the facts it may rest on; `lifts` PTP edits; codes it may only, or may never, stand on."""

    rule: str
    modifier: str
    means: str
    bases: tuple[Basis, ...]
    lifts: bool
    only_on: frozenset[str]
    never_on: frozenset[str]
    never_with: tuple[str, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Preference:
    """How a payer wants modifiers used: for each basis the modifiers in order of preference; some never; some
    appended to reduced lines."""

    rule: str
    of: Literal["ptp edits", "reduction"]
    column: Literal["column 1", "column 2", "either column"]
    order: tuple[tuple[Basis, tuple[str, ...]], ...]
    never: tuple[str, ...]
    append: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reduction:
    """Percentages by rank (the last repeats), for lines with a multiple-procedure indicator or with a modifier."""

    rule: str
    indicator: str
    modifier: str
    percents: tuple[int, ...]
    by_report_after: int | None


@dataclass(frozen=True, slots=True)
class GlobalPeriod:
    """Visits that a procedure with these global days includes, and the bases that set one apart, in order."""

    rule: str
    days: tuple[str, ...]
    visits: frozenset[str]
    day_before: bool
    unless: tuple[tuple[Basis, str], ...]


@dataclass(frozen=True, slots=True)
class FeeSchedulePay:
    rule: str
    path: str
    percent: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """`when` must hold (unknown does not), `unless` must not. Otherwise denied, or the patient's own bill."""

    rule: str
    codes: frozenset[str]
    when: Condition | None
    unless: Condition | None
    self_pay: Literal["no", "with signed notice", "always"]
    asks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Documentation:
    """A fact that billing these codes needs; empty `codes` means any code."""

    rule: str
    codes: frozenset[str]
    requires: str
    otherwise: Literal["block", "warn"]
    ask: str


# ── the whole ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class RuleBook:
    """Everything that one payer's policy says on one date of service, flattened."""

    policy: str
    title: str
    invented: bool
    chain: tuple[str, ...]
    as_of: date
    rules: dict[str, RuleInfo]
    vocabularies: dict[str, Vocabulary]
    sites: dict[str, Site]
    plain_words: dict[str, str]
    definitions: dict[str, Definition] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    elements: dict[str, Element] = field(default_factory=dict)
    choices: tuple[CodeChoice, ...] = ()
    included: tuple[Included, ...] = ()
    tables: tuple[TableUse, ...] = ()
    ptp_edits: tuple[PtpEdit, ...] = ()
    mues: tuple[Mue, ...] = ()
    add_ons: tuple[AddOn, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    modifiers: dict[str, Modifier] = field(default_factory=dict)
    preferences: tuple[Preference, ...] = ()
    reductions: tuple[Reduction, ...] = ()
    global_periods: tuple[GlobalPeriod, ...] = ()
    fee_schedules: tuple[FeeSchedulePay, ...] = ()
    coverages: tuple[Coverage, ...] = ()
    documentation: tuple[Documentation, ...] = ()
