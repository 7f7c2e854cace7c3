"""P103 a fact that cannot be documented of what a rule speaks of, or that is not of the kind the rule needs.

Avoid:

    define deep of lesion
      when diametre over 5 mm

Prefer the facts of that subject, its measures and its definitions:

    define large of lesion
      when diameter over 5 mm

Why: a fact that no encounter can hold is never documented, so the rule would never apply. A length needs a unit, so
that 5 is not taken for centimetres by one reader and millimetres by another.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.compile_conditions import subjects_of
from rules_dsl.diagnostics import Diagnostic, error
from rules_dsl.layers import Rule
from rules_dsl.rulebook import Subject
from rules_dsl.scope import Scope
from rules_dsl.syntax import Compare, Documented, Hierarchy, SizeTable, Sum, When, Without, Word, leaves
from rules_dsl.vocabulary import FACTS, SUBJECTS, a, did_you_mean


def check(view: View) -> Iterator[Diagnostic]:
    for rule in view.own:
        subjects = subjects_of(rule.statement, view.scope)
        for clause in rule.statement.clauses:
            match clause:
                case When():
                    for leaf in leaves(clause.condition):
                        if isinstance(leaf, Documented):
                            yield from _documented(leaf.word, subjects, view.scope)
                        else:
                            yield from _fact(leaf.fact, subjects, view.scope)
                        if isinstance(leaf, Compare):
                            yield from _compare(leaf, subjects, view.scope)
                case Sum(terms=terms):
                    for _, word in terms:
                        yield from _fact(word, subjects, view.scope, form="length")
                case SizeTable(measure=measure):
                    yield from _fact(measure, ("lesion", "wound"), view.scope, form="length")
                case Hierarchy(fact=fact):
                    yield from _fact(fact, ("service", "lesion"), view.scope, form="word")
                case Without():
                    yield from _without(clause, subjects, view.scope)
                case _:
                    pass
        yield from _required(rule, view.scope)


def _fact(
    word: Word, subjects: tuple[Subject, ...], scope: Scope, form: str = "", extra: set[str] | None = None
) -> Iterator[Diagnostic]:
    found = scope.fact(word.text, subjects)
    if found is None:
        names = scope.fact_names(subjects) | (extra or set())
        of = subjects[0] if len(subjects) == 1 else "what this rule speaks of"
        help = did_you_mean(word.text, names)
        yield error("P103", f"`{word.text}` is not a fact of {_article(of)}", word.span, help=help)
    elif form and found.form != form:
        yield error("P103", f"`{word.text}` is not a {form}", word.span)


def _documented(word: Word, subjects: tuple[Subject, ...], scope: Scope) -> Iterator[Diagnostic]:
    if scope.list_with(word.text, subjects):
        return
    lists = {fact.words for subject in subjects for fact in FACTS[subject].values() if fact.form == "words"}
    extra = {name for each in lists for name in scope.aliases.get(each, ())}
    yield from _fact(word, subjects, scope, extra=extra)


def _compare(leaf: Compare, subjects: tuple[Subject, ...], scope: Scope) -> Iterator[Diagnostic]:
    left = scope.fact(leaf.fact.text, subjects)
    if left and left.form not in ("length", "number"):
        yield error("P103", f"`{leaf.fact.text}` is not something to measure", leaf.fact.span)
    elif leaf.number is None:
        yield from _fact(leaf.than, subjects, scope, form=left.form if left else "")
    elif left and left.form == "length" and leaf.unit is None:
        help = f"write `{leaf.than.text} mm` or `{leaf.than.text} cm`"
        yield error("P103", f"`{leaf.than.text}` is a length without a unit", leaf.than.span, help=help)
    elif left and left.form == "number" and leaf.unit is not None:
        yield error("P103", f"`{leaf.fact.text}` is no length, so it has no unit", leaf.unit.span)


def _without(clause: Without, subjects: tuple[Subject, ...], scope: Scope) -> Iterator[Diagnostic]:
    yield from _fact(clause.fact, subjects, scope)
    use = clause.use
    if use and use.text != "smallest band" and not use.text.isdigit():
        yield from _fact(use, subjects, scope)


def _required(rule: Rule, scope: Scope) -> Iterator[Diagnostic]:
    word = rule.statement.word("requires") if rule.kind == "documentation" else None
    if word is not None:
        yield from _fact(word, SUBJECTS, scope)


def _article(of: str) -> str:
    return of if " " in of else a(of)
