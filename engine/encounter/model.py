"""The encounter: everything documented about one patient on one date of service."""

from __future__ import annotations

from typing import Annotated, Any, Self, TypeVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from engine.encounter.base import (
    ContractPercent,
    DateOfService,
    Free,
    Id,
    In,
    Model,
    PlaceOfService,
    State2,
    Text,
)
from engine.encounter.checks import impossible
from engine.encounter.fact import NOT_DOCUMENTED, Fact
from engine.encounter.other import Debridement, Documents, Drug, Light, Mohs, Notice, Specimen
from engine.encounter.people import History, Patient, Practitioner
from engine.encounter.schema import clean_schema
from engine.encounter.services import Lesion, Service, Wound
from engine.encounter.visit import Visit

NUMBERED = {
    "practitioners": "p",
    "lesions": "L",
    "services": "s",
    "wounds": "w",
    "mohs": "m",
    "drugs": "d",
    "specimens": "x",
    "light": "t",
    "debridements": "b",
}
"""Lists whose members are numbered from 1 when they have no id, and the letter before the number."""


class Encounter(Model):
    """One patient, one date of service, one payer: what the record says, and nothing that it does not."""

    encounter: Id
    """The encounter's id."""
    payer: Annotated[Text, Free("the name of a policy file; an unknown one is refused", names=True)]
    """Name of the payer's policy, such as medicare.national."""
    product: Annotated[Text, Free("the plan's name, for people")] | None = None
    mac: Annotated[Text, In("contractor", unknown="free")] | None = None
    """Medicare administrative contractor."""
    locality: (
        Annotated[
            Text,
            Free(
                "a place of the fee schedule; of an unknown one the national amounts stand, and the answer says so",
                names=True,
            ),
        ]
        | None
    ) = None
    """Fee schedule locality of the contractor."""
    state: State2 | None = None
    place_of_service: PlaceOfService = "11"
    dos: DateOfService
    """Date of service."""
    ncci_edition: Annotated[Text, Free("an edition; an unknown one is refused", names=True)] | None = None
    """Edit table edition to use instead of the one in force on the date of service."""
    fee_schedule: Annotated[Text, Free("an edition; an unknown one is refused", names=True)] | None = None
    """Fee schedule edition to use instead of the one in force on the date of service."""
    contract_percent: ContractPercent | None = None
    """Contract rate as a percentage of the fee schedule, where the payer's policy leaves it to the contract."""
    file_by: DateOfService | None = None
    """Last day for filing the claim, where the contract sets another than the payer's policy."""
    filed_on: DateOfService | None = None
    """Day on which the claim is filed; left out: whether it is in time is not judged."""
    patient: Patient = Patient()
    practitioners: Annotated[tuple[Practitioner, ...], Field(min_length=1, max_length=50)] = (Practitioner(),)
    """Left out: one practitioner, p1."""
    history: History = History()
    visit: Visit | None = None
    """Left out: no visit beside the procedures."""
    lesions: Annotated[tuple[Lesion, ...], Field(max_length=500)] = ()
    services: Annotated[tuple[Service, ...], Field(max_length=500)] = ()
    wounds: Annotated[tuple[Wound, ...], Field(max_length=500)] = ()
    mohs: Annotated[tuple[Mohs, ...], Field(max_length=50)] = ()
    drugs: Annotated[tuple[Drug, ...], Field(max_length=100)] = ()
    specimens: Annotated[tuple[Specimen, ...], Field(max_length=500)] = ()
    light: Annotated[tuple[Light, ...], Field(max_length=50)] = ()
    debridements: Annotated[tuple[Debridement, ...], Field(max_length=100)] = ()
    documents: Documents = Documents()

    @model_validator(mode="before")
    @classmethod
    def _give_ids(cls, data: Any) -> Any:
        return with_ids(data)

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if wrong := impossible(self):
            raise PydanticCustomError("impossible", "{text}", {"text": "; ".join(p.text() for p in wrong)})
        return self

    @classmethod
    def from_json(cls, text: str) -> Encounter:
        """One encounter; raises `ValueError` with every mistake, a line each. Many: `read_encounters`."""
        from engine.encounter.reading import read_encounters, render_rejected

        found = list(read_encounters(text, "encounter"))
        if len(found) != 1:
            raise ValueError(f"expected one encounter, found {len(found)}")
        if isinstance(found[0], Encounter):
            return found[0]
        raise ValueError(render_rejected(found[0]))

    def to_json(self) -> str:
        """One line, in the short forms, without what is left at its default; reads back as an equal encounter."""
        return self.model_dump_json(exclude_defaults=True)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """JSON Schema of the input, with descriptions and an example."""
        return clean_schema(cls, examples=[EXAMPLE])

    def lesion(self, id: str) -> Lesion:
        """The lesion of that id; `KeyError` without one."""
        return _by_id(self.lesions, id)

    def service(self, id: str) -> Service:
        """The service of that id; `KeyError` without one."""
        return _by_id(self.services, id)

    def wound(self, id: str) -> Wound:
        """The wound of that id; `KeyError` without one."""
        return _by_id(self.wounds, id)

    def lesions_of(self, service: Service) -> tuple[Lesion, ...]:
        return tuple(self.lesion(id) for id in service.lesions)

    def sites_of(self, subject: Lesion | Wound) -> Fact[tuple[str, ...]]:
        """Sites of a lesion or a wound; a wound without a site of its own lies where its lesion lay."""
        if isinstance(subject, Wound) and subject.site.state == "not_documented" and subject.lesion:
            return self.lesion(subject.lesion).site
        return subject.site

    def practitioner_of(self, subject: object) -> Practitioner:
        """Who did it: the practitioner named, or else the first."""
        named = getattr(subject, "practitioner", None)
        return next((p for p in self.practitioners if p.id == named), self.practitioners[0])

    def count_of(self, service: Service) -> Fact[int]:
        """Lesions that a service treated. Its own count completes its lesions' counts; where both were written and
        they disagree the fact is contradicted, with the lower number as its value. A lesion with a report of its own is
        one, whether or not its count was written."""
        lesions = self.lesions_of(service)
        counts = [lesion.count for lesion in lesions]
        stated = service.count
        proven = all(lesion.pathology.accession.state == "known" for lesion in lesions)
        if not counts or (stated.state != "not_documented" and _leave_it_open(counts) and not proven):
            return stated
        if any(count.value is None for count in counts):
            return NOT_DOCUMENTED
        low, high = (sum(pick(count.values) for count in counts) for pick in (min, max))
        note = stated.note or next((count.note for count in counts if count.note), None)
        values = tuple(sorted({low, high, *stated.values}))
        return Fact("known" if len(values) == 1 else "contradicted", values, note)

    def notices_for(self, service_id: str) -> tuple[Notice, ...]:
        """Notices that name a service, and those that name none and so cover all."""
        return tuple(n for n in self.documents.notices if not n.services or service_id in n.services)


