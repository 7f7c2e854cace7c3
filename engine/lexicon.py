"""Every spelling of a policy's words: names, aliases, simple plurals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from rules_dsl.rulebook import RuleBook, Vocabulary, Word
from rules_dsl.vocabulary import CLOSED_WORDS

_SPELLING = str.maketrans({"'": "", "’": "", ".": "", "_": " ", "-": " ", "/": " ", "&": " and "})


def spelled(word: str) -> str:
    """A word as policies spell words: lower case, hyphens between its parts, no apostrophes or full stops; ``&`` is
    "and"."""
    return "-".join(word.casefold().translate(_SPELLING).split())


class Lexicon:
    """Every spelling of every word of a rulebook's vocabularies and sites."""

    def __init__(self, rulebook: RuleBook) -> None:
        self.vocabularies = rulebook.vocabularies
        self._rulebook = rulebook
        self._spellings: dict[str, dict[str, str]] = {}

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
            found |= {word: word for word in CLOSED_WORDS.get(vocabulary, ())}
            self._spellings[vocabulary] = found
        return self._spellings[vocabulary]

    def find(self, vocabulary: str, word: str) -> str | None:
        """The policy's word, also for a simple plural."""
        spellings = self.spellings(vocabulary)
        return next((spellings[form] for form in _singulars(spelled(word)) if form in spellings), None)

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

    @cached_property
    def sites(self) -> dict[str, str]:
        return self.spellings("site")


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


def _singulars(word: str) -> Iterator[str]:
    yield word
    for plural, singular in (("ies", "y"), ("es", ""), ("es", "is"), ("s", ""), ("i", "us")):
        if word.endswith(plural) and len(word) > len(plural) + 2:
            yield word.removesuffix(plural) + singular
