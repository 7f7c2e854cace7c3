"""The facts that a policy may name, and where an encounter holds them.

`FACTS` has one table a subject, with the same names as the policy language: name -> what it holds, how to read it.
A fact that is a list of words (``symptom``, ``exposed-structure``), and ``site``, has a tuple as its value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, TypeVar

from engine.encounter import NOT_DOCUMENTED, Encounter, Fact, Lesion, Service, Signature, Visit, Wound
from engine.encounter.base import Model

Subject: TypeAlias = Encounter | Visit | Lesion | Wound | Service
T = TypeVar("T", bound=Model)
Form: TypeAlias = Literal["word", "words", "flag", "length", "number"]


@dataclass(frozen=True, slots=True)
class FactSource:
    """`form` says what the fact holds, `words` the vocabulary of a word; lengths are millimetres, minutes numbers."""

    form: Form
    words: str
    read: Callable[[Encounter, Any], Fact[Any]]
    field: str
    """Where it is kept, as a path of field names from the subject; empty when it cannot be written."""


def _field(form: Form, path: str, words: str = "") -> FactSource:
    steps = path.split(".")

    def read(_: Encounter, subject: Any) -> Fact[Any]:
        for step in steps:
            subject = getattr(subject, step)
        return subject if isinstance(subject, Fact) else NOT_DOCUMENTED

    return FactSource(form, words, read, path)


def _patient(form: Form, path: str, words: str = "") -> FactSource:
    return FactSource(form, words, lambda e, _: getattr(e.patient, path), f"patient.{path}")


def _list(path: str, words: str) -> FactSource:
    def read(_: Encounter, subject: Any) -> Fact[Any]:
        listed: tuple[Fact[str], ...] = getattr(subject, path)
        known = [fact for fact in listed if fact.state == "known"]
        if known:
            note = next((fact.note for fact in known if fact.note), None)
            return Fact("known", (tuple(fact.values[0] for fact in known),), note)
        return listed[0] if listed else NOT_DOCUMENTED

    return FactSource("words", words, read, path)


def _report(_: Encounter, lesion: Lesion) -> Fact[bool]:
    accession = lesion.pathology.accession
    return Fact(accession.state, (True,) if accession.state == "known" else (), accession.note)


def _diagnosis(_: Encounter, service: Service) -> Fact[bool]:
    return Fact("known", (True,)) if service.diagnoses else NOT_DOCUMENTED


def _signature(encounter: Encounter, _: object) -> Fact[bool]:
    return Fact("known", (True,)) if encounter.documents.signature else NOT_DOCUMENTED


_SIGNATURE = FactSource("flag", "", _signature, "documents.signature")
_STATUS = _patient("word", "status", "patient-status")

FACTS: Final[Mapping[str, Mapping[str, FactSource]]] = {
    "lesion": {
        "kind": _field("word", "kind", "lesion-kind"),
        "site": _field("word", "site", "site"),
        "laterality": _field("word", "laterality", "laterality"),
        "diameter": _field("length", "diameter_mm"),
        "margin": _field("length", "margin_mm"),
        "pathology-result": _field("word", "pathology.result", "pathology-result"),
        "pathology-report": FactSource("flag", "", _report, "pathology.accession"),
        "symptom": _list("symptoms", "symptom"),
        "cosmetic": _field("flag", "cosmetic"),
        "recurrent": _field("flag", "recurrent"),
        "depth": _field("word", "depth", "depth"),
    },
    "wound": {
        "closed": _field("flag", "closed"),
        "layered-closure": _field("flag", "layered"),
        "heavy-contamination": _field("flag", "contaminated"),
        "edge-debridement": _field("flag", "edge_debridement"),
        "retention-sutures": _field("flag", "retention_sutures"),
        "undermining-along-whole-edge": _field("flag", "undermining_whole_edge"),
        "adhesive-only": _field("flag", "adhesive_only"),
        "undermining": _field("length", "undermining_mm"),
        "defect-width": FactSource("length", "", lambda _, w: w.defect_width_mm.highest(), "defect_width_mm"),
        "length": _field("length", "length_mm"),
        "exposed-structure": _list("exposed", "exposed-structure"),
        "free-margin": _list("free_margin", "free-margin"),
    },
    "service": {
        "technique": _field("word", "technique", "technique"),
        "intent": _field("word", "intent", "intent"),
        "sample-taken": _field("flag", "sample_taken"),
        "pathology-decided": _field("flag", "pathology_decided"),
        "diagnosis": FactSource("flag", "", _diagnosis, ""),
        "count": FactSource("number", "", lambda e, s: e.count_of(s), "count"),
    },
    "visit": {
        "patient-status": _STATUS,
        "longitudinal-relationship": _field("flag", "longitudinal"),
        "preventive-service": _field("flag", "preventive_service"),
        "minutes": _field("number", "net_minutes"),
        "scheduled-procedure": _field("flag", "scheduled_procedure"),
        "signature": _SIGNATURE,
    },
    "patient": {"patient-status": _STATUS, "immunosuppressed": _patient("flag", "immunosuppressed")},
}
"""Exactly the names that the policy language knows, by subject."""

BESIDE: Final[Mapping[str, Mapping[str, FactSource]]] = {
    "lesion": {"count": _field("number", "count"), "subsite": _field("word", "subsite")},
    "wound": {
        "site": FactSource("word", "site", lambda e, w: e.sites_of(w), "site"),
        "laterality": _field("word", "laterality", "laterality"),
    },
    "visit": {"minutes-on-procedures": _field("number", "minutes_on_procedures")},
    "encounter": {**FACTS["patient"], "signature": _SIGNATURE},
}
"""Facts that no condition names but the engine reads or asks for."""


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

_READERS: tuple[tuple[type[Model], FactsOf], ...] = (
    (Lesion, lesion_fact),
    (Wound, wound_fact),
    (Service, service_fact),
    (Visit, visit_fact),
    (Encounter, encounter_fact),
)


def fact(encounter: Encounter, subject: Subject, name: str) -> Fact[Any]:
    """The fact `name` of a lesion, wound, service, the visit or the encounter itself; `LookupError` for a name that
    such a subject does not have."""
    return _reader(subject)(encounter, subject, name)


def subject_by_id(encounter: Encounter, subject_id: str) -> Subject:
    """The lesion, service or wound of that id, or ``visit`` or ``encounter``; `LookupError` without one."""
    if subject_id == "encounter":
        return encounter
    if subject_id == "visit" and encounter.visit is not None:
        return encounter.visit
    parts: tuple[Lesion | Service | Wound, ...] = (*encounter.lesions, *encounter.services, *encounter.wounds)
    for part in parts:
        if part.id == subject_id:
            return part
    raise LookupError(f"nothing here is called {subject_id}")


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
        signature = Signature(by=encounter.practitioners[0].id, on=encounter.dos)
        return _with(encounter, path, signature if value else None)
    new: Any = Fact.known(value)
    if source.form == "words":
        new = (*getattr(subject, path[0]), *(Fact.known(word) for word in _listed(value)))
    elif source.words == "site":
        new = Fact.known(_listed(value))
    elif source.field == "pathology.accession":
        new = Fact.known("to follow" if value is True else value)
    return _put(encounter, subject, _with(subject, path, new))


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
    return model.model_copy(update={first: _with(getattr(model, first), rest, value) if rest else value})


def _put(encounter: Encounter, old: Subject, new: Any) -> Encounter:
    """The encounter with one of its parts exchanged; its other parts are shared, not copied."""
    if isinstance(old, Visit):
        return encounter.model_copy(update={"visit": new})
    if isinstance(old, Encounter):
        return encounter
    name = {Lesion: "lesions", Service: "services", Wound: "wounds"}[type(old)]
    parts = tuple(new if part is old else part for part in getattr(encounter, name))
    return encounter.model_copy(update={name: parts})
