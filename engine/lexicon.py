"""Every spelling of a policy's words: names, aliases, simple plurals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from rules_dsl.rulebook import RuleBook, Vocabulary, Word
from rules_dsl.vocabulary import CLOSED_WORDS

SIDES: Final = {
    "left": "left",
    "right": "right",
    "bilateral": "bilateral",
    "bilaterally": "bilateral",
    "both": "bilateral",
}
SHORT_SIDES: Final = {"l": "left", "lt": "left", "r": "right", "rt": "right", "bilat": "bilateral"}
"""Written before a place or behind it; the other words of a side may also stand within: "upper left arm"."""
LONGEST_LIMB: Final = 3
"""Letters of a limb written with its side, as in "LUE", whose first is the side."""
OF_PEOPLE: Final = frozenset({"credential", "specialty", "role", "contractor", "room", "digit", "place"})
_SPELLING = str.maketrans(
    {"'": "", "’": "", ".": "", "_": " ", "-": " ", "/": " ", "&": " and ", "+": " plus "}
)
_OF_PLACES = str.maketrans(dict.fromkeys(",;()", " "))
_MEASURED = re.compile(r"\d+-?(mm|cm)-(?=[a-z])")


def spelled(word: str) -> str:
    """A word as policies spell words: lower case, hyphens between its parts, no apostrophes or full stops; ``&`` is
    "and", ``+`` is "plus"."""
    return "-".join(word.casefold().translate(_SPELLING).split())


class Lexicon:
    """Every spelling of every word of a rulebook's vocabularies and sites."""

    def __init__(self, rulebook: RuleBook) -> None:
        self.vocabularies = rulebook.vocabularies
        self._rulebook = rulebook
        self._spellings: dict[str, dict[str, str]] = {}
        by_service = (each for each in rulebook.choices if each.per == "service" and each.once)
        self._by_service = frozenset(pattern.head for each in by_service for pattern in each.patterns)

    def spellings(self, vocabulary: str) -> dict[str, str]:
        """Spelling -> word, of a vocabulary, of ``site``, or of a list that the record itself has; empty for one
        that the policy does not have."""
        if vocabulary not in self._spellings:
            words: Iterable[Any] = (
                self._rulebook.sites.values()
                if vocabulary == "site"
                else self.vocabularies[vocabulary].words.values()
                if vocabulary in self.vocabularies
                else ()
            )
            found: dict[str, str] = {}
            for word in words:
                for name in (word.name, *word.aliases):
                    found.setdefault(spelled(name), word.name)
            for word in words:
                found[spelled(word.name)] = word.name
            found |= {spelled(word): word for word in CLOSED_WORDS.get(vocabulary, ())}
            self._spellings[vocabulary] = found
        return self._spellings[vocabulary]

    def find(self, vocabulary: str, word: str) -> str | None:
        """The policy's word, also for a simple plural, and where a length stands before it: "4 mm punch biopsy"."""
        spellings = self.spellings(vocabulary)
        spelling = spelled(word)
        forms = [*_singulars(spelling), *_singulars(_MEASURED.sub("", spelling, count=1))]
        return next((spellings[form] for form in forms if form in spellings), None)

    def implied(self, vocabulary: str, word: str) -> Iterator[tuple[str, str]]:
        """(fact, word) pairs that a word or its wider words imply, the nearest first."""
        words: dict[str, Word] = (
            self.vocabularies[vocabulary].words if vocabulary in self.vocabularies else {}
        )
        seen: set[str] = set()
        while word in words:
            for name, value in words[word].implies:
                if name not in seen:
                    seen.add(name)
                    yield name, value
            word = words[word].kind_of

    def is_a(self, vocabulary: str, word: str, wider: str) -> bool:
        known: Vocabulary | None = self.vocabularies.get(vocabulary)
        return word == wider or (known is not None and known.is_a(word, wider))

    def wider(self, vocabulary: str, word: str) -> str:
        """The word that it is a kind of, or ""."""
        words = self.vocabularies[vocabulary].words if vocabulary in self.vocabularies else {}
        return words[word].kind_of if word in words else ""

    def place(self, word: str) -> tuple[str | None, str]:
        """The site, and the side that the word says with it: ``left-cheek``, ``L cheek``, ``cheek, left``. None for
        a site that no policy knows."""
        spelling = spelled(word.translate(_OF_PLACES))
        found = self.find("site", spelling)
        if found is None:
            for side, rest in _sides(spelling):
                site = self.find("site", rest)
                if site is not None:
                    return site, side
        return found, ""

    def digit(self, word: str) -> str:
        """The digit that a word for a site names, with or without its side: ``left-great-toe``. Empty for none."""
        parts = spelled(word).split("-")
        if len(parts) > 1 and parts[0] in SIDES:
            parts = parts[1:]
        elif len(parts) > 1 and parts[-1] in SIDES:
            parts = parts[:-1]
        return self.find("digit", "-".join(parts)) or ""

    def is_part(self, site: str, wider: str) -> bool:
        """The site is the other, or a part of it."""
        known = self._rulebook.sites
        while site and site != wider:
            site = known[site].part_of if site in known else ""
        return site == wider

    def overlap(self, one: str, other: str) -> bool:
        """One of two sites is the other, or a part of it."""
        return self.is_part(one, other) or self.is_part(other, one)

    def of_parts(self, vocabulary: str, word: str) -> str | None:
        """The word of a list such as "MD, PhD", where every part is known; of several the first that the policy has
        written, for it writes what says most first."""
        found = [self.find(vocabulary, part) for part in _PARTS.split(word) if part.strip()]
        if len(found) < 2 or None in found:
            return None
        order = list(dict.fromkeys(self.spellings(vocabulary).values()))
        return min((name for name in found if name), key=order.index)

    def by_service(self, technique: str) -> bool:
        """A choice counts it by the service, and not by what it was done to: an injection under the skin."""
        return any(self.is_a("technique", technique, head) for head in self._by_service)

    def names(self, word: str) -> bool:
        """Some vocabulary of things that are found or done has the word; not those of people and papers."""
        return any(self.find(each, word) for each in ("site", *self.vocabularies) if each not in OF_PEOPLE)


_PARTS = re.compile(r"[,/;&]|\band\b")

_KEPT: dict[int, tuple[RuleBook, Lexicon]] = {}
MOST_KEPT = 64


def lexicon_of(rulebook: RuleBook) -> Lexicon:
    """The lexicon of a rulebook, made once."""
    kept = _KEPT.get(id(rulebook))
    if kept is None:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        kept = _KEPT[id(rulebook)] = (rulebook, Lexicon(rulebook))  # holding the book keeps its id its own
    return kept[1]


def _sides(spelling: str) -> Iterator[tuple[str, str]]:
    """(side, rest) of each way to read a side out of the words of a place."""
    parts = spelling.split("-")
    if len(parts) == 1 and len(spelling) == LONGEST_LIMB and spelling[0] in SHORT_SIDES:
        yield SHORT_SIDES[spelling[0]], spelling[1:]
    last = len(parts) - 1
    for n, part in enumerate(parts if last else ()):
        side = SIDES.get(part) or (SHORT_SIDES.get(part) if n in (0, last) else None)
        if side:
            yield side, "-".join(parts[:n] + parts[n + 1 :])


def _singulars(word: str) -> Iterator[str]:
    yield word
    for plural, singular in (("ies", "y"), ("es", ""), ("es", "is"), ("s", ""), ("i", "us"), ("ae", "a")):
        if word.endswith(plural) and len(word) > len(plural) + 2:
            yield word.removesuffix(plural) + singular
