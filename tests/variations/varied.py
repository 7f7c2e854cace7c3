"""The variations of one field of a record, and what each may not pay more than."""

from __future__ import annotations

import copy
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.variations.edits import Record, dropped, put, renamed, taken_out
from tests.variations.fields import Slot, slots
from tests.variations.known import known_words
from tests.variations.words import CODES, DENIALS, LONG_AGO, NONSENSE, SAYS_NO, TO_COME


@dataclass(frozen=True)
class Variation:
    """A record with one change. It may pay at most what each of `bounds` pays."""

    place: str
    kind: str
    said: str
    """What was written, for messages."""
    record: Record
    bounds: tuple[Record, ...]
    named: str = ""
    """Text without a meaning, that the answer has to name where it took the record."""
    is_code: bool = False
    """It is a code: it has to be named where it stands on a line."""
    same: bool = False
    """The claim is that of the bounds, no less."""
    told: bool = False
    """A claim that differs from that of a bound has another line in the answer too."""


NO_WORDS_EACH = 3


def varied(record: Record, slot: Slot, turn: int = 0) -> Iterator[Variation]:
    """Every variation of what stands, or could stand, in the slot; of the words that say no a few, by turns."""
    if slot.field.part is not None:
        yield from _parts(record, slot)
    elif slot.field.name != "id" or len(slot.path) < 3:
        yield from _values(record, slot, turn)


def without(record: Record, slot: Slot) -> Record:
    """The record as if the field had never been written. Of what is assumed when left out: not documented."""
    field = slot.field
    if field.assumed and field.fact:
        return put(record, slot.path, None)
    if field.required and len(slot.path) > 1:
        holder = slot.path[:-1]
        return dropped(record, holder)
    return taken_out(record, slot.path) if slot.written else record


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _values(record: Record, slot: Slot, turn: int) -> Iterator[Variation]:
    field = slot.field
    bare = without(record, slot)
    plain = _plain(slot.value)

    def one(kind: str, value: Any, *, bounds: Sequence[Record] = (), named: str = "") -> Variation:
        free = field.free and kind.startswith("nonsense")
        return Variation(
            field.place,
            kind,
            _shown(value),
            put(record, slot.path, value),
            tuple(bounds or ((_said(record, slot),) if free else (bare,))),
            named=named if field.form in ("word", "code") and not field.free and not field.sentence else "",
            is_code=field.form == "code",
            same=free,
            told=not free,
        )

    if slot.written:
        yield Variation(field.place, "removed", "", bare, ())
        if field.form != "id":
            yield one("null", None)
    for word in _nonsense(slot):
        if field.names:
            continue
        yield one("nonsense", [word] if field.listed and field.form == "code" else word, named=word)
        if field.fact:
            yield one("nonsense-noted", {"value": word, "note": "as the note says"}, named=word)
    for n in range(NO_WORDS_EACH):
        word = SAYS_NO[(turn + n) % len(SAYS_NO)]
        yield one("says-no", word)
        if field.listed and field.form != "number":
            yield one("says-no-listed", [word])
    if field.form == "word" and isinstance(plain, str) and not field.free:
        for denial in DENIALS:
            word = denial.format(plain)
            yield one("denied", word)
    if field.listed:
        yield from _lists(record, slot, bare)
    elif field.form == "number":
        for kind, number in _numbers(slot, plain):
            yield one(kind, number)
    elif field.form == "day":
        day = _day(record.get("dos"))
        yield one("to-come", TO_COME)
        yield one("long-ago", LONG_AGO)
        if day:
            yield one("tomorrow", (day + timedelta(days=1)).isoformat())
    elif field.form == "flag":
        yield one("false", False)
        yield one("wrong-type", 0)
        yield one("wrong-type", "maybe")
        if field.sentence:
            yield one("sentence", NONSENSE[1])
    if field.form in ("word", "choice"):
        yield one("wrong-type", 7)
        yield one("wrong-type", True)
    yield one("wrong-type", {})
    yield one("wrong-type", [])
    if field.fact and not field.many_facts:
        yield from _contradicted(record, slot, plain)


def _said(record: Record, slot: Slot) -> Record:
    """The record with some text where text for people stands: it may say what it will."""
    return put(record, slot.path, "S26-10944")


def _nonsense(slot: Slot) -> tuple[str, ...]:
    if slot.field.form == "code":
        return (CODES[slot.field.name],) if slot.field.name in CODES else NONSENSE
    return NONSENSE


