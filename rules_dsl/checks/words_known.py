"""P102 a word, a site, a lesion kind or a technique that no list of words has.

Avoid:

    for  excision of benign-leison
    | trunk, arms, leg | 11400 |

Prefer the words of the lists, or one of their other names:

    for  excision of benign-lesion
    | trunk, arm, leg | 11400 |

Why: an encounter may only use the words of the lists, so a rule for another word would never apply, and nobody would
notice.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.build_tables import COLUMNS, words_in
from rules_dsl.checks.view import View
from rules_dsl.compile_conditions import subjects_of
from rules_dsl.diagnostics import Diagnostic, error
from rules_dsl.layers import Rule
from rules_dsl.scope import Scope
from rules_dsl.syntax import (
    CountsOnly,
    ElementTable,
    For,
    Hierarchy,
    IsWord,
    ModifierTable,
    SizeTable,
    When,
    Word,
    WordTable,
    leaves,
    table_rows,
)
from rules_dsl.vocabulary import ITEM_KINDS, a, did_you_mean


def check(view: View) -> Iterator[Diagnostic]:
    for rule in view.own:
        for clause in rule.statement.clauses:
            match clause:
                case For():
                    yield from _pattern(clause, view.scope)
                case SizeTable(by=Word() as by) | WordTable(by=by) | ModifierTable(by=by):
                    known = view.scope.fact(by.text, subjects_of(rule.statement, view.scope))
                    if known and known.words:
                        yield from _all(known.words, [w for row in clause.rows for w in row[0]], view.scope)
                case Hierarchy(fact=fact, rows=steps):
                    known = view.scope.fact(fact.text, ("service", "lesion"))
                    if known and known.words:
                        yield from _all(known.words, [word for word, _, _ in steps], view.scope)
                case ElementTable(rows=levels):
                    vocabulary = rule.statement.about
                    needs = [need for _, alternatives in levels for each in alternatives for need in each]
                    if vocabulary is not None:
                        yield from _all(vocabulary.text, [word for _, word in needs], view.scope)
                case CountsOnly(word=word, otherwise=otherwise):
                    if rule.statement.about is not None:
                        yield from _all(rule.statement.about.text, [word, otherwise], view.scope)
                case When():
                    yield from _condition(clause, rule, view.scope)
        yield from _wider(rule, view.scope)


def _condition(clause: When, rule: Rule, scope: Scope) -> Iterator[Diagnostic]:
    subjects = subjects_of(rule.statement, scope)
    for leaf in leaves(clause.condition):
        if isinstance(leaf, IsWord):
            fact = scope.fact(leaf.fact.text, subjects)
            if fact and fact.words:
                yield from _all(fact.words, leaf.words, scope)
            elif fact and fact.form != "codes":
                message = f"`{leaf.fact.text}` is no word, so it cannot be one of several"
                yield error("P102", message, leaf.fact.span, help=f"write `documented {leaf.fact.text}`")


def _pattern(clause: For, scope: Scope) -> Iterator[Diagnostic]:
    definitions = {name for kind, name in scope.named if kind == "define"}
    wounds = any(scope.subject_of("define", head.text) == "wound" for head in clause.heads)
    for head in clause.heads:
        if head.text not in definitions and head.text not in ("visit", *ITEM_KINDS):
            others = definitions | {"visit", *ITEM_KINDS}
            yield from _one("technique", head, scope, others, "a technique or a definition")
    lists = dict.fromkeys(scope.kinds_list(head.text) for head in clause.heads)
    for word in (*clause.kinds, *(() if wounds else clause.exceptions)):
        if word.text not in definitions:
            for each in lists:
                what = "a kind of lesion" if each == "lesion-kind" else a(each.replace("-", " "))
                yield from _one(each, word, scope, definitions, f"{what} or a definition")
    for word in clause.exceptions if wounds else ():
        if word.text not in definitions:
            help = did_you_mean(word.text, definitions)
            yield error("P102", f"`{word.text}` is not a definition of a wound", word.span, help=help)


def _wider(rule: Rule, scope: Scope) -> Iterator[Diagnostic]:
    """The wider word of a row of ``words`` or ``sites``, and the sites where there is what a word stands for."""
    if rule.kind in ("words", "sites"):
        vocabulary = rule.name if rule.kind == "words" else "site"
        yield from _all(vocabulary, [row[1] for row in table_rows(rule.statement) if row[1].text], scope)
    if rule.kind == "words":
        column = len(COLUMNS["words"])
        sites = [
            word for row in table_rows(rule.statement) for cell in row[column:] for word in words_in(cell)
        ]
        yield from _all("site", sites, scope)


def _all(vocabulary: str, words: list[Word] | tuple[Word, ...], scope: Scope) -> Iterator[Diagnostic]:
    for word in words:
        yield from _one(vocabulary, word, scope)


def _one(
    vocabulary: str, word: Word, scope: Scope, others: set[str] | frozenset[str] = frozenset(), what: str = ""
) -> Iterator[Diagnostic]:
    if scope.knows(vocabulary, word.text):
        return
    near = did_you_mean(word.text, {*scope.aliases.get(vocabulary, ()), *others})
    listed = what or a(vocabulary.replace("-", " "))
    help = near or f"add it to `{'sites' if vocabulary == 'site' else f'words {vocabulary}'}`"
    yield error("P102", f"`{word.text}` is not {listed}", word.span, help=help)
