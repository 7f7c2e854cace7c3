"""Which changes of a rule mean nothing beside the other rules of its book, and so are not made."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from engine.mutation.variants import Variant
from rules_dsl.rulebook import (
    Always,
    Band,
    Basis,
    Bill,
    Bound,
    ByCount,
    ByHierarchy,
    ByLevel,
    BySize,
    CodeChoice,
    Coverage,
    FilingLimit,
    Modifier,
    Preference,
    Reduction,
    RuleBook,
    WordRow,
)

SESSIONLESS = frozenset({"drug"})
"""What is of the day, and of none of its sessions."""
DOSES = frozenset({"given", "units"})
"""Numbers that need not be whole."""


def code_lists(record: Any) -> dict[str, frozenset[str]]:
    """The fields of a rule that are lists of codes, where they are not empty."""
    held = {field.name: getattr(record, field.name) for field in fields(record)}
    return {name: value for name, value in held.items() if isinstance(value, frozenset) and value}


def means_nothing(book: RuleBook, record: Any, variant: Variant) -> bool:
    """Another rule says the same, or nothing goes by what was changed."""
    new = variant.value
    match record:
        case Bound():  # with nothing beyond it, it is as good as left out, which is a change of its own
            return variant.what == "left out" or (variant.where, variant.what) == ("not_when", "never met")
        case Modifier():
            return _said_elsewhere(book, record, new)
        case Preference() if variant.where.startswith("order"):
            return all(_chosen(book, record, basis) == _chosen(book, new, basis) for basis, _ in record.order)
        case Coverage() if variant.where == "codes":
            return _covers_the_same(book, record, new)
        case Coverage() if variant.where == "self_pay":
            return bool(record.liability) or record.otherwise == "warn"
        case Reduction() if variant.where == "by_report_after":
            return not record.indicator
        case Reduction() if variant.where == "percents" and variant.what.startswith("without"):
            return _ranked(record) == _ranked(new)
        case FilingLimit():
            return variant.where == "days" and record.years > 0
        case CodeChoice() if variant.where in ("once", "per") and _units_one_by_one(record):
            return True
        case CodeChoice() if variant.where == "per" and variant.what.endswith("session"):
            return all(pattern.head in SESSIONLESS for pattern in record.patterns)
        case CodeChoice() if variant.where == "once":
            return _looks_at_a_total(record)
        case CodeChoice() if variant.where.endswith((".sites", ".words")):
            return _wider_site_stays(book, variant)
    return False


def _covers_the_same(book: RuleBook, old: Coverage, new: Coverage) -> bool:
    """A coverage rule is about whatever its codes' choices are for, save of visits: each choice keeps another code."""
    lost = old.codes - new.codes
    choices = [choice for choice in book.choices if lost & set(choice.codes())]
    return not any(isinstance(c.select, ByLevel) or new.codes.isdisjoint(c.codes()) for c in choices)


def _ranked(reduction: Reduction) -> tuple[Any, ...]:
    """The percentages without what the last one repeats."""
    found = list(reduction.percents)
    while len(found) > 1 and found[-1] == found[-2]:
        found.pop()
    return tuple(found)


def _looks_at_a_total(choice: CodeChoice) -> bool:
    """Counts, sums and rankings are of a period anyway."""
    select = choice.select
    return isinstance(select, ByCount | ByHierarchy) or (isinstance(select, BySize) and select.summed)


def _units_one_by_one(choice: CodeChoice) -> bool:
    """A unit for each of what is counted: those of two services are as many as those of the day. Doses are rounded."""
    match choice.select:
        case Always(bill=Bill() as bill) | ByCount(bands=(Band(bill=bill),)) if not bill.codes and bill.extra:
            return all(each.every == 1 and not each.after and each.of not in DOSES for each in bill.extra)
    return False


def _wider_site_stays(book: RuleBook, variant: Variant) -> bool:
    """The site that was dropped is part of another of its row: the row was written as it is printed."""
    name = variant.what.removeprefix("without ")
    rows = variant.value.select.rows
    kept = {site for row in rows for site in (row.words if isinstance(row, WordRow) else row.sites)}
    wider = book.sites[name].part_of if name in book.sites else ""
    while wider and wider not in kept:
        wider = book.sites[wider].part_of if wider in book.sites else ""
    return bool(wider)


def _said_elsewhere(book: RuleBook, old: Modifier, new: Modifier) -> bool:
    """The other modifier forbids the company too, or has no line with it in common; it has nothing to lift by; or no
    order on a line is another, or is ever written."""
    parted = set(old.never_with) - set(new.never_with)
    if parted:
        return all(m in book.modifiers and not _together(new, book.modifiers[m]) for m in parted)
    if old.position != new.position:
        beside = [m for m in book.modifiers.values() if _together(old, m) and _stands(book, m)]
        return not _stands(book, old) or all(_before(old, m) == _before(new, m) for m in beside)
    return old.lifts != new.lifts and not old.bases


def _stands(book: RuleBook, modifier: Modifier) -> bool:
    """Some rule puts it on a line, or it may be chosen; others are known only to be refused."""
    name = modifier.modifier
    put = {m for rule in book.repeats for m in (rule.modifier, rule.another)}
    put |= {m for rule in book.preferences for m in rule.append}
    put |= {m for liability in book.liabilities.values() for row in liability.rows for m in row.modifiers}
    return bool(modifier.bases) or name in put | book.by_fact


def _together(one: Modifier, other: Modifier) -> bool:
    """The two can stand on one line."""
    if one.modifier == other.modifier or other.modifier in one.never_with or one.modifier in other.never_with:
        return False
    if one.only_on and other.only_on:
        return bool((one.only_on & other.only_on) - one.never_on - other.never_on)
    return bool((one.only_on or {""}) - other.never_on) and bool((other.only_on or {""}) - one.never_on)


def _before(one: Modifier, other: Modifier) -> bool:
    return (one.position, one.modifier) < (other.position, other.modifier)


def _chosen(book: RuleBook, preference: Preference, basis: Basis) -> str:
    """The first modifier of the list for a basis that the payer accepts; else the only one there is."""
    refused = {m for each in book.preferences for m in each.never}
    able = [m for m in book.modifiers.values() if m.lifts and basis in m.bases and m.modifier not in refused]
    listed = [m for b, order in preference.order if b == basis for m in order]
    names = [m.modifier for m in able]
    return next((m for m in listed if m in names), names[0] if len(names) == 1 else "")
