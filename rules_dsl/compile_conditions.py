"""Conditions, patterns and what to do without a fact: from the words written to the words of the rulebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rules_dsl import rulebook, syntax
from rules_dsl.atoms import is_code
from rules_dsl.rulebook import AllOf, AnyOf, MissingFact, Pattern, Subject
from rules_dsl.scope import Scope
from rules_dsl.syntax import For, Several, Statement, When, Without, leaves
from rules_dsl.vocabulary import EVERYWHERE, ITEM_KINDS, NAIL_CARE, SUBJECTS, factor

_PROCEDURE: Final[tuple[Subject, ...]] = ("service", "lesion", "wound")


def subjects_of(statement: Statement, scope: Scope) -> tuple[Subject, ...]:
    """What the conditions of a statement speak of."""
    if statement.kind == "bound":
        about = tuple(subject for subject in SUBJECTS if statement.about and subject == statement.about.text)
        beside: tuple[Subject, ...] = ("lesion",) if set(about) & {"service", "wound", "mohs"} else ()
        return (*about, *beside, *(s for s in EVERYWHERE if s not in about))
    if statement.kind in ("define", "measure"):
        of = tuple(subject for subject in SUBJECTS if statement.about and subject == statement.about.text)
        return (*of, *(s for s in EVERYWHERE if s not in of)) if statement.kind == "define" else of
    if statement.kind in ("exclude", "reduction"):
        return ("visit", *EVERYWHERE)
    heads = {word.text for c in statement.clauses if isinstance(c, For) for word in c.heads}
    if statement.kind == "choose code" and "visit" in heads:
        return ("visit", *EVERYWHERE)
    if statement.kind in ("choose code", "included"):
        kinds = {head: scope.item_kind(head) for head in heads}
        items = tuple(kind for kind in ITEM_KINDS if kind in kinds.values())
        others = () if heads and None not in kinds.values() else _PROCEDURE
        return (*others, *items, *EVERYWHERE)
    with_visits = ("coverage", "documentation", "assign modifier")
    visit: tuple[Subject, ...] = ("visit",) if statement.kind in with_visits else ()
    return (*_PROCEDURE, *EVERYWHERE, *ITEM_KINDS, *visit)


def condition(written: syntax.Condition, subjects: Sequence[Subject], scope: Scope) -> rulebook.Condition:
    """The condition over its subject, with words in place of their other names."""
    match written:
        case Several(mode=mode, parts=parts):
            compiled = tuple(condition(part, subjects, scope) for part in parts)
            return AllOf(compiled) if mode == "all of" else AnyOf(compiled)
        case syntax.Documented(word=word):
            if scope.fact(word.text, subjects):
                return rulebook.Documented(word.text)
            listed, vocabulary = scope.list_with(word.text, subjects)
            return rulebook.Documented(scope.canonical(vocabulary, word.text), word=True, listed=listed)
        case syntax.IsWord(fact=fact, words=words):
            known = scope.fact(fact.text, subjects)
            if known and known.form == "codes":
                return rulebook.Diagnosed(tuple(word.text for word in words))
            vocabulary = known.words if known else ""
            return rulebook.IsWord(fact.text, tuple(scope.canonical(vocabulary, word.text) for word in words))
        case syntax.IsFlag(fact=fact, yes=yes):
            return rulebook.IsFlag(fact.text, yes)
        case syntax.Past(what=what, of=of, op=op, number=number):
            return rulebook.Past(what, earlier(of, scope), op, number)
        case syntax.Compare(fact=fact, op=op, number=None, than=than):
            return rulebook.Compare(fact.text, op, other=than.text)
        case syntax.Compare(fact=fact, op=op, number=number, unit=unit):
            known = scope.fact(fact.text, subjects)
            scale = factor(unit.text, known.kept) if unit and known else 1
            return rulebook.Compare(fact.text, op, number and number * scale)


def earlier(of: Iterable[syntax.CodeRange], scope: Scope) -> tuple[str, ...]:
    """The codes of earlier care, with the word for nail care without a code; or the word of a course."""
    named = [item.first.text for item in of if item.last is None and not is_code(item.first.text)]
    words = [name for name in named if name == NAIL_CARE or ("codes", name) not in scope.named]
    return (*words, *scope.expand(of))


def clause_condition(statement: Statement, label: str, scope: Scope) -> rulebook.Condition | None:
    """The condition of a ``when`` or ``unless`` clause, or None when there is none."""
    clause = statement.one(label, When)
    return condition(clause.condition, subjects_of(statement, scope), scope) if clause else None


def missing_facts(statement: Statement) -> tuple[MissingFact, ...]:
    """The ``without`` clauses."""
    return tuple(
        MissingFact(clause.fact.text, clause.use.text if clause.use else "", clause.ask)
        for clause in statement.all("without", Without)
    )


def asks(statement: Statement, scope: Scope) -> tuple[tuple[str, str], ...]:
    """The question for each missing fact; a plain ``ask`` is the question for every fact of the condition."""
    found = {clause.fact.text: clause.ask for clause in statement.all("without", Without) if clause.ask}
    question = statement.value("ask")
    if question:
        for fact in _facts(statement, scope):
            found.setdefault(fact, question)
    return tuple(found.items())


def _facts(statement: Statement, scope: Scope) -> Iterable[str]:
    """The facts that the conditions of a statement wait for; a listed word waits for its list."""
    subjects = subjects_of(statement, scope)
    for label in ("when", "unless"):
        for clause in statement.all(label, When):
            for leaf in leaves(clause.condition):
                name = leaf.word.text if isinstance(leaf, syntax.Documented) else leaf.fact.text
                yield name if scope.fact(name, subjects) else scope.list_with(name, subjects)[0]


def patterns(statement: Statement, label: str, scope: Scope) -> tuple[Pattern, ...]:
    """One pattern for each head of each ``for``, ``service`` or ``in`` line."""
    return tuple(
        Pattern(
            _head(head.text, scope),
            tuple(_kind(head.text, word.text, scope) for word in clause.kinds),
            tuple(_kind(head.text, word.text, scope) for word in clause.exceptions),
        )
        for clause in statement.all(label, For)
        for head in clause.heads
    )


def _head(word: str, scope: Scope) -> str:
    """A kind of item goes before a definition of that name, and that before a technique."""
    if word == "visit" or word in ITEM_KINDS or ("define", word) in scope.named:
        return word
    return scope.canonical("technique", word)


def _kind(head: str, word: str, scope: Scope) -> str:
    return word if ("define", word) in scope.named else scope.canonical(scope.kinds_list(head), word)
