"""Modifiers that a documented fact puts on a line, and lines that a running global period keeps off the claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from engine.by_size import row_of
from engine.history import IN_GLOBAL
from engine.item_facts import ItemFacts
from engine.items import Item
from engine.lines import Derivation, Line
from engine.sites import SiteGroups
from rules_dsl.rulebook import AllOf, AnyOf, Assignment, Compare, Condition, Documented, IsWord


def marked(lines: Iterable[Line], items: Mapping[str, Item], facts: ItemFacts) -> list[Line]:
    """The lines with the modifier of each assignment that holds for every item of the line, and says the same of
    each. Marks come before lines are merged, so that work with other marks stays on a line of its own."""
    return [replace(line, marks=tuple(_marks(line, items, facts))) for line in lines]


def _marks(line: Line, items: Mapping[str, Item], facts: ItemFacts) -> Iterator[tuple[str, str]]:
    own = [items[i] for i in line.items if i in items]
    for rule in facts.book.assignments:
        if own and _may_carry(line, rule):
            found = {_mark(rule, item, facts) for item in own}
            if len(found) == 1 and (mark := found.pop()):
                yield mark, rule.rule


def _may_carry(line: Line, rule: Assignment) -> bool:
    match rule.to:
        case "visits":
            return line.is_visit
        case "procedures":
            return not line.is_visit
    return line.hcpcs in rule.codes


def _mark(rule: Assignment, item: Item, facts: ItemFacts) -> str:
    """The modifier that the rule puts on the item's line, or nothing."""
    if not facts.holds(rule.when, item).met:
        return ""
    if not rule.by:
        return rule.modifier
    index = row_of(item, rule.by, tuple(row.words for row in rule.rows), facts, SiteGroups(facts.book))
    return rule.rows[index].modifier if index is not None else ""


def kept_in_global(lines: Iterable[Line], derivation: Derivation, facts: ItemFacts) -> list[tuple[str, str]]:
    """(line, global period rule) for lines in a running global period that no assignment sets apart from it.

    An assignment speaks of the global period when its condition names it.
    """
    periods = facts.book.global_periods
    about = {
        rule.rule for rule in facts.book.assignments if rule.when and IN_GLOBAL in facts_named(rule.when)
    }
    if not periods or not about:
        return []
    found: list[tuple[str, str]] = []
    for line in lines:
        items = [derivation.items[i] for i in line.items if i in derivation.items]
        inside = any(facts.fact(item, IN_GLOBAL).value is True for item in items)
        apart = any(rule in about for _, rule in line.marks)
        if inside and not apart:
            found.append((line.id, periods[0].rule))
    return found


def facts_named(condition: Condition) -> set[str]:
    """Every fact that a condition names."""
    match condition:
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return {name for part in parts for name in facts_named(part)}
        case Documented(fact=name) | IsWord(fact=name):
            return {name}
        case Compare(fact=name, other=other):
            return {name, other} - {""}
