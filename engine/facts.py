"""Reads the facts that a policy names from an encounter, and writes what an answer to a question would document."""

from __future__ import annotations

from typing import Any, Final, TypeAlias, TypeVar, cast

from engine.encounter import (
    NOT_DOCUMENTED,
    Debridement,
    Drug,
    Encounter,
    Fact,
    Flap,
    Graft,
    Lesion,
    Light,
    Mohs,
    Service,
    Signature,
    Specimen,
    Visit,
    Wound,
)
from engine.encounter.base import Model
from engine.fact_sources import MEASURED_AT
from engine.fact_table import BESIDE, FACTS, FactSource

__all__ = ["BESIDE", "FACTS", "FactSource", "fact", "hypothetical", "subject_by_id"]

Subject: TypeAlias = (
    Encounter | Visit | Lesion | Wound | Service | Mohs | Drug | Specimen | Light | Debridement
)
T = TypeVar("T", bound=Model)


class FactsOf:
    """Reads one subject's facts: ``lesion_fact(encounter, lesion, "diameter")``; `names` are those it knows."""

    def __init__(self, subject: str) -> None:
        self.subject = subject
        self._sources = {**FACTS.get(subject, {}), **BESIDE.get(subject, {})}
        self.names = frozenset(self._sources)

    def __call__(self, encounter: Encounter, subject: Any, name: str) -> Fact[Any]:
        return self.source(name).read(encounter, subject)

    def source(self, name: str) -> FactSource:
        """Where the fact is kept; raises `LookupError` for a name that the subject does not have."""
        if name not in self._sources:
            raise LookupError(f"a {self.subject} has no fact {name}")
        return self._sources[name]


lesion_fact: Final = FactsOf("lesion")
wound_fact: Final = FactsOf("wound")
service_fact: Final = FactsOf("service")
visit_fact: Final = FactsOf("visit")
encounter_fact: Final = FactsOf("encounter")
part_fact: Final = {kind: FactsOf(kind) for kind in ("mohs", "drug", "specimen", "light", "debridement")}
"""Readers of the parts that are neither services nor wounds, by kind."""

_READERS: tuple[tuple[type[Model], FactsOf], ...] = (
    (Lesion, lesion_fact),
    (Wound, wound_fact),
    (Service, service_fact),
    (Visit, visit_fact),
    (Encounter, encounter_fact),
    (Mohs, part_fact["mohs"]),
    (Drug, part_fact["drug"]),
    (Specimen, part_fact["specimen"]),
    (Light, part_fact["light"]),
    (Debridement, part_fact["debridement"]),
)


def fact(encounter: Encounter, subject: Subject, name: str) -> Fact[Any]:
    """The fact `name` of a lesion, wound, service, the visit or the encounter itself; `LookupError` for a name that
    such a subject does not have."""
    return _reader(subject)(encounter, subject, name)


HELD_IN: Final[dict[type[Model], str]] = {
    Lesion: "lesions",
    Service: "services",
    Wound: "wounds",
    Mohs: "mohs",
    Drug: "drugs",
    Specimen: "specimens",
    Light: "light",
    Debridement: "debridements",
}
"""The field of an encounter that holds parts of a kind."""


def parts_of(encounter: Encounter) -> tuple[Any, ...]:
    """Every part of the encounter that has an id, in the order of the fields."""
    return tuple(part for field in HELD_IN.values() for part in getattr(encounter, field))


def subject_by_id(encounter: Encounter, subject_id: str) -> Subject:
    """The lesion, service, wound or other part of that id, or ``visit`` or ``encounter``; `LookupError` without one."""
    if subject_id == "encounter":
        return encounter
    if subject_id == "visit" and encounter.visit is not None:
        return encounter.visit
    for part in parts_of(encounter):
        if part.id == subject_id:
            return cast(Subject, part)
    raise LookupError(f"nothing here is called {subject_id}")


