"""A rule as a reader meets it on paper: its name, its reason, its sources, and how far it is to be trusted."""

from __future__ import annotations

from engine.claim import Part
from rules_dsl.rulebook import RuleBook


class Cited(Part):
    """A published source with its version, and the place in it."""

    source: str
    place: str = ""


class Rule(Part):
    """A rule, and what it rests on."""

    rule: str
    because: str = ""
    sources: tuple[Cited, ...] = ()
    confidence: str = "high"


def rule_of(book: RuleBook, rule: str) -> Rule:
    """The rule of that id; a row of a table is told by the table's rule."""
    info = book.rules.get(rule.partition("#")[0])
    if info is None:
        return Rule(rule=rule)
    sources = tuple(
        Cited(source=", ".join(part for part in (c.source.title, c.source.version) if part), place=c.locator)
        for c in info.citations
    )
    return Rule(rule=rule, because=info.because, sources=sources, confidence=info.confidence)
