"""The order in which modifiers stand: pricing, then what makes the line payable, then the place, then the rest."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.answer import ordered_modifiers
from engine.claim import Coded
from engine.encounter import Encounter
from engine.kernel import Kernel
from rules_dsl.library import PolicyLibrary
from rules_dsl.rulebook import RuleBook


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return PolicyLibrary.load().rulebook("medicare.national", date(2026, 10, 15))


@pytest.mark.parametrize(
    "ordered",
    [
        pytest.param(["51", "59"], id="51-before-59"),
        pytest.param(["24", "25"], id="24-before-25"),
        pytest.param(["51", "XS", "T6"], id="price-then-basis-then-digit"),
        pytest.param(["58", "TA"], id="period-then-digit"),
        pytest.param(["XS", "Q8"], id="basis-then-coverage"),
        pytest.param(["25", "95"], id="basis-then-information"),
        pytest.param(["51", "59", "79", "F5", "KX"], id="five-of-them"),
    ],
)
def test_order_on_the_line(book: RuleBook, ordered: list[str]) -> None:
    assert ordered_modifiers(book, list(reversed(ordered))) == ordered


def sampled(payer: str, technique: str) -> Coded:
    record = {
        "encounter": "m",
        "payer": payer,
        "dos": "2026-10-15",
        "lesions": [{"id": "A", "kind": "papule", "site": "back"}],
        "services": [{"technique": technique, "lesions": ["A"], "diagnoses": ["D49.2"]}],
        "documents": {"signature": {"by": "p1", "on": "2026-10-15"}},
    }
    kernel = Kernel(PolicyLibrary.load(Path(__file__).with_name("policies")))
    return kernel.solve(Encounter.model_validate(record), questions=False).coded


@pytest.mark.parametrize(
    ("payer", "rule", "says"),
    [
        pytest.param(
            "crowded",
            "dermatology.coding/skin-biopsy",
            "A claim line has room for 4 modifiers; Y5 would not fit: ask the payer.",
            id="nothing-said",
        ),
        pytest.param(
            "crowded-99",
            "crowded-99/several",
            "A claim line has room for 4 modifiers; write 99 first, and all of Y1, Y2, Y3, Y4, Y5 in the remarks of the"
            " claim.",
            id="99-first",
        ),
    ],
)
def test_five_modifiers_are_warned_of(payer: str, rule: str, says: str) -> None:
    coded = sampled(payer, "punch-biopsy")
    assert coded.claim.text() == "11104-Y1-Y2-Y3-Y4-Y5"
    assert [(each.rule, each.says) for each in coded.warnings] == [(rule, says)]


@pytest.mark.parametrize("payer", ["crowded", "crowded-99"])
def test_four_modifiers_fit(payer: str) -> None:
    coded = sampled(payer, "shave-biopsy")
    assert coded.claim.text() == "11102-Y1-Y2-Y3-Y4"
    assert coded.warnings == ()
