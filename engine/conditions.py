"""Conditions of a policy, evaluated over one documented thing, in three values.

A condition is met, not met, or unknown; unknown names the facts that are missing. "Not documented" is never "no",
and it is never "yes": callers treat unknown as not met and may ask for what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from engine.earlier import Earlier
from engine.encounter import Fact
from engine.same_book import SameBook
from rules_dsl.rulebook import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Diagnosed,
    Documented,
    IsFlag,
    IsWord,
    Past,
    RuleBook,
)
from rules_dsl.vocabulary import EARLIER_CARE


@dataclass(frozen=True, slots=True)
class Verdict:
    """`met` is True, False, or None for unknown; `missing` names the facts an unknown verdict waits for."""

    met: bool | None
    missing: tuple[str, ...] = ()


DIAGNOSIS = "diagnosis"
MET = Verdict(True)
NOT_MET = Verdict(False)

FactLookup = Callable[[str], "Fact[object]"]
"""The documented fact of one subject by its policy name; measures answer too."""


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Met when all are met; not met as soon as one is not; else unknown, waiting for every missing fact."""
    found = list(verdicts)
    if any(v.met is False for v in found):
        return NOT_MET
    missing = tuple(dict.fromkeys(name for v in found if v.met is None for name in v.missing))
    return Verdict(None, missing) if any(v.met is None for v in found) else MET


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Met when one is met; not met when all are not; else unknown, waiting for every missing fact."""
    unknown: list[Verdict] = []
    for verdict in verdicts:
        if verdict.met:
            return MET
        if verdict.met is None:
            unknown.append(verdict)
    if not unknown:
        return NOT_MET
    return Verdict(None, tuple(dict.fromkeys(name for verdict in unknown for name in verdict.missing)))


def evaluate(condition: Condition, facts: FactLookup, book: RuleBook) -> Verdict:
    """The verdict on `condition` over the subject that `facts` speaks of."""
    match condition:
        case AllOf(parts=parts):
            return all_of(evaluate(part, facts, book) for part in parts)
        case AnyOf(parts=parts):
            return any_of(evaluate(part, facts, book) for part in parts)
        case Documented(fact=word, word=True, listed=listed):
            return _holds_word(word, listed, facts, book)
        case Documented(fact=name) if name in book.definitions:
            return evaluate(book.definitions[name].when, facts, book)
        case Documented(fact=name):
            return _documented(name, facts(name))
        case IsWord(fact=name, words=words):
            return _is_word(name, words, facts(name), book)
        case IsFlag(fact=name, yes=yes):
            return _is_flag(name, yes, facts(name))
        case Compare():
            return _compare(condition, facts)
        case Diagnosed(codes=codes):
            return _diagnosed(codes, facts(DIAGNOSIS))
        case Past():
            return _past(condition, facts(EARLIER_CARE), book)


def diagnoses_named(condition: Condition) -> tuple[str, ...]:
    """Every diagnosis code or category that a condition names, in its order."""
    match condition:
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return tuple(dict.fromkeys(code for part in parts for code in diagnoses_named(part)))
        case Diagnosed(codes=codes):
            return codes
    return ()


def _documented(name: str, fact: Fact[object]) -> Verdict:
    if fact.state != "known":
        return Verdict(None, (name,))
    if isinstance(fact.value, list | tuple):
        return MET if fact.value else Verdict(None, (name,))
    return NOT_MET if fact.value is False else MET


def _is_flag(name: str, yes: bool, fact: Fact[object]) -> Verdict:
    """What is not documented is neither yes nor no."""
    if fact.state != "known":
        return Verdict(None, (name,))
    return MET if fact.value is yes else NOT_MET


def _holds_word(word: str, listed: str, facts: FactLookup, book: RuleBook) -> Verdict:
    """The subject's list holds the word or a kind of it."""
    fact = facts(listed)
    if fact.state != "known":
        return Verdict(None, (listed,))
    return MET if kinds_in(fact, word, book) else NOT_MET


