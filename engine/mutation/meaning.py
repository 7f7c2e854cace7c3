"""Which changes of a rule mean nothing beside the other rules of its book, and so are not made."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from engine.mutation.variants import Variant
from rules_dsl.rulebook import Basis, Modifier, Preference, RuleBook


def code_lists(record: Any) -> dict[str, frozenset[str]]:
    """The fields of a rule that are lists of codes, where they are not empty."""
    held = {field.name: getattr(record, field.name) for field in fields(record)}
    return {name: value for name, value in held.items() if isinstance(value, frozenset) and value}


def means_nothing(book: RuleBook, record: Any, variant: Variant) -> bool:
    """Another rule says the same, or nothing goes by what was changed."""
    if isinstance(record, Modifier):
        return _said_elsewhere(book, record, variant.value)
    if isinstance(record, Preference) and variant.where.startswith("order"):
        return all(
            _chosen(book, record, basis) == _chosen(book, variant.value, basis) for basis, _ in record.order
        )
    return False


def _said_elsewhere(book: RuleBook, old: Modifier, new: Modifier) -> bool:
    """The other modifier forbids the company too, or has no line with it in common; it has nothing to lift by; or no
    order on a line is another."""
    parted = set(old.never_with) - set(new.never_with)
    if parted:
        return all(m in book.modifiers and not _together(new, book.modifiers[m]) for m in parted)
    if old.position != new.position:
        beside = [m for m in book.modifiers.values() if _together(old, m)]
        return all(_before(old, m) == _before(new, m) for m in beside)
    return old.lifts != new.lifts and not old.bases


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
