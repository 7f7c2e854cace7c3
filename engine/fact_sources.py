"""How facts are read from an encounter: one small reader for each way in which a part may hold one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias

from engine.encounter import (
    NOT_DOCUMENTED,
    Drug,
    Encounter,
    Fact,
    Lesion,
    Light,
    Mohs,
    Service,
    Specimen,
    Visit,
    Wound,
)

Form: TypeAlias = Literal["word", "words", "flag", "length", "number", "numbers"]


@dataclass(frozen=True, slots=True)
class FactSource:
    """`form` says what the fact holds, `words` the vocabulary of a word; lengths are millimetres, minutes numbers."""

    form: Form
    words: str
    read: Callable[[Encounter, Any], Fact[Any]]
    field: str
    """Where it is kept, as a path of field names from the subject; empty when it cannot be written."""


def field(form: Form, path: str, words: str = "") -> FactSource:
    steps = path.split(".")

    def read(_: Encounter, subject: Any) -> Fact[Any]:
        for step in steps:
            subject = getattr(subject, step)
        return subject if isinstance(subject, Fact) else NOT_DOCUMENTED

    return FactSource(form, words, read, path)


def patient(form: Form, path: str, words: str = "") -> FactSource:
    return FactSource(form, words, lambda e, _: getattr(e.patient, path), f"patient.{path}")


def listed(path: str, words: str) -> FactSource:
    def read(_: Encounter, subject: Any) -> Fact[Any]:
        listed: tuple[Fact[str], ...] = getattr(subject, path)
        known = [fact for fact in listed if fact.state == "known"]
        if known:
            note = next((fact.note for fact in known if fact.note), None)
            return Fact("known", (tuple(fact.values[0] for fact in known),), note)
        return listed[0] if listed else NOT_DOCUMENTED

    return FactSource("words", words, read, path)


def report(_: Encounter, lesion: Lesion) -> Fact[bool]:
    accession = lesion.pathology.accession
    return Fact(accession.state, (True,) if accession.state == "known" else (), accession.note)


def diagnosis(_: Encounter, service: Service) -> Fact[bool]:
    return Fact("known", (True,)) if service.diagnoses else NOT_DOCUMENTED


def signature(encounter: Encounter, _: object) -> Fact[bool]:
    return Fact("known", (True,)) if encounter.documents.signature else NOT_DOCUMENTED


def sites(words: str = "site") -> FactSource:
    """A part's own site, else its lesion's."""

    def read(encounter: Encounter, part: Any) -> Fact[Any]:
        own = getattr(part, "site", NOT_DOCUMENTED)
        named = getattr(part, "lesion", None)
        if own.state == "not_documented" and named:
            return encounter.lesion(named).site
        return own if isinstance(own, Fact) else NOT_DOCUMENTED

    return FactSource("word", words, read, "site")


def area(*paths: str) -> FactSource:
    """The sum of documented rectangles in square millimetres; nothing when the first is not documented."""

    def read(_: Encounter, wound: Wound) -> Fact[Any]:
        total, first = Decimal(0), True
        for path in paths:
            pair = getattr(wound, path).value
            if pair is None:
                if first:
                    return NOT_DOCUMENTED
                break
            total += Decimal(pair[0]) * Decimal(pair[1])
            first = False
        return Fact("known", (total,))

    return FactSource("number", "", read, "")


NONE: Final[Fact[Any]] = Fact("known", (False,))
"""A flap or a graft is written as such, so where none is written there was none."""


def of_flap(path: str, form: Form, words: str = "") -> FactSource:
    holder, name = path.split(".")

    def read(_: Encounter, wound: Wound) -> Fact[Any]:
        part = getattr(wound, holder)
        return NONE if part is None else getattr(part, name)

    return FactSource(form, words, read, "")


def blocks(_: Encounter, mohs: Mohs) -> Fact[Any]:
    known = tuple(stage.blocks.value for stage in mohs.stages if stage.blocks.value is not None)
    return Fact("known", (known,)) if known else NOT_DOCUMENTED


def stages(_: Encounter, mohs: Mohs) -> Fact[Any]:
    return Fact("known", (len(mohs.stages),)) if mohs.stages else NOT_DOCUMENTED


def surgeon_reads(encounter: Encounter, mohs: Mohs) -> Fact[Any]:
    """The surgeon reads every slide; a stage without a reader was read by the surgeon."""
    surgeon = encounter.practitioner_of(mohs).id
    return Fact("known", (all(stage.reader in (None, surgeon) for stage in mohs.stages),))


def nowhere(form: Form, words: str = "") -> FactSource:
    """A fact that the engine works out from the encounter's history (:mod:`engine.history`)."""
    return FactSource(form, words, lambda e, s: NOT_DOCUMENTED, "")


def visit_relation(_: Encounter, visit: Visit) -> Fact[Any]:
    stated = visit.unrelated_to_global
    return Fact("known", ("unrelated",), stated.note) if stated.value else NOT_DOCUMENTED


def findings(letter: str) -> FactSource:
    """How many findings of a class the patient's feet show."""

    def read(encounter: Encounter, _: object) -> Fact[Any]:
        known = [f.value for f in encounter.patient.class_findings if f.value is not None]
        return Fact("known", (sum(str(value).upper() == letter for value in known),))

    return FactSource("number", "", read, "")


def foot_disease(encounter: Encounter, _: object) -> Fact[Any]:
    disease = encounter.patient.systemic_foot_disease
    return Fact("known", (True,), disease.note) if disease.value else NOT_DOCUMENTED


def drug_name(_: Encounter, drug: Drug) -> Fact[Any]:
    return Fact("known", (drug.name,)) if drug.name else NOT_DOCUMENTED


def applicator(encounter: Encounter, light: Light) -> Fact[Any]:
    """The credential of who applied it; the policy's words say which credentials are a physician's."""
    person = next((p for p in encounter.practitioners if p.id == light.applicator), None)
    if person is None or not person.credential:
        return NOT_DOCUMENTED
    return Fact("known", (person.credential.casefold(),))


def in_house(path: str) -> FactSource:
    """Done by one of the practitioners of the first one's group."""

    def read(encounter: Encounter, specimen: Specimen) -> Fact[Any]:
        who = getattr(specimen, path)
        if who is None:
            return NOT_DOCUMENTED
        own = encounter.practitioners[0].group
        return Fact("known", (any(p.id == who and p.group == own for p in encounter.practitioners),))

    return FactSource("flag", "", read, "")
