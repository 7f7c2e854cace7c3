"""The parts that clauses are made of: words, tables, conditions, bands, what a band bills."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from rules_dsl.diagnostics import Span

# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Word(NamedTuple):
    """A word, a code, a number or a quoted text, without its quotes."""

    text: str
    span: Span


class CodeRange(NamedTuple):
    """One code, or all codes from `first` to `last`, or the name of a group of codes."""

    first: Word
    last: Word | None = None


class Table(NamedTuple):
    """The cells of a table; every row has as many as the header."""

    header: tuple[Word, ...]
    rows: tuple[tuple[Word, ...], ...]


# ── conditions ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Several:
    """``all of`` or ``any of`` the lines beneath."""

    mode: Literal["all of", "any of"]
    parts: tuple[Condition, ...]
    span: Span


@dataclass(frozen=True)
class Documented:
    word: Word
    span: Span


@dataclass(frozen=True)
class IsWord:
    fact: Word
    words: tuple[Word, ...]
    span: Span


@dataclass(frozen=True)
class IsFlag:
    """``fact is yes`` or ``fact is no``: a flag that the record says, one way or the other."""

    fact: Word
    yes: bool
    span: Span


@dataclass(frozen=True)
class Compare:
    """``fact at least 5 mm`` or ``fact at least other-fact``; `number` is set when the right side is a number."""

    fact: Word
    op: Literal["at least", "over", "up to", "under"]
    than: Word
    number: Decimal | None
    unit: Word | None
    span: Span


@dataclass(frozen=True)
class Past:
    """``days since 11720, 11721 at least 61``: what the record's history says of earlier care. `fact` is the one fact
    of the history that all such tests read; `of` are codes, or for sessions the word of a course."""

    what: Literal["days since", "units this year", "sessions this year"]
    of: tuple[CodeRange, ...]
    op: Literal["at least", "over", "up to", "under"]
    number: Decimal
    fact: Word
    span: Span


Condition: TypeAlias = "Several | Documented | IsWord | IsFlag | Compare | Past"


def leaves(condition: Condition) -> Iterator[Documented | IsWord | IsFlag | Compare | Past]:
    """The single tests of a condition, in the order written."""
    if isinstance(condition, Several):
        for part in condition.parts:
            yield from leaves(part)
    else:
        yield condition


# ── what a band bills ────────────────────────────────────────────────────────────────────────────────────────────


class Extra(NamedTuple):
    """``13102 per 5.0 or part after 7.5``, in the unit of the measure; or ``17315 per block after 5 of each stage``,
    where `of` is what is counted and `each` what is counted apart."""

    code: Word
    every: Decimal
    after: Decimal
    of: Word | None = None
    each: Word | None = None


@dataclass(frozen=True)
class Bill:
    codes: tuple[Word, ...]
    extra: tuple[Extra, ...]
    handover: Word | None
    span: Span


class Range(NamedTuple):
    """A band as printed: ``up to 0.5``, ``0.6 to 1.0``, ``over 4.0``; for counts ``2 to 14``, ``15 or more``.
    `first` is the first number in the band, and `over` says that the band starts just above it."""

    first: Decimal | None
    last: Decimal | None
    over: bool
    span: Span