def with_ids(data: Any) -> Any:
    """Raw input whose lesions, services, problems and so on all have ids; anything else comes back as it is."""
    if not isinstance(data, dict):
        return data
    for name, letter in NUMBERED.items():
        data = _number(data, name, letter)
    if isinstance(data.get("visit"), dict):
        visit = _number(data["visit"], "problems", "problem")
        data = data if visit is data["visit"] else {**data, "visit": visit}
    return data


def _number(data: dict[str, Any], name: str, letter: str) -> dict[str, Any]:
    items = data.get(name)
    if not isinstance(items, list | tuple) or all(not isinstance(i, dict) or "id" in i for i in items):
        return data
    numbered = [
        {"id": f"{letter}{n}", **item} if isinstance(item, dict) and "id" not in item else item
        for n, item in enumerate(items, start=1)
    ]
    return {**data, name: numbered}


def _leave_it_open(counts: list[Fact[int]]) -> bool:
    """True when the lesions' counts are missing, or nobody wrote any of them."""
    return any(count.value is None for count in counts) or all(count.assumed for count in counts)


Identified = TypeVar("Identified", Lesion, Service, Wound)


def _by_id(items: tuple[Identified, ...], id: str) -> Identified:
    for item in items:
        if item.id == id:
            return item
    raise KeyError(id)


EXAMPLE: dict[str, Any] = {
    "encounter": "e-1",
    "payer": "medicare.national",
    "dos": "2026-10-15",
    "patient": {"status": "established"},
    "lesions": [
        {
            "id": "A",
            "kind": "actinic-keratosis",
            "site": ["face", "hand"],
            "count": {"value": 9, "note": {"text": "nine rough scaly papules", "start": 112, "end": 136}},
        }
    ],
    "services": [{"id": "s1", "technique": "destruction", "lesions": ["A"], "diagnoses": ["L57.0"]}],
    "documents": {"signature": {"by": "p1", "on": "2026-10-15"}},
}
