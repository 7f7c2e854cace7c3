"""Things are counted, not entries: what could be one thing is one, is told, and is asked about."""

from __future__ import annotations

import json
from typing import Any

import pytest

from claimwright import optimise
from engine.claim import Coded

BASE: dict[str, Any] = {
    "encounter": "e",
    "payer": "medicare.national",
    "dos": "2026-10-15",
    "patient": {"status": "established"},
    "documents": {"signature": {"by": "p1", "on": "2026-10-15"}},
}
REPORT = {"result": "malignant", "accession": "S-1", "date": "2026-09-20"}
CYST = {"id": "A", "kind": "cyst", "site": "back", "diameter_mm": 10, "margin_mm": 1}
CANCER = {"id": "A", "kind": "bcc", "site": "nose", "diameter_mm": 8, "margin_mm": 4, "pathology": REPORT}
CUT = {"technique": "excision", "lesions": ["A"], "diagnoses": ["L72.0"]}
WOUND = {"lesion": "A", "layered": True, "length_mm": 30}
JAR = {"kind": "skin", "microscopic": True, "technical_by": "p1", "read_by": "p1", "diagnoses": ["D22.5"]}
PSORIASIS = {"status": "stable", "diagnoses": ["L40.0"]}


def coded(**parts: Any) -> Coded:
    return optimise(json.dumps({**BASE, **parts}))


def visit(**parts: Any) -> dict[str, Any]:
    return {"visit": {"risk": [{"decision": "prescription-drug"}], **parts}}


MINOR = {"status": "minor"}

ONE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a service": (
        {"lesions": [CYST], "services": [CUT]},
        {"lesions": [CYST], "services": [CUT, CUT]},
    ),
    "a service, by a narrower word": (
        {"lesions": [{**CYST, "kind": "abscess"}], "services": [{**CUT, "technique": "i-and-d"}]},
        {
            "lesions": [{**CYST, "kind": "abscess"}],
            "services": [{**CUT, "technique": "i-and-d"}, {**CUT, "technique": "complicated-drainage"}],
        },
    ),
    "the one lesion that two services share": (
        {
            "lesions": [CYST, {**CYST, "id": "B", "site": "chest"}],
            "services": [{**CUT, "lesions": ["A", "B"]}],
        },
        {
            "lesions": [CYST, {**CYST, "id": "B", "site": "chest"}],
            "services": [CUT, {**CUT, "lesions": ["A", "B"]}],
        },
    ),
    "a wound": (
        {"lesions": [CYST], "services": [CUT], "wounds": [WOUND]},
        {"lesions": [CYST], "services": [CUT], "wounds": [WOUND, WOUND, WOUND]},
    ),
    "a wound, at its lowest length": (
        {"lesions": [CYST], "services": [CUT], "wounds": [{**WOUND, "length_mm": 20}]},
        {"lesions": [CYST], "services": [CUT], "wounds": [WOUND, {**WOUND, "length_mm": 20}]},
    ),
    "an operation on a tumor": (
        {"lesions": [CANCER], "mohs": [{"lesion": "A", "stages": [{"blocks": 2, "margins": "positive"}]}]},
        {
            "lesions": [CANCER],
            "mohs": [{"lesion": "A", "stages": [{"blocks": 2, "margins": "positive"}]}] * 2,
        },
    ),
    "a jar": (
        {"lesions": [CYST], "specimens": [{**JAR, "lesions": ["A"], "container": "1"}]},
        {"lesions": [CYST], "specimens": [{**JAR, "lesions": ["A"], "container": n} for n in ("1", "#1")]},
    ),
    "a specimen without a jar": (
        {"lesions": [CYST], "specimens": [{**JAR, "lesions": ["A"]}]},
        {"lesions": [CYST], "specimens": [{**JAR, "lesions": ["A"]}] * 2},
    ),
    "a stain in three spellings": (
        {"lesions": [CYST], "specimens": [{**JAR, "lesions": ["A"], "stains": ["pas"]}]},
        {
            "lesions": [CYST],
            "specimens": [{**JAR, "lesions": ["A"], "stains": ["pas", "PAS", "periodic acid schiff"]}],
        },
    ),
    "a debridement": (
        {"debridements": [{"depth": "skin", "area_cm2": 15, "site": "leg", "diagnoses": ["L97.201"]}]},
        {"debridements": [{"depth": "skin", "area_cm2": 15, "site": "leg", "diagnoses": ["L97.201"]}] * 2},
    ),
    "a problem": (visit(problems=[PSORIASIS]), visit(problems=[PSORIASIS, PSORIASIS])),
    "a problem by another name": (
        visit(problems=[PSORIASIS]),
        visit(problems=[PSORIASIS, {**PSORIASIS, "name": "plaques of the elbow"}]),
    ),
    "a problem that says nothing but its status": (
        visit(problems=[MINOR]),
        visit(problems=[MINOR, {"id": "a", **MINOR}, {"id": "b", **MINOR}]),
    ),
    "a test, ordered and reviewed": (
        visit(problems=[PSORIASIS], data=[{"kind": "test-ordered", "item": "CBC"}]),
        visit(
            problems=[PSORIASIS],
            data=[{"kind": "test-ordered", "item": "CBC"}, {"kind": "test-reviewed", "item": "cbc"}],
        ),
    ),
    "tests that nobody named": (
        visit(problems=[PSORIASIS], data=[{"kind": "test-ordered"}]),
        visit(problems=[PSORIASIS], data=[{"kind": "test-ordered"}] * 3),
    ),
}
"""What is written twice -> the record with it once, and the record with it several times."""


