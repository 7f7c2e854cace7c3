"""How a payer wants modifiers used: on which line of an edit, which of them, and 51 on reduced lines."""

from pathlib import Path
from typing import Any

import pytest

from engine.encounter import Encounter
from engine.kernel import Kernel
from rules_dsl.library import PolicyLibrary

PAYER = """
policy trial
  title      "Trial payer (invented)"
  invented   yes
  extends    medicare.national
  effective  2024-01-01

source trial-profile
  title    "Made up for this test"
  version  "2026"
  tier     invented

replaces {rule} from medicare.national
{clauses}
  cite  trial-profile
"""
APART: dict[str, Any] = {
    "lesions": [
        {"id": "A", "kind": "uncertain-lesion", "site": "right forearm"},
        {"id": "B", "kind": "actinic-keratosis", "site": "left cheek"},
    ],
    "services": [
        {"technique": "tangential", "intent": "diagnosis", "lesions": ["A"], "diagnoses": ["D49.2"]},
        {"technique": "destruction", "lesions": ["B"], "diagnoses": ["L57.0"]},
    ],
}


def claim(tmp_path: Path, rule: str, *clauses: str) -> str:
    file = tmp_path / "trial.policy"
    file.write_text(PAYER.format(rule=rule, clauses="\n".join(f"  {clause}" for clause in clauses)))
    record = {
        "encounter": "e",
        "payer": "trial",
        "dos": "2026-10-15",
        "documents": {"signature": {"by": "p1", "on": "2026-10-15"}},
    }
    return Kernel(PolicyLibrary.load(file)).solve(Encounter.model_validate(record | APART)).coded.claim.text()


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (("on  column 2", "basis  separate structure  prefer XS"), "11102, 17000-XS"),
        (("on  column 1", "basis  separate structure  prefer XS"), "11102-XS, 17000"),
        (("on  column 2", "basis  separate structure  prefer 59 then XS"), "11102, 17000-59"),
        (
            ("on  column 2", "basis  separate structure  prefer XS then 59", "never  XS, XE, XP, XU"),
            "11102, 17000-59",
        ),
    ],
    ids=["column 2", "column 1", "59 before X", "X refused"],
)
def test_the_modifier_of_an_edit(tmp_path: Path, clauses: tuple[str, ...], expected: str) -> None:
    assert claim(tmp_path, "separate-services", *clauses) == expected


def test_either_column_takes_one_modifier_and_no_more(tmp_path: Path) -> None:
    found = claim(tmp_path, "separate-services", "on  either column", "basis  separate structure  prefer XS")
    assert found in ("11102-XS, 17000", "11102, 17000-XS")


@pytest.mark.parametrize(
    ("clause", "expected"),
    [("append  51", "11102, 17000-51-XS"), ("never  51", "11102, 17000-XS")],
    ids=["51 wanted", "51 refused"],
)
def test_51_on_reduced_lines(tmp_path: Path, clause: str, expected: str) -> None:
    assert claim(tmp_path, "no-51", "for  reduction", clause) == expected