def kinds_in(fact: Fact[object], word: str, book: RuleBook) -> int:
    """How many of the words that a list holds are the word or a kind of it."""
    vocabulary = next((v for v in book.vocabularies.values() if word in v.words), None)
    listed = fact.value if isinstance(fact.value, list | tuple) else (fact.value,)
    return sum(vocabulary.is_a(str(each), word) for each in listed) if vocabulary else 0


def _is_word(name: str, words: tuple[str, ...], fact: Fact[object], book: RuleBook) -> Verdict:
    """Every documented value is one of the words, a kind of one, or a site that is part of one."""
    if fact.state != "known":
        return Verdict(None, (name,))
    values = fact.value if isinstance(fact.value, list | tuple) else (fact.value,)
    return MET if all(set(words) & _wider(str(value), book) for value in values) else NOT_MET


def _wider(value: str, book: RuleBook) -> frozenset[str]:
    """The word itself and every word or site that it is a kind or a part of."""
    return _wider_in(value, SameBook(book))


@lru_cache(maxsize=1 << 14)
def _wider_in(value: str, same: SameBook) -> frozenset[str]:
    book = same.book
    found = {value}
    vocabularies = [v.words for v in book.vocabularies.values() if value in v.words]
    for words in vocabularies:
        word = value
        while word in words:
            found.add(word)
            word = words[word].kind_of
        found.add(word)
    site = value
    while site in book.sites:
        found.add(site)
        site = book.sites[site].part_of
    return frozenset(found - {""})


def _compare(condition: Compare, facts: FactLookup) -> Verdict:
    left = facts(condition.fact)
    right = facts(condition.other) if condition.other else None
    missing = [
        name
        for name, fact in ((condition.fact, left), (condition.other, right))
        if fact is not None and (fact.value is None or fact.state == "not_documented")
    ]
    if missing:
        return Verdict(None, tuple(missing))
    if left.value is False:  # there is none to measure: no flap, no graft
        return NOT_MET
    high = Decimal(str(right.value)) if right is not None else condition.number
    assert high is not None
    several = left.value if isinstance(left.value, tuple | list) else (left.value,)
    return MET if all(_in_order(Decimal(str(low)), condition.op, high) for low in several) else NOT_MET


def _in_order(low: Decimal, op: str, high: Decimal) -> bool:
    return {"at least": low >= high, "over": low > high, "up to": low <= high, "under": low < high}[op]


def _diagnosed(codes: tuple[str, ...], fact: Fact[object]) -> Verdict:
    """One diagnosis is enough; a category holds every code beneath it."""
    if not isinstance(fact.value, tuple):
        return Verdict(None, (DIAGNOSIS,))
    under = tuple(code.replace(".", "") for code in codes)
    return MET if any(str(each).replace(".", "").startswith(under) for each in fact.value) else NOT_MET


def _past(condition: Past, fact: Fact[object], book: RuleBook) -> Verdict:
    """What is listed is the least that was done; only a complete history says that nothing else was."""
    earlier = fact.value
    if not isinstance(earlier, Earlier):
        return Verdict(None, (EARLIER_CARE,))
    if condition.what == "days since":
        days = earlier.days_since(condition.of)
        if days is None:
            return _if_never(condition) if earlier.complete else Verdict(None, (EARLIER_CARE,))
        return MET if _in_order(Decimal(days), condition.op, condition.number) else NOT_MET
    if condition.what == "units this year":
        number, certain = earlier.units(condition.of)
    else:
        number, certain = earlier.sessions(condition.of[0], book)
    holds = _in_order(Decimal(number), condition.op, condition.number)
    bounded = condition.op in ("at least", "over")
    if certain or holds is bounded:  # more of it can only make a lower bound truer, and an upper bound falser
        return MET if holds else NOT_MET
    return Verdict(None, (EARLIER_CARE,))


def _if_never(condition: Past) -> Verdict:
    return MET if condition.op in ("at least", "over") else NOT_MET
