"""What no record can mean: references to nothing, the same id twice, dates and times that exclude each other.

Works on an `Encounter` and on the raw objects of the JSON alike, so that these mistakes are reported beside all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain, islice
from typing import Any

from engine.encounter.fact import Fact
from engine.encounter.mistakes import MOST_PROBLEMS, InputProblem, nearest, shown

REPORTED = ("services", "wounds", "mohs", "drugs", "specimens", "light", "debridements")
"""Lists whose members may end on a claim; "service ids" elsewhere in an encounter are ids of any of these."""

LISTED = 5
MOST_COMPARED = 100
"""Ids among which the nearest is looked for."""

RESERVED = ("visit", "patient", "encounter")

LESION_REFERENCES = (
    "lesions[].contiguous_with",
    "services[].lesions",
    "wounds[].lesion",
    "mohs[].lesion",
    "specimens[].lesions",
    "light[].lesions",
    "debridements[].lesion",
)
SERVICE_REFERENCES = (
    "visit.problems[].decided",
    "visit.decision_for_surgery",
    "drugs[].services",
    "documents.notices[].services",
    "documents.attachments[].services",
)
PROBLEM_REFERENCES = ("visit.data[].problem", "visit.risk[].problem")
PRACTITIONER_REFERENCES = (
    "practitioners[].supervised_by",
    "history.procedures[].practitioner",
    "visit.practitioner",
    "services[].practitioner",
    "wounds[].practitioner",
    "mohs[].practitioner",
    "mohs[].stages[].reader",
    "drugs[].applied_by",
    "specimens[].technical_by",
    "specimens[].read_by",
    "light[].applicator",
    "light[].practitioner",
    "debridements[].practitioner",
    "documents.signature.by",
    "documents.signature[].by",
    "documents.addenda[].by",
)
BEFORE_SERVICE = (
    "patient.last_seen",
    "patient.seen_by_treating_physician",
    "history.procedures[].date",
    "history.previous_nail_care",
    "history.courses[].started",
)


def impossible(encounter: Any) -> list[InputProblem]:
    """Every reference to nothing, double id and impossible date of an `Encounter` or of raw input."""
    lesions = _ids(encounter, ("lesions",))
    reported = _ids(encounter, REPORTED)
    practitioners = (
        _ids(encounter, ("practitioners",)) if _get(encounter, "practitioners") else {"p1": "the default p1"}
    )
    found = chain(
        _doubles(encounter),
        _references(encounter, LESION_REFERENCES, "lesion", lesions),
        _references(encounter, SERVICE_REFERENCES, "service", reported),
        _references(encounter, PROBLEM_REFERENCES, "problem", _ids(encounter, ("visit.problems",))),
        _references(encounter, PRACTITIONER_REFERENCES, "practitioner", practitioners),
        _touching_itself(encounter),
        _dates(encounter),
    )
    return list(islice(found, MOST_PROBLEMS))


def _doubles(encounter: Any) -> Iterator[InputProblem]:
    for lists in (("lesions", *REPORTED), ("practitioners",), ("visit.problems",)):
        seen: dict[str, str] = dict.fromkeys(RESERVED, "the encounter itself") if len(lists) > 1 else {}
        for name in lists:
            for path, id in _walk(encounter, f"{name}[].id"):
                if isinstance(id, str) and id in seen:
                    yield InputProblem(path, shown(id), f"an id of its own; {seen[id]} has this one")
                elif isinstance(id, str):
                    seen[id] = path.removesuffix(".id")


def _references(
    encounter: Any, places: tuple[str, ...], what: str, ids: dict[str, str]
) -> Iterator[InputProblem]:
    listed = ", ".join(list(ids.values())[:LISTED])
    more = ", ..." if len(ids) > LISTED else ""
    expected = (
        f"the id of a {what}, as in {listed}{more}" if ids else f"the id of a {what}, and there is none"
    )
    most = list(ids)[:MOST_COMPARED]
    for place in places:
        for path, given in _walk(encounter, place):
            several = isinstance(given, list | tuple)
            for n, id in enumerate(given if several else [given]):
                if isinstance(id, str) and id not in ids:
                    where = f"{path}[{n}]" if several else path
                    near = nearest(id, most)
                    yield InputProblem(where, shown(id), expected, f"the id of {ids[near]}" if near else "")


def _touching_itself(encounter: Any) -> Iterator[InputProblem]:
    for path, lesion in _walk(encounter, "lesions[]"):
        touching = _get(lesion, "contiguous_with")
        if isinstance(touching, list | tuple) and _get(lesion, "id") in touching:
            yield InputProblem(
                f"{path}.contiguous_with", shown(_get(lesion, "id")), "the ids of other lesions"
            )


def _dates(encounter: Any) -> Iterator[InputProblem]:
    dos = _day(_get(encounter, "dos"))
    for place in BEFORE_SERVICE if dos else ():
        for path, given in _walk(encounter, place):
            day = _day(_value(given))
            if day and dos and day > dos:
                yield InputProblem(path, shown(day), "a date not after the date of service")
    visit = _get(encounter, "visit")
    minutes, part = _value(_get(visit, "minutes")), _value(_get(visit, "minutes_on_procedures"))
    if type(minutes) is int and type(part) is int and part > minutes:
        yield InputProblem("visit.minutes_on_procedures", shown(part), "at most the minutes of the visit")


def _ids(encounter: Any, lists: tuple[str, ...]) -> dict[str, str]:
    found = ((id, path) for name in lists for path, id in _walk(encounter, f"{name}[].id"))
    return {id: path.removesuffix(".id") for id, path in found if isinstance(id, str)}


def _walk(subject: Any, place: str, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value at a place such as ``mohs[].stages[].reader``, with its path; what is not there is passed over."""
    name, _, rest = place.partition(".")
    value = _get(subject, name.removesuffix("[]"))
    path = f"{path}.{name.removesuffix('[]')}" if path else name.removesuffix("[]")
    members = [(path, value)]
    if name.endswith("[]"):
        members = (
            [(f"{path}[{n}]", v) for n, v in enumerate(value)] if isinstance(value, list | tuple) else []
        )
    for where, member in members:
        if member is not None:
            yield from _walk(member, rest, where) if rest else iter([(where, member)])


def _get(subject: Any, name: str) -> Any:
    return subject.get(name) if isinstance(subject, Mapping) else getattr(subject, name, None)


def _value(given: Any) -> Any:
    """The value that the record is sure of; of a contradiction a reading is possible as long as one is."""
    if isinstance(given, Fact):
        return given.value if given.state == "known" else None
    return given.get("value") if isinstance(given, Mapping) else given


def _day(given: Any) -> date | None:
    if isinstance(given, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", given, re.ASCII):
        try:
            return date.fromisoformat(given)
        except ValueError:
            return None
    return given if isinstance(given, date) else None
