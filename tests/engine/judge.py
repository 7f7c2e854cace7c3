"""A judge of claims that shares nothing with the engine: it reads the CMS files and the record, and knows the manuals.

PTP edits, unit limits and add-on codes are looked up in payers/tables as SOURCE.md describes them. What a modifier may
rest on is read from the record itself: another lesion, encounter or practitioner, or a result that decided.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

from engine.claim import ClaimLine

TABLES = Path(__file__).parents[2] / "payers" / "tables"
ANATOMIC = {"E1", "E2", "E3", "E4", "FA", "TA", "LT", "RT", *(f"{x}{n}" for x in "FT" for n in range(1, 10))}
DISTINCT = {"59", "XE", "XS", "XP", "XU"}
OF_A_VISIT = {"24", "25", "57"}
OF_A_GLOBAL_PERIOD = {"58", "78", "79"}
MAI3_FROM = "2026-04-01"
"""From this day on the later file of unit limits that appeal may overcome wins, for the codes it lists."""

Record = dict[str, Any]


def _rows(file: str) -> list[dict[str, str]]:
    with (TABLES / file).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def edits() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """(column 1, column 2) -> (indicator, last day) of each row."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for row in _rows("ncci_ptp/2024q3.csv"):
        found[row["column1"], row["column2"]].append((row["indicator"], row["deletion_date"]))
    return dict(found)


@cache
def limits() -> dict[str, tuple[int, str]]:
    return {row["hcpcs"]: (int(row["units"]), row["mai"]) for row in _rows("ncci_mue/2024q3.csv")}


@cache
def without_period() -> frozenset[str]:
    """Codes that have no global period. A visit on their day may be about what they were done for (NCCI policy manual,
    chapter 1, section D, of codes with the indicator XXX)."""
    return frozenset(row["hcpcs"] for row in _rows("mpfs/2025.csv") if row["global_days"] == "XXX")


@cache
def appealable() -> frozenset[str]:
    return frozenset(row["hcpcs"] for row in _rows("ncci_mue/2026q2_mai3.csv"))


