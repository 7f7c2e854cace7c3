"""P302 one site, or another word, in two rows of one rule.

Avoid:

    | site             | up to 0.5 | over 0.5 |
    | trunk, arm, leg  | 11400     | 11401    |
    | scalp, neck, leg | 11420     | 11421    |

Prefer each site in one row. A site may stand in one row and a part of it in another: the nearer one decides.

    | site             | up to 0.5 | over 0.5 |
    | trunk, arm, leg  | 11400     | 11401    |
    | scalp, neck      | 11420     | 11421    |

Why: a site in two rows has two codes, and the one that is read first would be billed.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.compile_conditions import subjects_of
from rules_dsl.diagnostics import Diagnostic, Place, error
from rules_dsl.layers import Rule
from rules_dsl.scope import Scope
from rules_dsl.syntax import Hierarchy, ModifierTable, SizeTable, Word, WordTable


def check(view: View) -> Iterator[Diagnostic]:
    for rule in view.own:
        yield from _rows(rule, view.scope)
        for clause in rule.statement.all("by hierarchy", Hierarchy):
            fact = view.scope.fact(clause.fact.text, ("service", "lesion"))
            yield from _once([word for word, _, _ in clause.rows], fact.words if fact else "", view.scope)


def _rows(rule: Rule, scope: Scope) -> Iterator[Diagnostic]:
    """The words of all tables by one fact."""
    by_fact: dict[str, list[Word]] = {}
    for clause in rule.statement.clauses:
        if isinstance(clause, SizeTable | WordTable | ModifierTable) and clause.by:
            by_fact.setdefault(clause.by.text, []).extend(word for row in clause.rows for word in row[0])
    for name, words in by_fact.items():
        fact = scope.fact(name, subjects_of(rule.statement, scope))
        yield from _once(words, fact.words if fact else "", scope)


def _once(words: list[Word], vocabulary: str, scope: Scope) -> Iterator[Diagnostic]:
    first: dict[str, Word] = {}
    for word in words:
        name = scope.canonical(vocabulary, word.text)
        earlier = first.setdefault(name, word)
        if earlier is not word:
            same = "" if earlier.text == word.text else f", there called `{earlier.text}`"
            there = Place(earlier.span, "the first row with it")
            yield error("P302", f"`{word.text}` stands in two rows{same}", Place(word.span), there)
