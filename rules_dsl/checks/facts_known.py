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
from rules_dsl.codes_named import bills_of
from rules_dsl.compile_conditions import subjects_of
from rules_dsl.diagnostics import Diagnostic, error
from rules_dsl.layers import Rule
from rules_dsl.rulebook import Subject
from rules_dsl.scope import Scope
from rules_dsl.syntax import (
    Compare,
    Documented,
    Hierarchy,
    IsFlag,
    ModifierTable,
    SizeTable,
    Sum,
    When,
    Without,
    Word,
    Words,
    WordTable,
    leaves,
)
from rules_dsl.vocabulary import EVERYWHERE, FACTS, SUBJECTS, UNITS, FactType, a, did_you_mean


def check(view: View) -> Iterator[Diagnostic]:
    for rule in view.own:
        subjects = subjects_of(rule.statement, view.scope)
        for clause in rule.statement.clauses:
            match clause:
                case When():
                    for leaf in leaves(clause.condition):
                        if isinstance(leaf, Documented):
                            yield from _documented(leaf.word, subjects, view.scope)
                        elif not isinstance(leaf, IsFlag):
                            yield from _fact(leaf.fact, subjects, view.scope)
                        if isinstance(leaf, Compare):
                            yield from _compare(leaf, subjects, view.scope)
                        elif isinstance(leaf, IsFlag):
                            yield from _fact(leaf.fact, subjects, view.scope, form="flag")
                case Words(label="separate line of", words=(word,)):
                    yield from _fact(word, subjects, view.scope, form="number")
                case Sum(terms=terms):
                    for _, word in terms:
                        yield from _fact(word, subjects, view.scope, form="length")
                case SizeTable():
                    if clause.by:
                        yield from _fact(clause.by, subjects, view.scope, form="word")
                    yield from _measured(clause, subjects, view.scope)
                case WordTable(by=by) | ModifierTable(by=by):
                    yield from _fact(by, subjects, view.scope, form="word")
                case Words(label="fact", words=words):
                    for word in words:
                        yield from _bounded(word, rule, view.scope)
                case Words(label="count", words=(counted,)):
                    yield from _counted(counted, subjects, view.scope)
                case Hierarchy(fact=fact):
                    yield from _fact(fact, ("service", "lesion"), view.scope, form="word")
                case Without():
                    yield from _without(clause, subjects, view.scope)
                case _:
                    pass
        for bill in bills_of(rule.statement):
            for extra in bill.extra:
                if extra.of:
                    yield from _counted(extra.of, subjects, view.scope, extra.each)
        yield from _required(rule, view.scope)


def _fact(
    word: Word, subjects: tuple[Subject, ...], scope: Scope, form: str = "", extra: set[str] | None = None
) -> Iterator[Diagnostic]:
    found = scope.fact(word.text, subjects)
    if found is None:
        names = scope.fact_names(subjects) | (extra or set())
        others = tuple(subject for subject in subjects if subject not in EVERYWHERE) or subjects
        of = others[0] if len(others) == 1 else "what this rule speaks of"
        help = did_you_mean(word.text, names)
        yield error("P103", f"`{word.text}` is not a fact of {_article(of)}", word.span, help=help)
    elif form and found.form != form:
        yield error("P103", f"`{word.text}` is not a {form}", word.span)


def _bounded(word: Word, rule: Rule, scope: Scope) -> Iterator[Diagnostic]:
    """What a bound is of: a fact that a record holds of the subject itself, so no measure and no definition."""
    about = rule.statement.about
    own: tuple[Subject, ...] = tuple(subject for subject in SUBJECTS if about and subject == about.text)
    yield from _fact(word, own, scope)
    if any((kind, word.text) in scope.named for kind in ("define", "measure")):
        message = f"`{word.text}` is worked out, and a bound is of what is written"
        yield error("P103", message, word.span)


def _documented(word: Word, subjects: tuple[Subject, ...], scope: Scope) -> Iterator[Diagnostic]:
    if scope.list_with(word.text, subjects)[0]:
        return
    lists = {fact.words for subject in subjects for fact in FACTS[subject].values() if fact.form == "words"}
    extra = {name for each in lists for name in scope.aliases.get(each, ())}
    yield from _fact(word, subjects, scope, extra=extra)


