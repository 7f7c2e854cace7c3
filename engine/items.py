"""Work items: the documented pieces of work that codes are chosen for, one per service and lesion, wound, or visit.

Counting, sizing and exclusion all work on items, so that a lesion that is sampled and then frozen can leave one count
and stay in another. The item, not the code, is what must be reported or accounted for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from engine.encounter import (
    Debridement,
    Drug,
    Encounter,
    Lesion,
    Light,
    Mohs,
    Service,
    Specimen,
    Wound,
)

Part: TypeAlias = Mohs | Drug | Specimen | Light | Debridement

PARTS = (
    ("mohs", "mohs"),
    ("drug", "drugs"),
    ("specimen", "specimens"),
    ("light", "light"),
    ("debridement", "debridements"),
)
"""Kinds of item that are neither services, wounds nor the visit, and the field that holds them."""

KINDS = frozenset({"visit", *(kind for kind, _ in PARTS)})
"""Kinds that a pattern names as such."""


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of documented work. `service` is the id that a reader knows it by (``s1``, ``w1``, ``visit``)."""

    id: str
    service: str
    lesion: Lesion | None = None
    performed: Service | None = None
    wound: Wound | None = None
    part: Part | None = None
    """What else was documented: Mohs surgery of a tumour, a drug, a specimen, light, a debridement."""
    kind: str = "service"
    """service, wound, mohs, drug, specimen, light, debridement or visit."""
    is_visit: bool = False
    practitioner: str = "p1"
    session: int = 1
    diagnoses: tuple[str, ...] = ()

    @property
    def structure(self) -> str:
        """What the work was done on: a lesion, else the wound itself; empty when neither is identified."""
        if self.lesion is not None:
            return f"lesion {self.lesion.id}"
        return f"wound {self.wound.id}" if self.wound is not None else ""


def documented_items(encounter: Encounter) -> tuple[Item, ...]:
    """Every work item of the encounter, in the order written: services, wounds, then the visit."""
    lesions = {lesion.id: lesion for lesion in encounter.lesions}
    items: list[Item] = []
    for service in encounter.services:
        worked_on: list[Lesion | None] = [lesions[name] for name in service.lesions]
        for lesion in worked_on or [None]:
            items.append(
                Item(
                    id=f"{service.id}:{lesion.id}" if lesion else service.id,
                    service=service.id,
                    lesion=lesion,
                    performed=service,
                    practitioner=encounter.practitioner_of(service).id,
                    session=service.session,
                    diagnoses=tuple(service.diagnoses),
                )
            )
    for wound in encounter.wounds:
        of_lesion = lesions.get(wound.lesion) if wound.lesion else None
        treated: list[Service | Mohs] = [
            *(s for s in encounter.services if wound.lesion and wound.lesion in s.lesions),
            *(m for m in encounter.mohs if wound.lesion == m.lesion),
        ]
        items.append(
            Item(
                id=wound.id,
                service=wound.id,
                lesion=of_lesion,
                wound=wound,
                kind="wound",
                practitioner=encounter.practitioner_of(wound).id,
                session=wound.session,
                diagnoses=tuple(wound.diagnoses)
                or tuple(dict.fromkeys(d for s in treated for d in s.diagnoses)),
            )
        )
    items += [
        _part_item(encounter, part, kind) for kind, field in PARTS for part in getattr(encounter, field)
    ]
    if encounter.visit is not None:
        visit = encounter.visit
        items.append(
            Item(
                id="visit",
                service="visit",
                kind="visit",
                is_visit=True,
                practitioner=encounter.practitioner_of(visit).id,
                session=visit.session,
                diagnoses=tuple(visit.diagnoses),
            )
        )
    return tuple(items)


def _part_item(encounter: Encounter, part: Part, kind: str) -> Item:
    named = getattr(part, "lesion", None) or next(iter(getattr(part, "lesions", ())), None)
    return Item(
        id=part.id,
        service=part.id,
        lesion=next((lesion for lesion in encounter.lesions if lesion.id == named), None),
        part=part,
        kind=kind,
        practitioner=encounter.practitioner_of(part).id,
        session=getattr(part, "session", 1),
        diagnoses=tuple(part.diagnoses),
    )
