"""The visit as an appeal needs it: the level proved and by what, what was left to the procedures, what sets it apart.

A view of what coding the visit left behind (:mod:`engine.visit_trace`); nothing is decided here.
"""

from __future__ import annotations

from datetime import date

from engine.claim import Coded, NoteWords, Part, Query, Unreported
from engine.encounter import Encounter, NoteSpan
from engine.kernel import Solved
from engine.visit_apart import AddOnState, SetApart, add_ons, separations
from engine.visit_rules import Rule, rule_of
from engine.visit_trace import Carved, Counted, ElementTrace, LevelTrace, VisitTrace


class CountedWords(Part):
    """One thing that counted: a problem, an item of data, a decision."""

    name: str
    counted_as: str
    documented_as: str = ""
    """The word of the record, where it counts as another."""
    level: str = ""
    """The level that it reaches by itself; empty for none."""
    diagnoses: tuple[str, ...] = ()
    note: NoteWords | None = None


class ElementSheet(Part):
    """Problems, data or risk."""

    element: str
    level: str
    counted: tuple[CountedWords, ...] = ()
    rule: str = ""
    reaches_next_level: bool = False
    next_level_needs: tuple[str, ...] = ()
    """What reaches the level above the visit's: any one of these."""


class MinutesSheet(Part):
    """The clinician's own minutes. `net` is null when they do not count."""

    documented: int | None = None
    on_procedures: int | None = None
    net: int | None = None
    level: str = ""
    next_level_needs: int | None = None
    note: NoteWords | None = None


class CarvedWords(Part):
    """What did not count, and why: decided, scheduled, of-carved, unlinked, repeated, part (of a test) or billed."""

    element: str
    name: str
    documented_as: str
    why: str
    procedures: tuple[str, ...] = ()
    """Ids of the services that it belongs to."""
    codes: tuple[str, ...] = ()
    """What these are billed as."""
    note: NoteWords | None = None


class VisitSheet(Part):
    """One visit. Without one `documented` is false and the rest is empty."""

    encounter: str | None
    payer: str
    dos: date
    documented: bool = True
    practitioner: str = ""
    patient: str = ""
    """new, established, or empty."""
    last_seen: date | None = None
    level: str = ""
    by: str = ""
    """elements or minutes; empty when no level is proved."""
    elements_needed: int = 0
    hcpcs: str = ""
    modifiers: tuple[str, ...] = ()
    billed: bool = False
    allowed_cents: int | None = None
    not_billed: tuple[Unreported, ...] = ()
    diagnoses: tuple[str, ...] = ()
    elements: tuple[ElementSheet, ...] = ()
    minutes: MinutesSheet | None = None
    carved_out: tuple[CarvedWords, ...] = ()
    set_apart: tuple[SetApart, ...] = ()
    separate_work: NoteWords | None = None
    add_ons: tuple[AddOnState, ...] = ()
    next_level: str = ""
    next_hcpcs: str = ""
    questions: tuple[Query, ...] = ()
    rules: tuple[Rule, ...] = ()
    """The rules that the sheet rests on, with their sources."""

    def to_json(self) -> str:
        """One line, every key in a fixed order."""
        return self.model_dump_json()


