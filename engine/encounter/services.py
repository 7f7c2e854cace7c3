"""Lesions, what was done to them, and the wounds that were closed."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

from pydantic import Field

from engine.encounter.base import (
    AreaMm2,
    Day,
    Diagnoses,
    Flag,
    Free,
    Id,
    Ids,
    In,
    Length,
    LengthOrZero,
    LesionCount,
    Millilitres,
    Model,
    Ordinal,
    Pair,
    Prose,
    Session,
    Text,
    Word,
    Words,
)
from engine.encounter.fact import NOT_DOCUMENTED, Fact, assumed
from engine.encounter.visit import Statement

Timing: TypeAlias = Annotated[Word, In("timing")]
Laterality: TypeAlias = Annotated[Word, In("laterality")]
Relation: TypeAlias = Annotated[Word, In("relation")]
Room: TypeAlias = Annotated[Word, In("room")]
ShareOfCare: TypeAlias = Annotated[Word, In("share-of-care")]
Sites: TypeAlias = Annotated[Words, In("site")]
Few: Final = Field(max_length=50)
"""Bounds a list of words, each of which may carry its own note."""


class Pathology(Model):
    """The report about a lesion. `accession` is its number: without it there is no report to attach."""

    result: Fact[Annotated[Word, In("pathology-result")]] = NOT_DOCUMENTED
    accession: Fact[Annotated[Text, Free("the laboratory's number", numbered=True)]] = NOT_DOCUMENTED
    date: Fact[Day] = NOT_DOCUMENTED


class Lesion(Model):
    """One lesion, or a group of like lesions at one or more sites."""

    id: Id
    """`L1`, `L2`, ... by place when left out."""
    kind: Fact[Annotated[Word, In("lesion-kind")]] = NOT_DOCUMENTED
    """One of the policy's lesion kinds."""
    site: Fact[Sites] = NOT_DOCUMENTED
    """A site, or the list of a group's sites. "left cheek" gives the laterality too."""
    laterality: Fact[Laterality] = NOT_DOCUMENTED
    digit: Fact[Annotated[Word, In("digit")]] = NOT_DOCUMENTED
    """Which finger or toe."""
    subsite: Fact[Annotated[Text, Free("the exact place, for people")]] = NOT_DOCUMENTED
    """The exact place, as "2 cm anterior to the tragus"."""
    contiguous_with: Ids = ()
    """Lesions that touch this one."""
    pathology: Pathology = Pathology()
    diameter_mm: Fact[Length] = NOT_DOCUMENTED
    """Greatest clinical diameter, without margins."""
    dimensions_mm: Fact[Annotated[tuple[Length, ...], Field(min_length=2, max_length=3)]] = NOT_DOCUMENTED
    diameter_timing: Fact[Timing] = NOT_DOCUMENTED
    """Whether it was measured before or after the lesion was cut out."""
    margin_mm: Fact[LengthOrZero] = NOT_DOCUMENTED
    """Narrowest margin needed, on one side."""
    margin_timing: Fact[Timing] = NOT_DOCUMENTED
    final_diameter_mm: Fact[Length] = NOT_DOCUMENTED
    """After a re-excision in the same session: the widest."""
    final_margin_mm: Fact[LengthOrZero] = NOT_DOCUMENTED
    defect_mm: Fact[Length] = NOT_DOCUMENTED
    """Diameter of the defect after curettage."""
    area_mm2: Fact[AreaMm2] = NOT_DOCUMENTED
    symptoms: Annotated[tuple[Fact[Annotated[Word, In("symptom")]], ...], Few] = ()
    """The policy's symptom words, each with the words of the note if wanted."""
    cosmetic: Fact[Flag] = NOT_DOCUMENTED
    """Removed for looks alone."""
    recurrent: Fact[Flag] = NOT_DOCUMENTED
    aggressive_features: Annotated[tuple[Fact[Annotated[Word, In("aggressive-feature")]], ...], Few] = ()
    auc_area: Fact[Annotated[Word, In("auc-area")]] = NOT_DOCUMENTED
    """Area of the appropriate use criteria for Mohs surgery."""
    depth: Fact[Annotated[Word, In("depth")]] = NOT_DOCUMENTED
    count: Fact[LesionCount] = assumed(1)
    """Left out: one lesion, unless a service on it says how many. A number: a group of so many. null: a group whose
    number was not recorded."""


