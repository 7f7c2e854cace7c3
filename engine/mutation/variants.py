"""Every small change of one rule: a word, row, cell or part dropped, a number shifted by one, a condition turned.

The changes follow from the types of the compiled records (`rules_dsl.rulebook`), so a new kind of rule has mutants from
the day it exists. A change that the policy language could not write (an empty row) is not made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import pairwise
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, cast, get_args, get_origin, get_type_hints

from rules_dsl import rulebook
from rules_dsl.rulebook import (
    AllOf,
    AnyOf,
    Band,
    Bound,
    ByCount,
    ByHierarchy,
    BySize,
    CodeChoice,
    Compare,
    Definition,
    Diagnosed,
    Documented,
    IsFlag,
    IsWord,
    Measure,
    Past,
    Preference,
    Word,
)
from rules_dsl.vocabulary import FACTS

NAMES = frozenset({"rule", "name", "means", "path", "vocabulary"})
"""Fields that only name something."""

UNWRITTEN = frozenset({(Bound, "of"), (Bound, "ask"), (Definition, "of"), (Measure, "of")})
"""Fields that a rule could not have otherwise and still be of the same things, or not be without."""

FILLED = frozenset(
    {"words", "sites", "parts", "patterns", "service", "within", "bands", "rows", "percents", "primaries"}
    | {"days", "alternatives", "elements", "terms", "facts"}
)
"""Lists that cannot be empty: their last entry is not dropped."""

WHOLE = frozenset({"missing"})
"""Lists whose entries are left out by what they hold, an answer to use or a question to ask."""

TEXTS = {"ask": "", "use": ""}
"""Texts that can be left out."""

NUMBERED: dict[str, tuple[object, ...]] = {"mai": (1, 2, 3)}
"""Numbers that stand for one of a few things."""

TURNED: dict[str, tuple[str, ...]] = {"at least": ("over", "under"), "over": ("at least", "up to")}
TURNED |= {"up to": ("under", "over"), "under": ("up to", "at least")}

ALWAYS, NEVER = AllOf(()), AnyOf(())
CONDITION = AllOf | AnyOf | Documented | IsWord | IsFlag | Compare | Diagnosed | Past
CONDITIONS = get_args(CONDITION)


class Variant(NamedTuple):
    """One change: where in the record (its first word is the field), what, and the value with the change."""

    where: str
    what: str
    value: Any


KNOWN = {**vars(rulebook), "Condition": CONDITION}
"""What the records' types name; the alias of a condition is a text there, because it names itself."""


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind, localns=KNOWN)


def of_record(record: Any, step: int = 1) -> Iterator[Variant]:
    """Every change of a record of a rulebook, in a fixed order."""
    hints = _hints(cast(Any, type(record)))
    if isinstance(record, BySize):
        step = _step(record.measure)
    for field in fields(record):
        if field.name in NAMES or (type(record), field.name) in UNWRITTEN:
            continue
        if _idle(record, field.name):
            continue
        value = getattr(record, field.name)
        if value == field.default:  # nobody wrote it
            continue
        for variant in _of_field(field.name, value, hints[field.name], step):
            where = f"{field.name}{variant.where}"
            yield Variant(where, variant.what, replace(record, **{field.name: variant.value}))
    if isinstance(record, ByHierarchy):
        for n, (one, other) in enumerate(pairwise(record.rows)):
            rows = [*record.rows[:n], other, one, *record.rows[n + 2 :]]
            yield Variant("rows", f"{other.word} before {one.word}", replace(record, rows=tuple(rows)))


def _step(fact: str) -> int:
    """The least that a number of this fact is shifted by: a piece, a millimetre, a tenth of a square centimetre."""
    kept = next((facts[fact].unit for facts in FACTS.values() if fact in facts), "")
    return 10 if kept == "sq mm" else 1


def _idle(record: Any, name: str) -> bool:
    """What a record of its sort does not go by: where items are coded one by one, their day or session makes no
    difference, and a preference for reduced lines knows no columns."""
    if isinstance(record, CodeChoice) and name == "per" and not record.once:
        pooled = record.select
        return not (
            isinstance(pooled, ByCount | ByHierarchy) or (isinstance(pooled, BySize) and pooled.summed)
        )
    return isinstance(record, Preference) and record.of == "reduction" and name in ("column", "order")


def _of_field(name: str, value: Any, hint: Any, step: int) -> Iterator[Variant]:
    if isinstance(value, CONDITIONS):
        if NoneType not in get_args(hint):
            yield Variant("", "always met", ALWAYS)
        yield Variant("", "never met", NEVER)
    if isinstance(value, str) and name in TEXTS and value:
        yield Variant("", "left out", TEXTS[name])
    if name == "bands":
        yield from _edges(value, step)
    yield from _of_value(name, value, hint, step)


