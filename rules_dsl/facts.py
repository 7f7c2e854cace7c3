"""The one place that builds terms: what a rulebook states to the solver whatever the encounter.

A term is a name and arguments; numbers and strings stay as they are, and no solver is imported here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from rules_dsl.rulebook import RuleBook


@dataclass(frozen=True, slots=True)
class Term:
    """``modifier("XS", "ncci.practitioner/XS")``."""

    name: str
    args: tuple[int | str | Term, ...] = ()


def constant_facts(book: RuleBook, touched: Collection[str]) -> tuple[Term, ...]:
    """Of the touched modifiers: what they rest on, which exclude each other, and what the payer prefers, refuses and
    appends. A policy knows some ninety, and an encounter has to do with a few."""
    found: list[Term] = []
    for modifier in book.modifiers.values():
        name = modifier.modifier
        if name not in touched:
            continue
        found.append(Term("modifier", (name, modifier.rule)))
        if modifier.lifts:
            found.append(Term("lifts", (name,)))
        found += [Term("modifier_basis", (name, basis)) for basis in modifier.bases]
        for other in (m for m in modifier.never_with if m in touched):
            found.append(Term("exclusive", (name, other, modifier.rule)))
            found.append(Term("exclusive", (other, name, modifier.rule)))
    found += [Term("by_fact", (name,)) for name in sorted(book.by_fact) if name in touched]
    for preference in book.preferences:
        found += [Term("never", (name, preference.rule)) for name in preference.never if name in touched]
        found += [Term("appended", (name, preference.rule)) for name in preference.append]
        if preference.of == "ptp edits":
            column = preference.column.replace(" ", "").replace("eithercolumn", "either")
            found.append(Term("column", (Term(column),)))
        for basis, order in preference.order:
            places = [(n, name) for n, name in enumerate(order, 1) if name in touched]
            found += [Term("preferred", (basis, name, n, preference.rule)) for n, name in places]
    return tuple(dict.fromkeys(found))
