"""Fingers and toes: nail, nail bed and the skin about them are one place on one digit, however many lesions are named.

Source: NCCI Policy Manual, chapter 1, modifier 59, treatment of a nail and the soft tissue about it.
"""

from __future__ import annotations

from engine.assigned import may_carry
from engine.item_facts import ItemFacts
from engine.items import Item
from engine.lines import Derivation, Line

DIGIT, SIDE = "digit", "laterality"


def may_share_digit(one: Line, other: Line, derivation: Derivation, facts: ItemFacts) -> bool:
    """Some work of the lines was on one digit, or may have been for all that is documented: then nothing shows that
    they are separate structures."""
    return any(
        _same_digit(a, b, facts, of_digits=_of_digit(one, a, facts) and _of_digit(other, b, facts))
        for a in _items(one, derivation)
        for b in _items(other, derivation)
    )


def _items(line: Line, derivation: Derivation) -> list[Item]:
    return [derivation.items[i] for i in line.items if i in derivation.items]


def _same_digit(one: Item, other: Item, facts: ItemFacts, of_digits: bool) -> bool:
    """The digits are documented and the same; or the work is of a kind that names its digit, and one is missing. Sides
    that differ settle it."""
    if one.lesion is None or other.lesion is None or _differ(one, other, SIDE, facts):
        return False
    digits = [facts.fact(item, DIGIT) for item in (one, other)]
    if any(digit.state == "not_documented" for digit in digits):
        return of_digits and one.structure != other.structure
    return not _differ(one, other, DIGIT, facts)


def _differ(one: Item, other: Item, name: str, facts: ItemFacts) -> bool:
    a, b = facts.fact(one, name), facts.fact(other, name)
    return a.state == b.state == "known" and a.value != b.value


def _of_digit(line: Line, item: Item, facts: ItemFacts) -> bool:
    """A modifier for the digit goes on lines like this one, and the item may have been on a digit."""
    return any(
        rule.by == DIGIT and may_carry(line, rule, facts) and facts.holds(rule.when, item).met is not False
        for rule in facts.book.assignments
    )
