"""Reasons and ways out of made monotone questions: all of them, each minimal, against trying every subset."""

from __future__ import annotations

from itertools import chain, combinations

from hypothesis import given
from hypothesis import strategies as st

from engine.why.minimal import classes, hitting, reasons, smallest, ways_out

ELEMENTS = tuple("abcdefgh")
families = st.lists(st.frozensets(st.sampled_from(ELEMENTS), min_size=1, max_size=4), min_size=0, max_size=7)


def subsets() -> list[frozenset[str]]:
    return [frozenset(c) for n in range(len(ELEMENTS) + 1) for c in combinations(ELEMENTS, n)]


def least(sets: list[frozenset[str]]) -> set[frozenset[str]]:
    return {s for s in sets if not any(other < s for other in sets)}


@given(families)
def test_all_reasons_and_only_they_are_found(family: list[frozenset[str]]) -> None:
    """Illegal means holding a member of the family; the core given back is as large as it can be."""

    def core(kept: frozenset[str]) -> frozenset[str] | None:
        return kept if any(member <= kept for member in family) else None

    found, complete = reasons(ELEMENTS, core)
    assert complete
    assert set(found) == least([s for s in subsets() if core(s) is not None])
    assert len(found) == len(set(found))


@given(families)
def test_ways_out_are_the_least_sets_without_which_nothing_is_illegal(family: list[frozenset[str]]) -> None:
    everything = frozenset(ELEMENTS)
    legal = [s for s in subsets() if not any(member <= everything - s for member in family)]
    found = smallest(family)
    order = {e: n for n, e in enumerate(ELEMENTS)}
    assert set(hitting(found, order)) == least(legal)
    assert set(ways_out(found, lambda e: e, 10_000)) == least(legal)


def test_elements_of_one_class_are_in_the_same_grounds() -> None:
    grounds = [frozenset("abc"), frozenset("bcd"), frozenset("e")]
    assert classes(grounds, lambda e: e) == [("a",), ("b", "c"), ("d",), ("e",)]


def test_smallest_keeps_the_order_given() -> None:
    assert smallest([frozenset("ab"), frozenset("c"), frozenset("abc"), frozenset("ab")]) == [
        frozenset("ab"),
        frozenset("c"),
    ]


def test_no_subset_is_called_twice_for_a_question_without_reasons() -> None:
    asked = list(chain())
    assert reasons(ELEMENTS, lambda kept: asked.append(kept)) == ([], True)  # type: ignore[func-returns-value]
    assert len(asked) == 1