def _of_value(name: str, value: Any, hint: Any, step: int) -> Iterator[Variant]:
    """The changes of a value of the type."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        if value is None:
            return
        if NoneType in get_args(hint) and name not in ("over", "up_to"):  # an edge is moved, and never lost
            yield Variant("", "left out", None)
        hint = next((h for h in get_args(hint) if _fits(value, h)), NoneType)
        origin = get_origin(hint)
    if origin is Literal:
        yield from (Variant("", f"{value} -> {other}", other) for other in get_args(hint) if other != value)
    elif isinstance(value, CONDITIONS):
        yield from _of_condition(value)
    elif isinstance(value, bool):
        if value or name == "summed":  # a clause that is there
            yield Variant("", f"{value} -> {not value}", not value)
    elif name in NUMBERED:
        yield from (Variant("", f"{value} -> {other}", other) for other in NUMBERED[name] if other != value)
    elif isinstance(value, int | Decimal) and name not in ("over", "up_to"):
        size = step if isinstance(value, Decimal) else 1
        yield from (Variant("", f"{value} -> {value + by}", value + by) for by in (size, -size))
    elif isinstance(value, frozenset):
        yield from (Variant("", f"without {code}", value - {code}) for code in _ends(value))
    elif isinstance(value, tuple):
        yield from _of_tuple(name, value, get_args(hint), step)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from (Variant(f".{v.where}", v.what, v.value) for v in of_record(value, step))


def _fits(value: Any, hint: Any) -> bool:
    origin = get_origin(hint)
    if origin is Literal:
        return value in get_args(hint)
    kind = origin or hint
    return isinstance(kind, type) and isinstance(value, kind)


def _of_tuple(name: str, value: tuple[Any, ...], hints: tuple[Any, ...], step: int) -> Iterator[Variant]:
    several = len(hints) == 2 and hints[1] is Ellipsis
    for n, (each, key) in enumerate(zip(value, keys(value), strict=True)):
        before, after = value[:n], value[n + 1 :]
        if several and name not in WHOLE and (len(value) > 1 or name not in FILLED):
            yield Variant("", f"without {key}", before + after)
        hint = hints[0] if several else hints[n]
        if get_origin(hint) is Literal:  # one of a list: leaving it out says as much as another in its place
            continue
        for variant in _of_field("", each, hint, step):
            where = variant.where if not several else f"[{key}]{variant.where}"
            yield Variant(where, variant.what, (*before, variant.value, *after))


def keys(value: tuple[Any, ...]) -> list[str]:
    """A name for each entry, from its first words, which stays when other entries come and go."""
    found: list[str] = []
    for each in value:
        key = _key(each)
        found.append(key if key not in found else f"{key}, {1 + sum(k.split(', ')[0] == key for k in found)}")
    return found


def _key(each: Any) -> str:
    if isinstance(each, tuple):
        return " ".join(str(part) for part in each if isinstance(part, str | Decimal))
    if isinstance(each, Band):
        return f"up to {each.up_to}" if each.up_to is not None else f"over {each.over}"
    for name in ("words", "sites"):
        if getattr(each, name, ()):
            return str(getattr(each, name)[0])
    for name in ("head", "word", "level", "fact", "code"):
        if hasattr(each, name):
            return (
                " ".join([str(getattr(each, name)), *getattr(each, "of", ())][:2])
                if name == "head"
                else str(getattr(each, name))
            )
    return str(each)


def _edges(bands: tuple[Band, ...], size: int) -> Iterator[Variant]:
    """Each edge between two bands a unit higher and lower, and the first lower edge, where there is one."""
    for n, band in enumerate(bands):
        for step in (size, -size):
            if band.up_to is not None and not (step < 0 and _counts_on(bands[n : n + 2])):
                edge = band.up_to + step
                moved = [*bands[:n], replace(band, up_to=edge), *bands[n + 1 :]]
                if n + 1 < len(bands) and bands[n + 1].over == band.up_to:
                    moved[n + 1] = replace(bands[n + 1], over=edge)
                yield Variant("", f"edge {band.up_to} -> {edge}", tuple(moved))
            if n == 0 and band.over:
                moved = [replace(band, over=band.over + step), *bands[1:]]
                yield Variant("", f"edge {band.over} -> {band.over + step}", tuple(moved))


def _counts_on(bands: tuple[Band, ...]) -> bool:
    """The second band bills what the first does, and an add-on that counts from the edge: below the edge there are no
    units of it, so that a lower edge means the same."""
    if len(bands) < 2:
        return False
    low, high = bands
    return (
        low.bill.codes == high.bill.codes
        and not low.bill.extra
        and all(extra.after == low.up_to for extra in high.bill.extra)
    )


def _of_condition(condition: Any) -> Iterator[Variant]:
    match condition:
        case AllOf(parts=parts) | AnyOf(parts=parts):
            if len(parts) > 1:
                other = AnyOf if isinstance(condition, AllOf) else AllOf
                yield Variant("", "any of -> all of" if other is AllOf else "all of -> any of", other(parts))
            for n, (part, key) in enumerate(zip(parts, map(_named, parts), strict=True)):
                if len(parts) > 1:
                    yield Variant("", f"without {key}", replace(condition, parts=parts[:n] + parts[n + 1 :]))
                for v in _of_condition(part):
                    changed = (*parts[:n], v.value, *parts[n + 1 :])
                    yield Variant(v.where, v.what, replace(condition, parts=changed))
        case IsWord(fact=fact, words=words) if len(words) > 1:
            for word in words:
                kept = tuple(w for w in words if w != word)
                yield Variant("", f"{fact} is not {word}", replace(condition, words=kept))
        case IsFlag(fact=fact, yes=yes):
            told = f"{_named(condition)} -> {'no' if yes else 'yes'}"
            yield Variant("", told, replace(condition, yes=not yes))
        case Diagnosed(codes=codes) if len(codes) > 1:
            for code in _ends(frozenset(codes)):
                kept = tuple(c for c in codes if c != code)
                yield Variant("", f"diagnosis is not {code}", replace(condition, codes=kept))
        case Past(of=of, number=number):
            yield from _of_number(condition, number, 1)
            for code in _ends(frozenset(of)) if len(of) > 1 else ():
                kept = tuple(c for c in of if c != code)
                yield Variant("", f"{_named(condition)}: without {code}", replace(condition, of=kept))
        case Compare(fact=fact, number=number):
            yield from _of_number(condition, number, _step(fact))


def _of_number(condition: Compare | Past, number: Decimal | None, size: int) -> Iterator[Variant]:
    """The comparison turned, and its number a step higher and lower."""
    for op in TURNED[condition.op]:
        yield Variant("", f"{_named(condition)}: {op}", replace(condition, op=cast(Any, op)))
    shifted = (number + size, number - size) if number is not None else ()
    for other in shifted:
        yield Variant("", f"{_named(condition)} -> {other}", replace(condition, number=other))


def of_word(word: Word) -> Iterator[Variant]:
    """The word anywhere, or not at one of its places."""
    if word.at:
        yield Variant("at", "anywhere", replace(word, at=()))
    for place in word.at if len(word.at) > 1 else ():
        yield Variant("at", f"without {place}", replace(word, at=tuple(p for p in word.at if p != place)))


def _named(condition: Any) -> str:
    match condition:
        case Documented(fact=fact):
            return f"documented {fact}"
        case IsFlag(fact=fact, yes=yes):
            return f"{fact} is {'yes' if yes else 'no'}"
        case IsWord(fact=fact, words=words):
            return f"{fact} is {', '.join(words[:3])}"
        case Compare(fact=fact, op=op, number=number, other=other):
            return f"{fact} {op} {other or number}"
        case Diagnosed(codes=codes):
            return f"diagnosis is {', '.join(codes[:3])}"
        case Past(what=what, of=of, op=op, number=number):
            return f"{what} {of[0]} {op} {number}"
        case AllOf(parts=parts):
            return f"all of ({'; '.join(map(_named, parts[:3]))})"
        case AnyOf(parts=parts):
            return f"any of ({'; '.join(map(_named, parts[:3]))})"
    return str(condition)


def _ends(codes: frozenset[str]) -> list[str]:
    """The ends of each run of neighbouring codes, so that a range is tested at its borders."""
    ordered = sorted(codes)
    ends: list[str] = []
    for n, code in enumerate(ordered):
        before = ordered[n - 1] if n else ""
        after = ordered[n + 1] if n + 1 < len(ordered) else ""
        if not (_next_to(before, code) and _next_to(code, after)):
            ends.append(code)
    return ends


def _next_to(one: str, other: str) -> bool:
    """Codes of one range, for all that can be told: they share all but the last two places; categories of diagnoses, of
    three places, all but the last."""
    shared = 2 if len(one) == 3 else 3
    return bool(one and other) and one[:shared] == other[:shared]