def visit_sheet(solved: Solved) -> VisitSheet:
    """The sheet of the encounter's visit."""
    at, coded = solved.situation, solved.coded
    head = {"encounter": coded.encounter, "payer": at.book.policy, "dos": at.encounter.dos}
    trace = at.derivation.visit
    if trace is None:
        return VisitSheet(**head, documented=False)
    level = _level(trace)
    line = next(
        (x for x in coded.claim.lines if level and x.hcpcs == level.code and "visit" in x.services), None
    )
    if line is None:  # a visit without levels
        codes = {x.hcpcs for n, x in at.lines.items() if x.is_visit and n not in at.add_ons}
        line = next((x for x in coded.claim.lines if x.hcpcs in codes), None)
    apart = separations(solved)
    others = add_ons(solved)
    elements = tuple(_element(each) for each in level.elements) if level else ()
    periods = tuple(dict.fromkeys(each.rule for each in apart)) or trace.carved_by
    named = [
        level.rule if level else "",
        *(line.rules[:1] if line and not level else ()),
        *(e.rule for e in elements),
    ]
    rules = [r for r in (*named, *periods, *(each.rule for each in others)) if r]
    return VisitSheet(
        **head,
        **_seen(at.encounter),
        level=level.level if level else "",
        by=level.by if level else "",
        elements_needed=level.needed if level else 0,
        hcpcs=line.hcpcs if line else level.code if level else "",
        modifiers=line.modifiers if line else (),
        billed=line is not None,
        allowed_cents=line.allowed_cents if line else None,
        not_billed=() if line else tuple(u for u in coded.unreported if u.service == "visit"),
        diagnoses=line.diagnoses if line else (),
        elements=elements,
        minutes=_minutes(level),
        carved_out=tuple(_carved(each, coded) for each in trace.carved),
        set_apart=apart,
        separate_work=_note("separate-work", trace.separate_words),
        add_ons=others,
        next_level=level.next_level if level else "",
        next_hcpcs=level.next_code if level else "",
        questions=tuple(q for q in coded.queries if q.service == "visit"),
        rules=tuple(rule_of(at.book, r) for r in dict.fromkeys(rules)),
    )


def _level(trace: VisitTrace) -> LevelTrace | None:
    """The level that was reached, else the first that was looked for."""
    return next((each for each in trace.levels if each.code), next(iter(trace.levels), None))


LONGEST_TITLE = 4
"""Letters of a credential that people write in capitals."""


def _title(credential: str | None) -> str:
    """A credential for people: MD, nurse practitioner."""
    return (
        credential.upper()
        if credential and len(credential) <= LONGEST_TITLE
        else (credential or "").replace("-", " ")
    )


def _seen(encounter: Encounter) -> dict[str, str | date | None]:
    visit = encounter.visit
    assert visit is not None
    person = encounter.practitioner_of(visit)
    told = [person.id, *(x for x in (_title(person.credential), person.specialty, person.group) if x)]
    return {
        "practitioner": ", ".join(told),
        "patient": encounter.patient.status.value or "",
        "last_seen": encounter.patient.last_seen.value,
    }


def _note(fact: str, note: NoteSpan | None) -> NoteWords | None:
    return NoteWords(fact=fact, text=note.text, start=note.start, end=note.end) if note else None


def _element(trace: ElementTrace) -> ElementSheet:
    return ElementSheet(
        element=trace.name,
        level=trace.level,
        counted=tuple(_counted(trace.name, each) for each in trace.counted),
        rule=trace.rule,
        reaches_next_level=trace.reaches_next,
        next_level_needs=tuple(_way(way) for way in trace.next),
    )


def _way(way: tuple[tuple[int, str], ...]) -> str:
    return " and ".join(f"{number} {word.replace('-', ' ')}" for number, word in way) or "nothing"


def _counted(element: str, each: Counted) -> CountedWords:
    return CountedWords(
        name=each.name,
        counted_as=each.word,
        documented_as=each.said,
        level=each.level,
        diagnoses=each.diagnoses,
        note=_note(element, each.note),
    )


def _minutes(level: LevelTrace | None) -> MinutesSheet | None:
    if level is None:
        return None
    found = level.minutes
    return MinutesSheet(
        documented=found.documented,
        on_procedures=found.on_procedures,
        net=found.net,
        level=found.level,
        next_level_needs=found.next,
        note=_note("minutes", found.note),
    )


def _carved(each: Carved, coded: Coded) -> CarvedWords:
    return CarvedWords(
        element=each.element,
        name=each.name,
        documented_as=each.word,
        why=each.why,
        procedures=each.services,
        codes=tuple(x.hcpcs for x in coded.claim.lines if set(x.services) & set(each.services)),
        note=_note(each.element, each.note),
    )
