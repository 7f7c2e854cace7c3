"""A payer that takes consultations says so in one statement; for all others they are visits."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.kernel import Kernel
from rules_dsl.library import PolicyLibrary
from tests.engine.documented import encounter, record

TAKES = """policy takes-consultations
  title      "A payer that takes consultations (invented)"
  invented   yes
  extends    medicare.national
  effective  2024-01-01
  reviewed   2026-11-25

withdraws consultations-unpaid from dermatology.coding
  because "This payer takes them."
"""
PSORIASIS = {"problems": [{"status": "not-at-goal", "diagnoses": ["L40.0"]}]}
PRESCRIBED = {"risk": [{"decision": "prescription-drug"}]}
MINOR = {"problems": [{"status": "minor", "diagnoses": ["L40.0"]}]}


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Kernel:
    path: Path = tmp_path_factory.mktemp("payer") / "takes.policy"
    path.write_text(TAKES, encoding="utf-8")
    return Kernel(PolicyLibrary.load(path))


@pytest.mark.parametrize(
    ("payer", "visit", "claim"),
    [
        ("takes-consultations", {**PSORIASIS, **PRESCRIBED, "consultation": True}, "99244"),
        ("medicare.national", {**PSORIASIS, **PRESCRIBED, "consultation": True}, "99204"),
        ("takes-consultations", {**PSORIASIS, **PRESCRIBED}, "99204"),
        ("takes-consultations", {**MINOR, "consultation": True}, "99242"),
        *(
            ("takes-consultations", {"minutes": minutes, "consultation": True}, claim)
            for minutes, claim in (
                (19, "99202"),
                (20, "99242"),
                (29, "99242"),
                (30, "99243"),
                (39, "99243"),
                (40, "99244"),
                (54, "99244"),
                (55, "99245"),
            )
        ),
    ],
)
def test_who_takes_a_consultation(kernel: Kernel, payer: str, visit: dict[str, object], claim: str) -> None:
    seen = encounter(record(visit={**visit, "diagnoses": ["L40.0"]}, patient={"status": "new"}, payer=payer))
    assert kernel.solve(seen, payer, questions=False).coded.claim.text() == claim


def test_a_consultation_beside_a_biopsy_needs_work_of_its_own(kernel: Kernel) -> None:
    biopsy = {
        "lesions": [{"id": "A", "kind": "uncertain-lesion", "site": "back"}],
        "services": [{"id": "s1", "technique": "shave-biopsy", "lesions": ["A"], "diagnoses": ["D49.2"]}],
    }
    visit = {**PSORIASIS, **PRESCRIBED, "consultation": True}
    seen = encounter(record(**biopsy, visit=visit, patient={"status": "new"}, payer="takes-consultations"))
    assert kernel.solve(seen, questions=False).coded.claim.text() == "99244-25, 11102"
