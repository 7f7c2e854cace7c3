"""Which fields of which records are varied: of every place the same few, chosen evenly."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import blake2b

from tests.variations.fields import Slot, slots
from tests.variations.records import records
from tests.variations.varied import Variation, varied


def number_of(text: str) -> int:
    """A number that is the same in every run and in no order."""
    return int.from_bytes(blake2b(text.encode(), digest_size=6).digest(), "big")


@cache
def by_place() -> dict[str, tuple[list[tuple[str, Slot]], list[tuple[str, Slot]]]]:
    """For every place the slots of all records in which it is written, and those in which it could be."""
    found: dict[str, tuple[list[tuple[str, Slot]], list[tuple[str, Slot]]]] = {}
    for name, record in records().items():
        for slot in slots(record):
            both = found.setdefault(slot.field.place, ([], []))
            both[0 if slot.written else 1].append((name, slot))
    for both in found.values():
        for each in both:
            each.sort(key=lambda one: number_of(f"{one[0]} {one[1].path}"))
    return found


def chosen(written: int, unwritten: int) -> list[tuple[str, Slot]]:
    """Of every place up to so many slots with something written, and so many without."""
    return [
        one
        for places in by_place().values()
        for each, most in zip(places, (written, unwritten), strict=True)
        for one in each[:most]
    ]


def one_of_each() -> Iterator[tuple[str, Variation]]:
    """(record's name, variation): one of every place, where something is written if anywhere it is."""
    for written, unwritten in by_place().values():
        name, slot = (written or unwritten)[0]
        turn = number_of(f"{name} {slot.path}")
        every = varied(records()[name], slot, turn)
        for variation in sorted(every, key=lambda each: number_of(f"{turn} {each.kind} {each.said}"))[:1]:
            yield name, variation


def variations(
    written: int, unwritten: int, part: int = 0, parts: int = 1
) -> Iterator[tuple[str, Variation]]:
    """(record's name, variation): all of every chosen slot of the part."""
    for name, slot in chosen(written, unwritten)[part::parts]:
        for variation in varied(records()[name], slot, number_of(f"{name} {slot.path}")):
            yield name, variation
