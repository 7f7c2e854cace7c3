"""Questions to the clinician, each with what an answer would be worth: the difference of two solves."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from engine.answer import notes_of
from engine.apart import apart_if_located
from engine.claim import Query
from engine.documented import flaws, lacking, missing_requirements, of_whole_claim
from engine.encounter import Encounter
from engine.facts import FACTS, hypothetical
from engine.lines import Question
from engine.portions import subject_of
from engine.situation import Situation
from engine.solve import Outcomes

if TYPE_CHECKING:
    from engine.kernel import Kernel

MOST_TRIALS = 16
"""Answers tried for one question; vocabularies are short, and a question with more answers is worth asking anyway."""


def asked(kernel: Kernel, at: Situation, total: int, valued: bool = True) -> list[Query]:
    """Every question that a missing or contradicted fact raises, the most valuable first; without `valued` nobody
    works out what the answers are worth."""
    solved: Outcomes = {}
    found = [query_of(at, q, worth(kernel, at, q, total, solved) if valued else None) for q in raised(at)]
    return sorted(found, key=order_of)


def order_of(query: Query) -> tuple[int, str, str]:
    """The most valuable first."""
    return -(query.worth_cents or 0), query.service, query.fact


def raised(at: Situation) -> list[Question]:
    """Every question that a missing or contradicted fact raises, one a fact."""
    facts = at.facts
    questions = list(at.derivation.questions)
    missing = missing_requirements(at.lines.values(), at.derivation, facts)
    for rule in dict.fromkeys(rule for _, rule in missing if rule.ask):
        lines = [line for line, other in missing if other is rule]
        items = [item for line in lines for item in lacking(rule, line, at.derivation, facts)]
        if of_whole_claim(rule):
            ask = f"{flaws(rule, items, facts)} {rule.ask}".lstrip()
            questions.append(Question("encounter", "encounter", rule.requires, ask, rule.rule))
            continue
        for item in items:
            subject = subject_of(item, rule.requires, facts)
            ask = f"{flaws(rule, [item], facts)} {rule.ask}".lstrip()
            questions.append(Question(item.service, subject, rule.requires, ask, rule.rule))
    questions += _sites(at)
    found: dict[tuple[str, str], Question] = {}
    for question in questions:
        found.setdefault((question.subject, question.fact), question)
    return list(found.values())


def _sites(at: Situation) -> list[Question]:
    """Where a lesion or wound was, when work on it could stand apart from other work if the record said so."""
    top = tuple(site.name for site in at.book.sites.values() if not site.part_of)
    found: list[Question] = []
    for edit, items in apart_if_located(at):
        subjects = [(i, f"lesion {i.lesion.id}" if i.lesion else f"wound {i.service}") for i in items]
        for item, subject in subjects:
            also = tuple(other.rpartition(" ")[2] for _, other in subjects if other != subject)
            ask = "Where on the body was it?"
            found.append(Question(item.service, subject, "site", ask, edit.rule, top, also=also))
    return found


def query_of(at: Situation, question: Question, worth_cents: int | None) -> Query:
    """The question as the answer shows it."""
    items = tuple(i.id for i in at.derivation.items.values() if i.service == question.service)
    return Query(
        service=question.service,
        fact=question.fact,
        ask=question.ask,
        rule=question.rule,
        worth_cents=worth_cents,
        notes=notes_of(at, items, question.fact),
    )


def worth(
    kernel: Kernel, at: Situation, question: Question, total: int, solved: Outcomes | None = None
) -> int | None:
    """Cents that the best answer would add to the claim, never less than nothing; None when no answer can be tried.
    `solved` keeps what the solver made of the facts, since many answers come to the same."""
    best: int | None = None
    for _, changed in answered(at, question):
        value = kernel.value(changed, at.book.policy, solved)
        if value is not None:
            best = max(best or 0, value - total)
    return best


def answered(at: Situation, question: Question) -> list[tuple[dict[str, object], Encounter]]:
    """Each answer, by fact, with the encounter as it would be; facts that the same gap waits for are answered
    together."""
    names = question.together or (question.fact,)
    choices = [
        question.answers if n == question.fact and question.answers else answers_of(at, n) for n in names
    ]
    trials: list[tuple[dict[str, object], Encounter]] = []
    for values in list(product(*choices))[:MOST_TRIALS]:
        changed = at.encounter
        try:
            for name, value in zip(names, values, strict=True):
                for subject in _holders(at, question, name):
                    changed = hypothetical(changed, subject, name, value)
        except LookupError:
            continue
        trials.append((dict(zip(names, values, strict=True)), changed))
    return trials


def _holders(at: Situation, question: Question, name: str) -> list[str]:
    """Ids of what the answer is written to: a count stands on a service and on its one lesion."""
    subject = question.subject.rpartition(" ")[2]
    performed = next((s for s in at.encounter.services if s.id == subject), None)
    if name == "count" and performed is not None and len(performed.lesions) == 1:
        return [subject, performed.lesions[0]]
    return [subject, *question.also]


def answers_of(at: Situation, name: str) -> tuple[object, ...]:
    """Words of the fact's vocabulary, the least number, or yes."""
    for facts in FACTS.values():
        if name in facts:
            source = facts[name]
            if source.words in at.book.vocabularies:
                return tuple(
                    w.name for w in at.book.vocabularies[source.words].words.values() if not w.kind_of
                )
            return (1,) if source.form in ("length", "number") else (True,)
    return (True,)
