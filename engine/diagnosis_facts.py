"""Diagnosis codes against the record: whether each may stand on a claim that day, and whether one is of the place."""

from __future__ import annotations

from collections.abc import Iterable

from engine.code_facts import CodeFacts
from engine.encounter import Encounter, Fact
from engine.items import Item
from engine.lexicon import Lexicon, spelled

IN_FORCE = "diagnosis-in-force"
OF_THE_SITE = "diagnosis-of-the-site"
PLACES = "diagnosis-site"
"""The policy's list of the places that diagnosis codes name: sites, or words of which sites are kinds; "also called"
are the codes, each with all that is beneath it."""

SHORTEST = 3
"""Characters of a diagnosis code's category."""
SAID = {
    "ended": "is no longer a code",
    "to come": "is not a code yet",
    "heading": "is a heading and wants more characters",
    "no code": "is no code",
}


def diagnoses_of(item: Item, encounter: Encounter) -> tuple[str, ...]:
    """The item's own; a visit's, where it names none, are its problems'."""
    if item.diagnoses or not item.is_visit or encounter.visit is None:
        return item.diagnoses
    return tuple(dict.fromkeys(d for problem in encounter.visit.problems for d in problem.diagnoses))


def not_in_force(items: Iterable[Item], encounter: Encounter, codes: CodeFacts) -> list[str]:
    """A clause for each diagnosis of these items that may not stand on a claim of the day."""
    found = dict.fromkeys(d for item in items for d in diagnoses_of(item, encounter))
    standings = {diagnosis: codes.diagnosis(diagnosis) for diagnosis in found}
    return [f"{d} {SAID[how]} on {encounter.dos}" for d, how in standings.items() if how in SAID]


def in_force(item: Item, encounter: Encounter, codes: CodeFacts) -> Fact[object]:
    """No, where the tables know that one of the item's diagnoses is no code of the day."""
    return Fact.known(not not_in_force([item], encounter, codes))


def of_the_site(item: Item, site: Fact[object], lexicon: Lexicon) -> Fact[object]:
    """No, where the codes name places and none of them is where the item was. A place that the policy's list does not
    hold, and a code that names none, say nothing."""
    named = {place for code in item.diagnoses if (place := _place(code, lexicon))}
    words = site.value if isinstance(site.value, tuple) else (site.value,) if site.value else ()
    here = {place for word in words for place in _places_of(str(word), lexicon)}
    return Fact.known(not named or not here or bool(named & here))


def _place(code: str, lexicon: Lexicon) -> str:
    """What the code says of the place, by the longest beginning of it that the policy lists."""
    listed, key = lexicon.spellings(PLACES), spelled(code)
    return next((listed[key[:n]] for n in range(len(key), SHORTEST - 1, -1) if key[:n] in listed), "")


def _places_of(site: str, lexicon: Lexicon) -> Iterable[str]:
    """The listed places that the site lies in, or that lie in it."""
    for word in dict.fromkeys(lexicon.spellings(PLACES).values()):
        if word in lexicon.spellings("site").values() and (
            lexicon.is_part(site, word) or lexicon.is_part(word, site)
        ):
            yield word
            yield lexicon.vocabularies[PLACES].words[word].kind_of or word
