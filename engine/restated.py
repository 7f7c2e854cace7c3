"""Entries that restate another: what they say is said there too, or they name no lesion where only one can be meant."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from engine.encounter import NOT_DOCUMENTED, Debridement, Encounter, Fact, Wound
from engine.encounter.answers import answer_in
from engine.encounter.base import Model
from engine.encounter.fields import fields_of
from engine.lexicon import Lexicon

M = TypeVar("M", bound=Model)
W = TypeVar("W", Wound, Debridement)

NOT_COMPARED: Final = ("id", "order", "note", "diagnoses")
"""Fields that make no second thing: what it was done for is none."""


def restated(encounter: Encounter, entries: tuple[M, ...], lexicon: Lexicon) -> list[tuple[M, M]]:
    """(other, entry) for each entry that says nothing which another, that is left, does not say too."""
    left = list(entries)
    found: list[tuple[M, M]] = []
    for entry in entries:
        other = next((o for o in left if o is not entry and _says_all(encounter, o, entry, lexicon)), None)
        if other is not None:
            left.remove(entry)
            found.append((other, entry))
    return found


def of_their_lesions(encounter: Encounter, entries: tuple[W, ...], lexicon: Lexicon) -> tuple[W, ...]:
    """The entries, where a flap, a graft or a debridement that names no lesion is of the lesion of its place that has
    such work, if there is one: nothing tells it apart."""
    named = [each for each in entries if each.lesion]
    if not named or len(named) == len(entries):
        return entries
    return tuple(each if each.lesion else _of_its_lesion(encounter, each, named, lexicon) for each in entries)


def covered(wound: Wound) -> tuple[bool, bool]:
    """By a flap, by a graft."""
    return wound.flap is not None, wound.graft is not None


def _of_its_lesion(encounter: Encounter, entry: W, named: list[W], lexicon: Lexicon) -> W:
    work = _work(entry)
    here = {
        each.lesion
        for each in named
        if _work(each) == work
        and (not entry.site.values or _at_its_lesion(encounter, entry.site, each, lexicon))
    }
    if len(here) != 1 or not any(work):
        return entry
    return entry.model_copy(update={"lesion": here.pop(), "site": NOT_DOCUMENTED})


def _work(entry: Wound | Debridement) -> tuple[object, ...]:
    return covered(entry) if isinstance(entry, Wound) else entry.depth.values


def _says_all(encounter: Encounter, other: Model, entry: Model, lexicon: Lexicon) -> bool:
    """Everything that the entry says but a no, the other says as well; an entry's lesion says its place."""
    for field in fields_of(type(entry)):
        own, said = getattr(entry, field.name), getattr(other, field.name)
        if field.name in NOT_COMPARED or own == said or not _documented(own):
            continue
        if field.form == "fact" and own.values == (False,):
            continue  # a no is nothing that was done
        if field.name == "site" and not _documented(said) and _at_its_lesion(encounter, own, other, lexicon):
            continue
        if field.form != "fact" or own.values != said.values:
            return False
    return True


def _at_its_lesion(encounter: Encounter, site: Fact[Any], entry: Model, lexicon: Lexicon) -> bool:
    """The places are, are parts of, or hold the places of the entry's lesion."""
    own = getattr(entry, "lesion", None)
    places = _parts(site)
    there = [part for each in encounter.lesions if each.id == own for part in _parts(each.site)]
    return bool(places and there) and all(any(lexicon.overlap(a, b) for b in there) for a in places)


def _parts(site: Fact[Any]) -> list[str]:
    return [part for value in site.values for part in value]


def _documented(value: Any) -> bool:
    """Something is said there."""
    if isinstance(value, Fact):
        return value.state != "not_documented"
    if isinstance(value, Model):
        return any(_documented(getattr(value, name)) for name in type(value).model_fields)
    return value not in (None, (), False) and not (isinstance(value, str) and answer_in(value))
