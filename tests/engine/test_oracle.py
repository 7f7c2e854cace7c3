"""The engine's optimum is the one a brute-force search finds, for dense made encounters: value, lines and modifiers."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings

from engine.kernel import Kernel
from engine.verify import Checker
from tests.engine import oracle
from tests.engine.documented import encounter
from tests.engine.made import encounters

SEEN: Counter[str] = Counter()


def agrees(kernel: Kernel, data: dict[str, Any]) -> None:
    solved = kernel.solve(encounter(data), questions=False)
    checker = Checker(solved.situation.encounter, solved.situation.book, kernel.tables)
    SEEN["all"] += 1
    try:
        value, claim = oracle.best(checker)
    except oracle.TooMany:
        return
    SEEN["compared"] += 1
    SEEN["with modifiers"] += any(billed.modifiers for billed in claim.values())
    SEEN["with something left off"] += len(claim) < len(checker.lines)
    found = {n: (u, frozenset(solved.outcome.modifiers.get(n, ()))) for n, u in solved.outcome.units.items()}
    assert solved.outcome.total == value
    assert found == {name: (billed.units, billed.modifiers) for name, billed in claim.items()}


@given(encounters())
def test_the_optimum_is_the_brute_force_optimum(kernel: Kernel, data: dict[str, Any]) -> None:
    agrees(kernel, data)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(1, 5))
def test_the_optimum_is_the_brute_force_optimum_at_full_size(kernel: Kernel, part: int) -> None:
    @seed(part)
    @settings(max_examples=750, suppress_health_check=list(HealthCheck))
    @given(encounters(most=8))
    def holds(data: dict[str, Any]) -> None:
        agrees(kernel, data)

    holds()


def test_the_comparison_was_not_empty(kernel: Kernel) -> None:
    SEEN.clear()
    test_the_optimum_is_the_brute_force_optimum(kernel)
    assert SEEN["compared"] > SEEN["all"] * 0.8
    assert SEEN["with modifiers"] > 3
    assert SEEN["with something left off"] > 1
