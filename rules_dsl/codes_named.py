"""The codes that a statement names, wherever in it they stand."""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.atoms import is_code
from rules_dsl.syntax import (
    Bill,
    Bills,
    CodeRange,
    Codes,
    CountBand,
    Hierarchy,
    Includes,
    Levels,
    SizeTable,
    Statement,
    Word,
    Words,
    WordTable,
    table_rows,
)


def codes_named(statement: Statement) -> Iterator[str]:
    """Single codes; the ends of a range are not named by it, since a range may start or end between codes."""
    if statement.kind in ("mue", "add-on") and is_code(
        statement.name.text.removeprefix(f"{statement.kind}-")
    ):
        yield statement.name.text.removeprefix(f"{statement.kind}-")
    for word in code_words(statement):
        yield word.text
    for item in code_ranges(statement):
        if item.last is None and is_code(item.first.text):
            yield item.first.text


def code_words(statement: Statement) -> Iterator[Word]:
    """The codes that are written one by one, in bands, hierarchies, levels and edits."""
    for bill in bills_of(statement):
        yield from bill.codes
        yield from (extra.code for extra in bill.extra)
    for clause in statement.clauses:
        match clause:
            case Hierarchy(rows=steps):
                for _, first, other in steps:
                    yield first
                    yield other
            case Levels(rows=levels):
                for _, code, _ in levels:
                    yield code
            case Words(label="code" | "column 1" | "column 2", words=words):
                yield from words
            case _:
                pass


def code_ranges(statement: Statement) -> Iterator[CodeRange]:
    """The codes that stand in lists, as ranges or as names of groups."""
    for clause in statement.clauses:
        if isinstance(clause, Codes):
            yield from clause.items
        elif isinstance(clause, Includes):
            yield from clause.visits
    if statement.kind == "codes":
        yield from ranges_in(statement)


def ranges_in(statement: Statement) -> Iterator[CodeRange]:
    """The first column of a ``codes`` table."""
    for cell, *_ in table_rows(statement):
        first, to, last = cell.text.partition(" to ")
        yield CodeRange(cell._replace(text=first.strip()), cell._replace(text=last.strip()) if to else None)


def bills_of(statement: Statement) -> Iterator[Bill]:
    """Everything that a choice bills."""
    for clause in statement.clauses:
        match clause:
            case CountBand(bill=bill) | Bills(bill=bill):
                yield bill
            case SizeTable(rows=rows):
                yield from (each for _, row in rows for each in row if each is not None)
            case WordTable(rows=rows_of_words):
                yield from (each for _, each in rows_of_words)
            case _:
                pass