def _numbers(slot: Slot, plain: Any) -> Iterator[tuple[str, Any]]:
    high = slot.field.high if slot.field.high is not None else 10**9
    yield "zero", 0
    yield "negative", -1
    yield "huge", high
    yield "beyond", int(high) * 10 + 7
    yield "tiny", 0.01
    yield "endless", 10**30
    if isinstance(plain, int | float) and not isinstance(plain, bool) and plain:
        yield "times-1000", plain * 1000


def _lists(record: Record, slot: Slot, bare: Record) -> Iterator[Variation]:
    field = slot.field
    old = slot.value if isinstance(slot.value, list) else [slot.value] if slot.written else []
    word = _nonsense(slot)[0]
    named = word if field.form in ("word", "code") and not field.free else ""
    if field.form == "number":
        for value in ([0, 0], [field.high, field.high], [1, field.high], [-1, 5], [7]):
            yield Variation(field.place, "number-list", _shown(value), put(record, slot.path, value), (bare,))
        return
    before = record if slot.written else bare
    if field.form != "id":
        yield Variation(
            field.place,
            "appended-nonsense",
            word,
            put(record, slot.path, [*old, word]),
            (before,),
            named=named,
            is_code=field.form == "code",
            told=True,
        )
        for no in ("none", "no", "n/a", "pending", "?", "-"):
            yield Variation(
                field.place, "appended-no", no, put(record, slot.path, [*old, no]), (before,), told=True
            )
        if field.form == "word":
            for fact, denial in itertools.product(old, ("no {}", "denies {}")):
                if isinstance(plain := _plain(fact), str):
                    denied = denial.format(plain)
                    yield Variation(
                        field.place, "denied", denied, put(record, slot.path, [denied]), (bare,), told=True
                    )
    if old:
        yield Variation(field.place, "doubled", "", put(record, slot.path, [*old, *old]), (record,))
    yield Variation(field.place, "emptied", "[]", put(record, slot.path, []), (bare,))


def _contradicted(record: Record, slot: Slot, plain: Any) -> Iterator[Variation]:
    """Both readings are solved and the lower claim stands; a word without a meaning reads as nothing."""
    field = slot.field
    if field.listed:
        others: list[Any] = []
    elif field.form == "number":
        others = [field.high, 1]
        if isinstance(plain, int | float) and not isinstance(plain, bool):
            others.append(plain + 1)
    elif field.form == "flag":
        others = [True, False]
    elif field.form == "choice":
        others = list(field.choices[:2])
    elif field.form == "day":
        others = [LONG_AGO, TO_COME]
    else:
        others = [*_some_known(field.vocabulary, slot)[:1], "zzqx", "none"]
    firsts = [plain] if plain is not None and not isinstance(plain, dict | list) else others[:1]
    for first, other in itertools.product(firsts, others):
        if first == other:
            continue
        readings = [
            without(record, slot) if each in ("zzqx", "none") else put(record, slot.path, each)
            for each in (first, other)
        ]
        value = {"contradicted": [first, other]}
        yield Variation(
            field.place,
            "contradicted",
            _shown(value),
            put(record, slot.path, value),
            tuple(readings),
            told=True,
        )


def _some_known(vocabulary: str, slot: Slot) -> list[str]:
    words = known_words(vocabulary) if vocabulary else ()
    start = len(slot.path) * 7 + len(str(slot.value))
    return [words[(start + n * 5) % len(words)] for n in range(3)] if words else []


def together(record: Record, most: int, readings: int, seed: int) -> Variation | None:
    """Several facts contradicted at once; none of some readings of the whole may be paid less."""
    rng = random.Random(seed)
    written = [
        slot for slot in slots(record) if slot.field.fact and slot.written and _other(slot) is not None
    ]
    some = rng.sample(written, min(most, len(written)))
    if len(some) < 2:
        return None
    varied_ = record
    for slot in some:
        varied_ = put(varied_, slot.path, {"contradicted": [slot.value, _other(slot)]})
    bounds = [record]
    for _ in range(readings):
        read = record
        for slot in some:
            if rng.random() < 0.5:
                read = put(read, slot.path, _other(slot))
        bounds.append(read)
    said = ", ".join(slot.field.place for slot in some)
    return Variation("(several)", "contradicted", said, varied_, tuple(bounds))


