"""Another solver with another model finds the same amount, for dense made encounters."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from engine.encounter import Encounter
from engine.kernel import Kernel
from engine.proof.second_solver import most
from engine.verify import Checker
from tests.engine.documented import encounter
from tests.engine.made import encounters

SEEN: Counter[str] = Counter()


@pytest.fixture(scope="module")
def kernel() -> Kernel:
    return Kernel()


def agrees(kernel: Kernel, record: Encounter) -> None:
    solved = kernel.solve(record, questions=False)
    checker = Checker(solved.situation.encounter, solved.situation.book, kernel.tables)
    assert most(checker).cents == solved.outcome.total
    SEEN["all"] += 1
    SEEN["with modifiers"] += bool(solved.outcome.modifiers)
    SEEN["with something left off"] += len(solved.outcome.units) < len(checker.lines)


@settings(deadline=None)
@given(encounters())
def test_highs_finds_the_amount_that_clingo_finds(kernel: Kernel, data: dict[str, Any]) -> None:
    agrees(kernel, encounter(data))


@pytest.mark.slow
@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
@given(encounters(most=8))
def test_highs_agrees_on_two_thousand_encounters(kernel: Kernel, data: dict[str, Any]) -> None:
    agrees(kernel, encounter(data))


def test_the_comparison_was_not_empty(kernel: Kernel) -> None:
    SEEN.clear()
    test_highs_finds_the_amount_that_clingo_finds(kernel)
    assert SEEN["with modifiers"] > 3
    assert SEEN["with something left off"] > 1
