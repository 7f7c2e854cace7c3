"""The visit beside a procedure: what is carved out, what sets it apart, and which modifier says so.

Rules: deciding on a minor procedure (global days 000, 010) is part of it, for a new patient too (R-92); a visit of the
day of or before major surgery (090) needs the decision for that surgery, or separate work (R-93).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.audit import audit
from engine.claimed import ClaimedLine
from engine.kernel import Kernel
from rules_dsl.library import PolicyLibrary
from tests.engine.documented import encounter, record

BIOPSY = {
    "lesions": [{"id": "A", "kind": "uncertain-lesion", "site": "back"}],
    "services": [{"id": "s1", "technique": "shave-biopsy", "lesions": ["A"], "diagnoses": ["D49.2"]}],
}
PAPULE = {"id": "papule", "status": "uncertain-prognosis", "diagnoses": ["D49.2"], "decided": ["s1"]}
OWN = {"id": "papule", "status": "uncertain-prognosis", "diagnoses": ["D49.2"]}
PSORIASIS = {"id": "psoriasis", "status": "not-at-goal", "diagnoses": ["L40.0"]}
PRESCRIBED = [{"decision": "prescription-drug", "problem": "psoriasis"}]


def claim(kernel: Kernel, visit: dict[str, Any], **parts: Any) -> str:
    return kernel.solve(
        encounter(record(**(BIOPSY | parts), visit=visit)), questions=False
    ).coded.claim.text()


CASES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("only the decision", {"problems": [PAPULE]}, {}, "11102"),
    ("only the decision, new patient", {"problems": [PAPULE]}, {"patient": {"status": "new"}}, "11102"),
    ("another problem treated", {"problems": [PAPULE, PSORIASIS], "risk": PRESCRIBED}, {}, "99214-25, 11102"),
    ("another problem, nothing decided", {"problems": [PAPULE, PSORIASIS]}, {}, "99212-25, 11102"),
    (
        "the decision's own risk does not count",
        {"problems": [PAPULE, PSORIASIS], "risk": [{"decision": "prescription-drug", "problem": "papule"}]},
        {},
        "99212-25, 11102",
    ),
    (
        "a decision for no named problem does not count beside a procedure",
        {"problems": [PAPULE, PSORIASIS], "risk": [{"decision": "prescription-drug"}]},
        {},
        "99212-25, 11102",
    ),
    ("minutes, all of them", {"problems": [PAPULE, PSORIASIS], "minutes": 45}, {}, "99212-25, 11102"),
    (
        "minutes, less those on procedures",
        {"problems": [PAPULE, PSORIASIS], "minutes": 45, "minutes_on_procedures": 10},
        {},
        "99214-25, 11102",
    ),
    (
        "no procedure: no modifier",
        {"problems": [PSORIASIS], "risk": PRESCRIBED},
        {"services": [], "lesions": []},
        "99214",
    ),
    (
        "its own lesion, by the diagnosis, and nothing else said",
        {"problems": [OWN], "risk": [{"decision": "prescription-drug"}]},
        {},
        "11102",
    ),
    (
        "its own lesion, and the note says what went beyond it",
        {"problems": [OWN], "risk": [{"decision": "prescription-drug"}], "separate_work": True},
        {},
        "99214-25, 11102",
    ),
    ("a problem of no diagnosis may be the lesion", {"problems": [{**OWN, "diagnoses": []}]}, {}, "11102"),
    (
        "so may one beside a procedure of no diagnosis",
        {"problems": [PSORIASIS], "risk": PRESCRIBED},
        {"services": [{**BIOPSY["services"][0], "diagnoses": []}]},
        "11102",
    ),
    (
        "no separate work, as the record says",
        {"problems": [PSORIASIS], "risk": PRESCRIBED, "separate_work": False},
        {},
        "11102",
    ),
    (
        "a visit alone needs no separate work",
        {"problems": [PSORIASIS], "risk": PRESCRIBED, "separate_work": False},
        {"services": [], "lesions": []},
        "99214",
    ),
    (
        "a cosmetic service decides nothing either",
        {"problems": [{**PAPULE, "decided": ["s1"]}]},
        {"lesions": [{"id": "A", "kind": "nevus", "site": "back", "cosmetic": True}]},
        "11102",
    ),
]


@pytest.mark.parametrize(("what", "visit", "parts", "expected"), CASES, ids=[case[0] for case in CASES])
def test_the_visit_beside_a_biopsy(
    kernel: Kernel, what: str, visit: dict[str, Any], parts: dict[str, Any], expected: str
) -> None:
    assert claim(kernel, visit, **parts) == expected


@pytest.fixture(scope="module")
def with_flap() -> Kernel:
    return Kernel(PolicyLibrary.load(Path(__file__).with_name("policies")))


FLAP = {
    "payer": "test.flap",
    "lesions": [{"id": "A", "kind": "scar", "site": "nose"}],
    "services": [{"id": "s1", "technique": "snipping", "lesions": ["A"], "diagnoses": ["L90.5"]}],
}
SCAR = {"id": "scar", "status": "uncertain-prognosis", "diagnoses": ["L90.5"]}

SURGERY: list[tuple[str, dict[str, Any], str]] = [
    (
        "the decision for it is the visit: 57",
        {"problems": [SCAR], "decision_for_surgery": ["s1"]},
        "99212-57, 14060",
    ),
    ("unrelated work: 25", {"problems": [PSORIASIS], "risk": PRESCRIBED}, "99214-25, 14060"),
    ("scheduled surgery, no other work", {"problems": []}, "14060"),
]


@pytest.mark.parametrize(("what", "visit", "expected"), SURGERY, ids=[case[0] for case in SURGERY])
def test_the_visit_beside_major_surgery(
    with_flap: Kernel, what: str, visit: dict[str, Any], expected: str
) -> None:
    coded = with_flap.solve(encounter(record(**FLAP, visit=visit)), questions=False).coded
    assert coded.claim.text() == expected


def test_57_beside_a_minor_procedure_is_rejected(kernel: Kernel) -> None:
    data = record(**BIOPSY, visit={"problems": [PAPULE, PSORIASIS], "risk": PRESCRIBED})
    found = audit(kernel, encounter(data), [ClaimedLine("99214", ("57",)), ClaimedLine("11102")])
    assert {"visit_not_marked", "modifier_without_purpose"} <= {finding.kind for finding in found.findings}


def test_a_visit_without_25_is_rejected_even_where_no_edit_exists(kernel: Kernel) -> None:
    """No PTP row joins this new patient code and the biopsy; the global period asks for 25 all the same."""
    data = record(
        **BIOPSY, patient={"status": "new"}, visit={"problems": [PAPULE, PSORIASIS], "risk": PRESCRIBED}
    )
    found = audit(kernel, encounter(data), [ClaimedLine("99204"), ClaimedLine("11102")])
    assert [(finding.kind, finding.rule) for finding in found.findings] == [
        ("visit_not_marked", "medicare.national/minor-procedure")
    ]
