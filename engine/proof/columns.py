"""Columns of 0 or 1 and rows over them: the little that is needed to write rules as linear inequalities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


class Columns:
    """Columns with what each is worth, and rows (weights by column, and the most that their sum may be)."""

    def __init__(self) -> None:
        self.gain: list[int] = []
        self.rows: list[tuple[dict[int, int], int]] = []

    def column(self, gain: int = 0) -> int:
        """A new column; `gain` is what the objective earns when it is 1."""
        self.gain.append(gain)
        return len(self.gain) - 1

    def at_most(self, most: int, *terms: tuple[int, int]) -> None:
        """The weighted sum of (column, weight) terms is at most that."""
        row: dict[int, int] = defaultdict(int)
        for column, weight in terms:
            row[column] += weight
        self.rows.append((dict(row), most))

    def equal(self, one: Iterable[int], other: Iterable[int]) -> None:
        """As many of the one are 1 as of the other."""
        left, right = list(one), list(other)
        self.at_most(0, *((c, 1) for c in left), *((c, -1) for c in right))
        self.at_most(0, *((c, -1) for c in left), *((c, 1) for c in right))

    def implies(self, column: int, any_of: Iterable[int]) -> None:
        """When the column is 1, one of the others is."""
        self.at_most(0, (column, 1), *((c, -1) for c in any_of))

    def never_both(self, one: int, other: int, unless: Iterable[int] = ()) -> None:
        """Not both are 1, unless one of the others is."""
        self.at_most(1, (one, 1), (other, 1), *((c, -1) for c in unless))
