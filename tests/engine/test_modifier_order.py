"""The order in which modifiers stand: pricing, then what makes the line payable, then the place, then the rest."""

from __future__ import annotations

from datetime import date

import pytest

from engine.answer import ordered_modifiers
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
