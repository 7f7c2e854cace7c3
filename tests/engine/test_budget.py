"""The time budget: out of time, the best claim so far is returned with a bound and says that it is not proved."""

from __future__ import annotations

import random

from clingo import Function, Number, String, Symbol

from engine.solve import solve


def tangle(lines: int, seed: int) -> list[Symbol]:
    """Lines of random worth, of which any two in three exclude each other: far harder than any visit."""
    dice = random.Random(seed)
    facts = [Function("choosing"), Function("enforced")]
    for n in range(lines):
        name = String(f"L{n}")
        facts += [
            Function("line", [name]),
            Function("code", [name, name]),
            Function("supported", [name, Number(1)]),
            Function("unit_option", [name, Number(1)]),
            Function("pays", [name, Number(1), Number(0), Number(dice.randint(1000, 60000))]),
        ]
        for other in range(n):
            if dice.random() < 0.15:
                pair = [name, String(f"L{other}")]
                facts += [Function("alternative", [*p, String("same")]) for p in (pair, pair[::-1])]
    return facts


def test_out_of_time_the_best_so_far_comes_with_a_bound() -> None:
    found = solve(tangle(220, seed=3), seconds=0.2)
    assert found.status == "best_found"
    assert found.units
    assert found.bound_cents is None or found.bound_cents >= found.total
    assert not found.violations


def test_in_time_it_is_proved() -> None:
    assert solve(tangle(25, seed=3), seconds=30).status == "optimal"
