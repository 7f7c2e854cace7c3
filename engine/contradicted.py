"""What the record says twice and differently. Of numbers the lowest is worked with, of words none; each is asked about.

The question names every value that the record gives, in the order given, and none as the better one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from engine.encounter import Encounter, Fact, Mohs
from engine.encounter.base import short
from engine.facts import FACTS, encounter_fact, lesion_fact, part_fact, service_fact, visit_fact, wound_fact
from engine.item_facts import ItemFacts
from engine.items import Item, documented_items
from engine.lines import Doubt, Question
from engine.named import Named, subject_of_path
from engine.notes import Notes
from engine.readings import Contradiction
from rules_dsl.rulebook import RuleBook

BLOCKS = "blocks"
CALLED = {"given": "dose given", "discarded": "dose discarded", "count": "number of lesions"}
"""Facts that are named by half of what they are."""


def doubts_of(
    encounter: Encounter, book: RuleBook, found: Iterable[Contradiction]
) -> tuple[tuple[Doubt, ...], tuple[Question, ...]]:
    """A doubt for every contradiction of the record, and which is right as questions, once for each fact."""
    facts = ItemFacts(encounter, book)
    notes = Notes(facts)
    ask_which_is_right(documented_items(encounter), facts, notes)
    asked = {question.fact for question in notes.questions}
    doubts = []
    for each in found:
        named = subject_of_path(encounter, each.where)
        if each.path[-1] == "lesions":
            doubts.append(_fewer(encounter, each))
            continue
        values = [value for way in each.readings for value in _said(way)]
        told = " or ".join(dict.fromkeys(values if "yes" in values else map(_none, values)))
        says = f"The record says {told}: every reading was worked out, and the lowest claim stands."
        ask = "" if named.fact in asked else f"Which is right: {told}?"
        doubts.append(Doubt("contradicted", named, each.where, says, ask=ask))
    return tuple(doubts), tuple(notes.questions)


def _fewer(encounter: Encounter, what: Contradiction) -> Doubt:
    """A service that counts fewer lesions than it names."""
    named = subject_of_path(encounter, what.where)
    service = next(each for each in encounter.services if each.id == named.service)
    counted, listed = service.count.value, len(service.lesions)
    says = f"{service.id} counts {counted} and names {listed} lesions; the lowest claim of so many stands."
    ask = f"How many lesions were treated: {counted} or {listed}?"
    return Doubt("contradicted", Named(named.service, named.subject, "count"), what.where, says, ask=ask)


def _said(way: object) -> list[str]:
    values = way.values if isinstance(way, Fact) else (way,)
    return [_plain(value) for value in values] or ["nothing of it"]


def _none(said: str) -> str:
    """Beside words, and not beside a yes, the word for a no."""
    return "none" if said == "no" else said


def ask_which_is_right(items: Iterable[Item], facts: ItemFacts, notes: Notes) -> None:
    """A question for each contradicted fact of the items, unless another question about it was raised before."""
    before = {(question.service, question.fact) for question in notes.questions}
    for item in items:
        for subject, name, fact in _contradicted(item, facts):
            if (item.service, name) not in before:
                before.add((item.service, name))
                ask = _which(fact, name)
                notes.questions.append(Question(item.service, subject, name, ask, "", fact.values))


def _contradicted(item: Item, facts: ItemFacts) -> Iterator[tuple[str, str, Fact[object]]]:
    """(subject, fact, values) of everything that is contradicted of the item's parts."""
    e = facts.encounter
    parts: list[tuple[str, object, object]] = []
    if item.wound is not None:
        parts.append((f"wound {item.wound.id}", wound_fact, item.wound))
    if item.performed is not None:
        parts.append((f"service {item.performed.id}", service_fact, item.performed))
    if item.part is not None:
        parts.append((f"service {item.service}", part_fact[item.kind], item.part))
    if item.lesion is not None:
        parts.append((f"lesion {item.lesion.id}", lesion_fact, item.lesion))
    if item.is_visit and e.visit is not None:
        parts += [("visit", visit_fact, e.visit), ("encounter", encounter_fact, e)]
    for subject, reader, part in parts:
        for name in sorted(reader.names):  # type: ignore[attr-defined]
            fact = reader(e, part, name)  # type: ignore[operator]
            if fact.state == "contradicted":
                yield subject, name, fact
    if isinstance(item.part, Mohs):
        for stage in item.part.stages:
            if stage.blocks.state == "contradicted":
                yield f"service {item.service}", BLOCKS, stage.blocks


def _which(fact: Fact[object], name: str) -> str:
    called = CALLED.get(name, name.replace("-", " "))
    if all(isinstance(value, bool) for value in fact.values):
        return f'The record says both yes and no of "{called}": which is right?'
    return f"Which is right for the {called}: {_values(fact, name)}?"


def _values(fact: Fact[object], name: str) -> str:
    """The values as the record has them, each once, lengths with their unit."""
    unit = " mm" if any(s[name].form == "length" for s in FACTS.values() if name in s) else ""
    return " or ".join(dict.fromkeys(_plain(value) + unit for value in fact.values))


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list):
        return ", ".join(_plain(each) for each in value)
    return str(short(value) if isinstance(value, Decimal) else value)
