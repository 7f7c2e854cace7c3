"""What a place in an encounter's JSON is called in questions: whose fact it is, and by which name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from engine.encounter import Encounter, Lesion
from engine.encounter.fields import fields_of
from engine.fact_table import FACTS

_STEP = re.compile(r"([a-z0-9_]+)(?:\[(\d+)\])?")

SUBJECTS: Final[Mapping[str, str]] = {
    "lesions": "lesion",
    "services": "service",
    "wounds": "wound",
    "mohs": "mohs",
    "drugs": "drug",
    "specimens": "specimen",
    "light": "light",
    "debridements": "debridement",
    "visit": "visit",
    "patient": "patient",
}
"""By field of the encounter, the subject of its facts in the policies."""


@dataclass(frozen=True, slots=True)
class Named:
    """`service` is the id that a reader knows the work by, `subject` whose fact it is (``lesion A``, ``service s1``,
    ``visit``, ``encounter``), `fact` its name in the policies."""

    service: str
    subject: str
    fact: str


def subject_of_path(encounter: Encounter, path: str) -> Named:
    """What ``services[0].technique`` is called. Parts without an id of their own are the visit's or the encounter's."""
    steps = [(name, int(index) if index else None) for name, index in _STEP.findall(path)]
    head, index = steps[0]
    part: Any = getattr(encounter, head)
    if index is not None:
        part = part[index]
    rest = ".".join(name for name, _ in steps[1:])
    fact = _fact_names(SUBJECTS.get(head, "")).get(rest) or _called(part, steps[1:]) or head.replace("_", "-")
    if head == "visit":
        return Named("visit", "visit", fact)
    if head not in SUBJECTS or head == "patient":
        return Named("encounter", "encounter", fact)
    if isinstance(part, Lesion):
        return Named(_worked_on(encounter, part.id), f"lesion {part.id}", fact)
    return Named(part.id, f"wound {part.id}" if head == "wounds" else f"service {part.id}", fact)


@cache
def _fact_names(subject: str) -> Mapping[str, str]:
    """By path of fields from the subject, the name of the fact that is kept there."""
    return {
        source.field.removeprefix("patient."): name
        for name, source in FACTS.get(subject, {}).items()
        if source.field
    }


def _called(part: Any, steps: list[tuple[str, int | None]]) -> str:
    """The name of a field that no fact reads: its vocabulary's, else its own."""
    for n, (name, index) in enumerate(steps):
        if n == len(steps) - 1:
            fields = {field.name: field for field in fields_of(part.__class__)}
            looked_up = fields[name].looked_up if name in fields else None
            return looked_up.vocabulary if looked_up else name.replace("_", "-")
        part = getattr(part, name)
        part = part[index] if index is not None else part
    return ""


def _worked_on(encounter: Encounter, lesion: str) -> str:
    """The first work on the lesion, by its id; the lesion's own id where there is none."""
    for parts in (encounter.services, encounter.specimens, encounter.light):
        for part in parts:
            if lesion in part.lesions:
                return part.id
    for parts_of_one in (encounter.wounds, encounter.mohs, encounter.debridements):
        for one in parts_of_one:
            if one.lesion == lesion:
                return one.id
    return lesion
