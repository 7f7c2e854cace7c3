"""Of a record that contradicts itself every reading is solved; the lowest claim stands, and a certificate says so."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest

from engine.encounter import Encounter, Fact
from engine.kernel import Kernel
from engine.proof.certify import certify
from engine.proof.checking import check
from engine.readings import MOST, Worth, contradictions, lowest, number_of, reading, readings

BASE: dict[str, Any] = {
    "encounter": "e",
    "payer": "medicare.national",
    "dos": "2026-10-15",
    "patient": {"status": "established"},
    "documents": {"signature": {"by": "p1", "on": "2026-10-15"}},
}
REPORT = {"result": "malignant", "accession": "S-1", "date": "2026-09-20"}


def said(*values: object) -> dict[str, object]:
    return {"contradicted": list(values)}


def encounter(**parts: Any) -> Encounter:
    return Encounter.from_json(json.dumps({**BASE, **parts}))


@pytest.fixture(scope="module")
def kernel() -> Kernel:
    return Kernel()


def excised(diameter: object, site: object, result: object) -> dict[str, Any]:
    lesion = {"id": "A", "site": site, "diameter_mm": diameter, "margin_mm": 2}
    return {
        "lesions": [{**lesion, "pathology": {**REPORT, "result": result}}],
        "services": [{"id": "s1", "technique": "excision", "lesions": ["A"], "diagnoses": ["C44.519"]}],
    }


def test_the_claim_is_the_lowest_of_all_readings(kernel: Kernel) -> None:
    sizes, sites, results = (6, 25), ("back", "nose"), ("malignant", "benign")
    totals = [
        kernel.solve(encounter(**excised(*values)), questions=False).outcome.total
        for values in product(sizes, sites, results)
    ]
    found = kernel.solve(encounter(**excised(said(*sizes), said(*sites), said(*results))))
    assert len(set(totals)) > 2, "the readings are worth the same, so nothing is tested"
    assert found.outcome.total == min(totals)
    told = {each.where for each in found.coded.uncounted if each.kind == "contradicted"}
    assert told == {"lesions[0].diameter_mm", "lesions[0].site", "lesions[0].pathology.result"}
    assert {"diameter", "site", "pathology-result"} <= {query.fact for query in found.coded.queries}


DISAGREE: dict[str, tuple[dict[str, Any], str, str]] = {
    "a diameter and dimensions": (
        {
            "lesions": [
                {"id": "A", "kind": "cyst", "site": "back", "diameter_mm": 30, "dimensions_mm": [5, 8]}
            ],
            "services": [{"id": "s1", "technique": "excision", "lesions": ["A"], "diagnoses": ["L72.0"]}],
        },
        "11401",
        "diameter",
    ),
    "a count and lesions": (
        {
            "lesions": [{"id": n, "kind": "papule", "site": s} for n, s in (("A", "back"), ("B", "ear"))],
            "services": [{"id": "s1", "technique": "punch-biopsy", "lesions": ["A", "B"], "count": 1}],
        },
        "69100",
        "count",
    ),
    "a wound's place and its lesion's": (
        {
            "lesions": [{"id": "A", "kind": "cyst", "site": "back", "diameter_mm": 10, "margin_mm": 1}],
            "services": [{"id": "s1", "technique": "excision", "lesions": ["A"], "diagnoses": ["L72.0"]}],
            "wounds": [{"id": "w1", "lesion": "A", "site": "nose", "layered": True, "length_mm": 30}],
        },
        "12032, 11402",
        "site",
    ),
}
"""Two fields that disagree -> the record, the lowest claim that fits either, and the fact asked about."""


@pytest.mark.parametrize("what", DISAGREE)
def test_two_fields_that_disagree_are_a_contradiction(what: str, kernel: Kernel) -> None:
    record, claim, fact = DISAGREE[what]
    found = kernel.solve(encounter(**record))
    assert found.coded.claim.text() == claim
    assert "contradicted" in {each.kind for each in found.coded.uncounted}
    assert fact in {query.fact for query in found.coded.queries}


def test_the_greatest_dimension_is_the_diameter(kernel: Kernel) -> None:
    lesion = {"id": "A", "kind": "cyst", "site": "back", "margin_mm": 2, "dimensions_mm": [6, 14]}
    services = [{"id": "s1", "technique": "excision", "lesions": ["A"], "diagnoses": ["L72.0"]}]
    found = kernel.solve(encounter(lesions=[lesion], services=services))
    assert found.coded.claim.text() == "11402"
    assert not found.coded.uncounted


def test_free_text_that_differs_is_no_contradiction() -> None:
    lesion = {"id": "A", "pathology": {**REPORT, "accession": said("S-1", "S-2")}}
    assert contradictions(encounter(lesions=[lesion])) == ()


@pytest.mark.parametrize(("number", "most"), [(8, 12), (7, 40)])
def test_more_readings_than_can_be_solved_are_decided_by_few(number: int, most: int) -> None:
    lesions = [{"id": f"L{n}", "diameter_mm": said(5, 9)} for n in range(number)]
    record = encounter(lesions=lesions)
    found = contradictions(record)
    assert number_of(found) == 2**number > MOST
    tried: list[int] = []

    def worth(choice: Any) -> Worth:
        sizes = [lesion.diameter_mm.value or 0 for lesion in reading(record, choice).lesions]
        tried.append(1)
        return (int(sum(sizes)) if choice else -1), 1, ()

    assert set(lowest(found, worth).values()) == {Fact.known(each.readings[0].value) for each in found}
    assert len(tried) <= most
    assert len(list(readings(found[:3]))) == 8


def test_a_certificate_says_how_the_record_is_read(kernel: Kernel) -> None:
    record = encounter(**excised(said(25, 6), said("nose", "back"), "malignant"))
    made = certify(kernel, record, kernel.solve(record), "a test")
    assert made.read_as
    assert check(made, kernel, again=False).flaws == ()
    other = {where: 1 - number for where, number in made.read_as.items()}
    changed = made.model_copy(update={"read_as": other}).sealed()
    assert check(changed, kernel, again=False).flaws


def test_a_contradiction_beside_a_graft_of_no_known_type_is_read(kernel: Kernel) -> None:
    """What is settled before the readings stands in each of them."""
    wounds = [
        {"id": "w1", "lesion": "A", "length_mm": 60, "layered": True, "graft": {"recipient_area_mm2": 500}}
    ]
    lesions = [{"id": "A", "kind": "nevus", "site": "back", "diameter_mm": said(5, 9), "margin_mm": 1}]
    found = kernel.solve(encounter(lesions=lesions, wounds=wounds))
    assert found.coded.claim.text() == "12032"