@pytest.mark.parametrize("what", ONE)
def test_written_twice_is_done_once(what: str) -> None:
    once, twice = (coded(**record) for record in ONE[what])
    assert twice.claim.text() == once.claim.text()
    if "stain" not in what:  # a spelling is no second entry
        assert "twice" in {each.kind for each in twice.uncounted}
        assert "same-thing" in {query.fact for query in twice.queries}


TWO: dict[str, tuple[dict[str, Any], str]] = {
    "two lesions": (
        {
            "lesions": [{"id": n, "kind": "papule", "site": "back"} for n in "AB"],
            "services": [{"technique": "punch-biopsy", "lesions": [n]} for n in "AB"],
        },
        "11104, 11105",
    ),
    "two jars": (
        {"lesions": [CYST], "specimens": [{**JAR, "lesions": ["A"], "container": n} for n in "12"]},
        "88305 x2",
    ),
    "two labels": (
        {"lesions": [CYST], "specimens": [{**JAR, "lesions": ["A"], "label": n} for n in ("tip", "base")]},
        "88305 x2",
    ),
    "two places debrided": (
        {
            "debridements": [
                {"depth": "skin", "area_cm2": 15, "site": s, "diagnoses": ["L97.201"]}
                for s in ("leg", "foot")
            ]
        },
        "97597, 97598",
    ),
    "two diagnoses": (
        visit(problems=[PSORIASIS, {"status": "stable", "diagnoses": ["L70.0"]}]),
        "99214",
    ),
    "two problems with ids": (
        visit(problems=[{"id": "a", **MINOR}, {"id": "b", "status": "stable"}]),
        "99213",
    ),
}


@pytest.mark.parametrize("what", TWO)
def test_what_the_record_tells_apart_is_two(what: str) -> None:
    record, claim = TWO[what]
    found = coded(**record)
    assert found.claim.text() == claim
    assert "twice" not in {each.kind for each in found.uncounted}


def test_references_follow_what_went_into_another() -> None:
    """The problem that a decision is for may be written twice; the decision is still for it."""
    problems = [{"id": "a", **PSORIASIS}, {"id": "b", **PSORIASIS}]
    found = coded(visit={"problems": problems, "risk": [{"decision": "prescription-drug", "problem": "b"}]})
    assert found.claim.text() == "99213"
