"""``modifiers``: those that differ only in their names and what they mean are one table, and a rule each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rules_dsl.syntax import Rows, Statement, Words, table_rows

MANY, ONE = "modifiers", "modifier"


def one_by_one(statement: Statement) -> Iterator[Statement]:
    """A ``modifier`` for each row of a ``modifiers``, with what they share; any other statement as it is."""
    if statement.kind != MANY:
        yield statement
        return
    shared = tuple(clause for clause in statement.clauses if not isinstance(clause, Rows))
    for name, means in table_rows(statement):
        clauses = (Words("means", means.span, (means,)), *shared)
        yield replace(statement, kind=ONE, name=name, clauses=clauses)