def _other(slot: Slot) -> Any:
    """Another value that could stand in the slot; None where none is known or the fact has a note."""
    if slot.field.listed or isinstance(slot.value, dict | list) or slot.field.sentence:
        return None
    match slot.field.form:
        case "number" if type(slot.value) is int:
            return slot.value + 1
        case "flag":
            return not slot.value
        case "word" if slot.field.vocabulary:
            return next(
                (word for word in _some_known(slot.field.vocabulary, slot) if word != slot.value), None
            )
    return None


# ── entries ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _parts(record: Record, slot: Slot) -> Iterator[Variation]:
    place = slot.field.place

    def one(kind: str, path: Any, value: Any, bound: Record, told: bool = True) -> Variation:
        return Variation(place, kind, _shown(value), put(record, path, value), (bound,), told=told)

    bare = taken_out(record, slot.path)
    for value in ("none", "zzqx", 7, True, [], {}, None):
        kind = "null" if value is None else "emptied" if value in ([], {}) else "wrong-type"
        yield one(kind, slot.path, value, bare, told=kind != "null")
    if not slot.field.listed:
        if slot.written:
            yield Variation(place, "removed", "", bare, ())
        return
    members = slot.value if isinstance(slot.value, list) else []
    for n, member in enumerate(members):
        if not isinstance(member, dict):
            continue
        yield Variation(place, "removed", str(member.get("id", n)), dropped(record, (*slot.path, n)), ())
        again = {name: value for name, value in member.items() if name != "id"}
        yield one("doubled", slot.path, [*members, again], record)
        if "id" in member:
            yield one("doubled-same-id", slot.path, [*members, member], record)
            yield one("doubled-new-id", slot.path, [*members, {**again, "id": "zz9"}], record)
    yield from _split(record, slot, members)
    yield from _merged(record, slot, members)


NUMBERS_OF_A_SERVICE = ("count", "nails", "patches", "volume_cc")


def _split(record: Record, slot: Slot, members: list[Any]) -> Iterator[Variation]:
    """A service of several lesions as one service each; a group of lesions as its lesions."""
    for n, member in enumerate(members):
        if not isinstance(member, dict) or "id" not in member:
            continue
        parts: list[Any] = []
        lesions = member.get("lesions")
        several = slot.field.place == "services" and isinstance(lesions, list) and len(lesions) > 1
        if several and not any(name in member for name in NUMBERS_OF_A_SERVICE):
            parts = [{**member, "id": f"{member['id']}{i}", "lesions": [id]} for i, id in enumerate(lesions)]
        count = _plain(member.get("count"))
        if slot.field.place == "lesions" and type(count) is int and 1 < count < 30:
            alone = {name: value for name, value in member.items() if name != "count"}
            if not isinstance(_plain(alone.get("site")), list) and not _used_once(record, member["id"]):
                parts = [{**alone, "id": f"{member['id']}{i}"} for i in range(count)]
        if parts:
            split = put(record, slot.path, [*members[:n], *parts, *members[n + 1 :]])
            split = renamed(split, member["id"], [each["id"] for each in parts])
            yield Variation(slot.field.place, "split", member["id"], split, (record,))


def _used_once(record: Record, lesion: str) -> bool:
    """Whether something that takes one lesion alone names it."""
    return any(
        slot.field.name == "lesion" and slot.value == lesion and not slot.field.listed
        for slot in slots(record)
    )


def _merged(record: Record, slot: Slot, members: list[Any]) -> Iterator[Variation]:
    """Two services that say the same of different lesions as one."""
    if slot.field.place != "services":
        return
    for (n, a), (m, b) in itertools.combinations(enumerate(members), 2):
        alike = [{k: v for k, v in each.items() if k not in ("id", "lesions")} for each in (a, b)]
        if alike[0] != alike[1] or any(name in a for name in NUMBERS_OF_A_SERVICE) or "id" not in a:
            continue
        one = {**a, "lesions": [*a.get("lesions", []), *b.get("lesions", [])]}
        if len(set(one["lesions"])) < len(one["lesions"]):
            continue
        rest = [each for i, each in enumerate(members) if i not in (n, m)]
        merged = put(record, slot.path, [one, *rest])
        if "id" in b:
            merged = renamed(merged, b["id"], [a["id"]])
        yield Variation(slot.field.place, "merged", a["id"], merged, (record,))


# ── helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _plain(value: Any) -> Any:
    return value.get("value") if isinstance(value, dict) and "value" in value else value


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _shown(value: Any) -> str:
    return repr(copy.copy(value))[:60]
