"""Where the record contradicts itself every reading is solved and the lowest claim stands; the question names all
values. Where leaving it open pays the same nothing is asserted: no side is named of an ear that is left or right."""

from __future__ import annotations

import json
from typing import Any

import pytest

from claimwright import optimise
from engine.claim import Coded

BASE: dict[str, Any] = {
    "payer": "medicare.national",
    "dos": "2026-10-15",
    "patient": {"status": "established"},
    "documents": {"signature": {"by": "p1", "on": "2026-10-15"}},
}
REPORT = {"result": "malignant", "accession": "S-1"}


def coded(**parts: Any) -> Coded:
    return optimise(json.dumps({"encounter": "e", **BASE, **parts}))


def said(*values: object) -> dict[str, object]:
    return {"contradicted": list(values)}


def lesion(**facts: Any) -> list[dict[str, Any]]:
    return [{"id": "A", "kind": "bcc", "site": "back", **facts}]


def done(technique: Any, **facts: Any) -> list[dict[str, Any]]:
    return [{"id": "s1", "technique": technique, "lesions": ["A"], "diagnoses": ["D49.2"], **facts}]


def closed(**facts: Any) -> dict[str, Any]:
    return {
        "lesions": lesion(diameter_mm=9, margin_mm=4, pathology=REPORT),
        "services": done("excision"),
        "wounds": [{"id": "w1", "lesion": "A", "diagnoses": ["C44.519"], **facts}],
    }


NUMBERS: dict[str, tuple[str, Any, tuple[object, ...]]] = {
    "keratoses": (
        "count",
        lambda v: {"lesions": lesion(kind="actinic-keratosis", count=v), "services": done("destruction")},
        (10, 12),
    ),
    "samples": (
        "count",
        lambda v: {"lesions": lesion(kind="papule", count=v), "services": done("punch-biopsy")},
        (2, 3),
    ),
    "tags": (
        "count",
        lambda v: {
            "lesions": lesion(kind="skin-tag", count=v, symptoms=["bleeding"]),
            "services": done("snipping"),
        },
        (12, 19),
    ),
    "injected": (
        "count",
        lambda v: {"lesions": lesion(kind="nevus", count=v), "services": done("intralesional-injection")},
        (7, 9),
    ),
    "diameter": (
        "diameter",
        lambda v: {
            "lesions": lesion(diameter_mm=v, margin_mm=2, pathology=REPORT),
            "services": done("excision"),
        },
        (6, 9),
    ),
    "margin": (
        "margin",
        lambda v: {
            "lesions": lesion(diameter_mm=9, margin_mm=v, pathology=REPORT),
            "services": done("excision"),
        },
        (2, 6),
    ),
    "length": ("length", lambda v: closed(layered=True, length_mm=v), (20, 30)),
    "undermining": (
        "undermining",
        lambda v: closed(
            layered=True,
            length_mm=30,
            undermining_mm=v,
            undermining_whole_edge=True,
            defect_width_mm=15,
        ),
        (10, 20),
    ),
    "defect of a flap": (
        "defect-area",
        lambda v: closed(flap={"type": "rotation", "incisions": True}, primary_defect_mm=v),
        ([20, 30], [40, 30]),
    ),
    "secondary defect of a flap": (
        "defect-area",
        lambda v: closed(
            flap={"type": "rotation", "incisions": True},
            primary_defect_mm=[20, 30],
            secondary_defect_mm=v,
        ),
        ([10, 20], [30, 40]),
    ),
    "graft": (
        "graft-area",
        lambda v: closed(graft={"type": "full-thickness", "donor": "neck", "recipient_area_mm2": v}),
        (1500, 2500),
    ),
    "blocks": (
        "blocks",
        lambda v: {
            "lesions": lesion(site="nose", pathology=REPORT),
            "mohs": [{"id": "m1", "lesion": "A", "stages": [{"blocks": v}], "diagnoses": ["C44.311"]}],
        },
        (5, 7),
    ),
    "patches": (
        "patches",
        lambda v: {"lesions": lesion(kind="eruption"), "services": done("patch-testing", patches=v)},
        (36, 40),
    ),
    "nails": (
        "nails",
        lambda v: {
            "lesions": lesion(kind="eruption", site="foot"),
            "services": done("nail-avulsion", nails=v),
        },
        (1, 2),
    ),
    "milligrams": (
        "given",
        lambda v: {
            "lesions": lesion(kind="keloid"),
            "services": done("intralesional-injection"),
            "drugs": [{"id": "d1", "name": "triamcinolone", "given_mg": v, "diagnoses": ["L91.0"]}],
        },
        (10, 20),
    ),
    "square centimetres of light": (
        "area-cm2",
        lambda v: {
            "light": [{"id": "t1", "type": "excimer", "area_cm2": v, "site": "elbow", "diagnoses": ["L40.0"]}]
        },
        (200, 300),
    ),
    "square centimetres debrided": (
        "area-cm2",
        lambda v: {
            "debridements": [
                {"id": "b1", "depth": "skin", "area_cm2": v, "site": "leg", "diagnoses": ["L97.201"]}
            ]
        },
        (20, 30),
    ),
    "minutes": ("minutes", lambda v: {"visit": {"minutes": v, "diagnoses": ["L40.0"]}}, (20, 30)),
}
"""What is measured -> the fact asked about, a record with that value, and a lower and a higher value."""


