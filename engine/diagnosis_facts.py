"""Diagnosis codes against the record: whether each may stand on a claim that day, and whether one is of the place."""

from __future__ import annotations

from collections.abc import Iterable

from engine.code_facts import CodeFacts
from engine.encounter import Encounter, Fact
from engine.items import Item
from engine.lexicon import Lexicon, spelled

IN_FORCE = "diagnosis-in-force"
OF_THE_SITE = "diagnosis-of-the-site"
OF_THE_KIND = "diagnosis-of-the-kind"
PLACES = "diagnosis-site"
"""The policy's list of the places that diagnosis codes name: sites, or words of which sites are kinds; "also called"
are the codes, each with all that is beneath it."""
SIDES = "diagnosis-side"
"""In the same way, the sides that codes name."""
KINDS = "diagnosis-kind"
"""In the same way, the kinds of lesion that codes are about."""
KIND = "lesion-kind"

SHORTEST = 3
"""Characters of a diagnosis code's category."""
NO_CODE = "no code"
SAID = {
    "ended": "is no longer a code",
    "to come": "is not a code yet",
    "heading": "is a heading and wants more characters",
    NO_CODE: "is no code",
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


def of_the_site(item: Item, site: Fact[object], side: Fact[object], lexicon: Lexicon) -> Fact[object]:
    """No, where the codes name places or sides and none of them is where the item was. A place that the policy's list
    does not hold, and a code that names none, say nothing."""
    named = _named(item, PLACES, lexicon)
    here = {place for word in _words(site) for place in _places_of(word, lexicon)}
    sides = _named(item, SIDES, lexicon)
    other = len(sides) == 1 and side.value in ("left", "right") and side.value not in sides
    return Fact.known((not named or not here or bool(named & here)) and not other)


def of_the_kind(item: Item, kind: Fact[object], lexicon: Lexicon) -> Fact[object]:
    """No, where the codes are about kinds of lesion and the item's is none of them, nor wider or narrower than one."""
    named, here = _named(item, KINDS, lexicon), _words(kind)
    may_be = any(
        lexicon.is_a(KIND, one, other) or lexicon.is_a(KIND, other, one) for one in named for other in here
    )
    return Fact.known(not named or not here or may_be)


def _words(fact: Fact[object]) -> tuple[str, ...]:
    found = fact.value if isinstance(fact.value, tuple) else (fact.value,) if fact.value else ()
    return tuple(str(word) for word in found)


def _named(item: Item, vocabulary: str, lexicon: Lexicon) -> set[str]:
    """What the item's codes say, each by the longest beginning of it that the policy lists."""
    listed, found = lexicon.spellings(vocabulary), set()
    for key in map(spelled, item.diagnoses):
        found |= set([listed[key[:n]] for n in range(len(key), SHORTEST - 1, -1) if key[:n] in listed][:1])
    return found


def _places_of(site: str, lexicon: Lexicon) -> Iterable[str]:
    """The listed places that the site lies in, or that lie in it."""
    for word in dict.fromkeys(lexicon.spellings(PLACES).values()):
        if word in lexicon.spellings("site").values() and (
            lexicon.is_part(site, word) or lexicon.is_part(word, site)
        ):
            yield word
            yield lexicon.vocabularies[PLACES].words[word].kind_of or word
