"""Equal work as units, as lines with a modifier, and once for both sides: what each payer's statement makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.encounter import Encounter
from engine.kernel import Kernel
from rules_dsl.library import PolicyLibrary


@pytest.fixture(scope="module")
def kernel() -> Kernel:
    return Kernel(PolicyLibrary.load(Path(__file__).with_name("policies")))


def claim(kernel: Kernel, payer: str, **parts: Any) -> str:
    data = {
        "encounter": "r",
        "payer": payer,
        "dos": "2026-10-15",
        "documents": {"signature": {"by": "p1", "on": "2026-10-15"}},
    }
    return kernel.solve(Encounter.model_validate(data | parts), questions=False).coded.claim.text()


def moles(*sites: str, count: int = 1) -> dict[str, Any]:
    """A benign excision of the same size at each site."""
    lesion = {"kind": "nevus", "diameter_mm": 8, "margin_mm": 1, "symptoms": ["pain"], "count": count}
    names = [f"A{n}" for n in range(len(sites))]
    return {
        "lesions": [lesion | {"id": name, "site": site} for name, site in zip(names, sites, strict=True)],
        "services": [{"technique": "excision", "lesions": [name], "diagnoses": ["D22.5"]} for name in names],
    }


def tumors(*sites: str) -> dict[str, Any]:
    pathology = {"result": "malignant", "accession": "S-1"}
    return {
        "lesions": [
            {"id": f"T{n}", "kind": "bcc", "site": site, "pathology": pathology}
            for n, site in enumerate(sites)
        ],
        "mohs": [
            {"lesion": f"T{n}", "stages": [{"blocks": 3}], "diagnoses": ["C44.311"]}
            for n in range(len(sites))
        ],
    }


def armpits(*sites: str) -> dict[str, Any]:
    return {
        "lesions": [{"id": f"H{n}", "kind": "hidradenitis", "site": site} for n, site in enumerate(sites)],
        "services": [
            {"technique": "excision", "lesions": [f"H{n}"], "diagnoses": ["L73.2"]} for n in range(len(sites))
        ],
        "wounds": [{"lesion": f"H{n}", "layered": True, "length_mm": 30} for n in range(len(sites))],
    }


REPEATED = [
    pytest.param("medicare.national", moles("back", "chest"), "11401 x2", id="units"),
    pytest.param("again-76", moles("back", "chest"), "11401, 11401-76", id="76"),
    pytest.param("again-76", moles("back"), "11401", id="76-once"),
    pytest.param("again-76", moles("back", "chest", "flank"), "11401, 11401-76, 11401-76", id="76-thrice"),
    pytest.param("again-76", moles("back", count=2), "11401, 11401-76", id="76-of-a-group"),
    pytest.param("again-structure", moles("back", "chest"), "11401, 11401-XS", id="XS"),
    pytest.param("medicare.national", tumors("nose", "forehead"), "17311 x2", id="mohs-units"),
    pytest.param("again-76", tumors("nose", "forehead"), "17311, 17311-76", id="mohs-76"),
    pytest.param("again-structure", tumors("nose", "forehead"), "17311, 17311-XS", id="mohs-XS"),
]


@pytest.mark.parametrize(("payer", "parts", "expected"), REPEATED)
def test_equal_work(kernel: Kernel, payer: str, parts: dict[str, Any], expected: str) -> None:
    assert claim(kernel, payer, **parts) == expected


BOTH = [
    pytest.param(armpits("left axilla", "right axilla"), "11450-B2", id="both"),
    pytest.param(armpits("bilateral axilla"), "11450-B2", id="said-to-be-both"),
    pytest.param(armpits("left axilla"), "11450-LT", id="one"),
    pytest.param(armpits("axilla", "axilla"), "11450", id="sides-not-said-one-unit-a-day"),
    pytest.param(armpits("left axilla", "axilla"), "11450", id="one-side-not-said"),
    pytest.param(armpits("left axilla", "left axilla"), "11450-LT", id="one-side-twice"),
]


@pytest.mark.parametrize(("parts", "expected"), BOTH)
def test_both_sides(kernel: Kernel, parts: dict[str, Any], expected: str) -> None:
    assert claim(kernel, "again-structure", **parts) == expected
