"""A rulebook as the key of what is worked out of it once."""

from __future__ import annotations

from rules_dsl.rulebook import RuleBook


class SameBook:
    """A rulebook compared by identity: its contents are long to compare, and never change."""

    __slots__ = ("book",)

    def __init__(self, book: RuleBook) -> None:
        self.book = book

    def __hash__(self) -> int:
        return id(self.book)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameBook) and self.book is other.book
