"""The patient, the practitioners, and what happened before the date of service."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from engine.encounter.base import (
    Cents,
    Count,
    Day,
    Days,
    Flag,
    Free,
    Hcpcs,
    Id,
    In,
    Model,
    Npi,
    Ordinal,
    Text,
    Word,
    Years,
)
from engine.encounter.fact import NOT_DOCUMENTED, Fact

Role: TypeAlias = Annotated[Word, In("role", "mark")]


def _role_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class Patient(Model):
    """Who was seen. No name, no birth date: the claim needs neither here."""

    status: Fact[Annotated[Word, In("patient-status")]] = NOT_DOCUMENTED
    """New when nobody of this group and specialty has seen the patient for three years."""
    age: Fact[Years] = NOT_DOCUMENTED
    sex: Fact[Annotated[Word, In("sex")]] = NOT_DOCUMENTED
    last_seen: Fact[Day] = NOT_DOCUMENTED
    """Last face-to-face service by this group and specialty, before today."""
    immunosuppressed: Fact[Flag] = NOT_DOCUMENTED
    genetic_syndrome: Fact[Annotated[Word, In("genetic-syndrome")]] = NOT_DOCUMENTED
    """A syndrome that makes skin cancers common."""
    systemic_foot_disease: Fact[Annotated[Word, In("foot-disease")]] = NOT_DOCUMENTED
    """The disease that makes routine foot care a covered service."""
    class_findings: Annotated[
        tuple[Fact[Annotated[Word, In("class-finding", each=True)]], ...], Field(max_length=50)
    ] = ()
    """Class A, B and C findings of the foot, one entry each: "B" twice is two class B findings."""
    seen_by_treating_physician: Fact[Day] = NOT_DOCUMENTED
    """When the physician who treats the systemic disease last saw the patient."""


class Practitioner(Model):
    """One person who did, read, supervised or assisted."""

    id: Id = "p1"
    """`p1`, `p2`, ... by place when left out."""
    npi: Npi | None = None
    group: Annotated[Text, Free("the practice's name or number", names=True)] | None = None
    specialty: Annotated[Text, In("specialty")] | None = None
    credential: Annotated[Text, In("credential", "mark")] | None = None
    """MD, DO, PA, NP, or staff."""
    role: Annotated[tuple[Role, ...], BeforeValidator(_role_list), Field(min_length=1, max_length=20)] = (
        "rendering",
    )
    """One role or a list of them."""
    supervised_by: Id | None = None
    resident_unavailable: bool = False
    """Of an assistant in a teaching hospital: no qualified resident could be had, as the note says."""


class PriorProcedure(Model):
    """An earlier procedure; its global period may reach to today."""

    hcpcs: Hcpcs
    date: Day
    lesion: Id | None = None
    """The lesion's id, when it is one of today's."""
    site: Fact[Annotated[Word, In("site")]] = NOT_DOCUMENTED
    global_days: Literal["000", "010", "090", "XXX", "YYY", "ZZZ", "MMM"] | None = None
    """From the fee schedule when left out."""
    practitioner: Id | None = None
    related: Fact[Flag] = NOT_DOCUMENTED
    """Whether today's work has to do with that procedure."""
    staged: Fact[Flag] = NOT_DOCUMENTED
    """Whether today's procedure was planned then, or is more of the same."""


class PriorPathology(Model):
    """An earlier report about a lesion."""

    date: Day
    lesion: Id | None = None
    site: Fact[Annotated[Word, In("site")]] = NOT_DOCUMENTED
    result: Fact[Annotated[Word, In("pathology-result")]] = NOT_DOCUMENTED
    accession: Fact[Annotated[Text, Free("the laboratory's number", numbered=True)]] = NOT_DOCUMENTED


class DrugTrial(Model):
    """A treatment tried before, and for how long."""

    name: Annotated[Text, Free("the drug's name, for people")]
    kind: Literal["topical", "systemic", "light", "injection"] | None = None
    days: Fact[Days] = NOT_DOCUMENTED
    failed: Fact[Flag] = NOT_DOCUMENTED


class Course(Model):
    """A course of light treatment and how many sessions of it came before today."""

    kind: Annotated[Word, In("light-type", "keep")]
    sessions: Fact[Count] = NOT_DOCUMENTED
    started: Fact[Day] = NOT_DOCUMENTED


class AnnualCount(Model):
    """How often a code was billed before in one calendar year."""

    hcpcs: Hcpcs
    year: Annotated[int, Field(strict=True, ge=2000, le=2100)]
    units: Count


class Remit(Model):
    """How an earlier claim line was paid or denied."""

    hcpcs: Hcpcs
    date: Day
    modifiers: tuple[Annotated[Text, Free("as the payer wrote it")], ...] = ()
    units: Ordinal = 1
    submitted_cents: Cents | None = None
    allowed_cents: Cents | None = None
    paid_cents: Cents | None = None
    group_code: Literal["CO", "PR", "OA", "PI"] | None = None
    carc: Annotated[Text, Free("the payer's code")] | None = None
    rarc: Annotated[Text, Free("the payer's code")] | None = None
    paid_on: Day | None = None


class History(Model):
    """What came before the date of service."""

    procedures: Annotated[tuple[PriorProcedure, ...], Field(max_length=500)] = ()
    pathology: Annotated[tuple[PriorPathology, ...], Field(max_length=500)] = ()
    drug_trials: Annotated[tuple[DrugTrial, ...], Field(max_length=500)] = ()
    courses: Annotated[tuple[Course, ...], Field(max_length=500)] = ()
    previous_nail_care: Fact[Day] = NOT_DOCUMENTED
    annual_counts: Annotated[tuple[AnnualCount, ...], Field(max_length=500)] = ()
    complete: Fact[Flag] = NOT_DOCUMENTED
    """Everything of the year before the date of service is listed: what is not here was not done."""
    remits: Annotated[tuple[Remit, ...], Field(max_length=500)] = ()
