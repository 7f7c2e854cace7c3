"""Modifiers that a documented fact puts on a line, and lines that a running global period keeps off the claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from engine.by_size import row_of
from engine.code_facts import CodeFacts
from engine.history import IN_GLOBAL
from engine.item_facts import ItemFacts
from engine.items import Item
from engine.lines import Derivation, Line
from engine.sites import SiteGroups
from rules_dsl.rulebook import (
    AllOf,
    AnyOf,
    Assignment,
    CodesWith,
    Compare,
    Condition,
    Diagnosed,
    Documented,
    IsFlag,
    IsWord,
    Past,
    RuleBook,
)

Marks = tuple[tuple[str, str], ...]


def marked(lines: Iterable[Line], items: Mapping[str, Item], facts: ItemFacts) -> list[Line]:
    """The lines with the modifier of each assignment that holds for every item of the line, and says the same of
    each. Marks come before lines are merged, so that work with other marks stays on a line of its own; a line whose
    units can be told apart by item becomes a line for each set of marks."""
    found: list[Line] = []
    for line in lines:
        own = [items[i] for i in line.items if i in items]
        line = replace(line, rates=_rates(own, facts))
        each = [tuple(_marks(line, item, facts)) for item in own]
        if len(set(each)) > 1 and len(line.shares) == len(own):
            found += [replace(part, marks=(*line.marks, *marks)) for part, marks in _parted(line, own, each)]
        else:
            common = tuple(m for m in (each[0] if each else ()) if all(m in marks for marks in each))
            found.append(replace(line, marks=tuple(dict.fromkeys((*line.marks, *common)))))
    return found


def _parted(line: Line, items: list[Item], each: list[Marks]) -> Iterator[tuple[Line, Marks]]:
    """The line's units by the marks of the items that brought them."""
    for marks in dict.fromkeys(each):
        own = [(item, n) for item, n, its in zip(items, line.shares, each, strict=True) if its == marks and n]
        if own:
            shares = tuple(n for _, n in own)
            yield replace(of_items(line, [i for i, _ in own]), shares=shares, units=sum(shares)), marks


def of_items(line: Line, items: list[Item]) -> Line:
    """The line as if only these of its items were on it; its units stay."""
    ids = tuple(item.id for item in items)
    return replace(
        line,
        shares=(),
        items=ids,
        services=tuple(dict.fromkeys(item.service for item in items)),
        structures=frozenset(item.structure for item in items),
        diagnoses=tuple(dict.fromkeys(d for item in items for d in item.diagnoses)),
        trace=replace(line.trace, items=ids),
    )


def _marks(line: Line, item: Item, facts: ItemFacts) -> Iterator[tuple[str, str]]:
    """Of two modifiers that never stand together the one that the earlier rule puts on the line holds."""
    refused = {m for p in facts.book.preferences for m in p.never}
    for rule in facts.book.assignments:
        if rule.own_line or not may_carry(line, rule, facts):
            continue
        mark = mark_of(rule, item, facts) or _lower_mark(rule, line, item, facts)
        if mark and mark not in refused:
            yield mark, rule.rule
            known = facts.book.modifiers.get(mark)
            refused |= set(known.never_with) if known else set()


def required_modifiers(lines: Iterable[Line], book: RuleBook) -> Iterator[tuple[str, str, str]]:
    """(line, modifier, rule) for each mark that the code may carry at all: the add-on of a visit is set apart from
    a global period as the visit is, and does not say so a second time."""
    for line in lines:
        for modifier, rule in line.marks:
            if _may_stand(modifier, line.hcpcs, book):
                yield line.id, modifier, rule


def _may_stand(modifier: str, hcpcs: str, book: RuleBook) -> bool:
    known = book.modifiers.get(modifier)
    return known is None or (hcpcs not in known.never_on and (not known.only_on or hcpcs in known.only_on))


def lines_apart(lines: Iterable[Line], items: Mapping[str, Item], facts: ItemFacts) -> Iterator[Line]:
    """The lines that an assignment adds for what stands on a line of its own: a drug's code, for what was discarded."""
    for line in lines:
        for rule in facts.book.assignments:
            if rule.own_line and may_carry(line, rule, facts):
                for item in (items[i] for i in line.items if i in items):
                    mark = mark_of(rule, item, facts)
                    units = int(str(facts.fact(item, rule.own_line).value or 0))
                    if mark and units > 0:
                        yield replace(of_items(line, [item]), units=units, marks=((mark, rule.rule),))


