"""Modifiers and payment: what a modifier may rest on, how a payer wants it used, what is included, and what is paid."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from rules_dsl.rulebook.conditions import Condition

Basis: TypeAlias = Literal[
    "separate structure",
    "separate anatomic site",
    "separate encounter",
    "separate practitioner",
    "non-overlapping service",
    "separate work",
    "decision for surgery",
    "diagnosis before surgery",
]


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
    appended to reduced lines, or written first where a line has more modifiers than the form has places."""

    rule: str
    of: Literal["ptp edits", "reduction", "crowded lines"]
    column: Literal["column 1", "column 2", "either column"]
    order: tuple[tuple[Basis, tuple[str, ...]], ...]
    never: tuple[str, ...]
    append: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GlobalPeriod:
    """Visits that a procedure with these global days includes, and the bases that set one apart, in order."""

    rule: str
    days: tuple[str, ...]
    visits: frozenset[str]
    unless: tuple[tuple[Basis, str], ...]


Indicator: TypeAlias = Literal["pctc", "bilateral", "assistant", "mult_proc", "global_days"]
"""A column of the fee schedule's table that says something of a code."""

PackageShare: TypeAlias = Literal["pre_op", "intra_op", "post_op"]
"""A column that says what part of the global package falls before, in or after the operation."""


@dataclass(frozen=True, slots=True)
class CodesWith:
    """Codes that the fee schedule's table marks with one of these values."""

    indicator: Indicator
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reduction:
    """What is paid of the fee, in per cent: for lines with a multiple-procedure indicator (by rank; the last percentage
    repeats), or for lines with a modifier (of the unit, before it is ranked).

    A modifier may instead have a fee of its own in the table (`how` is listed), be paid these `shares` of the global
    package, or be paid by report: then the payer sets the amount, and no percentage is known. One may hold only beside
    a procedure with these global days, or when a condition of the visit is met. `may` is what the payer is said to pay,
    too little confirmed to price a claim by: it is only told.
    """

    rule: str
    indicator: str
    modifier: str
    percents: tuple[Decimal, ...]
    by_report_after: int | None
    beside: tuple[str, ...] = ()
    or_when: Condition | None = None
    may: tuple[Decimal, ...] = ()
    how: Literal["percent", "listed", "shares", "report"] = "percent"
    shares: tuple[PackageShare, ...] = ()
    codes_with: CodesWith | None = None
    of_practitioners: bool = False
    """For the work of practitioners of whom `when` holds, and `unless` is not proved."""
    when: Condition | None = None
    unless: Condition | None = None

    @property
    def conditional(self) -> bool:
        """Whether it depends on what else is billed, or on the visit."""
        return bool(self.beside) or self.or_when is not None


@dataclass(frozen=True, slots=True)
class FeeSchedulePay:
    """A percentage of the amounts of a table; with `contract` only where the encounter names no contract rate."""

    rule: str
    path: str
    percent: Decimal
    contract: bool = False


@dataclass(frozen=True, slots=True)
class Repeats:
    """How a code that the record supports more than once is written: as units of one line, as lines of one unit each,
    or (`both_sides`) as one unit for both sides, a line for each, or two units. Lines after the first carry `modifier`,
    `another` where another practitioner did it, or the payer's modifier for the basis; one line for both sides carries
    `modifier`."""

    rule: str
    codes: frozenset[str]
    written: Literal["units", "lines", "one line"]
    both_sides: bool
    modifier: str = ""
    basis: Basis | None = None
    codes_with: CodesWith | None = None
    another: str = ""


@dataclass(frozen=True, slots=True)
class AssignRow:
    words: tuple[str, ...]
    modifier: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """A modifier that a documented fact puts on a line: `modifier` when the condition holds for every item of the line,
    or, with `by`, the modifier of the row that the items' word is in. `to` says which lines may carry it: visits, every
    other line (procedures), or only these `codes`, or codes that the fee schedule's table marks so (`codes_with`).

    `unless` must be proved to keep the modifier off; where a fact for it is missing, `asks` has the question.
    """

    rule: str
    to: Literal["visits", "procedures", "codes"]
    codes: frozenset[str]
    when: Condition | None
    modifier: str = ""
    by: str = ""
    rows: tuple[AssignRow, ...] = ()
    own_line: str = ""
    """A number fact: the modifier stands on a line of its own, of the same code, with that many units."""
    ask: str = ""
    """The question when a line's facts leave open whether it carries the modifier, or which."""
    unless: Condition | None = None
    asks: tuple[tuple[str, str], ...] = ()
    codes_with: CodesWith | None = None
    denies: bool = False
    """A procedure for which the condition holds, and that may not carry the modifier, is not billed."""

    @property
    def modifiers(self) -> frozenset[str]:
        """Every modifier that the rule can put on a line."""
        return frozenset({self.modifier, *(row.modifier for row in self.rows)} - {""})
