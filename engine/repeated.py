"""Codes that the record supports more than once: as units of a line, as lines with a modifier, or once for both sides.

Which of these a payer takes is its policy's `repeats`; without one, equal work is units of one line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.assigned import of_items
from engine.digits import SIDE
from engine.item_facts import ItemFacts
from engine.items import Item
from engine.lines import Line, merged
from rules_dsl.rulebook import Repeats, RuleBook

SIDES = ({"left", "right"}, {"bilateral"})
"""What must be documented of the sides of the work, all of it together."""


def written(lines: list[Line], items: Mapping[str, Item], facts: ItemFacts) -> list[Line]:
    """The lines as the payer wants work of one code written."""
    both = [r for r in facts.book.repeats if r.both_sides and r.written == "one line"]
    apart = {c: r for r in facts.book.repeats if not r.both_sides and r.written == "lines" for c in r.codes}
    together = merged([line for line in lines if line.hcpcs not in apart])
    for rule in both:
        together = [_both_sides(line, rule, items, facts) for line in together]
    singles = [one for line in lines if line.hcpcs in apart for one in _singles(line, items)]
    seen: set[str] = set()
    for line in singles:
        rule = apart[line.hcpcs]
        mark = _modifier(rule, facts.book) if line.hcpcs in seen else ""
        seen.add(line.hcpcs)
        together.append(replace(line, marks=(*line.marks, (mark, rule.rule))) if mark else line)
    return together


def _both_sides(line: Line, rule: Repeats, items: Mapping[str, Item], facts: ItemFacts) -> Line:
    """One unit for the two sides, when both are documented and each was worked on once."""
    sides = [facts.fact(items[i], SIDE) for i in line.items if i in items]
    known = {str(side.value) for side in sides if side.state == "known"}
    if line.hcpcs not in rule.codes or known not in SIDES or len(known) != len(sides) or line.units > 2:
        return line
    return replace(line, units=1, shares=(), marks=(*line.marks, (rule.modifier, rule.rule)))


def _singles(line: Line, items: Mapping[str, Item]) -> list[Line]:
    """A line for each unit, on the item that brought it where that is known."""
    own = [items[i] for i in line.items if i in items]
    shares = line.shares if len(line.shares) == len(own) else ()
    if shares:
        parts = [of_items(line, [item]) for item, n in zip(own, shares, strict=True) for _ in range(n)]
    else:
        parts = [line] * line.units
    return [replace(part, units=1, shares=()) for part in parts]


def _modifier(rule: Repeats, book: RuleBook) -> str:
    """The modifier of the repeated lines: the rule's own, or what the payer prefers for its basis."""
    if rule.modifier:
        return rule.modifier
    orders = [order for p in book.preferences for basis, order in p.order if basis == rule.basis and order]
    return orders[0][0] if orders else ""