def is_among(hcpcs: str, codes_with: CodesWith | None, codes: CodeFacts) -> bool:
    """The table marks the code as the policy says."""
    return codes_with is not None and codes.indicator(hcpcs, codes_with.indicator) in codes_with.values


def may_carry(line: Line, rule: Assignment, facts: ItemFacts) -> bool:
    """The rule is for such lines, and its modifier may stand on the code: what is billed beside a visit is a visit's
    line too, and carries none of the visit's own modifiers."""
    known = facts.book.modifiers.get(rule.modifier)
    if known is not None and known.only_on and line.hcpcs not in known.only_on:
        return False
    match rule.to:
        case "visits":
            return line.is_visit
        case "procedures":
            return not line.is_visit
    if line.hcpcs in rule.codes:
        return True
    among = is_among(line.hcpcs, rule.codes_with, facts.codes)
    return among and any(_may_stand(m, line.hcpcs, facts.book) for m in rule.modifiers)


def mark_of(rule: Assignment, item: Item, facts: ItemFacts) -> str:
    """The modifier that the rule puts on the item's line, or nothing."""
    if not facts.holds(rule.when, item).met or (rule.unless and facts.holds(rule.unless, item).met):
        return ""
    if not rule.by:
        return rule.modifier
    index = row_of(item, rule.by, tuple(row.words for row in rule.rows), facts, SiteGroups(facts.book))
    return rule.rows[index].modifier if index is not None else ""


def _lower_mark(rule: Assignment, line: Line, item: Item, facts: ItemFacts) -> str:
    """Where the record contradicts itself about a modifier that pays less, the one that leaves the least of the fee;
    nothing where they change no fee."""
    fact = facts.fact(item, rule.by) if rule.by else None
    if fact is None or fact.state != "contradicted" or not facts.holds(rule.when, item).met:
        return ""
    found = [next((row.modifier for row in rule.rows if value in row.words), "") for value in fact.values]
    pays, least = min((facts.codes.unit_cents(line.hcpcs, mark), mark) for mark in found)
    return least if pays < facts.codes.unit_cents(line.hcpcs) else ""


def _rates(items: list[Item], facts: ItemFacts) -> tuple[str, ...]:
    """Reductions by practitioner: one that holds for any of the items holds for the line."""
    return tuple(
        rule.rule
        for rule in facts.book.reductions
        if rule.of_practitioners
        and any(
            facts.holds(rule.when, item).met and not (rule.unless and facts.holds(rule.unless, item).met)
            for item in items
        )
    )


def not_payable(lines: Iterable[Line], items: Mapping[str, Item], facts: ItemFacts) -> list[tuple[str, str]]:
    """(line, assignment) for procedures that may be billed only with a modifier that their code cannot carry."""
    return [
        (line.id, rule.rule)
        for line in lines
        for rule in facts.book.assignments
        if rule.denies and not line.is_visit and not may_carry(line, rule, facts)
        if any(mark_of(rule, items[i], facts) for i in line.items if i in items)
    ]


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
    lines = list(lines)
    seen = {rule for line in lines if line.is_visit for _, rule in line.marks}
    for line in lines:
        items = [derivation.items[i] for i in line.items if i in derivation.items]
        inside = any(facts.fact(item, IN_GLOBAL).value is True for item in items)
        marks = seen if line.is_visit else {rule for _, rule in line.marks}
        apart = bool(marks & about)
        if inside and not apart:
            found.append((line.id, periods[0].rule))
    return found


def facts_named(condition: Condition) -> set[str]:
    """Every fact that a condition names."""
    match condition:
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return {name for part in parts for name in facts_named(part)}
        case Documented(fact=name) | IsWord(fact=name) | IsFlag(fact=name):
            return {name}
        case Compare(fact=name, other=other):
            return {name, other} - {""}
        case Diagnosed() | Past():
            return set()
