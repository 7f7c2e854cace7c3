"""Rules as a reader meets them: reason, citation, denial code, confidence."""

from __future__ import annotations

from collections.abc import Iterable

from engine.explain.explanation import Authority
from rules_dsl.rulebook import RuleBook


def authority(book: RuleBook, rule: str) -> Authority:
    """What stands behind a rule id; a row of a table (``#column1-column2``) has the authority of its table."""
    info = book.rules.get(rule.partition("#")[0])
    if info is None:
        return Authority(rule=rule)
    cites = tuple(
        ", ".join(part for part in (c.source.title, c.source.version, c.locator) if part)
        for c in info.citations
    )
    return Authority(rule=rule, because=info.because, cites=cites, carc=info.carc, confidence=info.confidence)


def authorities(book: RuleBook, rules: Iterable[str]) -> tuple[Authority, ...]:
    """Each rule once, in the order given."""
    return tuple(authority(book, rule) for rule in dict.fromkeys(rules))
