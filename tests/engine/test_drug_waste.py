"""Units of a drug given and discarded: whole units, never more than the container held, one container wasted once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.encounter import Encounter
from engine.rulebooks import RuleBooks

PER = 10
"""Milligrams in a unit of the drug's code (HCPCS, triamcinolone)."""


@pytest.fixture(scope="module")
def books() -> RuleBooks:
    return RuleBooks()


def lines(books: RuleBooks, *drugs: dict[str, Any]) -> list[tuple[tuple[str, ...], int]]:
    """(modifiers, units) of each derived line of drugs, each given in a service of its own."""
    injection = {"technique": "intralesional-injection", "diagnoses": ["L91.0"]}
    ids = [f"s{n}" for n, _ in enumerate(drugs)]
    data = {
        "encounter": "d",
        "payer": "medicare.national",
        "dos": "2026-10-15",
        "services": [injection | {"id": name} for name in ids],
        "drugs": [
            {"name": "triamcinolone", "services": [name]} | drug
            for name, drug in zip(ids, drugs, strict=True)
        ],
        "documents": {"signature": {"by": "p1", "on": "2026-10-15"}},
    }
    derivation = books.prepare(Encounter.model_validate(data))[-1]
    return [
        (tuple(sorted(line.modifiers)), line.units) for line in derivation.lines if line.hcpcs.startswith("J")
    ]


def dose(given_mg: float, discarded_mg: object = None, **container: object) -> dict[str, Any]:
    found: dict[str, Any] = {"given_mg": given_mg, "container": {"type": "single-dose"} | container}
    return found if discarded_mg is None else found | {"discarded_mg": discarded_mg}


CASES = [
    pytest.param([dose(40, 0)], [(("JZ",), 4)], id="used-up"),
    pytest.param([dose(25, 15)], [((), 3), (("JW",), 1)], id="rounded-up-then-whole-units"),
    pytest.param([dose(7, 3)], [(("JZ",), 1)], id="less-than-a-unit-left"),
    pytest.param([dose(20, 19)], [((), 2), (("JW",), 1)], id="no-part-of-a-unit"),
    pytest.param([dose(20, 100, size_mg=40)], [((), 2)], id="more-than-the-vial-held"),
    pytest.param([dose(20, 10, size_mg=0)], [((), 2), (("JW",), 1)], id="a-size-that-is-none"),
    pytest.param([dose(50, 30, size_mg=40)], [((), 5), (("JW",), 3)], id="two-vials"),
    pytest.param([dose(25)], [((), 3)], id="not-said"),
    pytest.param([dose(25, {"contradicted": [0, 15]})], [((), 3)], id="contradicted"),
    pytest.param([dose(25, 15, type="multi-dose")], [((), 3)], id="multi-dose"),
    pytest.param(
        [dose(10, 20) | {"lot": "X1"}, dose(10, 20) | {"lot": "X1"}],
        [((), 2), (("JW",), 2)],
        id="one-vial-for-two",
    ),
    pytest.param(
        [dose(10, 20) | {"lot": "X1"}, dose(10, 20) | {"lot": "X2"}], [((), 2), (("JW",), 4)], id="two-lots"
    ),
]


def toxin(given_units: int, discarded_units: object = None) -> dict[str, Any]:
    found: dict[str, Any] = {"name": "onabotulinumtoxin", "given_units": given_units}
    found |= {"container": {"type": "single-dose"}}
    return found if discarded_units is None else found | {"discarded_units": discarded_units}


CASES += [
    pytest.param([toxin(50, 50)], [((), 50), (("JW",), 50)], id="units-of-its-own"),
    pytest.param([toxin(100, 0)], [(("JZ",), 100)], id="units-used-up"),
    pytest.param([toxin(50)], [((), 50)], id="units-not-said"),
]


@pytest.mark.parametrize(("drugs", "expected"), CASES)
def test_given_and_discarded(
    books: RuleBooks, drugs: list[dict[str, Any]], expected: list[tuple[tuple[str, ...], int]]
) -> None:
    assert lines(books, *drugs) == expected


@given(st.integers(1, 160), st.integers(0, 80))
def test_never_more_units_than_the_container_has(given_mg: int, discarded_mg: int) -> None:
    found = lines(BOOKS, dose(given_mg, discarded_mg))
    administered = next(units for marks, units in found if "JW" not in marks)
    wasted = sum(units for marks, units in found if "JW" in marks)
    assert administered == -(-given_mg // PER)
    assert wasted == 0 or administered + wasted <= (given_mg + discarded_mg) // PER
    assert (("JZ",) in [marks for marks, _ in found]) == (not wasted)


BOOKS = RuleBooks()
