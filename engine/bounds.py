"""What is written and not believed: a number beyond a policy's bound, or a word for what is not at that place.

Such a fact counts as not documented, so it raises nothing; what was written is told, and asked about. The conditions of
a bound read the record as it is written, so that bounds have no order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.conditions import evaluate
from engine.encounter import Fact
from engine.encounter.base import short
from engine.facts import FACTS
from engine.items import Item
from engine.lines import Doubt, Question
from engine.named import Named
from engine.same_book import SameBook
from rules_dsl.rulebook import Bound, RuleBook, Word

if TYPE_CHECKING:
    from engine.item_facts import ItemFacts

SITE = "site"
Read = Callable[[str], "Fact[object]"]
"""The item's fact of that name, as it is written."""


@dataclass(frozen=True, slots=True)
class Disbelief:
    """Values that are not counted, by which rule (empty for a word at the wrong place), and what to ask."""

    values: tuple[object, ...]
    rule: str
    ask: str


class Beliefs:
    """The bounds and placed words of one rulebook, by the fact they are about."""

    def __init__(self, book: RuleBook) -> None:
        self.book = book
        self._bounds: dict[str, tuple[Bound, ...]] = {}
        for bound in book.bounds:
            for name in bound.facts:
                self._bounds[name] = (*self._bounds.get(name, ()), bound)
        self._placed: dict[str, dict[str, Word]] = {}
        vocabularies = {
            name: words
            for name, each in book.vocabularies.items()
            if (words := {w.name: w for w in each.words.values() if w.placed})
        }
        for sources in FACTS.values():
            for name, source in sources.items():
                if source.words in vocabularies:
                    self._placed[name] = vocabularies[source.words]
        self.names = frozenset({*self._bounds, *self._placed})
        self._names_of: dict[tuple[object, ...], tuple[str, ...]] = {}

    def names_of(self, item: Item) -> tuple[str, ...]:
        """The facts of which something of this item may not be believed, sorted."""
        has = item.kind, item.lesion is not None, item.performed is not None, item.wound is not None
        if has not in self._names_of:
            bound = (n for n, bounds in self._bounds.items() if any(_speaks_of(b, item) for b in bounds))
            self._names_of[has] = tuple(sorted({*bound, *self._placed}))
        return self._names_of[has]

    def judged(
        self, item: Item, name: str, fact: Fact[object], read: Read
    ) -> tuple[Fact[object], tuple[Disbelief, ...]]:
        """What is left of the fact, and what of it is not believed."""
        if not fact.values or fact.value == ():
            return fact, ()
        for bound in self._bounds.get(name, ()):
            none = fact.value is False and (bound.only_when is not None)
            if not none and _speaks_of(bound, item) and self._beyond_somehow(bound, read):
                return Fact("not_documented", (), fact.note), (Disbelief(fact.values, bound.rule, bound.ask),)
        return self._in_place(name, fact, read)

    def _beyond_somehow(self, bound: Bound, read: Read) -> bool:
        """With the facts as they are written, or with the highest of what contradicts itself: one value that is not
        believed leaves nobody knowing the other."""
        contradicted = False

        def noting(name: str) -> Fact[object]:
            nonlocal contradicted
            fact = read(name)
            contradicted |= fact.state == "contradicted"
            return fact

        if self._beyond(bound, noting):
            return True
        return contradicted and self._beyond(bound, lambda name: read(name).highest())

    def _beyond(self, bound: Bound, read: Read) -> bool:
        """Certainly: what is not known keeps no fact from counting."""
        only, never = bound.only_when, bound.not_when
        if only is not None and evaluate(only, read, self.book).met is False:
            return True
        return never is not None and evaluate(never, read, self.book).met is True

    def _in_place(
        self, name: str, fact: Fact[object], read: Read
    ) -> tuple[Fact[object], tuple[Disbelief, ...]]:
        placed = self._placed.get(name, {})
        site = read(SITE) if placed and name != SITE else None
        if site is None or site.state != "known" or fact.state != "known":
            return fact, ()
        sites = site.values[0] if isinstance(site.values[0], tuple | list) else site.values
        listed = fact.values[0] if isinstance(fact.values[0], tuple | list) else fact.values
        elsewhere = [w for w in listed if (w in placed) and not self._may_be(placed[str(w)], sites)]
        if not elsewhere:
            return fact, ()
        kept = tuple(word for word in listed if word not in elsewhere)
        told = tuple(
            Disbelief((word,), "", _where(placed[str(word)], [str(s) for s in sites])) for word in elsewhere
        )
        if isinstance(fact.values[0], tuple | list) and kept:
            return Fact("known", (kept,), fact.note), told
        return Fact("not_documented", (), fact.note), told

    def _may_be(self, word: Word, sites: Iterable[object]) -> bool:
        """One of the sites is such a place, is part of one, or has one as its part."""
        return any(
            self._within(str(site), place) or self._within(place, str(site))
            for site in sites
            for place in word.at
        )

    def _within(self, site: str, place: str) -> bool:
        while site and site != place:
            site = self.book.sites[site].part_of if site in self.book.sites else ""
        return bool(site)


def _where(word: Word, sites: Iterable[str]) -> str:
    plain = word.name.replace("-", " ")
    found, there = " and ".join(word.at), " and ".join(each.replace("-", " ") for each in sites)
    return f"There is a {plain} at the {found}; the record says {there}. Where was it?"


def _speaks_of(bound: Bound, item: Item) -> bool:
    """The item has what the bound is about."""
    match bound.of:
        case "lesion":
            return item.lesion is not None
        case "service":
            return item.performed is not None
        case "wound":
            return item.wound is not None
    return item.kind == bound.of


def doubts(items: Iterable[Item], facts: ItemFacts) -> Iterator[tuple[Doubt, Question]]:
    """Everything of the items that is not believed, each once, with the question about it."""
    told: set[tuple[str, str, str]] = set()
    for item in items:
        for name in facts.beliefs.names_of(item):
            for each in facts.disbelieved(item, name):
                subject = facts.holder(item, name)
                key = (subject, name, each.rule)
                if key not in told:
                    told.add(key)
                    yield (
                        _doubt(item, subject, name, each, facts.book),
                        Question(item.service, subject, name, each.ask, each.rule),
                    )


def _doubt(item: Item, subject: str, name: str, what: Disbelief, book: RuleBook) -> Doubt:
    said = ", ".join(_plain(value) for value in what.values)
    because = book.rules[what.rule].because if what.rule in book.rules else ""
    called = name.replace("-", " ")
    says = f"What the record says of {called} ({said}) is not believed, and not counted. {because}".strip()
    named = Named(item.service, subject, name)
    return Doubt("beyond", named, "", says, said=said, rule=what.rule)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list):
        return ", ".join(_plain(each) for each in value)
    return str(short(value) if isinstance(value, Decimal) else value)


def beliefs_of(book: RuleBook) -> Beliefs:
    """Those of a rulebook, made once."""
    return _beliefs(SameBook(book))


@lru_cache(maxsize=64)
def _beliefs(same: SameBook) -> Beliefs:
    return Beliefs(same.book)
