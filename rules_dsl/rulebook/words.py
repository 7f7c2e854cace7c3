"""What words mean: lists of words, sites, named classes of subjects, and lengths computed from facts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rules_dsl.rulebook.conditions import Condition, Subject


@dataclass(frozen=True, slots=True)
class Word:
    name: str
    kind_of: str = ""
    implies: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()
    at: tuple[str, ...] = ()
    """The sites where there is such a thing; none at all: anywhere."""

    @property
    def placed(self) -> bool:
        return bool(self.at)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words one field of an encounter may hold, with their wider words."""

    name: str
    words: dict[str, Word]

    def is_a(self, word: str, wider: str) -> bool:
        """True when `word` is `wider` or a kind of it, at any depth."""
        while word:
            if word == wider:
                return True
            word = self.words[word].kind_of if word in self.words else ""
        return False


@dataclass(frozen=True, slots=True)
class Site:
    name: str
    part_of: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A named class of subjects (``proven-malignant of lesion``); `asks` maps a missing fact to its question."""

    rule: str
    name: str
    of: Subject
    when: Condition
    asks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MissingFact:
    """What to do without `fact`: use another fact, a number, the smallest band, or nothing; and what to ask."""

    fact: str
    use: str = ""
    """"" (nothing), a fact's name, "smallest band", or a whole number in words of digits."""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A length in millimetres: the sum of factor x fact over `terms`."""

    rule: str
    name: str
    of: Subject
    terms: tuple[tuple[Decimal, str], ...]
    missing: tuple[MissingFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """Beyond which a documented fact is not believed: where `only_when` is certainly not met, or `not_when` certainly
    is, the facts count as not documented of that subject, which is told and asked."""

    rule: str
    name: str
    of: Subject
    facts: tuple[str, ...]
    only_when: Condition | None
    not_when: Condition | None
    ask: str
