"""Answers the facts and measures of an item's subjects, and matches items with a rulebook's patterns."""

from __future__ import annotations

from decimal import Decimal

from engine.bounds import Disbelief, beliefs_of
from engine.choices_by_kind import choices_by_kind
from engine.code_facts import CodeFacts, NothingKnown
from engine.conditions import DIAGNOSIS, MET, NOT_MET, Verdict, all_of, any_of, evaluate
from engine.encounter import NOT_DOCUMENTED, Encounter, Fact, NoteSpan
from engine.facts import encounter_fact, lesion_fact, part_fact, service_fact, visit_fact, wound_fact
from engine.items import KINDS, Item
from engine.worked_out import worked_out
from rules_dsl.rulebook import CodeChoice, Condition, MissingFact, Pattern, RuleBook

KIND_FACT = {
    "drug": ("drug-name", "drug-name"),
    "light": ("light-type", "light-type"),
    "debridement": ("debridement-depth", "debridement-depth"),
    "specimen": ("specimen-kind", "specimen-kind"),
}
"""The fact that says of what kind an item is, and its vocabulary; for all others the kind of its lesion."""


class ItemFacts:
    """Answers the facts and measures of an item's subjects, and matches items with a rulebook's patterns."""

    def __init__(self, encounter: Encounter, book: RuleBook, codes: CodeFacts | None = None) -> None:
        self.encounter = encounter
        self.book = book
        self.codes = codes or NothingKnown()
        self._matched: dict[tuple[int, str], Verdict] = {}
        self._choices: dict[str, tuple[tuple[CodeChoice, Verdict], ...]] = {}
        self._headed: dict[tuple[str, str], Verdict] = {}
        self.beliefs = beliefs_of(book)
        self._judged: dict[tuple[str, str], tuple[Fact[object], tuple[Disbelief, ...]]] = {}
        self.notes: dict[str, dict[str, NoteSpan]] = {}
        """Words of the note behind the facts that were read, by item id and fact."""

    def fact(self, item: Item, name: str) -> Fact[object]:
        """The fact `name` of the item, as far as it is believed: looked for on its wound, its service, its lesion, the
        visit, the encounter."""
        if name not in self.beliefs.names:
            return self._written(item, name)
        return self._believed(item, name)[0]

    def disbelieved(self, item: Item, name: str) -> tuple[Disbelief, ...]:
        """What of the fact is written and not believed."""
        return self._believed(item, name)[1] if name in self.beliefs.names else ()

    def _believed(self, item: Item, name: str) -> tuple[Fact[object], tuple[Disbelief, ...]]:
        key = (item.id, name)
        known = self._judged.get(key)
        if known is None:
            written = self._written(item, name)
            known = self.beliefs.judged(item, name, written, lambda other: self._written(item, other))
            self._judged[key] = known
        return known

    def _written(self, item: Item, name: str) -> Fact[object]:
        """The fact as the record has it, or as it is worked out."""
        found = worked_out(name, item, self._read(item, name), self)
        if found.note is not None:
            self.notes.setdefault(item.id, {})[name] = found.note
        return found

    def holder(self, item: Item, name: str) -> str:
        """What the fact is read from, as a question names it: a fact of a service is one for all of its lesions."""
        of = self.book.measures[name].of if name in self.book.measures else ""
        on_lesion = item.lesion is not None and (of == "lesion" or name in lesion_fact.names)
        for subject, part, names in (
            ("wound", item.wound, wound_fact.names),
            ("service", item.performed, service_fact.names),
        ):
            if part is not None and (of == subject or (name in names and not of)):
                reader = wound_fact if subject == "wound" else service_fact
                if of or not on_lesion or reader(self.encounter, part, name).state != "not_documented":
                    return f"{subject} {part.id}"
        if item.part is not None and name in part_fact[item.kind].names:
            return f"service {item.service}"
        if on_lesion and item.lesion is not None:
            return f"lesion {item.lesion.id}"
        return "visit" if item.is_visit else f"item {item.id}"

    def _read(self, item: Item, name: str) -> Fact[object]:
        if name in self.book.measures:
            return self.measure(item, name)[0]
        if name == DIAGNOSIS:
            return Fact("known", (item.diagnoses,)) if item.diagnoses else NOT_DOCUMENTED
        if item.wound is not None and name in wound_fact.names:
            own = wound_fact(self.encounter, item.wound, name)
            if own.state != "not_documented" or item.lesion is None or name not in lesion_fact.names:
                return own
        if item.performed is not None and name in service_fact.names:
            own = service_fact(self.encounter, item.performed, name)
            on_lesion = item.lesion is not None and name in lesion_fact.names and name != "count"
            if own.state != "not_documented" or not on_lesion:
                return own
        if item.part is not None and name in part_fact[item.kind].names:
            return part_fact[item.kind](self.encounter, item.part, name)
        if item.lesion is not None and name in lesion_fact.names:
            return lesion_fact(self.encounter, item.lesion, name)
        if self.encounter.visit is not None and name in visit_fact.names:
            return visit_fact(self.encounter, self.encounter.visit, name)
        if name in encounter_fact.names:
            return encounter_fact(self.encounter, self.encounter, name)
        return NOT_DOCUMENTED

    def measure(self, item: Item, name: str) -> tuple[Fact[object], tuple[MissingFact, ...]]:
        """The measure in millimetres and the gaps met on the way; a gap may fall back on another fact, or leave
        the measure undocumented."""
        measure = self.book.measures[name]
        gaps: list[MissingFact] = []
        total = Decimal(0)
        for factor, fact_name in measure.terms:
            fact = self.fact(item, fact_name)
            if fact.value is not None:
                total += factor * Decimal(str(fact.value))
                continue
            gap = next((g for g in measure.missing if g.fact == fact_name), MissingFact(fact_name))
            gaps.append(gap)
            if not gap.use:
                return NOT_DOCUMENTED, tuple(gaps)
        return Fact.known(total), tuple(gaps)

    def holds(self, condition: Condition | None, item: Item) -> Verdict:
        """The verdict on a condition over the item; no condition is met."""
        if condition is None:
            return MET
        return evaluate(condition, lambda name: self.fact(item, name), self.book)

    def matches_any(self, patterns: tuple[Pattern, ...], item: Item) -> Verdict:
        """Whether the item is what any of the patterns speaks of. Coverage, inclusion and choice ask the same."""
        key = (id(patterns), item.id)
        known = self._matched.get(key)
        if known is None:
            known = self._matched[key] = any_of(self.matches(pattern, item) for pattern in patterns)
        return known

    def choices_for(self, item: Item) -> tuple[tuple[CodeChoice, Verdict], ...]:
        """The code choices that are, or for all that is documented may be, for the item, in the order written."""
        known = self._choices.get(item.id)
        if known is None:
            technique = self.fact(item, "technique") if item.performed is not None else NOT_DOCUMENTED
            named = str(technique.value) if technique.state == "known" else ""
            choices = choices_by_kind(self.book, item.kind, named)
            verdicts = ((choice, self.matches_any(choice.patterns, item)) for choice in choices)
            known = self._choices[item.id] = tuple(x for x in verdicts if x[1].met is not False)
        return known

    def matches(self, pattern: Pattern, item: Item) -> Verdict:
        """Whether the item is what the pattern speaks of. A definition is an exception only when it is proved (a
        closure not proved complex is not); a kind of lesion already when it cannot be ruled out, and a definition of a
        lesion when the record contradicts itself about it."""
        head = self._head(pattern.head, item)
        if head.met is False:
            return NOT_MET
        of = any_of(self._kind(word, item) for word in pattern.of) if pattern.of else MET
        excepted = {word: self._kind(word, item) for word in pattern.exceptions}
        if any(verdict.met for verdict in excepted.values()):
            return NOT_MET
        unsure = [v for word, v in excepted.items() if v.met is None and self._open(word, v, item)]
        return all_of((head, of, *unsure))

    def _open(self, exception: str, verdict: Verdict, item: Item) -> bool:
        """Whether an exception that is not known keeps the pattern open: a kind always does, a definition of a lesion
        where the record contradicts itself about it."""
        definition = self.book.definitions.get(exception)
        if definition is None:
            return True
        contradicted = any(self._read(item, name).state == "contradicted" for name in verdict.missing)
        return definition.of == "lesion" and contradicted

    def _head(self, head: str, item: Item) -> Verdict:
        key = (head, item.id)
        known = self._headed.get(key)
        if known is None:
            known = self._headed[key] = self._is_head(head, item)
        return known

    def _is_head(self, head: str, item: Item) -> Verdict:
        if head in KINDS:
            return MET if item.kind == head else NOT_MET
        definition = self.book.definitions.get(head)
        if definition is not None:
            of = item.lesion is not None if definition.of == "lesion" else item.kind == definition.of
            return self.holds(definition.when, item) if of else NOT_MET
        if item.performed is None:
            return NOT_MET
        technique = self.fact(item, "technique")
        if technique.state != "known":
            return NOT_MET if self._ruled_out(head, item) else Verdict(None, ("technique",))
        return MET if self.book.vocabularies["technique"].is_a(str(technique.value), head) else NOT_MET

    def _ruled_out(self, technique: str, item: Item) -> bool:
        """A technique that implies another aim than the documented one cannot have been the technique."""
        words = self.book.vocabularies["technique"].words
        implied = words[technique].implies if technique in words else ()
        for name, value in implied:
            stated = self.fact(item, name)
            vocabulary = self.book.vocabularies.get(name)
            if stated.state == "known" and vocabulary and not vocabulary.is_a(str(stated.value), value):
                return True
        return False

    def _kind(self, word: str, item: Item) -> Verdict:
        """Whether the item is of the kind: a definition, or a word of the vocabulary that its sort goes by."""
        if word in self.book.definitions:
            return self._head(word, item)
        name, vocabulary = KIND_FACT.get(item.kind, ("kind", "lesion-kind"))
        if vocabulary == "lesion-kind" and item.lesion is None:
            return NOT_MET
        kind = self.fact(item, name)
        if kind.state != "known":
            return Verdict(None, (name,))
        words = self.book.vocabularies.get(vocabulary)
        return MET if words is not None and words.is_a(str(kind.value), word) else NOT_MET
