"""Codes that the record supports more than once: as units of a line, as lines with a modifier, or once for both sides.

Which of these a payer takes is its policy's `repeats`; without one, equal work is units of one line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from engine.assigned import is_among, may_carry, of_items
from engine.digits import SIDE
from engine.item_facts import ItemFacts
from engine.items import Item
from engine.lines import Line, merged
from rules_dsl.rulebook import Assignment, Repeats, RuleBook

SIDES = ({"left", "right"}, {"bilateral"})
"""What must be documented of the sides of the work, all of it together."""


def written(lines: list[Line], items: Mapping[str, Item], facts: ItemFacts) -> list[Line]:
    """The lines as the payer wants work of one code written."""
    for rule in facts.book.repeats:
        if rule.both_sides:
            lines = _sided(lines, rule, items, facts)
    rules = [r for r in facts.book.repeats if not r.both_sides and r.written == "lines"]
    apart = {line.hcpcs: r for r in rules for line in lines if _is_of(line, r, facts)}
    together = merged([line for line in lines if line.hcpcs not in apart])
    singles = [one for line in lines if line.hcpcs in apart for one in _singles(line, items)]
    first: dict[str, Line] = {}
    for line in singles:
        rule = apart[line.hcpcs]
        before = first.setdefault(line.hcpcs, line)
        mark = ""
        if before is not line:
            same = bool(before.practitioners & line.practitioners)
            mark = rule.another if rule.another and not same else _modifier(rule, facts.book)
        together.append(replace(line, marks=(*line.marks, (mark, rule.rule))) if mark else line)
    return together


def _is_of(line: Line, rule: Repeats, facts: ItemFacts) -> bool:
    return line.hcpcs in rule.codes or is_among(line.hcpcs, rule.codes_with, facts.codes)


def _sided(lines: list[Line], rule: Repeats, items: Mapping[str, Item], facts: ItemFacts) -> list[Line]:
    """The lines with work on both sides written as the rule says; its lines are known by what they share but for the
    modifier of the side."""
    sides = {r.rule: r for r in facts.book.assignments if r.by == SIDE}
    plain = [replace(x, marks=tuple(m for m in x.marks if m[1] not in sides)) for x in lines]
    found: list[Line] = []
    done: set[tuple[object, ...]] = set()
    for line, bare in zip(lines, plain, strict=True):
        if not _is_of(line, rule, facts):
            found.append(line)
            continue
        key = _key(bare)
        if key in done:
            continue
        done.add(key)
        own = [x for x, y in zip(lines, plain, strict=True) if _key(y) == key]
        (whole,) = merged([y for y in plain if _key(y) == key])
        known = _both(whole, items, facts)
        if known is None:
            found += own
        elif rule.written == "one line":
            found.append(_whole(whole, 1, (rule.modifier, rule.rule)))
        elif rule.written == "units":
            found.append(_whole(whole, len(SIDES)))
        else:
            found += own if len(own) > 1 else _line_a_side(whole, rule, sides.values(), items, facts) or own
    return found


def _key(line: Line) -> tuple[object, ...]:
    return line.hcpcs, line.rule, line.sessions, line.practitioners, line.marks, line.rates


def _both(line: Line, items: Mapping[str, Item], facts: ItemFacts) -> frozenset[str] | None:
    """The sides, when both are documented and each was worked on once."""
    sides = [facts.fact(items[i], SIDE) for i in line.items if i in items]
    known = {str(side.value) for side in sides if side.state == "known"}
    once = known in SIDES and len(known) == len(sides) and line.units <= len(SIDES)
    return frozenset(known) if once else None


def _whole(line: Line, units: int, *marks: tuple[str, str]) -> Line:
    return replace(line, units=units, shares=(), marks=(*line.marks, *marks))


def _line_a_side(
    whole: Line, wanted: Repeats, sides: Iterable[Assignment], items: Mapping[str, Item], facts: ItemFacts
) -> list[Line]:
    """A line with the modifier of each side, for work that is documented as one on both."""
    own = [items[i] for i in whole.items if i in items]
    return [
        _whole(whole, 1, (row.modifier, wanted.rule))
        for by in sides
        if may_carry(whole, by, facts)
        if not any(by.unless and facts.holds(by.unless, item).met for item in own)
        for row in by.rows
    ]


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
