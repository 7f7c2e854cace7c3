"""No variation of any field pays for nothing, and none goes unsaid. See docs/variations.md."""

from __future__ import annotations

import pytest

from engine.encounter import Encounter
from tests.variations.chosen import by_place, one_of_each, variations
from tests.variations.exceptions import DOCUMENT, Exception_, allowed, exceptions
from tests.variations.fields import all_fields, slots
from tests.variations.judged import failures
from tests.variations.records import records
from tests.variations.varied import Variation, together, varied

PARTS = 16
EACH_PART = 50_000 // PARTS
WRITTEN, UNWRITTEN = 22, 7
"""Slots of every place that are varied in the slow run."""


def unexpected(variation: Variation, name: str) -> list[str]:
    """What the variation breaks without an exception, in words."""
    return [
        f"{each.broken}: {each.place} {each.kind} {each.said} in {name}: {each.detail}"
        for each in failures(variation)
        if not allowed(each.place, each.kind, each.broken)
    ]


def test_a_variation_of_every_field() -> None:
    found = [said for name, each in one_of_each() for said in unexpected(each, name)]
    assert found == [], "\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_fifty_thousand_variations(part: int) -> None:
    number, found = 0, []
    for name, variation in variations(WRITTEN, UNWRITTEN, part, PARTS):
        number += 1
        found += unexpected(variation, name)
    assert found == [], f"{len(found)} of {number}:\n" + "\n".join(found[:100])
    assert number >= EACH_PART


@pytest.mark.slow
@pytest.mark.parametrize("most", [2, 4, 7])
def test_of_several_contradictions_no_reading_is_paid_less(most: int) -> None:
    """Two to the seventh readings are more than are all solved."""
    found = []
    for number, (name, record) in list(enumerate(records().items()))[most::5]:
        if variation := together(record, most, 4, number):
            found += unexpected(variation, name)
    assert found == [], f"{len(found)}:\n" + "\n".join(found[:100])


def test_every_field_of_the_schema_is_varied() -> None:
    """A new part is in no record yet: write one into tests/variations/rich.jsonl."""
    assert {field.place for field in all_fields()} - set(by_place()) == set()


def test_every_text_is_looked_up_or_declared_free() -> None:
    """Text that is neither can say anything and so prove anything."""
    neither = [f.place for f in all_fields() if f.form == "word" and not f.vocabulary and not f.free]
    assert neither == []


# ── the exceptions ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("row", exceptions(), ids=lambda row: f"{row.place} {row.broken}")
def test_every_exception_is_needed(row: Exception_) -> None:
    record = records()[row.record]
    broken: set[str] = set()
    for slot in slots(record):
        if row.covers(slot.field.place, row.kinds[0], row.broken):
            for variation in varied(record, slot):
                if variation.kind in row.kinds:
                    broken |= {each.kind for each in failures(variation) if each.broken == row.broken}
    assert broken == set(row.kinds), f"{DOCUMENT.name}: {row.place} does not need it for {row.record}"


def test_every_exception_is_argued() -> None:
    places = {field.place for field in all_fields(Encounter)}
    for row in exceptions():
        assert row.place in places, row.place
        assert row.broken in ("pays-more", "silent", "swallowed", "not-the-same"), row.broken
        assert len(row.why) > 20, row.place
    assert len(set(exceptions())) == len(exceptions())
