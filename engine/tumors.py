"""One report is about one tumor: lesions of one accession number, kind and place are one lesion, unless words for more
than their kind and place tell them apart."""

from __future__ import annotations

from typing import Any, Final

from engine.encounter import Encounter, Fact, Lesion
from engine.encounter.answers import number_in
from engine.encounter.base import Model
from engine.encounter.fields import fields_of
from engine.joined import joined, renamed
from engine.lexicon import Lexicon
from engine.lines import Doubt
from engine.named import Named

REFERENCES: Final = ("lesion", "lesions", "contiguous_with")
"""Fields that name lesions."""
OF_THE_REPORT: Final = ("accession", "date")
OF_BOTH: Final = ("kind", "site", "count")
"""Facts of two lesions that are compared by what they mean, or that contradict each other where they differ."""


def one_of_each_tumor(encounter: Encounter, lexicon: Lexicon) -> tuple[Encounter, tuple[Doubt, ...]]:
    """The encounter with one lesion for each tumor, and a doubt for each lesion that went into another."""
    if len(encounter.lesions) < 2:
        return encounter, ()
    kept: dict[str, Lesion] = {}
    now: dict[str, str] = {}
    doubts: list[Doubt] = []
    for lesion in encounter.lesions:
        same = next((each for each in kept.values() if _one_tumor(each, lesion, lexicon)), None)
        if same is None:
            kept[lesion.id] = lesion
            continue
        now[lesion.id] = same.id
        kept[same.id] = joined(same, _as_named_by(same, lesion))
        doubts.append(_doubt(same, lesion, "one report is about both"))
    if not now:
        return encounter, ()
    changed = encounter.model_copy(update={"lesions": tuple(kept.values())})
    return renamed(changed, REFERENCES, now), tuple(doubts)


def _one_tumor(one: Lesion, other: Lesion, lexicon: Lexicon) -> bool:
    """One accession number, one kind and place, where one of the words may be the wider one, and nothing else of which
    they say different things."""
    if not (_number(one) and _number(one) == _number(other)):
        return False
    if not (_one_kind(one, other, lexicon) and _one_place(one, other, lexicon)):
        return False
    if (1,) not in (one.count.values, other.count.values) or other.id in one.contiguous_with:
        return False
    return not _differ(one, other)


def _one_kind(one: Lesion, other: Lesion, lexicon: Lexicon) -> bool:
    if one.kind.values == other.kind.values:
        return True
    a, b = str(one.kind.value or ""), str(other.kind.value or "")
    return bool(a and b) and (lexicon.is_a("lesion-kind", a, b) or lexicon.is_a("lesion-kind", b, a))


def _one_place(one: Lesion, other: Lesion, lexicon: Lexicon) -> bool:
    if not one.site.values or one.site.values == other.site.values:
        return bool(one.site.values)
    a, b = (each.site.value or () for each in (one, other))
    return bool(a and b) and all(any(lexicon.overlap(x, y) for y in b) for x in a)


def _as_named_by(one: Lesion, other: Lesion) -> Lesion:
    """The other lesion, with the first one's words for the number of their report."""
    pathology = other.pathology.model_copy(update={"accession": one.pathology.accession})
    return other.model_copy(update={"pathology": pathology})


def _number(lesion: Lesion) -> str:
    """The accession number in small letters, without what it is called."""
    accession = lesion.pathology.accession
    if accession.state != "known" or not accession.value:
        return ""
    return "".join(number_in(accession.value))


def _differ(one: Model, other: Model) -> bool:
    """Some fact of the two is known of both, and is not the same. Numbers of reports are written in many ways, and two
    days of one report are a mistake in one of them."""
    for field in fields_of(type(one)):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if field.form == "part" and _differ(a, b):
            return True
        if field.form == "fact" and field.name not in (*OF_THE_REPORT, *OF_BOTH) and _unlike(a, b):
            return True
    return False


def _unlike(one: Fact[Any], other: Fact[Any]) -> bool:
    """Both are known, and not the same word: a size that differs is a mistake in one of them, and no other tumor."""
    documented = one.state != "not_documented" and other.state != "not_documented"
    words = any(isinstance(value, str) for value in (*one.values, *other.values))
    return documented and words and set(one.values) != set(other.values)


def _doubt(first: Lesion, again: Lesion, because: str) -> Doubt:
    names = f"Lesions {first.id} and {again.id}"
    says = (
        f"{names} could be one, and count as one: {because}, and nothing else in the record tells them apart."
    )
    ask = f"{names}: is it one, or two? If two, what tells them apart?"
    return Doubt("twice", Named(first.id, f"lesion {first.id}", "same-thing"), "", says, ask=ask)