PERSONS: Final = frozenset({"read_by", "technical_by"})
"""Fields that name who did something; a yes to a fact of theirs means that it was done here."""


def hypothetical(encounter: Encounter, subject_id: str, name: str, value: Any) -> Encounter:
    """A copy of the encounter in which the fact is documented with this value; used to say what an answer is worth.

    A value of a list fact is added to the list. A documented minutes value is the net one. Raises `LookupError` for
    an unknown subject or fact, and for one that cannot be written.
    """
    subject = subject_by_id(encounter, subject_id)
    source = _reader(subject).source(name)
    if not source.field:
        raise LookupError(f"{name} is not a fact to document")
    if source.field == "net_minutes":
        changed = _with(subject, ["minutes"], Fact.known(value))
        return _put(encounter, subject, _with(changed, ["minutes_on_procedures"], Fact.known(0)))
    path = source.field.split(".")
    if path[0] == "patient":
        return _with(encounter, path, Fact.known(value))
    if path[0] == "documents":
        signatures = tuple(Signature(by=person.id, on=encounter.dos) for person in encounter.practitioners)
        return _with(encounter, path, signatures if value else None)
    if path[0] in MEASURED_AT:  # an answer says what it was before
        subject_now = _with(subject, [MEASURED_AT[path[0]]], Fact.known("before"))
        return _put(encounter, subject, _with(subject_now, path, Fact.known(value)))
    new: Any = Fact.known(value)
    if source.form == "words":
        new = (*getattr(subject, path[0]), *(Fact.known(word) for word in _listed(value)))
    elif source.words == "site":
        new = Fact.known(_listed(value))
    elif source.field in PERSONS:
        new = encounter.practitioners[0].id if value else None
    elif source.field == "pathology.accession":
        new = Fact.known("on file, no. 1" if value is True else value)
    elif source.field == "diagnoses":  # one that is in no payer's list
        new = ("to follow" if value is True else value,)
    return _put(encounter, subject, _with(subject, path, new))


def undocumented(encounter: Encounter, subject_id: str, name: str) -> Encounter:
    """A copy of the encounter in which the fact is not documented; a count is then of nobody knows how many.

    Raises `LookupError` for an unknown subject or fact, and for one that cannot be written.
    """
    subject = subject_by_id(encounter, subject_id)
    source = _reader(subject).source(name)
    if not source.field:
        raise LookupError(f"{name} is not a fact to document")
    path = ["minutes"] if source.field == "net_minutes" else source.field.split(".")
    if path[0] == "patient":
        return _with(encounter, path, NOT_DOCUMENTED)
    if path[0] == "documents":
        return _with(encounter, path, None)
    return _put(
        encounter, subject, _with(subject, path, () if source.form in ("words", "codes") else NOT_DOCUMENTED)
    )


def _reader(subject: Subject) -> FactsOf:
    for kind, reader in _READERS:
        if isinstance(subject, kind):
            return reader
    raise LookupError(f"no facts of a {type(subject).__name__}")


def _listed(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _with(model: T, path: list[str], value: Any) -> T:
    """A copy of a model with the value at a path of field names."""
    first, *rest = path
    if rest:
        part = getattr(model, first)
        value = _with(_NEW[first] if part is None else part, rest, value)
    return model.model_copy(update={first: value})


_NEW: Final[dict[str, Model]] = {"flap": Flap(), "graft": Graft()}
"""A part of a wound of which nothing was said, before an answer says something."""


def _put(encounter: Encounter, old: Subject, new: Any) -> Encounter:
    """The encounter with one of its parts exchanged; its other parts are shared, not copied."""
    if isinstance(old, Visit):
        return encounter.model_copy(update={"visit": new})
    if isinstance(old, Encounter):
        return encounter
    name = HELD_IN[type(old)]
    parts = tuple(new if part is old else part for part in getattr(encounter, name))
    return encounter.model_copy(update={name: parts})
