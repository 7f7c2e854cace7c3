"""Two fields of a record that speak of one fact: where one is missing the other says it, where they disagree both stand
as a contradiction, and nothing is chosen between them here.
"""

from __future__ import annotations

from typing import Any

from engine.encounter import Encounter, Fact, Lesion, Wound
from engine.encounter.services import Flap, Graft
from engine.joined import both_facts
from engine.lines import Doubt
from engine.named import subject_of_path
from rules_dsl.rulebook import RuleBook


def settle(encounter: Encounter, book: RuleBook) -> tuple[Encounter, tuple[Doubt, ...]]:
    """The encounter with one fact for what several fields say, and a doubt for each pair that disagrees."""
    doubts: list[Doubt] = []
    lesions = tuple(
        _as_deep_as_the_work(encounter, _measured(encounter, lesion, n, doubts))
        for n, lesion in enumerate(encounter.lesions)
    )
    wounds = tuple(_closed(encounter, wound, n, book, doubts) for n, wound in enumerate(encounter.wounds))
    changes: dict[str, Any] = {}
    if any(a is not b for a, b in zip(lesions, encounter.lesions, strict=True)):
        changes["lesions"] = lesions
    if any(a is not b for a, b in zip(wounds, encounter.wounds, strict=True)):
        changes["wounds"] = wounds
    return (encounter.model_copy(update=changes) if changes else encounter), tuple(doubts)


def _measured(encounter: Encounter, lesion: Lesion, n: int, doubts: list[Doubt]) -> Lesion:
    """The greatest of a lesion's dimensions is its diameter."""
    if lesion.dimensions_mm.state == "not_documented":
        return lesion
    greatest = tuple(dict.fromkeys(max(sides) for sides in lesion.dimensions_mm.values))
    note = lesion.dimensions_mm.note
    alone: Fact[Any] = Fact("known" if len(greatest) == 1 else "contradicted", greatest, note)
    diameter = both_facts(lesion.diameter_mm, alone)
    if diameter is lesion.diameter_mm:
        return lesion
    if lesion.diameter_mm.state != "not_documented":
        _tell(encounter, f"lesions[{n}].diameter_mm", "The diameter and the dimensions", doubts)
    return lesion.model_copy(update={"diameter_mm": diameter})


def _as_deep_as_the_work(encounter: Encounter, lesion: Lesion) -> Lesion:
    """A lesion of which only the services on it say how deep it lay, all the same."""
    if lesion.depth.state != "not_documented":
        return lesion
    said = [s.depth for s in encounter.services if lesion.id in s.lesions and s.depth.state == "known"]
    if len({fact.value for fact in said}) != 1:
        return lesion
    return lesion.model_copy(update={"depth": said[0]})


def _closed(encounter: Encounter, wound: Wound, n: int, book: RuleBook, doubts: list[Doubt]) -> Wound:
    """A wound lies where its lesion lay; a flap or a graft of no known type is none."""
    if wound.lesion and wound.site.state == "known":
        of_lesion = encounter.lesion(wound.lesion).site
        if of_lesion.state == "known" and not _overlap(wound.site.values[0], of_lesion.values[0], book):
            _tell(encounter, f"wounds[{n}].site", "The wound's place and its lesion's", doubts)
            wound = wound.model_copy(update={"site": both_facts(wound.site, of_lesion)})
    for name in ("flap", "graft"):
        part: Flap | Graft | None = getattr(wound, name)
        if part is not None and part.type.state == "not_documented":
            named = subject_of_path(encounter, f"wounds[{n}].{name}.type")
            says = f"No type of {name} is known, so that the record shows no {name}; the closure is what it shows."
            ask = f"Which {name} was it, if it was one?"
            doubts.append(Doubt("not_said", named, f"wounds[{n}].{name}.type", says, ask=ask))
            none: Fact[Any] = Fact("known", (False,), part.type.note)
            wound = wound.model_copy(update={name: part.model_copy(update={"type": none})})
    return wound


def _overlap(one: tuple[str, ...], other: tuple[str, ...], book: RuleBook) -> bool:
    """Some place of one is, or is part of, or holds, a place of the other."""
    return any(a in _holders(b, book) or b in _holders(a, book) for a in one for b in other)


def _holders(site: str, book: RuleBook) -> set[str]:
    found = {site}
    while site in book.sites and book.sites[site].part_of:
        site = book.sites[site].part_of
        found.add(site)
    return found


def _tell(encounter: Encounter, path: str, what: str, doubts: list[Doubt]) -> None:
    says = f"{what} disagree; the claim stands on the lower outcome."
    doubts.append(Doubt("disagree", subject_of_path(encounter, path), path, says))
