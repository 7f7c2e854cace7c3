"""What an auditor would attack: each single documented fact without which the claim would not stand.

A fact is taken from the record, or two lesions that are apart are taken to touch, and the best compliant claim is found
again. Where that is another claim for less, the one given would not have been compliant: what it pays more was at risk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.answer import claim_text
from engine.claim import NoteWords
from engine.encounter import Encounter
from engine.explain.again import Again
from engine.explain.choice import choice_of_line
from engine.explain.explanation import Exposure
from engine.explain.facts_read import about, names_of
from engine.facts import undocumented
from engine.item_facts import ItemFacts
from engine.items import Item
from engine.portions import subject_of
from engine.situation import Situation
from engine.solve import Outcome
from engine.why.fact_elements import plain
from engine.words import normalise


@dataclass(frozen=True)
class Doubt:
    """One fact taken to be wrong: whose it is, which, what that supposes, and the encounter then."""

    about: str
    fact: str
    says: str
    then: Encounter
    notes: tuple[NoteWords, ...] = ()


def exposures(again: Again, at: Situation, best: Outcome) -> tuple[Exposure, ...]:
    """The facts that the claim depends on, the most dangerous first."""
    mine = claim_text(at, best)
    found: list[Exposure] = []
    for doubt in doubts(at, best):
        known, _ = normalise(doubt.then, at.book)  # what another word implies is documented all the same
        then, outcome = again.outcome(known)
        other = claim_text(then, outcome)
        if other != mine and outcome.total < best.total:
            found.append(
                Exposure(
                    about=doubt.about,
                    fact=doubt.fact,
                    says=doubt.says,
                    at_risk_cents=best.total - outcome.total,
                    then=other,
                    notes=doubt.notes,
                )
            )
    return tuple(sorted(found, key=lambda e: (-e.at_risk_cents, e.about, e.fact)))


def doubts(at: Situation, best: Outcome) -> Iterator[Doubt]:
    """Every fact that a line of the claim rests on, one at a time."""
    seen: set[tuple[str, str]] = set()
    facts = ItemFacts(at.encounter, at.book, at.prices)
    for name in best.units:
        line = at.lines[name]
        choice = choice_of_line(at, line)
        for item in (at.derivation.items[i] for i in line.items if i in at.derivation.items):
            names = names_of(at.book, choice, item) if choice is not None else []
            needed = [
                d.requires for d in at.book.documentation if d.otherwise == "block" and line.hcpcs in d.codes
            ]
            for fact in (*names, *needed):
                found = facts.fact(item, fact)
                if found.value in (None, (), False) or found.assumed:
                    continue
                subject = subject_of(item, fact, facts)
                if (subject, fact) in seen:
                    continue
                seen.add((subject, fact))
                yield from _without(at, item, subject, fact, facts)
    yield from _one_place(at, best)
    yield from _visit(at)


def _without(at: Situation, item: Item, subject: str, fact: str, facts: ItemFacts) -> Iterator[Doubt]:
    try:
        then = undocumented(at.encounter, subject.rpartition(" ")[2], fact)
    except LookupError:
        return
    note = facts.fact(item, fact).note
    notes = (NoteWords(fact=fact, text=note.text, start=note.start, end=note.end),) if note else ()
    yield Doubt(about(item), plain(fact), f"the {plain(fact)} is not what the record says", then, notes)


def _one_place(at: Situation, best: Outcome) -> Iterator[Doubt]:
    """Lesions that are apart in the record, on lines that are billed together for that."""
    seen: set[frozenset[str]] = set()
    for edit in at.edits:
        if edit.column1 not in best.units or edit.column2 not in best.units:
            continue
        if "separate structure" not in at.bases.get((edit.column1, edit.column2), frozenset()):
            continue
        one, other = (
            [at.derivation.items[i].lesion for i in at.lines[n].items if i in at.derivation.items]
            for n in (edit.column1, edit.column2)
        )
        for a in one:
            for b in other:
                if a is None or b is None or frozenset((a.id, b.id)) in seen:
                    continue
                seen.add(frozenset((a.id, b.id)))
                touching = b.model_copy(update={"contiguous_with": (*b.contiguous_with, a.id)})
                lesions = tuple(touching if x is b else x for x in at.encounter.lesions)
                then = at.encounter.model_copy(update={"lesions": lesions})
                yield Doubt(
                    f"lesion {b.id}",
                    "a place of its own",
                    f"lesion {b.id} is really part of lesion {a.id}",
                    then,
                )


def _visit(at: Situation) -> Iterator[Doubt]:
    """Each problem and decision of the visit."""
    visit = at.encounter.visit
    if visit is None:
        return
    for problem in visit.problems:
        rest = tuple(p for p in visit.problems if p is not problem)
        changed = visit.model_copy(
            update={
                "problems": rest,
                "risk": tuple(r for r in visit.risk if r.problem != problem.id),
                "data": tuple(d for d in visit.data if d.problem != problem.id),
            }
        )
        name = f"problem {problem.name or problem.id}"
        yield Doubt(
            "visit",
            f"problem {name}",
            f"{name} was not dealt with at the visit",
            _with_visit(at, changed),
            _note(problem),
        )
    for decision in visit.risk:
        rest_of_risk = tuple(r for r in visit.risk if r is not decision)
        word = plain(str(decision.decision.value))
        changed = visit.model_copy(update={"risk": rest_of_risk})
        yield Doubt(
            "visit",
            f"decision {word}",
            f"the decision ({word}) was not made",
            _with_visit(at, changed),
            _note(decision),
        )


def _with_visit(at: Situation, visit: object) -> Encounter:
    return at.encounter.model_copy(update={"visit": visit})


def _note(part: object) -> tuple[NoteWords, ...]:
    note = getattr(part, "note", None)
    return (NoteWords(fact="", text=note.text, start=note.start, end=note.end),) if note else ()
