"""Which documented items are left to code: not those that are part of another.

This happens before anything is counted, so that a lesion that was sampled leaves the count of those frozen.
"""

from __future__ import annotations

from engine.conditions import Verdict
from engine.item_facts import ItemFacts
from engine.items import Item
from engine.lines import SetAside
from engine.notes import Notes
from rules_dsl.rulebook import Included


def not_included(items: list[Item], facts: ItemFacts, notes: Notes, without: frozenset[str]) -> list[Item]:
    """The items that no other item of the same or a contiguous lesion includes; the rest are noted. Of two that include
    each other, the one that only may be included is left: the record does not say which stands, and one does."""
    kept = list(items)
    aside: dict[str, SetAside] = {}
    for rule in facts.book.included:
        if rule.rule in without:
            continue
        for item in list(kept):
            if facts.matches_any(rule.service, item).met is not True:
                continue
            holder = next((h for h in items if h is not item and _holds_it(rule, h, item, facts)), None)
            if holder is None:
                continue
            if rule.unless is not None and facts.holds(rule.unless, item).met:
                notes.relied.append(rule.rule)
                continue
            kept.remove(item)
            missing = (
                *facts.matches_any(rule.within, holder).missing,
                *facts.holds(rule.when, holder).missing,
            )
            _ask(rule, holder, missing, facts, notes)
            aside[item.id] = SetAside(item.id, item.service, rule.rule, "included", holder.id, missing)
    for name, why in list(aside.items()):
        other = aside.get(why.by)
        if why.missing and other is not None and other.by == name:
            del aside[name]
    notes.aside.extend(aside.values())
    return [item for item in items if item.id not in aside]


def _ask(rule: Included, holder: Item, missing: tuple[str, ...], facts: ItemFacts, notes: Notes) -> None:
    """What would tell whether the holder is what the rule names."""
    definitions = facts.book.definitions
    asks = {f: a for p in rule.within if p.head in definitions for f, a in definitions[p.head].asks}
    notes.ask(holder, Verdict(None, missing), asks, rule.rule)


def _holds_it(rule: Included, holder: Item, item: Item, facts: ItemFacts) -> bool:
    """The holder is on the same or a contiguous lesion, in the same session, and is, or for all that is documented
    may be, what the rule names: a missing fact never frees a service."""
    return (
        same_place(holder, item)
        and (holder.session == item.session or _one_wound(holder, item))
        and facts.matches_any(rule.within, holder).met is not False
        and facts.holds(rule.when, holder).met is not False
    )


def _one_wound(one: Item, other: Item) -> bool:
    """One of them is the wound that the other left: a lesion leaves one, in whatever session it is closed."""
    if one.lesion is None or other.lesion is None or (one.wound is None) == (other.wound is None):
        return False
    return one.lesion.id == other.lesion.id and one.lesion.count.value == 1


def same_place(one: Item, other: Item) -> bool:
    """Same lesion, or lesions that touch."""
    if one.lesion is None or other.lesion is None:
        return False
    return one.lesion.id == other.lesion.id or contiguous(one, other)


def contiguous(one: Item, other: Item) -> bool:
    """True when either lesion says that it touches the other."""
    if one.lesion is None or other.lesion is None:
        return False
    return other.lesion.id in one.lesion.contiguous_with or one.lesion.id in other.lesion.contiguous_with
