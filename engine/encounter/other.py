"""Mohs surgery, drugs, specimens, light, debridement, and the papers: services beside the common ones."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from engine.encounter.base import (
    AreaCm2,
    Count,
    Day,
    Diagnoses,
    DrugUnits,
    Flag,
    Free,
    Hcpcs,
    Id,
    Ids,
    In,
    Length,
    Milligrams,
    Minutes,
    Model,
    Percent,
    Prose,
    Session,
    Text,
    Word,
)
from engine.encounter.fact import NOT_DOCUMENTED, TAG, Fact
from engine.encounter.services import Few, Laterality, Sites


class MohsStage(Model):
    """One stage: `blocks` are pieces of tissue embedded."""

    blocks: Fact[Count] = NOT_DOCUMENTED
    margins: Fact[Annotated[Word, In("margins")]] = NOT_DOCUMENTED
    stain: Fact[Annotated[Word, In("stain")]] = NOT_DOCUMENTED
    special_stains: Annotated[tuple[Fact[Annotated[Word, In("stain")]], ...], Few] = ()
    reader: Id | None = None
    """Who read the slides; the surgeon when left out."""


class Mohs(Model):
    """Mohs surgery of one tumour."""

    id: Id
    """`m1`, `m2`, ... by place when left out."""
    lesion: Id
    stages: Annotated[tuple[MohsStage, ...], Field(max_length=50)] = ()
    deep_structures: Annotated[tuple[Fact[Annotated[Word, In("deep-structure")]], ...], Few] = ()
    """Muscle, cartilage, bone, tendon, major nerves or vessels involved."""
    indication: Fact[Annotated[Text, Free("words of the note, for people")]] = NOT_DOCUMENTED
    defect_mm: Fact[Length] = NOT_DOCUMENTED
    diagnoses: Diagnoses = ()
    session: Session = 1
    practitioner: Id | None = None


class DrugContainer(Model):
    """What the drug came in."""

    type: Fact[Annotated[Word, In("container")]] = NOT_DOCUMENTED
    """single-dose, multi-dose, or another of the policy's words for a container: a stick, a tube, a vial."""
    size_mg: Fact[Milligrams] = NOT_DOCUMENTED


class Drug(Model):
    """A drug given or applied."""

    id: Id
    """`d1`, `d2`, ... by place when left out."""
    hcpcs: Hcpcs | None = None
    name: Annotated[Text, In("drug-name", "keep")] | None = None
    given_mg: Fact[Milligrams] = NOT_DOCUMENTED
    container: DrugContainer = DrugContainer()
    discarded_mg: Fact[Milligrams] = NOT_DOCUMENTED
    given_units: Fact[DrugUnits] = NOT_DOCUMENTED
    """For a drug that is dosed in units of its own, such as botulinum toxin."""
    discarded_units: Fact[DrugUnits] = NOT_DOCUMENTED
    ndc: Fact[Annotated[Text, Free("the package's number")]] = NOT_DOCUMENTED
    lot: Fact[Annotated[Text, Free("the maker's number")]] = NOT_DOCUMENTED
    applied_by: Id | None = None
    services: Ids = ()
    """The services it was used for."""
    diagnoses: Diagnoses = ()


class Specimen(Model):
    """A specimen for pathology; specimens in one container are one."""

    id: Id
    """`x1`, `x2`, ... by place when left out."""
    lesions: Ids = ()
    kind: Fact[Annotated[Word, In("specimen-kind", "mark")]] = NOT_DOCUMENTED
    """What was sent: skin, cyst, margin re-excision, as the policy names it."""
    container: Annotated[Text, Free("the number of the jar", names=True)] | None = None
    """Which container it came in: specimens of one container are one."""
    label: Annotated[Text, In("specimen-kind", "free")] | None = None
    """The words on the jar; they tell it apart, and where they name a kind of specimen that is what it is."""
    stains: Annotated[tuple[Fact[Annotated[Word, In("stain")]], ...], Few] = ()
    gross: Fact[Flag] = NOT_DOCUMENTED
    microscopic: Fact[Flag] = NOT_DOCUMENTED
    frozen: Fact[Flag] = NOT_DOCUMENTED
    frozen_blocks: Fact[Count] = NOT_DOCUMENTED
    """Blocks of it that were frozen and read during the surgery."""
    separate_tissue: Fact[Flag] = NOT_DOCUMENTED
    """It is none of the tissue that a service of the day examines itself: a debulking before the stages, say."""
    technical_by: Id | None = None
    """Who prepared the slides (the technical part)."""
    read_by: Id | None = None
    """Who read them (the professional part)."""
    diagnoses: Diagnoses = ()


