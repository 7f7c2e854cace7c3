"""A modifier more than needed is warned of, and breaks no rule."""

from __future__ import annotations

import pytest

from engine.audit import audit
from engine.claimed import parse_claim
from engine.encounter import Rejected
from engine.kernel import Kernel
from tests.engine.documented import encounter, record

NAILS = record(
    lesions=[
        {"id": "A", "site": "left toe", "digit": "great toe"},
        {"id": "B", "site": "right toe", "digit": "great toe"},
    ],
    services=[
        {"id": "s1", "technique": "matrixectomy", "lesions": ["A"], "diagnoses": ["L60.0"]},
        {"id": "s2", "technique": "nail-avulsion", "lesions": ["B"], "diagnoses": ["L60.0"]},
    ],
)
"""A nail of each great toe: the modifiers of the toes lift the edit between the two."""


@pytest.mark.parametrize(
    ("claim", "warned"),
    [
        ("11750-TA, 11730-T5", []),
        ("11750-TA, 11730-T5-59", [("11730", "59")]),
        ("11750-TA, 11730-T5-XS", [("11730", "XS")]),
    ],
)
def test_59_beside_the_modifier_of_the_toe(kernel: Kernel, claim: str, warned: list[tuple[str, str]]) -> None:
    lines = parse_claim(claim)
    assert not isinstance(lines, Rejected)
    found = audit(kernel, encounter(NAILS), lines)
    assert found.compliant
    assert [(w.line, w.says.partition(" ")[0]) for w in found.warnings] == warned


def test_what_the_edit_needs_is_not_warned_of(kernel: Kernel) -> None:
    data = record(
        lesions=[
            {"id": "A", "kind": "uncertain-lesion", "site": "back"},
            {"id": "B", "kind": "actinic-keratosis", "site": "scalp"},
        ],
        services=[
            {"id": "s1", "technique": "punch-biopsy", "lesions": ["A"], "diagnoses": ["D49.2"]},
            {"id": "s2", "technique": "destruction", "lesions": ["B"], "diagnoses": ["L57.0"]},
        ],
    )
    best = kernel.solve(encounter(data))
    lines = parse_claim(best.coded.claim.text())
    assert not isinstance(lines, Rejected)
    assert "XS" in best.coded.claim.text()
    assert audit(kernel, encounter(data), lines, solved=best).warnings == ()
