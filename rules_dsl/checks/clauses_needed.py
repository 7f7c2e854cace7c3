"""P015 a statement without a clause it cannot do without, or with one twice.

Avoid:

    ptp edit biopsy-with-keratosis
      column 1  11102
      column 2  17000

Prefer every clause that the statement is about:

    ptp edit biopsy-with-keratosis
      column 1   11102
      column 2   17000
      indicator  1

Why: a clause that is missing would have to be guessed, and one of two would have to be ignored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, Place, error
from rules_dsl.syntax import Clause, Statement

Needs = tuple[tuple[str, ...], ...]

NEEDED: Final[Mapping[str, Needs]] = {
    "policy": (("title",), ("effective",)),
    "source": (("title",), ("version",), ("tier",)),
    "define": (("when",),),
    "measure": (("is",),),
    "bound": (("fact",), ("only when", "not when"), ("ask",)),
    "choose code": (("for",), ("band", "by", "by hierarchy", "level by", "bill")),
    "included": (("service",), ("in",)),
    "table": (("from",),),
    "ptp edit": (("column 1",), ("column 2",), ("indicator",)),
    "mue": (("limit",), ("mai",)),
    "add-on": (("requires any of",),),
    "exclude": (("code",), ("when its primary carries",)),
    "modifier": (("means",), ("position",)),
    "modifier preference": (("for use",), ("basis", "never", "append")),
    "assign modifier": (("to",), ("modifier", "by")),
    "repeats": (("of",), ("as",)),
    "reduction": (("applies to",), ("pay",)),
    "global period": (("days",), ("includes",)),
    "fee schedule": (("from",), ("pay",)),
    "coverage": (("covers",), ("when", "unless", "otherwise")),
    "liability": (("rows",),),
    "documentation": (("billing",), ("requires",)),
    "prior authorisation": (("billing",),),
    "filing limit": (("within",),),
}
"""One clause of each group."""

REPEATABLE: Final = frozenset(
    {"cite", "without", "for", "counts only", "service", "in", "band", "by", "basis", "unless", "covers"}
)
EITHER: Final[Mapping[str, tuple[str, str]]] = {
    "assign modifier": ("modifier", "by"),
    "repeats": ("modifier", "basis"),
}
"""Two clauses that answer one question, so that only one of them can be meant."""
LABELS: Final = {"for use": "for", "band": "when", "deny with": "deny with CARC"}


def check(view: View) -> Iterator[Diagnostic]:
    for statement in (view.policy.head, *(rule.statement for rule in view.own)):
        if not statement.broken:
            yield from _missing(statement)
            yield from _twice(statement)
            yield from _either(statement)


def _missing(statement: Statement) -> Iterator[Diagnostic]:
    written = {clause.label for clause in statement.clauses}
    for group in NEEDED.get(statement.kind, ()):
        if not written & set(group):
            names = " or ".join(f"`{LABELS.get(label, label)}`" for label in group)
            yield error("P015", f"this `{statement.kind}` has no {names}", statement.span)


def _twice(statement: Statement) -> Iterator[Diagnostic]:
    first: dict[str, Clause] = {}
    for clause in statement.clauses:
        earlier = first.setdefault(clause.label, clause)
        if earlier is not clause and clause.label not in REPEATABLE and earlier.span.file == clause.span.file:
            label = LABELS.get(clause.label, clause.label)
            message = f"`{label}` twice in one `{statement.kind}`"
            yield error("P015", message, Place(clause.span), Place(earlier.span, "the first one"))


def _either(statement: Statement) -> Iterator[Diagnostic]:
    found = {clause.label: clause for clause in statement.clauses}
    one, other = (found.get(label) for label in EITHER.get(statement.kind, ("", "")))
    if one and other:
        message = f"`{one.label}` and `{other.label}` in one `{statement.kind}`"
        yield error("P015", message, Place(other.span), Place(one.span), help="leave one of them out")
