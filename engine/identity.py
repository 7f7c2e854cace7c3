"""Things are counted, not entries: entries of a record that could be one thing are one, and that is told and asked.

One mechanism for every count. It runs before anything is derived, so that no rule has to know of it. What tells two
entries apart is what the record says of them: another lesion, place, jar, session or practitioner, or another word for
what was done. Two entries that nothing tells apart are one; where they then disagree, the fact is contradicted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

from engine.encounter import (
    DataItem,
    Debridement,
    Drug,
    Encounter,
    Fact,
    Light,
    Mohs,
    Problem,
    Service,
    Specimen,
    Visit,
    Wound,
)
from engine.encounter.answers import answer_in, number_in, words_of
from engine.encounter.base import Model
from engine.fact_sources import DIAGNOSIS
from engine.gone import gone_before, result_between, single
from engine.joined import joined, renamed
from engine.lexicon import Lexicon
from engine.lines import Doubt
from engine.named import Named
from engine.restated import covered, of_their_lesions, restated
from engine.tumors import one_of_each_tumor

M = TypeVar("M", bound=Model)
NUMBERED: Final = re.compile(r"problem\d+")
"""Ids that a list's own order gave."""


REFERENCES: Final = ("services", "decided", "decision_for_surgery", "problem")
"""Fields that name services or problems."""
APART: Final = "nothing in the record tells them apart"


def one_of_each(encounter: Encounter, lexicon: Lexicon) -> tuple[Encounter, tuple[Doubt, ...]]:
    """The encounter with one entry for each thing, and a doubt for each entry that went into another. The encounter's
    words must be the policy's."""
    written = encounter
    encounter, doubts = one_of_each_tumor(encounter, lexicon)
    encounter, again = gone_before(encounter, lexicon)
    work = _Joining(encounter, lexicon)
    work.doubts += [*doubts, *again]
    changes: dict[str, Any] = {"services": work.services(encounter.services)}
    for name, (key, called) in KEYS.items():
        entries = getattr(encounter, name)
        if name in ("wounds", "debridements"):
            entries = of_their_lesions(encounter, entries, lexicon)
        changes[name] = work.each(entries, key, called)
    if encounter.visit is not None:
        changes["visit"] = work.visit(encounter.visit)
    new = {name: value for name, value in changes.items() if value is not getattr(encounter, name)}
    if not new and encounter is written:
        return encounter, ()
    changed = encounter.model_copy(update=new)
    return renamed(changed, REFERENCES, work.now), tuple(work.doubts)


