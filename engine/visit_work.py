"""What of a visit counts for its level once the procedures' own decisions are carved out of it.

What a procedure of the same day already contains is: a problem that was only about deciding on it, and that problem's
data and risk; where the patient had been booked for the procedure, also a problem without a diagnosis of its own.
What is left is the separate work that a modifier for it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.diagnosis_facts import NO_CODE
from engine.encounter import Encounter, NoteSpan, Problem, Visit
from engine.encounter.visit import DataItem, RiskDecision
from engine.fact_sources import own_minutes, procedures
from engine.item_facts import ItemFacts
from engine.lines import Question
from engine.practices import bill_as_one
from engine.visit_trace import Carved, Counted
from rules_dsl.rulebook import Element


@dataclass(frozen=True, slots=True)
class Work:
    """What counts, by the vocabulary of each element; net minutes; and what does not count, with the reason."""

    problems: tuple[Problem, ...]
    carved: tuple[Carved, ...]
    counted: dict[str, tuple[Counted, ...]]
    minutes: int | None
    separate: bool
    questions: tuple[Question, ...] = ()

    @property
    def has_problem(self) -> bool:
        return bool(self.counted["problem-status"])

    def notes(self, visit: Visit) -> dict[str, NoteSpan]:
        """Words of the note behind what counts, by what it is: a problem, a decision, the minutes."""
        kinds = (("problem-status", "problem"), ("risk-decision", "risk"), ("data-kind", "data"))
        found = {f"{kind} {each.name}": each.note for words, kind in kinds for each in self.counted[words]}
        found |= {"minutes": visit.minutes.note, "separate-work": visit.separate_work.note}
        return {name: note for name, note in found.items() if note is not None}


def separate_work(
    encounter: Encounter, carving: frozenset[str], facts: ItemFacts, packaged: frozenset[str] = frozenset()
) -> Work:
    """Split the visit's work. `carving` holds the services whose decision is part of their own payment, `packaged`
    those that are coded, or may yet be, as something whose payment includes the other visits of the day."""
    visit = encounter.visit
    assert visit is not None
    work = _Splitting(encounter, visit, carving, facts, packaged)
    statuses = work.problems()
    data, risk = work.data(), work.risk()
    minutes = own_minutes(encounter, visit).value
    if visit.minutes.value is not None and minutes is None:
        work.ask("minutes-on-procedures", "How many of the minutes were spent on procedures?", (0,))
    counted = {"problem-status": statuses, "data-kind": data, "risk-decision": risk}
    said = visit.separate_work
    separate = False not in said.values and (bool(statuses) or said.value is True)
    return Work(tuple(work.kept), tuple(work.carved), counted, minutes, separate, tuple(work.questions))


class _Splitting:
    def __init__(
        self,
        encounter: Encounter,
        visit: Visit,
        carving: frozenset[str],
        facts: ItemFacts,
        packaged: frozenset[str],
    ) -> None:
        self.visit = visit
        self.carving = carving
        self.facts = facts
        self.kept: list[Problem] = []
        self.out: dict[str, tuple[str, ...]] = {}
        """Problems carved out, by id, and the services they belong to."""
        self.carved: list[Carved] = []
        self.questions: list[Question] = []
        parts = [
            part
            for name in ("services", "wounds", "mohs", "light", "debridements")
            for part in getattr(encounter, name)
        ]
        self.diagnoses = {d for part in parts if part.id in carving for d in part.diagnoses}
        seer = encounter.practitioner_of(visit)
        self.own = {
            p.id: self._meaning(p.diagnoses)
            for p in parts
            if p.id in packaged
            and p.session == visit.session
            and bill_as_one(seer, encounter.practitioner_of(p))
        }
        """Diagnoses of each procedure of the visit's session and practitioner whose payment includes the visit."""
        decided = set(visit.decision_for_surgery)
        self.surgery = {d for p in parts if p.id in decided and decided - carving for d in p.diagnoses}
        """Diagnoses that major surgery was decided on for: that decision is the visit's own."""
        self.beside = procedures(encounter)

    def ask(self, fact: str, text: str, answers: tuple[object, ...] = ()) -> None:
        self.questions.append(Question("visit", "visit", fact, text, "", answers))

    def problems(self) -> tuple[Counted, ...]:
        for problem in self.visit.problems:
            why, services = self._part_of(problem)
            if not why:
                self.kept.append(problem)
                continue
            self.out[problem.id] = services
            note = problem.status.note or problem.note
            word = str(problem.status.value or "")
            self.carved.append(Carved("problems", problem.name or problem.id, word, why, services, note))
        named = [*(d.problem for d in self.visit.data), *(r.problem for r in self.visit.risk)]
        if self.carved and self.kept and None in named:
            self.ask("problem", "Which problem were these data and decisions for?")
        return tuple(
            Counted(
                p.name or p.id,
                str(p.status.value),
                self._alone("problem-status", str(p.status.value)),
                p.status.note or p.note,
                tuple(p.diagnoses),
            )
            for p in self.kept
            if p.status.state == "known"
        )

    def _part_of(self, problem: Problem) -> tuple[str, tuple[str, ...]]:
        """Why the problem is a procedure's own, if it is, and of which services."""
        if problem.decided and set(problem.decided) <= self.carving:
            return "decided", tuple(problem.decided)
        if self.visit.separate_work.value is True:
            return "", ()
        own = self._procedures_of(problem)
        if own:
            self._ask_for_diagnosis(problem)
            self.ask("separate-work", "Was anything worked on besides what the procedures were for?", (True,))
            return "own-lesion", own
        if not (self.visit.scheduled_procedure.value is True and self.carving):
            return "", ()
        self._ask_for_diagnosis(problem)
        if self._meaning(problem.diagnoses) <= self.diagnoses:
            return "scheduled", tuple(sorted(self.carving))
        return "", ()

    def _procedures_of(self, problem: Problem) -> tuple[str, ...]:
        """The procedures of the same session that all of the problem's diagnoses are diagnoses of: with nothing else
        said, it is the lesion that they were done on. So it may be where one of the two has no diagnosis."""
        named = self._meaning(problem.diagnoses)
        if problem.decided or named & self.surgery:
            return ()
        found = {id: own & named for id, own in self.own.items() if own & named or not own or not named}
        open_ = not named or any(not self.own[id] for id in found)
        return tuple(found) if open_ or named == {d for own in found.values() for d in own} else ()

    def _ask_for_diagnosis(self, problem: Problem) -> None:
        if not self._meaning(problem.diagnoses):
            none = "".join(f"{each} is no code. " for each in problem.diagnoses)
            self.ask("diagnosis", f"{none}What was the diagnosis of each problem of the visit?")

    def _meaning(self, diagnoses: Iterable[str]) -> set[str]:
        """Those that the tables do not know for none: what is no code tells nothing apart."""
        return {each for each in diagnoses if self.facts.codes.diagnosis(each) != NO_CODE}

    def _why_not(self, problem: str | None) -> str:
        """Why an entry does not count. One that names no problem is not counted once a problem has been carved out."""
        if problem:
            return "of-carved" if problem in self.out else ""
        return "unlinked" if self.out else ""

    def data(self) -> tuple[Counted, ...]:
        counted: dict[tuple[str, str | int], Counted] = {}
        for n, item in enumerate(self.visit.data):
            kind, name = item.kind.value, item.item or ""
            key = (str(kind), name.casefold() or n)
            why = "billed" if item.billed else self._why_not(item.problem)
            if not why and key in counted:
                why = "repeated"
            if why:
                self._leave("data", item, name or str(kind or ""), str(kind or ""), why)
            elif kind is not None:
                counted[key] = Counted(
                    (name or str(kind)).replace("-", " "),
                    str(kind),
                    self._alone("data-kind", str(kind)),
                    item.kind.note or item.note,
                )
        return self._without_parts(counted)

    def _without_parts(self, counted: dict[tuple[str, str | int], Counted]) -> tuple[Counted, ...]:
        """Tests whose results overlap are one, the widest; and a test that says only what sort it is, is one of those
        that are named."""
        for kind, name in list(counted):
            others = [other for sort, other in counted if other != name and self._one_sort(sort, kind)]
            if isinstance(name, str) and any(self._holds(other, name) for other in others):
                left = counted.pop((kind, name))
                self.carved.append(Carved("data", left.name, left.word, "part", (), left.note))
        return tuple(counted.values())

    def _holds(self, other: object, name: str) -> bool:
        """The other is a panel that the test is a part of; or the test is the general word for the other."""
        words = self.facts.book.vocabularies.get("data-item")
        known = words.words if words else {}
        if words is None or not isinstance(other, str) or other not in known or name not in known:
            return False
        if known[name].kind_of:
            return bool(known[other].kind_of) and words.is_a(name, other)
        return words.is_a(other, name)

    def _one_sort(self, one: str, other: str) -> bool:
        """Ordering a test and reviewing it are one sort of data, where the policy has a word for both that is itself a
        kind of something."""
        words = self.facts.book.vocabularies["data-kind"].words
        sorts = [words[each].kind_of if each in words else "" for each in (one, other)]
        same = sorts[0] == sorts[1] and bool(sorts[0]) and bool(words[sorts[0]].kind_of)
        return one == other or same

    def risk(self) -> tuple[Counted, ...]:
        counted: list[Counted] = []
        for decision in self.visit.risk:
            said = str(decision.decision.value or "")
            why = self._why_not(decision.problem)
            if why:
                self._leave("risk", decision, said, said, why)
            elif decision.decision.state == "known":
                word = self._limited(said, decision)
                counted.append(
                    Counted(
                        said.replace("-", " "),
                        word,
                        self._alone("risk-decision", word),
                        decision.decision.note or decision.note,
                        said=said if word != said else "",
                    )
                )
        return tuple(counted)

    def _limited(self, word: str, decision: RiskDecision) -> str:
        """The word that a decision counts as: what an element counts only at short intervals, and is not known to be
        repeated so often, counts as what the element says instead."""
        vocabulary = self.facts.book.vocabularies["risk-decision"]
        for element in self._elements("risk-decision"):
            for limit in element.limits:
                if not vocabulary.is_a(word, limit.word):
                    continue
                days = decision.interval_days.highest().value
                if not days and limit.ask:  # every 0 days is no interval
                    self.ask("monitoring-interval", limit.ask)
                if not days or days > limit.up_to:
                    return limit.otherwise
        return word

    def _leave(self, element: str, entry: DataItem | RiskDecision, name: str, word: str, why: str) -> None:
        fact = entry.kind if isinstance(entry, DataItem) else entry.decision
        services = self.out.get(entry.problem or "", ())
        told = name.replace("-", " ")
        self.carved.append(Carved(element, told, word, why, services, fact.note or entry.note))

    def _elements(self, vocabulary: str) -> list[Element]:
        return [e for e in self.facts.book.elements.values() if e.vocabulary == vocabulary]

    def _alone(self, vocabulary: str, word: str) -> str:
        elements = self._elements(vocabulary)
        return element_level(elements[0], (word,), self.facts) if elements else ""


def element_level(element: Element, words: tuple[str, ...], facts: ItemFacts) -> str:
    """The highest level one of whose alternatives is met by the words; empty when none is."""
    vocabulary = facts.book.vocabularies[element.vocabulary]
    for row in element.rows:
        for alternative in row.alternatives:
            if all(sum(vocabulary.is_a(w, need.word) for w in words) >= need.count for need in alternative):
                return row.level
    return ""
