"""Changes of facts that are worth asking about, for one element of a reason, each with a question that does not lead.

Only what the record leaves open is changed: a fact that is missing, which lesion a service was done on, what else a
visit dealt with. A value that the record states is never changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from engine.encounter import NOT_DOCUMENTED, Encounter, Fact
from engine.encounter.visit import Problem, RiskDecision
from engine.fact_table import FACTS
from engine.facts import hypothetical
from engine.questions import answers_of
from engine.situation import Situation
from engine.why.element import Element
from engine.why.fact_elements import FactElements, plain

Apply = Callable[[Encounter], "Encounter | None"]

MOST_ANSWERS = 6


@dataclass(frozen=True)
class Change:
    """A question, and one answer to it as a changed encounter."""

    ask: str
    apply: Apply = field(compare=False)
    answer: str = ""
    """What the change supposes, in plain words: for a reader of the data, never for the note."""


def changes_for(at: Situation, element: Element) -> list[Change]:
    """The changes that would take the element away; none for a rule or for what the record states."""
    if element.leaves_open == "lesion":
        return list(_other_lesion(at, element))
    if element.leaves_open == "visit":
        return list(_other_problem(at))
    if element.fact and not element.documented:
        return list(_answered(at, element))
    return []


def _answered(at: Situation, element: Element) -> Iterator[Change]:
    """A fact that is missing, answered in each of the ways worth trying."""
    facts = FactElements(at)
    for name in element.items:
        item = facts.items[name]
        ask = _question(at, item.service, element.fact) or _plain_question(element.fact, facts.about(item))
        for value in answers_of(at, element.fact)[:MOST_ANSWERS]:
            subjects = [item.service, item.id, item.lesion.id if item.lesion else "", "visit", "encounter"]

            def apply(
                encounter: Encounter, value: object = value, subjects: list[str] = subjects
            ) -> Encounter | None:
                for subject in subjects:
                    try:
                        return hypothetical(encounter, subject, element.fact, value)
                    except (LookupError, AttributeError):
                        continue
                return None

            said = "yes" if value is True else plain(str(value))
            yield Change(ask, apply, f"{plain(element.fact)}: {said}")


def _question(at: Situation, service: str, fact: str) -> str:
    """The policy's own words for the question, where a rule has them."""
    for question in at.derivation.questions:
        if question.service == service and question.fact == fact and question.ask:
            return question.ask
    for rule in at.book.documentation:
        if rule.requires == fact and rule.ask:
            return rule.ask
    return next((ask for c in at.book.coverages for name, ask in c.asks if name == fact and ask), "")


def _plain_question(fact: str, about: str) -> str:
    form = next((source.form for facts in FACTS.values() for n, source in facts.items() if n == fact), "word")
    if form == "flag":
        return f"{about[:1].upper()}{about[1:]}: {plain(fact)}, yes or no?"
    return f"What was the {plain(fact)} of {about}?"


def _other_lesion(at: Situation, element: Element) -> Iterator[Change]:
    """Two services on what the record calls one lesion: were they?"""
    items = [at.derivation.items[i] for i in element.items if i in at.derivation.items]
    performed = [i for i in items if i.performed is not None and i.lesion is not None]
    services = list(dict.fromkeys(i.service for i in performed))
    lesions = list(dict.fromkeys(i.lesion.id for i in performed if i.lesion is not None))
    if len(services) != 2 or len(lesions) != 1 or len(performed) != len(items):
        return
    first, second = services
    (lesion,) = lesions

    def apply(encounter: Encounter) -> Encounter | None:
        names = {each.id for each in encounter.lesions}
        fresh = next(n for n in (f"{lesion}-{k}" for k in range(2, 99)) if n not in names)
        copied = [x.model_copy(update={"id": fresh}) for x in encounter.lesions if x.id == lesion]
        moved = tuple(
            s.model_copy(update={"lesions": tuple(fresh if x == lesion else x for x in s.lesions)})
            if s.id == second
            else s
            for s in encounter.services
        )
        return encounter.model_copy(update={"lesions": (*encounter.lesions, *copied), "services": moved})

    ask = f"Was the lesion of {first} the lesion of {second}, or another one?"
    yield Change(ask, apply, f"the lesion of {second} is another one")


def _other_problem(at: Situation) -> Iterator[Change]:
    """A visit without work of its own: what else was dealt with? A problem alone comes before one with a decision."""
    if at.encounter.visit is None:
        return
    statuses, decisions = (_words(at, name) for name in ("problem-status", "risk-decision"))
    for decision in ("", *decisions):
        for status in statuses:

            def apply(
                encounter: Encounter, status: str = status, decision: str = decision
            ) -> Encounter | None:
                return _with_problem(encounter, status, decision)

            ask = "What else, if anything, was dealt with at the visit?"
            said = f"another problem, {plain(status)}" + (f", with {plain(decision)}" if decision else "")
            yield Change(ask, apply, said)


OF_ITS_OWN = ("to follow",)
"""The diagnosis of another problem: one that no procedure has."""


def _words(at: Situation, vocabulary: str) -> list[str]:
    found = at.book.vocabularies.get(vocabulary)
    return [w.name for w in found.words.values() if not w.kind_of] if found else []


def _with_problem(encounter: Encounter, status: str, decision: str) -> Encounter | None:
    visit = encounter.visit
    if visit is None:
        return None
    names = {p.id for p in visit.problems}
    fresh = next(n for n in (f"other{k}" for k in range(1, 199)) if n not in names)
    other = Problem(id=fresh, status=Fact.known(status)).model_copy(update={"diagnoses": OF_ITS_OWN})
    changed: dict[str, object] = {"problems": (*visit.problems, other)}
    if False in visit.separate_work.values:
        changed["separate_work"] = NOT_DOCUMENTED
    if decision:
        changed["risk"] = (*visit.risk, RiskDecision(decision=Fact.known(decision), problem=fresh))
    return encounter.model_copy(update={"visit": visit.model_copy(update=changed)})