class _Joining:
    def __init__(self, encounter: Encounter, lexicon: Lexicon) -> None:
        self.encounter = encounter
        self.lexicon = lexicon
        self.doubts: list[Doubt] = []
        self.now: dict[str, str] = {}
        """By id of an entry that went into another, that other's id."""

    def each(
        self, entries: tuple[M, ...], key: Callable[[Encounter, M], Hashable | None], called: str
    ) -> tuple[M, ...]:
        """One entry for each key; an entry without one stays."""
        if len(entries) < 2:
            return entries
        found: dict[Hashable, M] = {}
        for n, entry in enumerate(entries):
            own = key(self.encounter, entry)
            name = ("apart", n) if own is None else own
            if name in found:
                self.tell(found[name], entry, called)
            found[name] = joined(found[name], entry) if name in found else entry
        again = restated(self.encounter, tuple(found.values()), self.lexicon)
        for other, entry in again:
            self.tell(other, entry, called)
        left = [each for each in found.values() if not any(each is entry for _, entry in again)]
        return entries if len(left) == len(entries) else tuple(left)

    def services(self, services: tuple[Service, ...]) -> tuple[Service, ...]:
        """What was done to one lesion by one technique, in one session, by one practitioner, was done once; another
        session or practitioner makes a second treatment of a single lesion no more than a second entry does."""
        if len(services) < 2:
            return services
        kept: dict[str, Service] = {}
        before: list[tuple[Hashable, str, str, Service]] = []
        changed = False
        for service in services:
            done_to = self._done_to(service)
            same = {
                lesion: earlier.id
                for lesion in done_to or ("",)
                for done_by, on, word, earlier in before
                if on == lesion
                and self._same_work(service, word, earlier)
                and (done_by == self._doer(service) or self._once(service, earlier, lesion))
            }
            into = next(iter(same.values()), "")
            left = tuple(lesion for lesion in done_to if lesion not in same)
            if into and not left:
                self.tell(kept[into], service, "service")
                kept[into] = joined(kept[into], service)
            else:
                if into:
                    self.tell(kept[into], service, "service", ", ".join(same))
                rest = tuple(lesion for lesion in service.lesions if lesion not in same)
                kept[service.id] = service.model_copy(update={"lesions": rest}) if into else service
                word = str(service.technique.value or "")
                before += [(self._doer(service), on, word, service) for on in left or ("",)]
            changed = changed or bool(into)
        return tuple(kept.values()) if changed else services

    def _done_to(self, service: Service) -> tuple[str, ...]:
        """The lesions that tell two services apart. Of one that is counted by the service, a lesion that has a kind
        says what it was for, and only one that has none says where it was given."""
        if not self.lexicon.by_service(str(service.technique.value or "")):
            return service.lesions
        return tuple(id for id in service.lesions if not self.encounter.lesion(id).kind.values)

    def _doer(self, service: Service) -> Hashable:
        return self.encounter.practitioner_of(service).id, service.session

    def _once(self, service: Service, earlier: Service, lesion: str) -> bool:
        """Done to a single lesion, no sample or test, and no step that a result between the two led to."""
        return (
            bool(lesion)
            and single(self.encounter, lesion, service)
            and single(self.encounter, lesion, earlier)
            and not any(
                self.lexicon.is_a("intent", str(s.intent.value), DIAGNOSIS) for s in (service, earlier)
            )
            and not result_between(service, earlier)
        )

    def _same_work(self, service: Service, word: str, earlier: Service) -> bool:
        """One technique, or one that is a kind of the other. Without lesions the diagnoses must be the same too; of
        services whose technique is not known only those that say the same of everything are one."""
        own = str(service.technique.value or "")
        if not own or not word:
            return own == word and _content(service) == _content(earlier)
        same = self.lexicon.is_a("technique", own, word) or self.lexicon.is_a("technique", word, own)
        return same and (bool(self._done_to(service)) or set(service.diagnoses) == set(earlier.diagnoses))

    def visit(self, visit: Visit) -> Visit:
        """Problems and data of the visit, once each; data that name nothing are one of their kind."""
        visit = self.without_none(visit)
        problems = self.problems(visit.problems)
        data = self.data(visit.data)
        if problems is visit.problems and data is visit.data:
            return visit
        return visit.model_copy(update={"problems": problems, "data": data})

    def without_none(self, visit: Visit) -> Visit:
        """The visit without the problems whose name says that there was none, and without what was done for them."""
        none = {p.id for p in visit.problems if p.name and answer_in(p.name) == "no"}
        if not none:
            return visit
        for problem in visit.problems:
            if problem.id in none:
                says = f'"{problem.name}" says that there was no such problem; it is not counted.'
                ask = f'Was "{problem.name}" a problem of the visit?'
                named = Named("visit", "visit", "problem")
                self.doubts.append(Doubt("says_no", named, "", says, said=problem.name or "", ask=ask))
        return visit.model_copy(
            update={
                "problems": tuple(p for p in visit.problems if p.id not in none),
                "data": tuple(d for d in visit.data if d.problem not in none),
                "risk": tuple(r for r in visit.risk if r.problem not in none),
            }
        )

    def problems(self, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
        """Problems of one name are one, and so are problems of the same diagnoses."""
        kept: list[Problem] = []
        for problem in problems:
            n = next((n for n, each in enumerate(kept) if _one_problem(each, problem)), None)
            if n is None:
                kept.append(problem)
            else:
                named = _called(problem) and _called(problem) == _called(kept[n])
                self.tell(kept[n], problem, "problem", because="they have one name" if named else APART)
                kept[n] = joined(kept[n], problem)
        return problems if len(kept) == len(problems) else tuple(kept)

    def data(self, data: tuple[DataItem, ...]) -> tuple[DataItem, ...]:
        found: dict[Hashable, DataItem] = {}
        for entry in sorted(data, key=lambda entry: entry.item is None):  # what is named goes first
            kind = self._sort(entry)
            same = next(
                (k for k in found if entry.item is None and isinstance(k, tuple) and k[0] == kind), None
            )
            key = same or (kind, " ".join(words_of(entry.item)) if entry.item else "")
            if key in found:
                self.tell(found[key], entry, "entry of data")
            found[key] = _joined_data(found[key], entry) if key in found else entry
        kept = [entry for entry in data if any(entry is one for one in found.values())]
        return data if len(found) == len(data) else tuple(kept if len(kept) == len(found) else found.values())

    def _sort(self, entry: DataItem) -> str:
        """The kind of an entry of data; ordering a test and reviewing it are one kind, so far as the policy has a word
        for both that is itself a kind of something."""
        kind = str(entry.kind.value or "")
        wider = self.lexicon.wider("data-kind", kind)
        return wider if wider and self.lexicon.wider("data-kind", wider) else kind

    def tell(self, first: Model, again: Model, called: str, lesions: str = "", because: str = APART) -> None:
        one, other = (getattr(each, "id", "") for each in (first, again))
        if other and not lesions:
            self.now[other] = self.now.get(one, one)
        names = f"{one} and {other}" if one and other and one != other else "Two entries of the visit"
        of = f" as far as lesion {lesions} goes" if lesions else ""
        why = "of one lesion it is done once" if _differ(first, again) else because
        says = f"{names} could be one {called}{of}, and count as one: {why}."
        of_visit = isinstance(again, Problem | DataItem)
        subject = "visit" if of_visit else f"service {one}"
        named = Named("visit" if of_visit else one, subject, "same-thing")
        ask = f"{names}: is it one {called}, or two? If two, what tells them apart?"
        self.doubts.append(Doubt("twice", named, "", says, ask=ask))


# ── what tells entries apart ─────────────────────────────────────────────────────────────────────────────────────────


def _content(part: Model) -> Hashable:
    """All that an entry says but its id and its place in the order."""
    return tuple(
        _frozen(getattr(part, name))
        for name in type(part).model_fields
        if name not in ("id", "order", "note")
    )


def _differ(one: Model, other: Model) -> bool:
    """The two are of other sessions, or say other practitioners."""
    return any(getattr(one, name, None) != getattr(other, name, None) for name in ("session", "practitioner"))


def _frozen(value: Any) -> Hashable:
    if isinstance(value, Fact):
        return value.state, value.values
    if isinstance(value, Model):
        return _content(value)
    return tuple(_frozen(each) for each in value) if isinstance(value, tuple) else value


def _wound(encounter: Encounter, wound: Wound) -> Hashable:
    """A lesion leaves one wound, where the wound has no other place; a group of lesions as many in a session as the
    record has different ones. A flap, a graft and a closure by neither are three kinds of work on it; an entry that
    tells of a closure is one of that, whatever else it says."""
    if not wound.lesion:
        return _content(wound)
    lesion = encounter.lesion(wound.lesion)
    closure = wound.layered.values or wound.length_mm.values
    by = (False, False) if closure else covered(wound)
    if lesion.count.value == 1:
        elsewhere = wound.site.values if wound.site.values != lesion.site.values else ()
        return (wound.lesion, *by, elsewhere)
    return (wound.lesion, wound.session, encounter.practitioner_of(wound).id, *by, _content(wound))


def _mohs(_: Encounter, mohs: Mohs) -> Hashable:
    """A tumor has one first stage a day, in whatever session and by whomever it is written."""
    return mohs.lesion


def _specimen(_: Encounter, specimen: Specimen) -> Hashable:
    """The jar, else the lesions it is from, what it is, and what its label says."""
    jar = specimen.container
    if jar and not answer_in(jar):
        return "jar", " ".join(number_in(jar)) or jar
    label = " ".join(words_of(specimen.label or ""))
    return frozenset(specimen.lesions), specimen.kind.values, label, specimen.diagnoses, specimen.frozen.value


def _drug(_: Encounter, drug: Drug) -> Hashable:
    return _content(drug)


def _light(encounter: Encounter, light: Light) -> Hashable:
    where = frozenset(light.lesions) or (light.site.values, light.laterality.values)
    return light.type.values, where, light.session, encounter.practitioner_of(light).id


def _debridement(encounter: Encounter, part: Debridement) -> Hashable:
    where = part.lesion or (part.site.values, part.laterality.values)
    return part.depth.values, where, part.session, encounter.practitioner_of(part).id


KEYS: Final[dict[str, tuple[Callable[[Encounter, Any], Hashable], str]]] = {
    "wounds": (_wound, "wound"),
    "mohs": (_mohs, "operation on one tumor"),
    "specimens": (_specimen, "specimen"),
    "drugs": (_drug, "dose"),
    "light": (_light, "treatment"),
    "debridements": (_debridement, "debridement"),
}
"""By field of the encounter, what tells its entries apart, and what one of them is called."""


def _one_problem(one: Problem, other: Problem) -> bool:
    """Nothing tells the two apart: they have one name, or the same diagnoses. Without either, ids that somebody gave do
    for what is said of the two otherwise, and those that are only numbered are one."""
    names = [_called(each) for each in (one, other)]
    if names[0] and names[0] == names[1]:
        return True
    if one.diagnoses or other.diagnoses:
        return set(one.diagnoses) == set(other.diagnoses)
    if names[0] or names[1]:
        return False
    return any(NUMBERED.fullmatch(each.id) for each in (one, other)) or _content(one) == _content(other)


def _called(problem: Problem) -> str:
    return " ".join(words_of(problem.name)) if problem.name and not answer_in(problem.name) else ""


def _joined_data(one: DataItem, other: DataItem) -> DataItem:
    """One test ordered and reviewed is the first entry; it is billed if either says so."""
    return one.model_copy(update={"billed": one.billed or other.billed})


# ── references ───────────────────────────────────────────────────────────────────────────────────────────────────────
