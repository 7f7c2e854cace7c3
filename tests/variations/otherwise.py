"""The same facts said in other ways: each function yields records that say what the given one says."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from engine.encounter import Encounter, Fact
from engine.encounter.base import short
from tests.variations.edits import Record, at, put, renamed, taken_out
from tests.variations.fields import Path, Slot, slots
from tests.variations.varied import varied

ORDER_SAYS_SOMETHING = ("practitioners", "mohs", "mohs[].stages", "patient.class_findings")
"""The first practitioner is the one who is meant where nobody is named; stages follow each other, from one entry to the
next of the same tumor as well."""


def shuffled(record: Record) -> Iterator[Record]:
    """Every list in another order."""
    for seed in (1, 2):
        yield _shuffled(record, random.Random(seed))


def one_by_one(record: Record) -> Iterator[Record]:
    """A service of several lesions as several; a group as its lesions; like services as one, where the doses of each
    stay apart."""
    for slot in slots(record):
        if slot.field.place in ("services", "lesions") and slot.written:
            for each in varied(record, slot):
                if each.kind in ("split", "merged") and _alike(each.record, "drugs") == _alike(
                    record, "drugs"
                ):
                    yield each.record


def grouped(record: Record) -> Iterator[Record]:
    """Like lesions that one service treats as one group with their number; of one report they are one, and no group."""
    for n, service in enumerate(record.get("services", ())):
        ids = service.get("lesions", [])
        members = [each for each in record.get("lesions", ()) if each.get("id") in ids]
        alike = [{k: v for k, v in each.items() if k != "id"} for each in members]
        if len(ids) < 2 or len(members) != len(ids) or any(each != alike[0] for each in alike):
            continue
        if (
            "count" in alike[0]
            or "accession" in alike[0].get("pathology", {})
            or any(_named_elsewhere(record, id, n) for id in ids)
        ):
            continue
        rest = [each for each in record["lesions"] if each.get("id") not in ids]
        changed = put(record, ("lesions",), [*rest, {**members[0], "count": len(ids)}])
        yield put(changed, ("services", n, "lesions"), [members[0]["id"]])


def counted(record: Record) -> Iterator[Record]:
    """The number of lesions on the service too, where the lesions have it."""
    for n, service in enumerate(record.get("services", ())):
        if "count" in service or not service.get("lesions"):
            continue
        counts = [each.get("count", 1) for each in record["lesions"] if each["id"] in service["lesions"]]
        if all(type(each) is int for each in counts):
            yield put(record, ("services", n, "count"), sum(counts))


def without_ids(record: Record) -> Iterator[Record]:
    """No id where nothing names it: it is then given by place."""
    changed = record
    for slot in slots(record):
        own = slot.field.name == "id" and slot.written and slot.path[0] != "practitioners"
        if own and len(slot.path) > 2 and renamed(record, slot.value, ["zz"]) == record:
            changed = taken_out(changed, slot.path)
    if changed != record:
        yield changed


def other_ids(record: Record) -> Iterator[Record]:
    """Every id under another name."""
    changed = record
    ids = [slot for slot in slots(record) if slot.field.name == "id" and slot.written]
    for n, slot in enumerate(ids):
        changed = put(renamed(changed, slot.value, [f"thing {n}"]), slot.path, f"thing {n}")
    if not any(slot.path[0] == "practitioners" for slot in ids):
        changed = {**changed, "practitioners": [{"id": "p1"}]} if "practitioners" in changed else changed
    yield changed


def site_of_the_wound(record: Record) -> Iterator[Record]:
    """A wound, a light treatment or a debridement names the site of its lesion again."""
    lesions = {each["id"]: each for each in record.get("lesions", ())}
    for part in ("wounds", "debridements"):
        for n, each in enumerate(record.get(part, ())):
            site = lesions.get(each.get("lesion", ""), {}).get("site")
            if site is not None and "site" not in each:
                yield put(record, (part, n, "site"), site)


def defaults_written(record: Record) -> Iterator[Record]:
    """What is left out, written as what it then is; all fields at once."""
    changed = record
    numbered = any(name in each for each in record.get("services", ()) for name in ("count", "nails"))
    for slot in list(slots(record)):
        if slot.written or slot.path[-1] in _container(changed, slot.path):
            continue
        if slot.field.place == "lesions[].count" and numbered:
            continue
        found = _default(slot)
        if found is not _NONE and len(slot.path) > 0 and isinstance(at(changed, slot.path[:-1]), dict):
            changed = put(changed, slot.path, found)
    yield changed


def with_notes(record: Record) -> Iterator[Record]:
    """Every fact with the words of the note."""
    for note in ("as the note says", {"text": "as the note says", "start": 5, "end": 21}):
        changed = record
        for slot in slots(record):
            if not slot.field.fact or not slot.written or slot.field.sentence:
                continue
            if slot.field.many_facts:
                noted = [
                    each if isinstance(each, dict) else {"value": each, "note": note} for each in slot.value
                ]
                changed = put(changed, slot.path, noted)
            elif not isinstance(slot.value, dict):
                changed = put(changed, slot.path, {"value": slot.value, "note": note})
        yield changed


def said_twice(record: Record) -> Iterator[Record]:
    """Every fact as a contradiction of a value with itself."""
    changed = record
    for slot in slots(record):
        plain = slot.field.fact and slot.written and not isinstance(slot.value, dict)
        if plain and not slot.field.many_facts and not slot.field.sentence:
            changed = put(changed, slot.path, {"contradicted": [slot.value, slot.value]})
    yield changed


def other_letters(record: Record) -> Iterator[Record]:
    """Every word in capitals, and with blanks or underscores for hyphens."""
    ways: tuple[Callable[[str], str], ...] = (
        str.upper,
        lambda word: word.replace("-", " "),
        lambda word: f" {word.replace('-', '_').title()} ",
    )
    for way in ways:
        changed = record
        for slot in slots(record):
            if slot.written and slot.field.vocabulary:
                changed = put(changed, slot.path, _each_word(slot.value, way))
        yield changed


def other_codes(record: Record) -> Iterator[Record]:
    """Diagnoses without their point and in small letters."""
    changed = record
    for slot in slots(record):
        if slot.written and slot.field.name == "diagnoses" and isinstance(slot.value, list):
            changed = put(changed, slot.path, [each.replace(".", "").lower() for each in slot.value])
    yield changed


def in_a_list(record: Record) -> Iterator[Record]:
    """One word as a list of one."""
    changed = record
    for slot in slots(record):
        if slot.written and slot.field.listed and isinstance(slot.value, str):
            changed = put(changed, slot.path, [slot.value])
    if changed != record:
        yield changed


def side_apart(record: Record) -> Iterator[Record]:
    """The side of a site as its own fact."""
    changed = record
    for slot in slots(record):
        if slot.field.name == "laterality" and not slot.written:
            site = at(changed, (*slot.path[:-1], "site"))
            side, _, rest = site.partition(" ") if isinstance(site, str) else ("", "", "")
            if side in ("left", "right", "bilateral") and rest:
                changed = put(put(changed, slot.path, side), (*slot.path[:-1], "site"), rest)
    if changed != record:
        yield changed


def report_in_the_history(record: Record) -> Iterator[Record]:
    """A lesion's report of an earlier day as one of the history's."""
    if record.get("history", {}).get("pathology"):
        return
    changed, reports = record, []
    for n, lesion in enumerate(record.get("lesions", ())):
        own = lesion.get("pathology", {})
        day = own.get("date")
        if set(own) == {"result", "accession", "date"} and isinstance(day, str) and day < record["dos"]:
            reports.append({**own, "lesion": lesion["id"]})
            changed = taken_out(changed, ("lesions", n, "pathology"))
    if reports:
        yield put(changed, ("history", "pathology"), reports)


WAYS: tuple[Callable[[Record], Iterator[Record]], ...] = (
    shuffled,
    one_by_one,
    grouped,
    counted,
    without_ids,
    other_ids,
    site_of_the_wound,
    defaults_written,
    with_notes,
    said_twice,
    other_letters,
    other_codes,
    in_a_list,
    side_apart,
    report_in_the_history,
)


# ── helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────

_NONE = object()


def _shuffled(record: Record, rng: random.Random) -> Record:
    changed = copy.deepcopy(record)
    for slot in slots(record):
        listed = at(changed, slot.path)
        pair = slot.field.form == "number"
        if not isinstance(listed, list) or slot.field.place in ORDER_SAYS_SOMETHING or pair:
            continue
        changed = put(changed, slot.path, rng.sample(listed, len(listed)))
    return changed


def _alike(record: Record, part: str) -> int:
    """How many entries say what another says as well, but for the id."""
    entries = [{k: v for k, v in each.items() if k != "id"} for each in record.get(part, ())]
    return sum(entries.count(each) > 1 for each in entries)


def _named_elsewhere(record: Record, id: str, service: int) -> bool:
    alone = put(record, ("services", service, "lesions"), [])
    return renamed(alone, id, ["zz"]) != alone


def _container(record: Record, path: Path) -> Any:
    holder = at(record, path[:-1])
    return holder if isinstance(holder, dict) else {}


@cache
def _info(model: type[BaseModel], place: tuple[str, ...]) -> Any:
    from tests.variations.fields import fields_of

    for name in place[:-1]:
        field = next(each for each in fields_of(model) if each.name == name)
        assert field.part is not None
        model = field.part
    return model.model_fields[place[-1]]


def _default(slot: Slot) -> Any:
    """The default of a field as it is written; `_NONE` for one without, or of a part."""
    place = tuple(step for step in slot.path if isinstance(step, str))
    default = _info(Encounter, place).default
    if default is PydanticUndefined or slot.field.name == "id":
        return _NONE
    if isinstance(default, Fact):
        return short(default.value)
    if isinstance(default, BaseModel):
        return default.model_dump(mode="json", exclude_defaults=True)
    if isinstance(default, tuple):
        if any(isinstance(each, BaseModel) for each in default):
            return [each.model_dump(mode="json") for each in default]
        return list(default)
    return default


def _each_word(value: Any, way: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return way(value)
    if isinstance(value, list):
        return [_each_word(each, way) for each in value]
    if isinstance(value, dict):
        return {k: v if k == "note" else _each_word(v, way) for k, v in value.items()}
    return value
