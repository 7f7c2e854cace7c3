"""The facts that a policy may name, by subject, and where an encounter holds them.

`FACTS` has the same names as the policy language. A fact that is a list of words (``symptom``), and ``site``, has a
tuple as its value; so has a list of numbers (``blocks``, one a stage).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


def _sites(words: str = "site") -> FactSource:
    """A part's own site, else its lesion's."""

    def read(encounter: Encounter, part: Any) -> Fact[Any]:
        own = getattr(part, "site", NOT_DOCUMENTED)
        named = getattr(part, "lesion", None)
        if own.state == "not_documented" and named:
            return encounter.lesion(named).site
        return own if isinstance(own, Fact) else NOT_DOCUMENTED

    return FactSource("word", words, read, "site")


def _of_lesion(name: str) -> FactSource:
    """A fact of the lesion that the part is of."""

    def read(encounter: Encounter, part: Any) -> Fact[Any]:
        return FACTS["lesion"][name].read(encounter, encounter.lesion(part.lesion))

    form, words = OF_LESION[name]
    return FactSource(form, words, read, "")


OF_LESION: Final[Mapping[str, tuple[Form, str]]] = {
    "kind": ("word", "lesion-kind"),
    "pathology-result": ("word", "pathology-result"),
    "pathology-report": ("flag", ""),
    "recurrent": ("flag", ""),
}


def _area(*paths: str) -> FactSource:
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


def _of_flap(path: str, form: Form, words: str = "") -> FactSource:
    holder, name = path.split(".")

    def read(_: Encounter, wound: Wound) -> Fact[Any]:
        part = getattr(wound, holder)
        return NONE if part is None else getattr(part, name)

    return FactSource(form, words, read, "")


def _blocks(_: Encounter, mohs: Mohs) -> Fact[Any]:
    known = tuple(stage.blocks.value for stage in mohs.stages if stage.blocks.value is not None)
    return Fact("known", (known,)) if known else NOT_DOCUMENTED


def _stages(_: Encounter, mohs: Mohs) -> Fact[Any]:
    return Fact("known", (len(mohs.stages),)) if mohs.stages else NOT_DOCUMENTED


def _surgeon_reads(encounter: Encounter, mohs: Mohs) -> Fact[Any]:
    """The surgeon reads every slide; a stage without a reader was read by the surgeon."""
    surgeon = encounter.practitioner_of(mohs).id
    return Fact("known", (all(stage.reader in (None, surgeon) for stage in mohs.stages),))


def _drug_name(_: Encounter, drug: Drug) -> Fact[Any]:
    return Fact("known", (drug.name,)) if drug.name else NOT_DOCUMENTED


def _applicator(encounter: Encounter, light: Light) -> Fact[Any]:
    """The credential of who applied it; the policy's words say which credentials are a physician's."""
    person = next((p for p in encounter.practitioners if p.id == light.applicator), None)
    if person is None or not person.credential:
        return NOT_DOCUMENTED
    return Fact("known", (person.credential.casefold(),))


def _in_house(path: str) -> FactSource:
    """Done by one of the encounter's practitioners."""

    def read(encounter: Encounter, specimen: Specimen) -> Fact[Any]:
        who = getattr(specimen, path)
        if who is None:
            return NOT_DOCUMENTED
        return Fact("known", (any(p.id == who for p in encounter.practitioners),))

    return FactSource("flag", "", read, "")


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
        "area": _field("number", "area_mm2"),
        "digit": _field("word", "digit", "digit"),
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
        "site": FactSource("word", "site", lambda e, w: e.sites_of(w), "site"),
        "flap-type": _of_flap("flap.type", "word", "flap-type"),
        "flap-incision": _of_flap("flap.incisions", "flag"),
        "defect-area": _area("primary_defect_mm", "secondary_defect_mm"),
        "graft-type": _of_flap("graft.type", "word", "graft-type"),
        "graft-area": _of_flap("graft.recipient_area_mm2", "number"),
    },
    "service": {
        "technique": _field("word", "technique", "technique"),
        "intent": _field("word", "intent", "intent"),
        "sample-taken": _field("flag", "sample_taken"),
        "pathology-decided": _field("flag", "pathology_decided"),
        "diagnosis": FactSource("flag", "", _diagnosis, ""),
        "count": FactSource("number", "", lambda e, s: e.count_of(s), "count"),
        "method": _field("word", "method", "method"),
        "nails": _field("number", "nails"),
        "patches": _field("number", "patches"),
        "full-thickness": _field("flag", "full_thickness"),
        "frozen-section-before": _field("flag", "frozen_section_before"),
        "discontinued": _field("flag", "discontinued"),
        "reduced": _field("flag", "reduced"),
        "depth": _field("word", "depth", "depth"),
        "extra-work": _field("flag", "extra_work"),
        "relation": _field("word", "relation", "relation"),
    },
    "mohs": {
        "stages": FactSource("number", "", _stages, ""),
        "blocks": FactSource("numbers", "", _blocks, ""),
        "deep-structure": _list("deep_structures", "deep-structure"),
        "surgeon-reads": FactSource("flag", "", _surgeon_reads, ""),
        "kind": _of_lesion("kind"),
        "pathology-result": _of_lesion("pathology-result"),
        "pathology-report": _of_lesion("pathology-report"),
        "recurrent": _of_lesion("recurrent"),
        "site": _sites(),
    },
    "drug": {
        "drug-name": FactSource("word", "drug-name", _drug_name, ""),
        "given": _field("number", "given_mg"),
        "discarded": _field("number", "discarded_mg"),
        "container": _field("word", "container.type", "container"),
    },
    "specimen": {
        "specimen-kind": _field("word", "kind", "specimen-kind"),
        "stains": _list("stains", "stain"),
        "stain-count": FactSource("number", "", lambda _, s: Fact("known", (len(s.stains),)), ""),
        "frozen": _field("flag", "frozen"),
        "gross": _field("flag", "gross"),
        "microscopic": _field("flag", "microscopic"),
        "reads-slides": _in_house("read_by"),
        "prepares-slides": _in_house("technical_by"),
    },
    "light": {
        "light-type": _field("word", "type", "light-type"),
        "agent": _field("word", "agent", "agent"),
        "area-cm2": _field("number", "area_cm2"),
        "bsa-percent": _field("number", "bsa_percent"),
        "applicator": FactSource("word", "applicator", _applicator, ""),
        "debrided": _field("flag", "debrided"),
        "site": _sites(),
    },
    "debridement": {
        "debridement-depth": _field("word", "depth", "debridement-depth"),
        "area-cm2": _field("number", "area_cm2"),
        "tissue": _field("word", "tissue", "tissue"),
        "instrument": _field("word", "instrument", "instrument"),
        "site": _sites(),
    },
    "visit": {
        "patient-status": _STATUS,
        "longitudinal-relationship": _field("flag", "longitudinal"),
        "preventive-service": _field("flag", "preventive_service"),
        "minutes": _field("number", "net_minutes"),
        "scheduled-procedure": _field("flag", "scheduled_procedure"),
        "unrelated-to-global": _field("flag", "unrelated_to_global"),
        "signature": _SIGNATURE,
    },
    "patient": {"patient-status": _STATUS, "immunosuppressed": _patient("flag", "immunosuppressed")},
}
"""Exactly the names that the policy language knows, by subject."""

BESIDE: Final[Mapping[str, Mapping[str, FactSource]]] = {
    "lesion": {"count": _field("number", "count"), "subsite": _field("word", "subsite")},
    "wound": {
        "laterality": _field("word", "laterality", "laterality"),
    },
    "visit": {"minutes-on-procedures": _field("number", "minutes_on_procedures")},
    "encounter": {**FACTS["patient"], "signature": _SIGNATURE},
}
"""Facts that no condition names but the engine reads or asks for."""
