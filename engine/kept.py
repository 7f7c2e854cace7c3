"""Which documented items are left to code: not those that are part of another, and not those the payer does not cover.

Both happen before anything is counted, so that a lesion that was sampled leaves the count of those frozen, and a
cosmetic one never helps to reach a threshold.
"""

from __future__ import annotations

from engine.item_facts import ItemFacts
from engine.items import Item
from engine.lines import SetAside
from engine.notes import Notes
from rules_dsl.rulebook import Included


def not_included(items: list[Item], facts: ItemFacts, notes: Notes, without: frozenset[str]) -> list[Item]:
    """The items that no other item of the same or a contiguous lesion includes; the rest are noted."""
    kept = list(items)
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
            notes.aside.append(SetAside(item.id, item.service, rule.rule, "included", holder.id, missing))
    return kept


def _holds_it(rule: Included, holder: Item, item: Item, facts: ItemFacts) -> bool:
    """The holder is on the same or a contiguous lesion, in the same session, and is, or for all that is documented
    may be, what the rule names: a missing fact never frees a service."""
    return (
        same_place(holder, item)
        and holder.session == item.session
        and facts.matches_any(rule.within, holder).met is not False
        and facts.holds(rule.when, holder).met is not False
    )


def same_place(one: Item, other: Item) -> bool:
    """Same lesion, or lesions that touch."""
    if one.lesion is None or other.lesion is None:
        return False
    return one.lesion.id == other.lesion.id or contiguous(one, other)


def covered(items: list[Item], facts: ItemFacts, notes: Notes, without: frozenset[str]) -> list[Item]:
    """The items that the payer covers; the rest are noted as not covered, or as the patient's own to pay."""
    kept: list[Item] = []
    for item in items:
        codes = {c for choice, verdict in facts.choices_for(item) if verdict.met for c in choice.codes()}
        for rule in facts.book.coverages:
            if rule.rule in without or not codes & rule.codes:
                continue
            refused = rule.unless is not None and facts.holds(rule.unless, item).met
            needed = facts.holds(rule.when, item)
            if needed.met is True and not refused:
                continue
            if needed.met is None:
                notes.ask(item, needed, dict(rule.asks), rule.rule)
            own = rule.self_pay == "always" or (
                rule.self_pay == "with signed notice" and _notice(item, facts)
            )
            kind = "self_pay" if own else "not_covered"
            notes.aside.append(SetAside(item.id, item.service, rule.rule, kind, missing=needed.missing))
            break
        else:
            kept.append(item)
    return kept


def _notice(item: Item, facts: ItemFacts) -> bool:
    """A signed notice covers the item's service."""
    return any(
        n.signed and (not n.services or item.service in n.services) for n in facts.encounter.documents.notices
    )


def contiguous(one: Item, other: Item) -> bool:
    """True when either lesion says that it touches the other."""
    if one.lesion is None or other.lesion is None:
        return False
    return other.lesion.id in one.lesion.contiguous_with or one.lesion.id in other.lesion.contiguous_with
