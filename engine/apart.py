"""What sets two lines apart: separate structures, encounters or practitioners, or a result that decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.digits import may_share_digit
from engine.fact_sources import DIAGNOSIS
from engine.item_facts import ItemFacts
from engine.items import Item
from engine.kept import contiguous
from engine.lexicon import lexicon_of
from engine.lines import Line
from rules_dsl.rulebook import Basis

if TYPE_CHECKING:
    from engine.situation import Edit, Situation

FROZEN_FIRST = "frozen-section-before"
OTHER_TISSUE = "separate-tissue"


def basis_between(at: Situation, column1: str, column2: str) -> frozenset[Basis]:
    """The documented facts that set two lines apart. Every structure of one must be separate from every structure of
    the other, and the site of each be documented; a line whose structures are not identified is separate from
    nothing."""
    one, other = at.lines[column1], at.lines[column2]
    if one.is_visit or other.is_visit:
        named: tuple[Basis, ...] = ("separate work", "decision for surgery")
        return frozenset(b for b in named if b in at.derivation.bases)
    found: set[Basis] = set()
    if _structures_differ(at, one, other) and not unlocated(at, one, other):
        found.add("separate structure")
        places = [_anatomic(at, line) for line in (one, other)]
        if all(places) and not places[0] & places[1]:
            found.add("separate anatomic site")
    if one.sessions and other.sessions and not one.sessions & other.sessions:
        found.add("separate encounter")
    if one.practitioners and other.practitioners and not one.practitioners & other.practitioners:
        found.add("separate practitioner")
    either = (*one.items, *other.items)
    if one.structures & other.structures and any(_decided(at, i) or _other_tissue(at, i) for i in either):
        found.add("non-overlapping service")
    if one.structures & other.structures and any(_read_first(at, i) for i in (*one.items, *other.items)):
        found.add("diagnosis before surgery")
    return frozenset(found)


def _structures_differ(at: Situation, one: Line, other: Line) -> bool:
    """True when the structures of both lines are identified, and none is one of the other's or touches it."""
    items = at.derivation.items
    identified = bool(one.structures and other.structures) and "" not in one.structures | other.structures
    touching = any(
        contiguous(items[a], items[b]) for a in one.items for b in other.items if a in items and b in items
    )
    differ = identified and not one.structures & other.structures and not touching
    return differ and not may_share_digit(one, other, at.derivation, at.facts)


def _anatomic(at: Situation, line: Line) -> frozenset[str]:
    """The digit, eyelid or side that the line's modifiers name."""
    known = at.book.modifiers
    return frozenset(m for m in line.modifiers if m in known and "separate anatomic site" in known[m].bases)


def unlocated(at: Situation, one: Line, other: Line) -> list[Item]:
    """The items of two lines whose site is not documented: whether they are apart cannot be told from the record."""
    items = at.derivation.items
    return [items[i] for i in (*one.items, *other.items) if i in items and not located(items[i])]


def located(item: Item) -> bool:
    """The site of the item's lesion or wound is documented, or its digit."""
    on_digit = item.lesion is not None and bool(item.lesion.digit.value)
    return on_digit or any(part is not None and bool(part.site.value) for part in (item.lesion, item.wound))


def apart_if_located(at: Situation) -> list[tuple[Edit, list[Item]]]:
    """Edits between work on different structures that only want for a site, with the items that lack it."""
    found = []
    for edit in at.edits:
        one, other = at.lines[edit.column1], at.lines[edit.column2]
        visits = one.is_visit or other.is_visit
        missing = [] if visits or not edit.liftable else unlocated(at, one, other)
        if missing and _structures_differ(at, one, other) and not at.bases[edit.column1, edit.column2]:
            found.append((edit, missing))
    return found


def _decided(at: Situation, item: str) -> bool:
    """True for a sample whose result, read the same day, decided on the operation, closure and all: there must be one
    on what was sampled."""
    sample = at.derivation.items.get(item)
    performed = sample.performed if sample is not None else None
    if sample is None or performed is None or performed.pathology_decided.value is not True:
        return False
    if not _is_sample(at, sample):
        return False
    return any(_is_operation(at, other, sample) for other in at.derivation.items.values())


def _is_sample(at: Situation, item: Item) -> bool:
    intent = item.performed.intent.value if item.performed is not None else None
    return lexicon_of(at.book).is_a("intent", str(intent), DIAGNOSIS)


def _is_operation(at: Situation, item: Item, sample: Item) -> bool:
    done = item.kind == "mohs" or (item.performed is not None and not _is_sample(at, item))
    return done and item.structure == sample.structure


def _other_tissue(at: Situation, item: str) -> bool:
    """True for a specimen that is none of the tissue which the other service examines itself."""
    return (
        item in at.derivation.items and at.facts.fact(at.derivation.items[item], OTHER_TISSUE).value is True
    )


def _read_first(at: Situation, item: str) -> bool:
    """True for a sample, or its slides, whose frozen section was read before the next step."""
    facts = ItemFacts(at.encounter, at.book)
    return item in at.derivation.items and facts.fact(at.derivation.items[item], FROZEN_FIRST).value is True