@pytest.mark.parametrize("what", NUMBERS)
def test_the_lower_number_is_coded(what: str) -> None:
    fact, record, (low, high) = NUMBERS[what]
    lower, higher = coded(**record(low)), coded(**record(high))
    assert lower.claim.text() != higher.claim.text(), "the two values are coded alike, so nothing is tested"
    for values in ((low, high), (high, low)):
        both = coded(**record(said(*values)))
        assert both.claim.text() == lower.claim.text()
        assert fact in {query.fact for query in both.queries}


def test_the_wider_defect_is_the_cautious_one() -> None:
    """Undermining shows a complex closure where it is at least as wide as the defect."""
    facts = {"layered": True, "length_mm": 30, "undermining_mm": 15, "undermining_whole_edge": True}
    both = coded(**closed(**facts, defect_width_mm=said(12, 18)))
    assert both.claim.text() == coded(**closed(**facts, defect_width_mm=18)).claim.text()
    assert both.claim.text() != coded(**closed(**facts, defect_width_mm=12)).claim.text()
    assert "defect-width" in {query.fact for query in both.queries}


WORDS: dict[str, tuple[str, dict[str, Any], str]] = {
    "site of an excision": (
        "site",
        {
            "lesions": lesion(site=said("back", "cheek"), diameter_mm=9, margin_mm=2, pathology=REPORT),
            "services": done("excision"),
        },
        "11602",
    ),
    "site of a sample": (
        "site",
        {"lesions": lesion(kind="papule", site=said("back", "ear")), "services": done("punch-biopsy")},
        "69100",
    ),
    "side of an excision": (
        "laterality",
        {
            "lesions": lesion(
                site="cheek",
                laterality=said("left", "right"),
                diameter_mm=9,
                margin_mm=2,
                pathology=REPORT,
            ),
            "services": done("excision"),
        },
        "11642",
    ),
    "side of an ear": (
        "laterality",
        {
            "lesions": lesion(kind="papule", site="ear", laterality=said("left", "right")),
            "services": done("punch-biopsy"),
        },
        "69100",
    ),
    "technique of a sample": (
        "technique",
        {
            "lesions": lesion(kind="papule"),
            "services": done(said("punch", "tangential"), intent="diagnosis", sample_taken=True),
        },
        "11102",
    ),
    "aim": (
        "intent",
        {
            "lesions": lesion(kind="nevus", diameter_mm=9),
            "services": done("tangential", intent=said("removal", "diagnosis")),
        },
        "11102",
    ),
    "report": (
        "pathology-result",
        {
            "lesions": lesion(
                diameter_mm=9,
                margin_mm=2,
                pathology={"result": said("malignant", "benign"), "accession": "S-1"},
            ),
            "services": done("excision"),
        },
        "11402",
    ),
    "layers": ("layered-closure", closed(layered=said(True, False), length_mm=30), "11602"),
    "care handed over": (
        "share-of-care",
        {
            "lesions": lesion(site="back", diameter_mm=9, margin_mm=2, pathology=REPORT),
            "services": done("excision", share_of_care=said("surgery", "postoperative")),
        },
        "11602-55",
    ),
    "care handed over, or not": (
        "share-of-care",
        {
            "lesions": lesion(site="back", diameter_mm=9, margin_mm=2, pathology=REPORT),
            "services": done("excision", share_of_care=said("surgery", "none")),
        },
        "11602-54",
    ),
    "depth debrided": (
        "debridement-depth",
        {
            "debridements": [
                {
                    "id": "b1",
                    "depth": said("skin", "subcutaneous"),
                    "area_cm2": 20,
                    "site": "leg",
                    "diagnoses": ["L97.201"],
                }
            ]
        },
        "97597",
    ),
}
"""What is contradicted -> the fact asked about, the record, and the claim: the lowest that fits both, or none."""