class Service(Model):
    """Something done to one or more lesions."""

    id: Id
    """`s1`, `s2`, ... by place when left out."""
    technique: Fact[Annotated[Word, In("technique", "mark")]] = NOT_DOCUMENTED
    """One of the policy's techniques; "shave-biopsy" says the intent as well."""
    intent: Fact[Annotated[Word, In("intent")]] = NOT_DOCUMENTED
    """Why: diagnosis (a sample) or removal."""
    method: Fact[Annotated[Word, In("method")]] = NOT_DOCUMENTED
    """How, in the practice's own word: cryotherapy, scissors, ..."""
    lesions: Ids = ()
    count: Fact[LesionCount] = NOT_DOCUMENTED
    """How many lesions, where the lesions do not say; where they do and disagree, the lower number holds. A lesion that
    has neither a count nor an accession number of its own may stand for a group: then this is the group's number."""
    diagnoses: Diagnoses = ()
    session: Session = 1
    """1, or 2 and so on for a separate encounter of the same day."""
    order: Ordinal | None = None
    practitioner: Id | None = None
    """The first practitioner when left out."""
    sample_taken: Fact[Flag] = NOT_DOCUMENTED
    pathology_decided: Fact[Flag] = NOT_DOCUMENTED
    """Its pathology was read in the session and decided on the larger procedure."""
    frozen_section_before: Fact[Flag] = NOT_DOCUMENTED
    """A frozen section of it was read before the next step."""
    full_thickness: Fact[Flag] = NOT_DOCUMENTED
    depth: Fact[Annotated[Word, In("depth")]] = NOT_DOCUMENTED
    discontinued: Fact[Flag] = NOT_DOCUMENTED
    reduced: Fact[Flag] = NOT_DOCUMENTED
    extra_work: Statement = NOT_DOCUMENTED
    """The work was substantially more than the procedure usually takes, for a reason that the note gives."""
    nails: Fact[LesionCount] = NOT_DOCUMENTED
    """Nails treated."""
    patches: Fact[LesionCount] = NOT_DOCUMENTED
    """Patch tests placed."""
    volume_cc: Fact[Millilitres] = NOT_DOCUMENTED
    """What was injected, in cubic centimetres (millilitres)."""
    relation: Fact[Relation] = NOT_DOCUMENTED
    """How it relates to an earlier procedure still in its global period: staged, related, unrelated, complication."""
    room: Fact[Room] = NOT_DOCUMENTED
    """The kind of room it was done in, as the policy names it: an operating or procedure room, a treatment room."""
    share_of_care: Fact[ShareOfCare] = NOT_DOCUMENTED
    """Where the care was handed over, the part that was given here: surgery, postoperative, preoperative."""
    note: Annotated[Prose, Free("words of the note, for people")] | None = None


class Flap(Model):
    """A flap: its type, and whether incisions made it (undermining alone does not)."""

    type: Fact[Annotated[Word, In("flap-type")]] = NOT_DOCUMENTED
    incisions: Fact[Flag] = NOT_DOCUMENTED


class Graft(Model):
    """A graft: its type, where the skin came from, and the area it covers."""

    type: Fact[Annotated[Word, In("graft-type")]] = NOT_DOCUMENTED
    donor: Fact[Annotated[Word, In("donor", "mark")]] = NOT_DOCUMENTED
    donor_closure: Fact[Annotated[Word, In("donor-closure")]] = NOT_DOCUMENTED
    recipient_area_mm2: Fact[AreaMm2] = NOT_DOCUMENTED


class Wound(Model):
    """A wound and how it was closed."""

    id: Id
    """`w1`, `w2`, ... by place when left out."""
    lesion: Id | None = None
    site: Fact[Sites] = NOT_DOCUMENTED
    """The lesion's site when left out."""
    laterality: Fact[Laterality] = NOT_DOCUMENTED
    closed: Fact[Flag] = assumed(True)
    layered: Fact[Flag] = NOT_DOCUMENTED
    """Closed in layers."""
    length_mm: Fact[Length] = NOT_DOCUMENTED
    undermining_mm: Fact[LengthOrZero] = NOT_DOCUMENTED
    undermining_whole_edge: Fact[Flag] = NOT_DOCUMENTED
    defect_width_mm: Fact[Length] = NOT_DOCUMENTED
    exposed: Annotated[tuple[Fact[Annotated[Word, In("exposed-structure")]], ...], Few] = ()
    """Structures laid bare, in the policy's words."""
    free_margin: Annotated[tuple[Fact[Annotated[Word, In("free-margin")]], ...], Few] = ()
    """Free margins involved, in the policy's words."""
    retention_sutures: Fact[Flag] = NOT_DOCUMENTED
    edge_debridement: Fact[Flag] = NOT_DOCUMENTED
    contaminated: Fact[Flag] = NOT_DOCUMENTED
    """Heavily contaminated: needed extensive cleaning."""
    adhesive_only: Fact[Flag] = NOT_DOCUMENTED
    primary_defect_mm: Fact[Pair] = NOT_DOCUMENTED
    """For a flap: the two sides of the defect."""
    secondary_defect_mm: Fact[Pair] = NOT_DOCUMENTED
    """For a flap: the two sides of the defect that raising it left."""
    flap: Flap | None = None
    graft: Graft | None = None
    relation: Fact[Relation] = NOT_DOCUMENTED
    """As of a service: how it relates to an earlier procedure still in its global period."""
    room: Fact[Room] = NOT_DOCUMENTED
    """As of a service: the kind of room it was closed in."""
    share_of_care: Fact[ShareOfCare] = NOT_DOCUMENTED
    """As of a service: the part of the care that was given here."""
    diagnoses: Diagnoses = ()
    session: Session = 1
    practitioner: Id | None = None
