"""Changes to a record as it is written: one value put in, taken out, or an entry dropped with all that names it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from tests.variations.fields import Path, slots

Record = dict[str, Any]


def at(record: Any, path: Path) -> Any:
    """What stands there, or None."""
    for step in path:
        try:
            record = record[step]
        except (KeyError, IndexError, TypeError):
            return None
    return record


def put(record: Record, path: Path, value: Any) -> Record:
    """A copy with the value there; parts that are not there yet are begun."""
    changed = copy.deepcopy(record)
    holder: Any = changed
    for step in path[:-1]:
        if isinstance(step, str) and holder.get(step) is None:
            holder[step] = {}
        holder = holder[step]
    holder[path[-1]] = value
    return changed


def taken_out(record: Record, path: Path) -> Record:
    """A copy without what stands there."""
    changed = copy.deepcopy(record)
    holder = at(changed, path[:-1])
    if isinstance(holder, list) or (isinstance(holder, dict) and path[-1] in holder):
        del holder[path[-1]]
    return changed


def dropped(record: Record, path: Path) -> Record:
    """A copy without the entry there and without every mention of its id."""
    entry = at(record, path)
    changed = taken_out(record, path)
    holder = at(changed, path[:-1])
    if isinstance(holder, list) and not holder:
        changed = taken_out(changed, path[:-1])
    id = entry.get("id") if isinstance(entry, dict) else None
    while id is not None and (named := next(_mentions(changed, id), None)):
        changed = taken_out(changed, named)
    return changed


def renamed(record: Record, old: str, new: list[str]) -> Record:
    """A copy in which every mention of an id names these instead; a field of one id takes the first."""
    changed = record
    for path in list(_mentions(record, old))[::-1]:
        if isinstance(path[-1], int):
            changed = copy.deepcopy(changed)
            at(changed, path[:-1])[path[-1] : path[-1] + 1] = new
        else:
            changed = put(changed, path, new[0])
    return changed


def _mentions(record: Record, id: str) -> Iterator[Path]:
    for slot in slots(record):
        if slot.field.form != "id" or not slot.written or slot.field.name in ("id", "encounter"):
            continue
        if slot.field.listed and isinstance(slot.value, list):
            yield from ((*slot.path, n) for n, each in enumerate(slot.value) if each == id)
        elif slot.value == id:
            yield slot.path
