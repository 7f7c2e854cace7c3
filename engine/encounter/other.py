"""Mohs surgery, drugs, specimens, light, debridement, and the papers: services beside the common ones."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from engine.encounter.base import (
    AreaCm2,
    Count,
    Day,
    Diagnoses,
    DrugUnits,
    Flag,
    Hcpcs,
    Id,
    Ids,
    Length,
    Milligrams,
    Minutes,
    Model,
    Ordinal,
    Percent,
    Prose,
    Text,
    Word,
    Words,
)
from engine.encounter.fact import NOT_DOCUMENTED, Fact
from engine.encounter.services import FactWords


class MohsStage(Model):
    """One stage: `blocks` are pieces of tissue embedded."""

    blocks: Fact[Count] = NOT_DOCUMENTED
    margins: Fact[Literal["clear", "positive"]] = NOT_DOCUMENTED
    stain: Fact[Word] = NOT_DOCUMENTED
    special_stains: FactWords = ()
    reader: Id | None = None
    """Who read the slides; the surgeon when left out."""


class Mohs(Model):
    """Mohs surgery of one tumour."""

    id: Id
    """`m1`, `m2`, ... by place when left out."""
    lesion: Id
    stages: Annotated[tuple[MohsStage, ...], Field(max_length=50)] = ()
    deep_structures: FactWords = ()
    """Muscle, cartilage, bone, tendon, major nerves or vessels involved."""
    indication: Fact[Text] = NOT_DOCUMENTED
    defect_mm: Fact[Length] = NOT_DOCUMENTED
    diagnoses: Diagnoses = ()
    session: Ordinal = 1
    practitioner: Id | None = None


class DrugContainer(Model):
    """What the drug came in."""

    type: Fact[Word] = NOT_DOCUMENTED
    """single-dose, multi-dose, or another of the policy's words for a container: a stick, a tube, a vial."""
    size_mg: Fact[Milligrams] = NOT_DOCUMENTED


class Drug(Model):
    """A drug given or applied."""

    id: Id
    """`d1`, `d2`, ... by place when left out."""
    hcpcs: Hcpcs | None = None
    name: Text | None = None
    given_mg: Fact[Milligrams] = NOT_DOCUMENTED
    container: DrugContainer = DrugContainer()
    discarded_mg: Fact[Milligrams] = NOT_DOCUMENTED
    given_units: Fact[DrugUnits] = NOT_DOCUMENTED
    """For a drug that is dosed in units of its own, such as botulinum toxin."""
    discarded_units: Fact[DrugUnits] = NOT_DOCUMENTED
    ndc: Fact[Text] = NOT_DOCUMENTED
    lot: Fact[Text] = NOT_DOCUMENTED
    applied_by: Id | None = None
    services: Ids = ()
    """The services it was used for."""
    diagnoses: Diagnoses = ()


class Specimen(Model):
    """A specimen for pathology; specimens in one container are one."""

    id: Id
    """`x1`, `x2`, ... by place when left out."""
    lesions: Ids = ()
    kind: Fact[Word] = NOT_DOCUMENTED
    """What was sent: skin, cyst, margin re-excision, as the policy names it."""
    container: Text | None = None
    label: Text | None = None
    stains: FactWords = ()
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
    type: Fact[Word] = NOT_DOCUMENTED
    agent: Fact[Word] = NOT_DOCUMENTED
    area_cm2: Fact[AreaCm2] = NOT_DOCUMENTED
    bsa_percent: Fact[Percent] = NOT_DOCUMENTED
    """Share of the body surface, in per cent."""
    dose: Fact[Text] = NOT_DOCUMENTED
    incubation_minutes: Fact[Minutes] = NOT_DOCUMENTED
    supervision: Fact[Word] = NOT_DOCUMENTED
    applicator: Id | None = None
    """Who applied the agent and the light."""
    debrided: Fact[Flag] = NOT_DOCUMENTED
    """The lesions were curetted or debrided first."""
    site: Fact[Words] = NOT_DOCUMENTED
    lesions: Ids = ()
    diagnoses: Diagnoses = ()
    session: Ordinal = 1
    practitioner: Id | None = None


class Debridement(Model):
    """Removal of dead tissue."""

    id: Id
    """`b1`, `b2`, ... by place when left out."""
    depth: Fact[Word] = NOT_DOCUMENTED
    """The deepest tissue removed."""
    area_cm2: Fact[AreaCm2] = NOT_DOCUMENTED
    bsa_percent: Fact[Percent] = NOT_DOCUMENTED
    """Share of the body surface, in per cent."""
    tissue: Fact[Word] = NOT_DOCUMENTED
    instrument: Fact[Word] = NOT_DOCUMENTED
    lesion: Id | None = None
    site: Fact[Words] = NOT_DOCUMENTED
    diagnoses: Diagnoses = ()
    session: Ordinal = 1
    practitioner: Id | None = None


class Signature(Model):
    """Who signed the note, and when."""

    by: Id
    on: Day


class Addendum(Model):
    """Something added to the note later."""

    on: Day
    by: Id | None = None
    text: Prose | None = None


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

    kind: Text
    services: Ids = ()
    reference: Text | None = None


class Authorisation(Model):
    """The payer's leave, given before the service."""

    number: Text
    services: Ids = ()
    """Empty: every service of the day."""


class Documents(Model):
    """Signature, addenda, consent, notices, authorisations, attachments."""

    signature: Signature | None = None
    """Left out or null: nobody is known to have signed."""
    addenda: Annotated[tuple[Addendum, ...], Field(max_length=50)] = ()
    consent: Fact[Flag] = NOT_DOCUMENTED
    notices: Annotated[tuple[Notice, ...], Field(max_length=50)] = ()
    authorisations: Annotated[tuple[Authorisation, ...], Field(max_length=50)] = ()
    claim_wanted: Fact[Flag] = NOT_DOCUMENTED
    """The patient asks for a claim for what the payer does not cover, with or without a notice."""
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=50)] = ()
