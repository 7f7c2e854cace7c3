"""Clauses: the labelled lines of a statement, one class for each form they have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from rules_dsl.diagnostics import Span
from rules_dsl.syntax.parts import Bill, CodeRange, Condition, Range, Table, Word

# ── clauses of rules ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Clause:
    """One labelled line; `label` is the words it starts with, `span` the whole line."""

    label: str
    span: Span


@dataclass(frozen=True)
class Words(Clause):
    """A clause that is only words, numbers or texts."""

    words: tuple[Word, ...]


@dataclass(frozen=True)
class Dated(Clause):
    on: date


@dataclass(frozen=True)
class Cite(Clause):
    source: Word
    locator: str


@dataclass(frozen=True)
class When(Clause):
    """``when``, ``unless``, ``only when`` or ``not when`` a condition holds."""

    condition: Condition


@dataclass(frozen=True)
class Without(Clause):
    fact: Word
    use: Word | None
    ask: str


@dataclass(frozen=True)
class CountsOnly(Clause):
    """``count WORD only when repeated within 92 days, otherwise as WORD, ask "..."``."""

    word: Word
    days: int
    otherwise: Word
    ask: str


@dataclass(frozen=True)
class Codes(Clause):
    """Codes and ranges; none at all means any code."""

    items: tuple[CodeRange, ...]


class CodesWith(NamedTuple):
    """``codes with bilateral indicator 1``; the name of ``codes with global days`` is ``global-days``."""

    name: str
    values: tuple[Word, ...]


@dataclass(frozen=True)
class To(Codes):
    """The lines that an assigned modifier may stand on; the codes are those of `lines` codes."""

    lines: Literal["visits", "procedures", "codes"]
    codes_with: CodesWith | None = None


@dataclass(frozen=True)
class For(Clause):
    """``for``, ``service`` or ``in``: any of the heads, of any of the kinds, except the exceptions."""

    heads: tuple[Word, ...]
    kinds: tuple[Word, ...]
    exceptions: tuple[Word, ...]


@dataclass(frozen=True)
class Sum(Clause):
    """``is``: factor x fact, added up."""

    terms: tuple[tuple[Decimal, Word], ...]


@dataclass(frozen=True)
class CountBand(Clause):
    band: Range
    bill: Bill


@dataclass(frozen=True)
class Bills(Clause):
    bill: Bill


@dataclass(frozen=True)
class SizeTable(Clause):
    """Rows by the words of the fact `by`, or one row for every item; `unit` is "" for a plain number."""

    by: Word | None
    measure: Word
    summed: bool
    unit: Word
    bands: tuple[Range, ...]
    rows: tuple[tuple[tuple[Word, ...], tuple[Bill | None, ...]], ...]


@dataclass(frozen=True)
class WordTable(Clause):
    """What each word of the fact `by` bills."""

    by: Word
    rows: tuple[tuple[tuple[Word, ...], Bill], ...]


@dataclass(frozen=True)
class ModifierTable(Clause):
    """The modifier of each word of the fact `by`."""

    by: Word
    rows: tuple[tuple[tuple[Word, ...], Word], ...]


@dataclass(frozen=True)
class Hierarchy(Clause):
    fact: Word
    rows: tuple[tuple[Word, Word, Word], ...]


@dataclass(frozen=True)
class Levels(Clause):
    needed: int
    elements: tuple[Word, ...]
    rows: tuple[tuple[Word, Word, int | None], ...]


@dataclass(frozen=True)
class Basis(Clause):
    """``basis``: what a modifier may rest on, or (with `prefer`) which modifiers a payer wants for it."""

    bases: tuple[Word, ...]
    prefer: tuple[Word, ...] = ()


@dataclass(frozen=True)
class UnlessBasis(Clause):
    basis: Word
    modifier: Word


@dataclass(frozen=True)
class Includes(Clause):
    """The visits of the day of the procedure itself: an encounter knows no other day's."""

    visits: tuple[CodeRange, ...]


@dataclass(frozen=True)
class AppliesTo(Words):
    """What is reduced, and of which codes alone."""

    codes_with: CodesWith | None = None


@dataclass(frozen=True)
class Pay(Clause):
    """``pay`` or ``may pay``: percentages by rank, or (`how`) a fee of the modifier's own, shares of the package, or by
    report. With `contract` the percentage stands in where no contract rate is known."""

    percents: tuple[Decimal, ...]
    by_report: bool
    contract: bool = False
    how: Literal["percent", "listed", "shares", "report"] = "percent"
    shares: tuple[str, ...] = ()


@dataclass(frozen=True)
class Within(Clause):
    """How long after the day of service; one of the two is 0."""

    days: int
    years: int


@dataclass(frozen=True)
class DenyOtherwise(Clause):
    """`liability` names the statement that says how a denied service is billed, and who pays."""

    carc: str
    self_pay: Literal["no", "with signed notice", "always"]
    liability: Word | None = None


@dataclass(frozen=True)
class Rows(Clause):
    """The table of a ``words``, ``sites``, ``codes`` or ``element`` statement."""

    table: Table


class LiabilityRow(NamedTuple):
    """Notices (none at all: any or no notice), whether a claim is wanted, how it is billed, and who pays."""

    notices: tuple[Word, ...]
    wanted: bool | None
    bill: Literal["modifiers", "self-pay", "nothing"]
    modifiers: tuple[Word, ...]
    pays: Literal["patient", "practice"]


@dataclass(frozen=True)
class LiabilityTable(Clause):
    """The table of a ``liability``; the first row that fits holds."""

    rows: tuple[LiabilityRow, ...]


@dataclass(frozen=True)
class ElementTable(Clause):
    """The table of an ``element``: each level with its alternatives, each of them counts of words."""

    rows: tuple[tuple[Word, tuple[tuple[tuple[int, Word], ...], ...]], ...]


# ── clauses of a test ────────────────────────────────────────────────────────────────────────────────────────────


class Fact(NamedTuple):
    """A labelled fact of a ``given`` line; a number is in millimetres, square centimetres, milligrams,
    minutes or pieces."""

    label: str
    words: tuple[Word, ...]
    number: Decimal | None
    span: Span


@dataclass(frozen=True)
class Given(Clause):
    """`label` is ``given`` and what the line is of: ``given service``, ``given closure``, ``given visit``, and so on;
    `words` are what stands before the facts."""

    words: tuple[Word, ...]
    kind: Word | None
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Expect(Clause):
    """``expect``, ``reject``, ``self-pay`` and ``warn``; `code` is None for ``expect nothing``, and its text is empty
    for the whole claim. `percent` is what share of its amount the line is to be paid at."""

    code: Word | None
    modifiers: tuple[str, ...]
    units: int
    by: Word | None
    percent: Decimal | None = None
