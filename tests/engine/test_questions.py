"""Questions to the clinician: asked where a fact is missing, and each with what its answer would be worth."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.kernel import Kernel
from rules_dsl.library import PolicyLibrary
from tests.engine.documented import encounter, record

STRICT = """policy strict-papers
  title      "A payer that pays nothing without a diagnosis (invented)"
  invented   yes
  extends    medicare.national
  effective  2024-01-01
  reviewed   2026-11-25

replaces diagnosis-for-each-line from medicare.national
  otherwise  block
"""
BIOPSY = {
    "lesions": [{"id": "A", "kind": "uncertain-lesion", "site": "back"}],
    "services": [{"id": "s1", "technique": "shave-biopsy", "lesions": ["A"]}],
}
LASER = {"light": [{"id": "t1", "type": "excimer", "site": "leg"}]}


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Kernel:
    path: Path = tmp_path_factory.mktemp("payer") / "strict.policy"
    path.write_text(STRICT, encoding="utf-8")
    return Kernel(PolicyLibrary.load(path))


@pytest.mark.parametrize(
    ("payer", "parts"),
    [("medicare.national", BIOPSY), ("strict-papers", BIOPSY), ("strict-papers", LASER)],
)
def test_a_diagnosis_is_worth_what_it_frees(kernel: Kernel, payer: str, parts: dict[str, object]) -> None:
    without = kernel.solve(encounter(record(**parts, payer=payer)), payer).coded
    (name, (work,)) = list(parts.items())[-1]  # type: ignore[misc]
    answered = {**parts, name: [{**work, "diagnoses": ["L40.0"]}]}
    with_one = kernel.solve(encounter(record(**answered, payer=payer)), payer).coded
    freed = with_one.claim.allowed_cents - without.claim.allowed_cents
    assert {q.fact: q.worth_cents for q in without.queries}["diagnosis"] == freed
    assert (freed > 0) == (payer == "strict-papers")


def test_a_fallback_that_asks_is_asked_in_a_table_of_a_plain_fact(kernel: Kernel) -> None:
    """The laser's codes are for psoriasis, so nobody asks for the area before that is known."""
    psoriasis = {"light": [{**LASER["light"][0], "diagnoses": ["L40.0"]}]}
    coded = kernel.solve(encounter(record(**psoriasis)), "medicare.national").coded
    assert "How large was the treated area, in square centimetres?" in [q.ask for q in coded.queries]