def _compare(leaf: Compare, subjects: tuple[Subject, ...], scope: Scope) -> Iterator[Diagnostic]:
    left = scope.fact(leaf.fact.text, subjects)
    if left and left.form not in ("length", "number", "numbers"):
        yield error("P103", f"`{leaf.fact.text}` is not something to measure", leaf.fact.span)
    elif leaf.number is None:
        yield from _fact(leaf.than, subjects, scope, form=left.form if left else "")
    elif left and left.form == "length" and leaf.unit is None:
        help = f"write `{leaf.than.text} mm` or `{leaf.than.text} cm`"
        yield error("P103", f"`{leaf.than.text}` is a length without a unit", leaf.than.span, help=help)
    elif left and left.form == "number" and len(UNITS[left.kept]) > 1 and leaf.unit is None:
        help = f"write `{leaf.than.text} {UNITS[left.kept][0]}`"
        yield error("P103", f"`{leaf.than.text}` is an area without a unit", leaf.than.span, help=help)
    elif left and leaf.unit is not None and leaf.unit.text not in UNITS[left.kept]:
        yield _unfit(leaf.fact, leaf.unit, left)


def _measured(table: SizeTable, subjects: tuple[Subject, ...], scope: Scope) -> Iterator[Diagnostic]:
    """The measure of a table is a number, and in a unit that it can be written in."""
    measure = table.measure
    found = scope.fact(measure.text, subjects)
    if found is None:
        yield from _fact(measure, subjects, scope)
    elif found.form not in ("length", "number"):
        yield error("P103", f"`{measure.text}` is not something to measure", measure.span)
    elif len(UNITS[found.kept]) > 1 and not table.unit.text:
        help = f"write `{measure.text} in {UNITS[found.kept][0]}`"
        yield error("P103", f"`{measure.text}` needs its unit", measure.span, help=help)
    elif table.unit.text and table.unit.text not in UNITS[found.kept]:
        yield _unfit(measure, table.unit, found)


def _unfit(fact: Word, unit: Word, found: FactType) -> Diagnostic:
    units = UNITS[found.kept]
    if not units:
        return error("P103", f"`{fact.text}` is no length, so it has no unit", unit.span)
    message = f"`{fact.text}` is not measured in {unit.text}"
    return error("P103", message, unit.span, help=f"write it in {' or '.join(units)}")


def _counted(
    word: Word, subjects: tuple[Subject, ...], scope: Scope, each: Word | None = None
) -> Iterator[Diagnostic]:
    """What is counted is a number of pieces; of a list of numbers, each is counted apart."""
    counted = scope.counted(word.text, subjects)
    if counted is None:
        help = did_you_mean(word.text, scope.counted_names(subjects))
        yield error("P103", f"`{word.text}` is nothing that can be counted here", word.span, help=help)
        return
    name, found = counted
    if found.form not in ("number", "numbers") or found.unit.startswith("sq"):
        help = f"write `by {name} in {UNITS[found.kept][0]}` over a table" if UNITS[found.kept] else ""
        yield error("P103", f"`{name}` is not a number of pieces", word.span, help=help)
    elif each is not None and each.text != found.each:
        message = f"`{name}` are not counted for each {each.text}"
        yield error("P103", message, each.span, help=found.each and f"write `of each {found.each}`")
    elif found.each and each is None:
        help = f"write `per {word.text} after` a number `of each {found.each}`"
        yield error("P103", f"`{name}` has a number for each {found.each}", word.span, help=help)


def _without(clause: Without, subjects: tuple[Subject, ...], scope: Scope) -> Iterator[Diagnostic]:
    """What is used in its place is a number, another fact, or a word of the list that the fact is of."""
    yield from _fact(clause.fact, subjects, scope)
    use, fact = clause.use, scope.fact(clause.fact.text, subjects)
    if use is None or use.text == "smallest band" or use.text.isdigit():
        return
    if fact is not None and fact.form == "word":
        if not scope.knows(fact.words, use.text):
            help = did_you_mean(use.text, scope.aliases.get(fact.words, ()))
            yield error("P103", f"`{use.text}` is not {a(fact.words.replace('-', ' '))}", use.span, help=help)
    else:
        yield from _fact(use, subjects, scope)


def _required(rule: Rule, scope: Scope) -> Iterator[Diagnostic]:
    word = rule.statement.word("requires") if rule.kind == "documentation" else None
    if word is not None:
        yield from _fact(word, SUBJECTS, scope)


def _article(of: str) -> str:
    return of if " " in of else a(of)
