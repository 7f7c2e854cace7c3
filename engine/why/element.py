"""The things a reason is made of: rules of the policy, and facts of the record or their absence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Element:
    """One rule or one fact. Two elements are the same when `kind` and `id` are; the rest tells a reader of it."""

    kind: Literal["rule", "fact"]
    id: str
    """A rule id, with its row (``#column1-column2``) or band; or the fact's subject and name, ``lesion A: count``."""
    says: str = field(default="", compare=False)
    documented: bool = field(default=True, compare=False)
    """False for the absence of a fact, and for a rule."""
    items: tuple[str, ...] = field(default=(), compare=False)
    """Work items that the fact is of."""
    fact: str = field(default="", compare=False)
    """The policy's name of the fact, where it has one."""
    leaves_open: Literal["", "lesion", "visit"] = field(default="", compare=False)
    """What may be asked all the same: whether two services were on one lesion; what else the visit dealt with."""

    @property
    def order(self) -> tuple[str, str]:
        """Rules before facts, each by id: the order that makes answers repeat."""
        return ("0" if self.kind == "rule" else "1", self.id)


Grounds = frozenset[Element]
"""What a violation rests on: without any one of them it is not held against the claim."""


def rule(id: str, says: str = "") -> Element:
    return Element("rule", id, says, documented=False)


def absent(
    id: str, says: str, items: tuple[str, ...] = (), fact: str = "", leaves_open: Literal["", "visit"] = ""
) -> Element:
    """A fact that is not documented."""
    return Element("fact", id, says, False, items, fact, leaves_open)


def documented(
    id: str, says: str, items: tuple[str, ...] = (), fact: str = "", leaves_open: Literal["", "lesion"] = ""
) -> Element:
    return Element("fact", id, says, True, items, fact, leaves_open)