@cache
def primaries() -> dict[str, frozenset[str]]:
    """Add-on code -> the codes it may stand beside; none listed leaves them to the contractor."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in _rows("ncci_addon/2024q3.csv"):
        found[row["addon"]] |= {row["primary"]} - {""}
    return {code: frozenset(listed) for code, listed in found.items()}


def objections(record: Record, lines: Iterable[ClaimLine], each_line: bool = False) -> list[str]:
    """What is wrong with a claim, in words; nothing for a good one. With `each_line` a unit limit is for one line."""
    claim = list(lines)
    return [*_edits(record, claim), *_units(record["dos"], claim, each_line), *_add_ons(claim)]


def _edits(record: Record, claim: list[ClaimLine]) -> Iterator[str]:
    for one, other in permutations(claim, 2):
        for indicator, last in edits().get((one.hcpcs, other.hcpcs), ()):
            if indicator == "9" or (last and record["dos"] > last):
                continue
            pair = f"{one.hcpcs} and {other.hcpcs}"
            marks = {*one.modifiers, *other.modifiers}
            if _apart(record, one, other):
                continue
            if indicator == "0":
                yield f"{pair}: no modifier parts them"
            elif not any(_rests(record, mark, one, other) for mark in marks):
                yield f"{pair}: no modifier with a basis ({', '.join(sorted(marks)) or 'none'})"


def _apart(record: Record, one: ClaimLine, other: ClaimLine) -> bool:
    """Edits are for the services of one physician, which all of one group and specialty are: every two who did the work
    of the lines are said to be of two groups, or of two specialties."""
    people = {person["id"]: person for person in record["practitioners"]}
    first = record["practitioners"][0]
    parts = _parts(record) | {"visit": record.get("visit", {})}

    def who(line: ClaimLine) -> list[Record]:
        return [people.get(parts[s].get("practitioner"), first) for s in line.services]

    def differ(a: Record, b: Record) -> bool:
        return any(a.get(of) and b.get(of) and a[of] != b[of] for of in ("group", "specialty"))

    pairs = [(a, b) for a in who(one) for b in who(other)]
    return bool(pairs) and all(differ(a, b) for a, b in pairs)


def _rests(record: Record, mark: str, one: ClaimLine, other: ClaimLine) -> bool:
    """The record holds what the modifier says."""
    parts = _parts(record)
    pairs = [(parts[a], parts[b]) for a in one.services for b in other.services if a in parts and b in parts]
    visit = record.get("visit", {})
    if mark in OF_A_VISIT:
        if "visit" not in (*one.services, *other.services):
            return False
        if mark == "57":
            return bool(visit.get("decision_for_surgery"))
        done = [parts[s] for s in (*one.services, *other.services) if s in parts]
        procedure = other if "visit" in one.services else one
        return _separate(visit, done, procedure.hcpcs in without_period())
    if mark in OF_A_GLOBAL_PERIOD:
        return bool(record.get("history"))
    if mark not in DISTINCT | ANATOMIC:
        return False
    places = [_places(line, [parts[s] for s in line.services if s in parts]) for line in (one, other)]
    lesions = bool(places[0] and places[1] and not places[0] & places[1])
    sessions = any(a.get("session", 1) != b.get("session", 1) for a, b in pairs)
    people = any(a.get("practitioner") != b.get("practitioner") for a, b in pairs)
    worked = {lesion for each in places for lesion in each}
    read = [p for p in parts.values() if p.get("pathology_decided") is True]
    decided = any(worked & {p["id"], *p.get("lesions", ())} for p in read)
    rests = {"XE": sessions, "XS": lesions, "XP": people, "XU": decided}
    return rests.get(mark, lesions or sessions or people or decided or mark in ANATOMIC)


def _separate(visit: Record, procedure: list[Record], same_may_do: bool) -> bool:
    """The visit was about something that the procedure was not done for, or the note says what it was. Beside a
    procedure without a global period any problem will do."""
    said = visit.get("separate_work")
    if said is False:
        return False
    if same_may_do and visit.get("problems"):
        return True
    done = {d for part in procedure for d in part.get("diagnoses", ())}
    elsewhere = any(part.get("session", 1) != visit.get("session", 1) for part in procedure)
    theirs = [set(problem.get("diagnoses", ())) for problem in visit.get("problems", ())]
    return bool(said) or elsewhere or any(not named or named - done for named in theirs)


def _parts(record: Record) -> dict[str, Record]:
    kinds = ("services", "wounds", "mohs", "drugs", "specimens", "light", "debridements")
    return {part["id"]: part for kind in kinds for part in record.get(kind, ())}


def _places(line: ClaimLine, parts: list[Record]) -> set[str]:
    """What the line is for: the lesions it names, of those of its work; work without a lesion stands for itself. Work
    on a lesion that is one with another is on that other."""
    worked: set[str] = set()
    for part in parts:
        worked |= set([part["lesion"]] if part.get("lesion") else part.get("lesions") or [part["id"]])
    return (worked & set(line.lesions) or set(line.lesions)) if line.lesions else worked


def _units(day: str, claim: list[ClaimLine], each_line: bool) -> Iterator[str]:
    for code in sorted({line.hcpcs for line in claim}):
        units, mai = limits().get(code, (0, "3"))
        if mai == "3" or (day >= MAI3_FROM and code in appealable()):
            continue
        billed = [line.units for line in claim if line.hcpcs == code]
        if (sum(billed) if mai == "2" and not each_line else max(billed)) > units:
            yield f"{code}: {billed} units, of {units}"


def _add_ons(claim: list[ClaimLine]) -> Iterator[str]:
    codes = {line.hcpcs for line in claim}
    for code in sorted(codes & set(primaries())):
        beside = primaries()[code] & codes if primaries()[code] else codes - set(primaries())
        if not beside:
            yield f"{code} stands alone"
