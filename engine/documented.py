"""Facts that billing a code requires, by the policy's `documentation` rules."""

from __future__ import annotations

from collections.abc import Iterable

from engine.item_facts import ItemFacts
from engine.lines import Derivation, Line
from rules_dsl.rulebook import Documentation


def requirement_met(rule: Documentation, line: Line, derivation: Derivation, facts: ItemFacts) -> bool:
    """True when the fact that the rule requires is documented for every item of the line."""
    if rule.requires == "diagnosis":
        return bool(line.diagnoses)
    items = [derivation.items[i] for i in line.items if i in derivation.items]
    return all(facts.fact(item, rule.requires).value not in (None, False, ()) for item in items)


def missing_requirements(
    lines: Iterable[Line], derivation: Derivation, facts: ItemFacts
) -> list[tuple[Line, Documentation]]:
    """Each line with each rule whose required fact is not documented for it."""
    return [
        (line, rule)
        for rule in facts.book.documentation
        for line in lines
        if (not rule.codes or line.hcpcs in rule.codes) and not requirement_met(rule, line, derivation, facts)
    ]
