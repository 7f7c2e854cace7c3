"""Facts that billing a code requires, by the policy's `documentation` rules."""

from __future__ import annotations

from collections.abc import Iterable

from engine import diagnosis_facts, signatures
from engine.facts import encounter_fact
from engine.item_facts import ItemFacts
from engine.items import Item
from engine.lines import Derivation, Line
from rules_dsl.rulebook import Documentation

OF_EACH_ITEM = frozenset({diagnosis_facts.IN_FORCE, diagnosis_facts.OF_THE_SITE, diagnosis_facts.OF_THE_KIND})
"""Facts that any rule may ask for, and that are of each piece of work."""


def lacking(rule: Documentation, line: Line, derivation: Derivation, facts: ItemFacts) -> list[Item]:
    """The items of the line that the rule's fact is needed for and not documented of."""
    items = [derivation.items[i] for i in line.items if i in derivation.items]
    if rule.requires == "diagnosis":
        return [] if line.diagnoses else items
    needing = [item for item in items if rule.when is None or facts.holds(rule.when, item).met]
    return [i for i in needing if facts.fact(i, rule.requires).value in (None, False, ())]


def requirement_met(rule: Documentation, line: Line, derivation: Derivation, facts: ItemFacts) -> bool:
    """True when the fact that the rule requires is documented for every item of the line that it is needed for."""
    return not lacking(rule, line, derivation, facts)


def is_about(rule: Documentation, line: Line) -> bool:
    return not rule.codes or line.hcpcs in rule.codes


def of_whole_claim(rule: Documentation) -> bool:
    """The fact is the encounter's, so that it is missed once and not for every line."""
    return rule.requires in encounter_fact.names and rule.requires not in OF_EACH_ITEM


def flaws(rule: Documentation, items: Iterable[Item], facts: ItemFacts) -> str:
    """What is wrong with what the record has instead of the fact, as sentences; empty where it has nothing."""
    match rule.requires:
        case signatures.NAME:
            return signatures.flaws(facts.encounter, items)
        case diagnosis_facts.IN_FORCE:
            wrong = diagnosis_facts.not_in_force(items, facts.encounter, facts.codes)
            return " ".join(f"{each}." for each in wrong)
    return ""


def missing_requirements(
    lines: Iterable[Line], derivation: Derivation, facts: ItemFacts
) -> list[tuple[Line, Documentation]]:
    """Each line of the payer's claim, or of the patient's own bill where the rule is about that, with each rule whose
    required fact is not documented for it."""
    claimed = list(lines)
    return [
        (line, rule)
        for rule in facts.book.documentation
        for line in (derivation.self_pay if rule.self_pay else claimed)
        if is_about(rule, line) and not requirement_met(rule, line, derivation, facts)
    ]
