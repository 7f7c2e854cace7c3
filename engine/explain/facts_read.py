"""The documented facts that a line's code choice reads, for each piece of work on the line."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from engine.assigned import facts_named
from engine.claim import NoteWords
from engine.encounter import NoteSpan, Visit
from engine.explain.explanation import DocumentedFact
from engine.explain.measures import amount
from engine.item_facts import KIND_FACT, ItemFacts
from engine.items import KINDS, Item
from engine.lines import Line
from engine.situation import Situation
from engine.why.fact_elements import plain, value_text
from rules_dsl.rulebook import Always, Bill, ByCount, ByHierarchy, BySize, ByWord, CodeChoice, RuleBook


def facts_read(at: Situation, line: Line, choice: CodeChoice | None) -> tuple[DocumentedFact, ...]:
    """In the order in which the choice asks: what was done, on what, where, how large, how many."""
    if choice is None:
        return ()
    facts = ItemFacts(at.encounter, at.book, at.prices)
    if line.is_visit and at.encounter.visit is not None:
        return tuple(_of_visit(at.encounter.visit))
    items = [at.derivation.items[i] for i in line.items if i in at.derivation.items]
    return tuple(found for item in items for found in _of_item(at, facts, item, choice))


def _of_item(at: Situation, facts: ItemFacts, item: Item, choice: CodeChoice) -> Iterable[DocumentedFact]:
    notes = at.derivation.notes.get(item.id, {})
    for name in names_of(at.book, choice, item):
        found = facts.fact(item, name)
        if found.value is None or found.value == () or found.state == "not_documented":
            continue
        note = found.note or notes.get(name)
        said = (NoteWords(fact=name, text=note.text, start=note.start, end=note.end),) if note else ()
        value = _value(at, name, found.value)
        if found.state == "contradicted":
            value += " (the lower of contradicting values)"
        yield DocumentedFact(about=about(item), fact=plain(name), value=value, notes=said)


def _value(at: Situation, name: str, value: object) -> str:
    if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
        return amount(Decimal(str(value)), name, at.book)
    return value_text(name, value) or "yes"


def _of_visit(visit: Visit) -> Iterable[DocumentedFact]:
    """Problems, data, decisions and minutes, as the record has them."""
    for problem in visit.problems:
        status = plain(str(problem.status.value or "no status"))
        decided = f", decided on {' and '.join(problem.decided)}" if problem.decided else ""
        yield _said(
            f"problem {problem.name or problem.id}", status + decided, problem.status.note or problem.note
        )
    for item in visit.data:
        yield _said("data", plain(str(item.kind.value)) + (f" {item.item}" if item.item else ""), item.note)
    for decision in visit.risk:
        yield _said("decision", plain(str(decision.decision.value)), decision.decision.note or decision.note)
    if visit.minutes.value is not None:
        yield _said("minutes", str(visit.minutes.value), visit.minutes.note)
    if visit.separate_work.value:
        yield _said("separate work", "yes", visit.separate_work.note)
    if visit.longitudinal.value:
        yield _said("longitudinal care", "yes", visit.longitudinal.note)


def _said(fact: str, value: str, note: NoteSpan | None) -> DocumentedFact:
    notes = (NoteWords(fact=fact, text=note.text, start=note.start, end=note.end),) if note else ()
    return DocumentedFact(about="visit", fact=fact, value=value, notes=notes)


def about(item: Item) -> str:
    """``s1 (lesion A)``: what a reader knows the work by."""
    lesion = f" (lesion {item.lesion.id})" if item.lesion is not None else ""
    return ("visit" if item.is_visit else item.service) + lesion


def names_of(book: RuleBook, choice: CodeChoice, item: Item) -> list[str]:
    """Names of the facts by which the choice takes the item and comes to its code."""
    names: list[str] = []
    for pattern in choice.patterns:
        if pattern.head in book.definitions:
            names += _of_definition(book, pattern.head)
        elif pattern.head not in KINDS:
            names.append("technique")
        for word in (*pattern.of, *pattern.exceptions):
            names += (
                _of_definition(book, word)
                if word in book.definitions
                else [KIND_FACT.get(item.kind, ("kind",))[0]]
            )
    if choice.when is not None:
        names += sorted(facts_named(choice.when))
    names += [extra.of for bill in bills_of(choice) for extra in bill.extra]
    match choice.select:
        case BySize(by=by, measure=measure):
            names += [by, *_of_measure(book, measure)]
        case ByWord(by=by):
            names.append(by)
        case ByHierarchy(fact=fact):
            names.append(fact)
        case ByCount(of=of):
            names.append("count" if of == "lesions" else of)
    return [name for name in dict.fromkeys(names) if name]


def bills_of(choice: CodeChoice) -> tuple[Bill, ...]:
    """Everything that the choice may bill."""
    match choice.select:
        case ByCount(bands=bands):
            return tuple(band.bill for band in bands)
        case BySize(rows=rows):
            return tuple(band.bill for row in rows for band in row.bands)
        case ByWord(rows=words):
            return tuple(row.bill for row in words)
        case Always(bill=bill):
            return (bill,)
    return ()


def _of_definition(book: RuleBook, name: str) -> list[str]:
    found: list[str] = []
    for fact in sorted(facts_named(book.definitions[name].when)):
        found += _of_measure(book, fact)
    return found


def _of_measure(book: RuleBook, name: str) -> list[str]:
    return [name for _, name in book.measures[name].terms] if name in book.measures else [name]
