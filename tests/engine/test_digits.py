"""Digits, eyelids and sides: which lines they set apart, and which claimed line stands for which derived one."""

from __future__ import annotations

from typing import Any

import pytest

from engine.audit import audit
from engine.claimed import parse_claim
from engine.encounter import Encounter
from engine.kernel import Kernel
from engine.relations import Relations

BED, PLATE = "nail-bed-reconstruction", "nail-avulsion"


@pytest.fixture(scope="module")
def kernel() -> Kernel:
    return Kernel()


def nails(*lesions: tuple[str, str, str]) -> Encounter:
    """An encounter with one nail service a lesion: technique, site, digit (or nothing)."""
    data: dict[str, Any] = {
        "encounter": "nails",
        "payer": "medicare.national",
        "dos": "2026-10-15",
        "lesions": [
            {"id": f"N{n}", "site": site} | ({"digit": digit} if digit else {})
            for n, (_, site, digit) in enumerate(lesions)
        ],
        "services": [
            {"technique": technique, "lesions": [f"N{n}"], "nails": 1, "diagnoses": ["L60.0"]}
            for n, (technique, _, _) in enumerate(lesions)
        ],
        "documents": {"signature": {"by": "p1", "on": "2026-10-15"}},
    }
    return Encounter.model_validate(data)


APART = [
    pytest.param(("left toe", "great toe"), ("right toe", "second"), {"structure", "site"}, id="both-named"),
    pytest.param(
        ("left toe", "great toe"), ("left toe", "second"), {"structure", "site"}, id="two-of-a-foot"
    ),
    pytest.param(("left toe", "great toe"), ("left toe", "hallux"), set(), id="one-toe-by-two-names"),
    pytest.param(("left toe", ""), ("left toe", "second"), set(), id="one-not-named"),
    pytest.param(("left toe", ""), ("left toe", ""), set(), id="none-named"),
    pytest.param(("toe", "second"), ("left toe", "second"), set(), id="a-side-missing"),
    pytest.param(("left toe", ""), ("right toe", ""), {"structure"}, id="sides-differ"),
    pytest.param(("left toe", ""), ("right toe", "second"), {"structure"}, id="sides-differ-one-named"),
]


@pytest.mark.parametrize(("bed", "plate", "expected"), APART)
def test_what_sets_two_nail_services_apart(
    kernel: Kernel, bed: tuple[str, str], plate: tuple[str, str], expected: set[str]
) -> None:
    encounter = nails((BED, *bed), (PLATE, *plate))
    solved = kernel.solve(encounter)
    at = solved.situation
    one, other = (next(n for n, x in at.lines.items() if x.hcpcs == code) for code in ("11762", "11730"))
    found = {basis.rpartition(" ")[2] for basis in at.bases[one, other]}
    second = Relations(at.encounter, at.book, kernel.tables)
    assert found == {basis.rpartition(" ")[2] for basis in second.bases(one, other)} == expected


CLAIMS = [
    pytest.param("11730-TA, 11732-T6", set(), id="as-derived"),
    pytest.param("11732-T6, 11730-TA", set(), id="another-order"),
    pytest.param("11730-T6, 11732-TA", {"modifier_missing", "modifier_without_purpose"}, id="exchanged"),
    pytest.param("11730, 11732-T6", {"modifier_missing"}, id="one-missing"),
    pytest.param("11730-TA-LT, 11732-T6", {"modifier_on_wrong_line", "modifiers_exclusive"}, id="with-side"),
    pytest.param("11730-TA, 11730-T6", {"units_over", "unit_limit"}, id="the-first-code-twice"),
]


@pytest.mark.parametrize(("claim", "kinds"), CLAIMS)
def test_a_claim_for_the_nails_of_two_toes(kernel: Kernel, claim: str, kinds: set[str]) -> None:
    lines = parse_claim(claim)
    assert isinstance(lines, tuple)
    found = audit(kernel, nails((PLATE, "left toe", "great toe"), (PLATE, "right toe", "second")), lines)
    assert kinds <= {finding.kind for finding in found.findings}
    assert found.compliant == (not kinds)


def test_two_lines_of_one_code_are_matched_by_their_modifiers(kernel: Kernel) -> None:
    encounter = nails(("matrixectomy", "left toe", "great toe"), ("matrixectomy", "right toe", "second"))
    for claim in ("11750-TA, 11750-T6", "11750-T6, 11750-TA"):
        lines = parse_claim(claim)
        assert isinstance(lines, tuple)
        assert audit(kernel, encounter, lines).compliant
    lines = parse_claim("11750-TA x2")
    assert isinstance(lines, tuple)
    assert "units_over" in {finding.kind for finding in audit(kernel, encounter, lines).findings}
