"""What to ask when the record leaves open whether a line carries a modifier, or which one of several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.assigned import mark_of, may_carry
from engine.conditions import Verdict
from engine.drug_waste import UNITS_DISCARDED
from engine.item_facts import ItemFacts
from engine.items import Item
from engine.lines import Line, Question
from engine.notes import Notes
from engine.portions import subject_of
from rules_dsl.rulebook import Assignment

PLACE = "site"


def ask_for_marks(lines: Iterable[Line], items: Mapping[str, Item], facts: ItemFacts, notes: Notes) -> None:
    """A question for each item whose modifier an assignment cannot tell for want of a fact, if the policy has one."""
    for line in lines:
        for rule in facts.book.assignments:
            if (rule.ask or rule.asks) and may_carry(line, rule, facts):
                for item in (items[i] for i in line.items if i in items):
                    if rule.ask:
                        notes.questions.extend(_asked(rule, item, facts))
                    notes.ask(item, _awaited(rule, item, facts), dict(rule.asks), rule.rule)


def _awaited(rule: Assignment, item: Item, facts: ItemFacts) -> Verdict:
    """The verdict that a missing fact leaves open: whether the modifier is called for, or whether it is kept off."""
    verdict = facts.holds(rule.when, item)
    if verdict.met and rule.unless is not None:
        return facts.holds(rule.unless, item)
    return verdict


def _asked(rule: Assignment, item: Item, facts: ItemFacts) -> list[Question]:
    verdict = facts.holds(rule.when, item)
    if verdict.met is False or mark_of(rule, item, facts):
        return []
    if rule.by in verdict.missing and facts.fact(item, PLACE).state == "known":
        return []  # the place is documented, and is none of the rule's: no digit is missing on a neck
    missing = [name for name in verdict.missing if name != UNITS_DISCARDED]  # worked out, never documented
    answers: tuple[object, ...] = ()
    if rule.by and _open(rule, item, facts):
        missing = [rule.by, *(name for name in missing if name != rule.by)]
        answers = tuple(row.words[0] for row in rule.rows)
    if not missing:
        return []
    subject = subject_of(item, missing[0], facts)
    return [Question(item.service, subject, missing[0], rule.ask, rule.rule, answers, tuple(missing))]


def _open(rule: Assignment, item: Item, facts: ItemFacts) -> bool:
    """The word is missing, contradicted, or too wide to tell: an eyelid without upper or lower."""
    fact = facts.fact(item, rule.by)
    if fact.state != "known":
        return True
    words = {word for row in rule.rows for word in row.words}
    values = fact.value if isinstance(fact.value, tuple | list) else (fact.value,)
    return any(facts.book.sites[w].part_of in values for w in words if w in facts.book.sites)
