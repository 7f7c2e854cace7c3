"""The level of a visit: problems, data and risk by the policy's element tables, or minutes, whichever is higher.

What a procedure of the same day already contains is carved out first: a problem that was only about deciding on that
procedure, its risk decisions and its data. What is left is the separate work that a modifier 25 rests on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from engine.encounter import Encounter, Fact, NoteSpan, Problem, Visit
from engine.item_facts import ItemFacts
from engine.items import Item
from engine.lines import Question, Trace
from rules_dsl.rulebook import ByLevel, CodeChoice, Element


@dataclass(frozen=True, slots=True)
class Work:
    """What counts for the level: problems left after the carve-out, words per element vocabulary, net minutes."""

    problems: tuple[Problem, ...]
    carved: tuple[Problem, ...]
    words: dict[str, tuple[str, ...]]
    minutes: int | None
    separate: bool
    questions: tuple[Question, ...] = ()
    notes: dict[str, NoteSpan] = field(default_factory=dict)
    """Words of the note behind what counts, by what it is: a problem, a decision, the minutes."""


def separate_work(encounter: Encounter, carving: frozenset[str], procedures: bool) -> Work:
    """Split the visit's work. `carving` holds the services whose decision is part of their own payment; `procedures`
    says whether any procedure was documented at all, in which case minutes count only net of procedures."""
    visit = encounter.visit
    assert visit is not None
    carved = tuple(p for p in visit.problems if p.decided and set(p.decided) <= carving)
    kept = tuple(p for p in visit.problems if p not in carved)
    out = {p.id for p in carved}
    linked = not carved

    def counts(problem: str | None) -> bool:
        """A decision or data item that names no problem is not counted once some problem has been carved out."""
        return problem not in out if problem else linked

    questions: list[Question] = []
    unlinked = [*(d for d in visit.data if not d.problem), *(r for r in visit.risk if not r.problem)]
    if carved and kept and unlinked:
        ask = "Which problem were these data and decisions for?"
        questions.append(Question("visit", "visit", "problem", ask, ""))
    data = {
        (d.kind.value, (d.item or "").casefold() or n): d
        for n, d in enumerate(visit.data)
        if not d.billed and counts(d.problem)
    }
    words = {
        "problem-status": tuple(str(p.status.value) for p in kept if p.status.state == "known"),
        "data-kind": tuple(str(kind) for kind, _ in data if kind is not None),
        "risk-decision": tuple(
            str(r.decision.value) for r in visit.risk if r.decision.state == "known" and counts(r.problem)
        ),
    }
    minutes = _net_minutes(visit.minutes, visit.minutes_on_procedures, procedures)
    if visit.minutes.value is not None and minutes is None:
        ask = "How many of the minutes were spent on procedures?"
        questions.append(Question("visit", "visit", "minutes-on-procedures", ask, "", (0,)))
    separate = bool(words["problem-status"]) or visit.separate_work.value is True
    return Work(kept, carved, words, minutes, separate, tuple(questions), _notes(visit, kept, counts))


def _notes(
    visit: Visit, kept: tuple[Problem, ...], counts: Callable[[str | None], bool]
) -> dict[str, NoteSpan]:
    found: dict[str, NoteSpan | None] = {}
    for problem in kept:
        found[f"problem {problem.name or problem.id}"] = problem.status.note or problem.note
    for decision in visit.risk:
        if counts(decision.problem):
            found[f"risk {decision.decision.value}"] = decision.decision.note or decision.note
    for item in visit.data:
        if counts(item.problem):
            found[f"data {item.item or item.kind.value}"] = item.kind.note or item.note
    found["minutes"] = visit.minutes.note
    found["separate-work"] = visit.separate_work.note
    return {name: note for name, note in found.items() if note is not None}


def _net_minutes(total: Fact[int], procedures: Fact[int], any_procedure: bool) -> int | None:
    if total.value is None:
        return None
    if procedures.value is None:
        return None if any_procedure else total.value
    spent = max(v for v in (procedures.values or (procedures.value,)) if v is not None)
    return max(0, total.value - spent)


def element_level(element: Element, words: tuple[str, ...], facts: ItemFacts) -> str:
    """The highest level one of whose alternatives is met by the words; empty when none is."""
    vocabulary = facts.book.vocabularies[element.vocabulary]
    for row in element.rows:
        for alternative in row.alternatives:
            if all(sum(vocabulary.is_a(w, need.word) for w in words) >= need.count for need in alternative):
                return row.level
    return ""


def by_level(
    choice: CodeChoice, select: ByLevel, item: Item, work: Work, facts: ItemFacts
) -> tuple[str, Trace] | None:
    """The code and the trace of the highest level reached by elements or minutes; None when none is reached."""
    order = [row.level for row in select.rows]
    reached: list[int] = []
    steps: list[str] = []
    for name in select.elements:
        element = facts.book.elements[name]
        level = element_level(element, work.words[element.vocabulary], facts)
        steps.append(f"{name}: {level or 'none'}")
        if level in order:
            reached.append(order.index(level))
    has_problem = bool(work.words["problem-status"])
    by_elements = (
        sorted(reached)[select.needed - 1] if has_problem and len(reached) >= select.needed else None
    )
    by_minutes = None
    if work.minutes is not None:
        timed = [
            n for n, row in enumerate(select.rows) if row.minutes is not None and work.minutes >= row.minutes
        ]
        by_minutes = timed[0] if timed else None
        steps.append(f"minutes: {work.minutes}")
    best = min((n for n in (by_elements, by_minutes) if n is not None), default=None)
    if best is None:
        return None
    if by_minutes is not None and (by_elements is None or by_minutes < by_elements):
        steps.append("level by minutes")
    row = select.rows[best]
    return row.code, Trace(choice.rule, (item.id,), "level", None, row.level, tuple(steps))