class Light(Model):
    """Photodynamic, ultraviolet or excimer treatment."""

    id: Id
    """`t1`, `t2`, ... by place when left out."""
    type: Fact[Annotated[Word, In("light-type")]] = NOT_DOCUMENTED
    agent: Fact[Annotated[Word, In("agent")]] = NOT_DOCUMENTED
    area_cm2: Fact[AreaCm2] = NOT_DOCUMENTED
    bsa_percent: Fact[Percent] = NOT_DOCUMENTED
    """Share of the body surface, in per cent."""
    dose: Fact[Annotated[Text, Free("words of the note, for people")]] = NOT_DOCUMENTED
    incubation_minutes: Fact[Minutes] = NOT_DOCUMENTED
    supervision: Fact[Annotated[Word, In("supervision")]] = NOT_DOCUMENTED
    applicator: Id | None = None
    """Who applied the agent and the light."""
    debrided: Fact[Flag] = NOT_DOCUMENTED
    """The lesions were curetted or debrided first."""
    site: Fact[Sites] = NOT_DOCUMENTED
    laterality: Fact[Laterality] = NOT_DOCUMENTED
    lesions: Ids = ()
    diagnoses: Diagnoses = ()
    session: Session = 1
    practitioner: Id | None = None


class Debridement(Model):
    """Removal of dead tissue."""

    id: Id
    """`b1`, `b2`, ... by place when left out."""
    depth: Fact[Annotated[Word, In("debridement-depth")]] = NOT_DOCUMENTED
    """The deepest tissue removed."""
    area_cm2: Fact[AreaCm2] = NOT_DOCUMENTED
    bsa_percent: Fact[Percent] = NOT_DOCUMENTED
    """Share of the body surface, in per cent."""
    tissue: Fact[Annotated[Word, In("tissue")]] = NOT_DOCUMENTED
    instrument: Fact[Annotated[Word, In("instrument")]] = NOT_DOCUMENTED
    lesion: Id | None = None
    site: Fact[Sites] = NOT_DOCUMENTED
    laterality: Fact[Laterality] = NOT_DOCUMENTED
    diagnoses: Diagnoses = ()
    session: Session = 1
    practitioner: Id | None = None


class Signature(Model):
    """Who signed the note, and when."""

    by: Id
    on: Day


class OneOrMore:
    """Signatures are written as one, as a list, or not at all; they are read as a list, and one is written as one."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        after = core_schema.no_info_after_validator_function
        return core_schema.tagged_union_schema(
            {
                TAG + "one": after(lambda one: (one,), handler.generate_schema(Signature)),
                TAG + "list": handler(source),
                TAG + "absent": after(lambda _: (), core_schema.none_schema()),
            },
            discriminator=lambda given: TAG + _how_many(given),
            serialization=core_schema.plain_serializer_function_ser_schema(_as_written),
        )


def _how_many(given: Any) -> str:
    if given is None:
        return "absent"
    return "list" if isinstance(given, list | tuple) else "one"


def _as_written(signatures: tuple[Signature, ...]) -> Any:
    listed = [each.model_dump(mode="json") for each in signatures]
    return listed[0] if len(listed) == 1 else listed


class Addendum(Model):
    """Something added to the note later."""

    on: Day
    by: Id | None = None
    text: Annotated[Prose, Free("words of the addendum, for people")] | None = None


class Notice(Model):
    """A notice that the patient may have to pay."""

    kind: Literal["abn", "voluntary-abn", "self-pay"]
    signed: Fact[Flag] = NOT_DOCUMENTED
    services: Ids = ()
    """Empty: every service of the day."""
    claim_wanted: Fact[Flag] = NOT_DOCUMENTED
    """The patient asks that the payer be billed, for its answer; no: that it be left out of it."""
    price_cents: Annotated[int, Field(strict=True, ge=0, le=10**9)] | None = None


class Attachment(Model):
    """A paper sent with the claim: an operative note, a pathology report."""

    kind: Annotated[Text, Free("what the paper is, for people")]
    services: Ids = ()
    reference: Annotated[Text, Free("the paper's number")] | None = None


class Authorisation(Model):
    """The payer's leave, given before the service."""

    number: Annotated[Text, Free("the payer's number")]
    services: Ids = ()
    """Empty: every service of the day."""


class Documents(Model):
    """Signature, addenda, consent, notices, authorisations, attachments."""

    signature: Annotated[tuple[Signature, ...], Field(max_length=50), OneOrMore()] = ()
    """One signature, or a list of them where several signed; left out or null: nobody is known to have signed."""
    addenda: Annotated[tuple[Addendum, ...], Field(max_length=50)] = ()
    consent: Fact[Flag] = NOT_DOCUMENTED
    notices: Annotated[tuple[Notice, ...], Field(max_length=50)] = ()
    authorisations: Annotated[tuple[Authorisation, ...], Field(max_length=50)] = ()
    claim_wanted: Fact[Flag] = NOT_DOCUMENTED
    """The patient asks for a claim for what the payer does not cover, with or without a notice."""
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=50)] = ()
