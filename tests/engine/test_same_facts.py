"""The same facts said otherwise give the same claim: one service of three lesions or three services, ids or counts, a
word or its alias, a site on the lesion or on the wound, another order, a default left out or written, with notes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from engine.lexicon import lexicon_of
from tests.variations.chosen import by_place, number_of
from tests.variations.edits import put
from tests.variations.fields import Slot, all_fields
from tests.variations.judged import answered
from tests.variations.known import kernel
from tests.variations.otherwise import WAYS
from tests.variations.records import records

Record = dict[str, Any]
QUICK = 3
"""Records of each way in the quick run."""


def same(record: Record, other: Record, what: str) -> None:
    first, second = answered(record, keep=True), answered(other)
    assert not second.refused, f"{what}: {second.problems}"
    assert second.claim == first.claim, f"{what}: {second.claim} against {first.claim}"


def taken(way: Callable[[Record], Iterator[Record]], most: int) -> Iterator[tuple[str, Record, Record]]:
    """(name, record, the same said otherwise) of so many records that the way can say something of."""
    names = sorted(records(), key=lambda name: number_of(f"{way.__name__} {name}"))
    found = 0
    for name in names:
        record = records()[name]
        others = [each for each in way(record) if each != record]
        if others and not answered(record, keep=True).refused:
            found += 1
            yield from ((name, record, other) for other in others)
        if found == most:
            return


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_said_otherwise_some_records_give_the_same_claim(way: Callable[[Record], Iterator[Record]]) -> None:
    for name, record, other in taken(way, QUICK):
        same(record, other, f"{way.__name__} of {name}")


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_said_otherwise_every_record_gives_the_same_claim(way: Callable[[Record], Iterator[Record]]) -> None:
    for name, record, other in taken(way, 10**6):
        same(record, other, f"{way.__name__} of {name}")


# ── a word or its alias ──────────────────────────────────────────────────────────────────────────────────────────

LOOKED_UP = sorted({field.place for field in all_fields() if field.vocabulary})
"""Places of words that are looked up in a vocabulary of the policies."""


def aliases(record: Record, vocabulary: str) -> list[tuple[str, str]]:
    """(alias, word) of every other spelling that the record's policy has for a word of the vocabulary."""
    book = kernel().library.rulebook(record["payer"], date.fromisoformat(record["dos"]))
    spellings = lexicon_of(book).spellings(vocabulary)
    return sorted((alias, word) for alias, word in spellings.items() if alias != word)


def written_at(place: str) -> tuple[Record, Slot]:
    """A record that has something there, the same in every run."""
    for name, slot in by_place()[place][0]:
        if not answered(records()[name], keep=True).refused:
            return records()[name], slot
    pytest.fail(f"no record of tests/variations has {place}: write one in tests/variations/rich.jsonl")


def alias_and_word(place: str, most: int) -> None:
    record, slot = written_at(place)
    every = aliases(record, slot.field.vocabulary)
    for alias, word in sorted(every, key=lambda one: number_of(f"{place} {one}"))[:most]:
        first, second = (
            put(record, slot.path, [each] if slot.field.listed else each) for each in (word, alias)
        )
        same(first, second, f"{place}: {alias} for {word}")


@pytest.mark.parametrize("place", LOOKED_UP)
def test_an_alias_says_what_its_word_says(place: str) -> None:
    alias_and_word(place, 1)


@pytest.mark.slow
@pytest.mark.parametrize("place", LOOKED_UP)
def test_every_alias_says_what_its_word_says(place: str) -> None:
    alias_and_word(place, 10**6)
