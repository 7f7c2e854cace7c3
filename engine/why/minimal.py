"""Minimal reasons and minimal ways out of a monotone question, by turning one into the other.

`illegal(kept)` grows with `kept`. A reason is a minimal set that is illegal; a way out is a minimal set without which
the rest is legal. Each minimal hitting set of the reasons found so far is tried: where the rest is legal it is a way
out, and where it is not the rest holds a reason not yet found. When every hitting set is a way out, both lists are
complete (the duality of minimal unsatisfiable and minimal correction sets).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from itertools import product
from typing import TypeVar

T = TypeVar("T", bound=Hashable)
Core = Callable[[frozenset[T]], "frozenset[T] | None"]
"""None when the kept elements are legal, else some illegal part of them."""

MOST_REASONS = 60
MOST_WAYS = 4_000


def smallest(sets: Iterable[frozenset[T]]) -> list[frozenset[T]]:
    """Those of the sets that hold no other, in the order given."""
    unique = list(dict.fromkeys(sets))
    return [s for s in unique if not any(other < s for other in unique)]


def hitting(found: list[frozenset[T]], order: Mapping[T, int]) -> list[frozenset[T]]:
    """Every minimal set that meets each of the found ones, small ones first."""
    ways: list[frozenset[T]] = [frozenset()]
    for reason in found:
        meets = [w for w in ways if w & reason]
        grown = {w | {e} for w in ways if not w & reason for e in reason}
        ways = meets + [g for g in grown if not any(m <= g for m in meets)]
        if len(ways) > MOST_WAYS:
            break
    return sorted(ways, key=lambda w: (len(w), sorted(order[e] for e in w)))


def shrunk(illegal: frozenset[T], core: Core[T], order: Mapping[T, int]) -> frozenset[T]:
    """A minimal illegal part of an illegal set: each element in turn is left out for good where the rest is illegal."""
    kept = illegal
    for element in sorted(illegal, key=lambda e: order[e], reverse=True):
        if element in kept:
            smaller = core(kept - {element})
            if smaller is not None:
                kept = smaller
    return kept


def reasons(universe: Collection[T], core: Core[T]) -> tuple[list[frozenset[T]], bool]:
    """Every minimal illegal set, and whether the search was carried to its end.

    Elements earlier in the universe stay longest when a set is made small.
    """
    order = {element: n for n, element in enumerate(universe)}
    everything = frozenset(universe)
    found: list[frozenset[T]] = []
    ways: set[frozenset[T]] = set()
    while True:
        waiting = [way for way in hitting(found, order) if way not in ways]
        if not waiting:
            return found, True
        if len(found) >= MOST_REASONS or len(waiting) > MOST_WAYS:
            return found, False
        for way in waiting:
            part = core(everything - way)
            if part is not None:
                found.append(shrunk(part, core, order))
                break
            ways.add(way)


def classes(grounds: Iterable[frozenset[T]], order: Callable[[T], object]) -> list[tuple[T, ...]]:
    """Elements that stand in the same grounds are of one class: one may go for the other, so one is asked about."""
    where: dict[T, list[int]] = {}
    for n, each in enumerate(grounds):
        for element in each:
            where.setdefault(element, []).append(n)
    together: dict[tuple[int, ...], list[T]] = {}
    for element in sorted(where, key=order):  # type: ignore[arg-type]
        together.setdefault(tuple(where[element]), []).append(element)
    return [tuple(members) for members in together.values()]


def ways_out(found: list[frozenset[T]], order: Callable[[T], object], most: int) -> list[frozenset[T]]:
    """Minimal sets that take one element of every reason, at most so many; told in full only where they are few."""
    groups = classes(found, order)
    which = {member: n for n, group in enumerate(groups) for member in group}
    folded = [frozenset(which[e] for e in reason) for reason in found]
    ways: list[frozenset[T]] = []
    for way in hitting(folded, {n: n for n in range(len(groups))}):
        for picked in product(*(groups[n] for n in sorted(way))):
            ways.append(frozenset(picked))
            if len(ways) >= most:
                return ways
    return ways
