"""From documented items to candidate lines: what is included, covered, counted, sized, and what must be asked.

Nothing here is chosen. The order is: services included in others leave, uncovered items leave (so that a threshold
counts covered lesions only), each code choice takes the items it is for, and the visit comes last, because which
decisions it may count depends on the global days of the procedures found.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from engine.asked_marks import ask_for_marks
from engine.assigned import lines_apart, marked
from engine.bounds import doubts
from engine.by_size import by_size, by_word
from engine.code_facts import CodeFacts
from engine.conditions import Verdict
from engine.contradicted import ask_which_is_right
from engine.covered import sorted_by_coverage
from engine.encounter import Encounter
from engine.history import doubted_periods
from engine.item_facts import ItemFacts
from engine.items import Item, documented_items
from engine.kept import not_included
from engine.lines import Derivation, Line, SetAside, merged
from engine.notes import Notes
from engine.portions import Selected, always, by_count, by_hierarchy, lines_of, place_of
from engine.practices import parties
from engine.repeated import written
from engine.sites import SiteGroups
from engine.visit_lines import visit_lines
from engine.visit_trace import VisitTrace
from rules_dsl.rulebook import Always, ByCount, ByHierarchy, BySize, ByWord, CodeChoice, RuleBook


def derive(
    encounter: Encounter, book: RuleBook, codes: CodeFacts, without: Collection[str] = ()
) -> Derivation:
    """Everything that follows from the encounter's facts under the rulebook. Rules whose id is in `without` are left
    out: that is how a rule is shown to be the reason for something. The encounter's words must be normalised."""
    facts = ItemFacts(encounter, book, codes)
    notes = Notes(facts)
    left_out = frozenset(without)
    items = documented_items(encounter)
    doubtful = list(doubts(items, facts))
    notes.questions.extend(question for _, question in doubtful)
    by_id = {item.id: item for item in items}
    work = [item for item in items if not item.is_visit]
    choosing = _Choosing(facts, notes)
    found_by = sorted_by_coverage(not_included(work, facts, notes, left_out), facts, notes, left_out)
    lines = choosing.lines(found_by.covered)
    denied = [
        replace(line, denial=denial, marks=tuple((m, denial.liability) for m in denial.modifiers))
        for denial, refused in found_by.denied.items()
        for line in choosing.lines(refused)
    ]
    self_pay = choosing.lines(found_by.own)
    found: list[Line] = []
    seen: VisitTrace | None = None
    for visit in (item for item in items if item.is_visit):
        found, seen = visit_lines(visit, lines, codes.global_days, facts, notes, left_out)
    lines = [*lines, *lines_apart(lines, by_id, facts)]
    with_marks = marked([*found, *lines, *denied], by_id, facts)
    ask_for_marks(with_marks, by_id, facts, notes)
    ask_which_is_right(items, facts, notes)
    notes.questions.extend(doubted_periods(encounter, codes.global_days))
    return Derivation(
        items=by_id,
        lines=tuple(_numbered(written(with_marks, by_id, facts), "L")),
        self_pay=tuple(_numbered(merged(self_pay), "P")),
        aside=tuple(notes.aside),
        questions=tuple(dict.fromkeys(notes.questions)),
        relied=tuple(dict.fromkeys(notes.relied)),
        bases=seen.bases if seen else frozenset(),
        visit=seen,
        remarks=tuple(dict.fromkeys(notes.remarks)),
        doubts=tuple(doubt for doubt, _ in doubtful),
        notes=facts.notes,
    )