@pytest.mark.parametrize("what", WORDS)
def test_of_the_readings_of_a_contradicted_word_the_lowest_claim_stands(what: str) -> None:
    fact, record, claim = WORDS[what]
    found = coded(**record)
    assert found.claim.text() == claim
    assert fact in {query.fact for query in found.queries}


def test_the_question_names_all_values_and_prefers_none() -> None:
    found = coded(**WORDS["side of an excision"][1])
    assert [q.ask for q in found.queries if q.fact == "laterality"] == [
        "Which is right for the laterality: left or right?"
    ]


def test_a_yes_and_a_no_are_told_as_such() -> None:
    found = coded(
        lesions=lesion(site="back", diameter_mm=9, margin_mm=2, pathology=REPORT),
        services=done("excision", discontinued=said(True, False)),
    )
    assert 'The record says both yes and no of "discontinued": which is right?' in {
        q.ask for q in found.queries
    }


@pytest.mark.parametrize("name", ["diameter", "margin"])
@pytest.mark.parametrize("when", ["after", {"contradicted": ["before", "after"]}], ids=["after", "both"])
def test_what_was_measured_after_the_excision_raises_nothing(name: str, when: object) -> None:
    facts = {"diameter_mm": 9, "margin_mm": 2, "pathology": REPORT, f"{name}_timing": when}
    found = coded(lesions=lesion(**facts), services=done("excision"))
    assert found.claim.text() == {"diameter": "", "margin": "11601"}[name]
    assert name in {query.fact for query in found.queries}
    worth = next(query.worth_cents for query in found.queries if query.fact == name)
    assert (worth or 0) > 0, "an answer says what it was before"


def test_milligrams_that_nobody_wrote_down_are_no_line_but_told() -> None:
    found = coded(drugs=[{"id": "d1", "name": "triamcinolone", "diagnoses": ["L91.0"]}])
    assert found.claim.text() == ""
    assert [u.rule for u in found.unreported] == ["dermatology.coding/triamcinolone"]
    assert "given" in {query.fact for query in found.queries}


def test_one_sample_without_technique_takes_the_add_on_of_the_lowest() -> None:
    lesions = [{"id": name, "kind": "papule", "site": "back"} for name in "AB"]
    services = [
        *done("punch-biopsy"),
        {
            "id": "s2",
            "lesions": ["B"],
            "intent": "diagnosis",
            "sample_taken": True,
            "diagnoses": ["D49.2"],
        },
    ]
    found = coded(lesions=lesions, services=services)
    assert found.claim.text() == "11104, 11103"
    assert "technique" in {query.fact for query in found.queries}