class _Choosing:
    """Gives each item to the choices it is for, and takes their lines."""

    def __init__(self, facts: ItemFacts, notes: Notes) -> None:
        self.facts = facts
        self.notes = notes
        self.book = facts.book
        self.groups = SiteGroups(facts.book)

    def lines(self, items: list[Item]) -> list[Line]:
        taken: dict[str, list[Item]] = {choice.name: [] for choice in self.book.choices}
        for item in items:
            verdicts = self.facts.choices_for(item)
            took = beside = False
            unknown = [(choice, verdict) for choice, verdict in verdicts if verdict.met is None]
            for choice, verdict in verdicts:
                if verdict.met:
                    condition = self.facts.holds(choice.when, item)
                    if condition.met:
                        taken[choice.name].append(item)
                        took, beside = took or not choice.beside, beside or choice.beside
                    elif condition.met is None:
                        unknown.append((choice, condition))
            if not took:
                self._uncoded(item, unknown, beside)
        for choice in self.book.choices:
            for other in choice.instead:
                taken[other] = [item for item in taken[other] if item not in taken[choice.name]]
        lines: list[Line] = []
        for choice in self.book.choices:  # a handover goes to a choice written later
            for group in _grouped(taken[choice.name], choice.per, self.facts):
                selected = self._select(choice, group)
                self.notes.questions.extend(selected.questions)
                for item, fact in selected.unsized:
                    self.notes.aside.append(
                        SetAside(
                            item.id,
                            item.service,
                            choice.rule,
                            "missing_fact",
                            missing=(fact,),
                            codes=choice.codes(),
                        )
                    )
                for portion in selected.portions:
                    if portion.handover:
                        taken[portion.handover].extend(portion.items)
                    else:
                        lines.extend(lines_of(choice, portion))
                    if not portion.handover and not portion.codes:
                        self._uncounted(choice, portion.items)
        return lines

    def _uncounted(self, choice: CodeChoice, items: tuple[Item, ...]) -> None:
        """The choice counts something that the record does not say, or of which there was nothing: no code, but the
        work is not forgotten."""
        counted = (
            [e.listed or e.of for e in choice.select.bill.extra] if isinstance(choice.select, Always) else []
        )
        for item in items:
            missing = tuple(name for name in counted if name and self.facts.fact(item, name).value is None)
            kind = "missing_fact" if missing else "no_rule"
            codes = choice.codes() if missing else ()
            self.notes.aside.append(
                SetAside(item.id, item.service, choice.rule, kind, missing=missing, codes=codes)
            )

    def _uncoded(self, item: Item, unknown: list[tuple[CodeChoice, Verdict]], beside: bool) -> None:
        """No choice takes the item: ask for the facts that would let one, or say that no rule is for it. What comes
        `beside` other choices may be all that is billed of it."""
        for choice, verdict in unknown:
            self.notes.ask_for_choice(item, choice, verdict)
        if beside:
            return
        missing = tuple(dict.fromkeys(fact for _, verdict in unknown for fact in verdict.missing))
        rule, kind = (unknown[0][0].rule, "missing_fact") if unknown else ("", "no_rule")
        codes = tuple(dict.fromkeys(code for choice, _ in unknown for code in choice.codes()))
        self.notes.aside.append(SetAside(item.id, item.service, rule, kind, missing=missing, codes=codes))

    def _select(self, choice: CodeChoice, items: tuple[Item, ...]) -> Selected:
        match choice.select:
            case ByCount() as select:
                return by_count(choice, select, items, self.facts)
            case ByHierarchy() as select:
                return by_hierarchy(choice, select, items, self.facts)
            case BySize() as select:
                return by_size(choice, select, items, self.facts, self.groups)
            case ByWord() as select:
                return by_word(choice, select, items, self.facts, self.groups)
            case Always() as select:
                return always(choice, select, items, self.facts)
        return Selected(())


def _grouped(items: list[Item], per: str, facts: ItemFacts) -> list[tuple[Item, ...]]:
    """Items that are coded together: of practitioners who bill as one, and of one service, session or day, or on one
    finger or toe of the day."""
    if not items:
        return []
    party = parties(facts.encounter.practitioners)
    groups: dict[tuple[object, ...], list[Item]] = {}
    for item in items:
        who = party.get(item.practitioner)
        by = {"session": item.session, "service": item.service, "digit": place_of(item, facts)}
        key = (by[per],) if per in by else ()
        groups.setdefault((who, *key), []).append(item)
    return [tuple(sorted(group, key=lambda item: _digit(item, facts))) for group in groups.values()]


def _digit(item: Item, facts: ItemFacts) -> tuple[str, int]:
    """Sorts fingers and toes by side and number: which is the first nail does not hang on the order of the record."""
    digit, side = (facts.fact(item, name) for name in ("digit", "laterality"))
    known = facts.book.vocabularies.get("digit")
    if known is None or digit.value not in known.words:
        return "", 0
    return str(side.value or ""), list(known.words).index(str(digit.value))


def _numbered(lines: list[Line], letter: str) -> list[Line]:
    return [replace(line, id=f"{letter}{n}") for n, line in enumerate(lines, 1)]
