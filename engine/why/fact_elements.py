"""Documented facts, and the absence of facts, as elements of a reason, with plain words for each."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from engine.assigned import facts_named
from engine.fact_table import FACTS
from engine.items import Item
from engine.kept import contiguous
from engine.lines import Line, SetAside
from engine.situation import Situation
from engine.why.element import Element, absent, documented
from rules_dsl.rulebook import Condition

LENGTHS = {name for facts in FACTS.values() for name, source in facts.items() if source.form == "length"}


def plain(name: str) -> str:
    """A policy's word as people write it."""
    return name.replace("-", " ")


def value_text(name: str, value: Any) -> str:
    """``8 mm``, ``bleeding and pain``, or nothing for a plain yes."""
    if isinstance(value, list | tuple):
        return " and ".join(value_text(name, each) for each in value)
    if value is True:
        return ""
    if value is False:
        return "no"
    if isinstance(value, Decimal | int | float):
        number = f"{Decimal(str(value)).normalize():f}"
        return f"{number} mm" if name in LENGTHS else number
    return plain(str(value))


class FactElements:
    """Elements for the facts of one situation."""

    def __init__(self, at: Situation) -> None:
        self.at = at
        self.items = at.derivation.items
        self.facts = at.facts

    def about(self, item: Item) -> str:
        """``s1 (lesion A)``: what a reader knows the item by."""
        lesion = f" (lesion {item.lesion.id})" if item.lesion is not None else ""
        return ("the visit" if item.is_visit else item.service) + lesion

    def fact(self, item: Item, name: str) -> Element:
        """The fact of the item, as documented or as missing."""
        found = self.facts.fact(item, name)
        id = f"{item.id}: {plain(name)}"
        if found.value is None or found.value == ():
            told = "contradicts itself" if found.state == "contradicted" else "is not documented"
            return absent(id, f"the {plain(name)} of {self.about(item)} {told}", (item.id,), name)
        value = value_text(name, found.value)
        text = f"{self.about(item)}: {plain(name)} {value}" if value else f"{self.about(item)}: {plain(name)}"
        return documented(id, text, (item.id,), name)

    def of_condition(self, condition: Condition | None, items: Iterable[Item]) -> set[Element]:
        """The facts that the condition names, of each item."""
        if condition is None:
            return set()
        return {self.fact(item, name) for item in items for name in sorted(facts_named(condition))}

    def of_aside(self, aside: SetAside) -> set[Element]:
        """What is missing for an item that was set aside."""
        item = self.items[aside.item]
        return {self.fact(item, name) for name in aside.missing}

    def done(self, line: Line) -> Element:
        """The work of a line, as documented."""
        items = [self.items[i] for i in line.items if i in self.items]
        what = ", ".join(dict.fromkeys(self.about(item) for item in items)) or "no service"
        verb = "is" if len(items) < 2 else "are"
        return documented(f"work of {' + '.join(line.items)}", f"{what} {verb} documented", line.items)

    # ── what would set two lines apart ───────────────────────────────────────────────────────────────────────────

    def not_apart(self, basis: str, one: Line, other: Line) -> Element:
        """The absence of a basis between two lines."""
        if one.is_visit or other.is_visit:
            return self.no_visit_basis(basis)
        id = f"{basis}: {' + '.join(one.items)} / {' + '.join(other.items)}"
        both = one.items + other.items
        codes = f"{one.hcpcs} and {other.hcpcs}"
        match basis:
            case "separate structure":
                return self._structure(id, one, other)
            case "separate encounter":
                return documented(id, f"{codes} belong to one session", both)
            case "separate practitioner":
                return documented(id, f"{codes} are by one practitioner", both)
        return absent(id, f"nothing documented says that {codes} do not overlap", both)

    def _structure(self, id: str, one: Line, other: Line) -> Element:
        both = one.items + other.items
        unknown = [line for line in (one, other) if not line.structures or "" in line.structures]
        shared = sorted(one.structures & other.structures - {""})
        if unknown:
            return absent(id, f"which lesion {unknown[0].hcpcs} was done on is not documented", both)
        if shared:
            return documented(
                id, f"{one.hcpcs} and {other.hcpcs} are both on {', '.join(shared[:4])}", both, "", "lesion"
            )
        near = [
            (self.items[a], self.items[b])
            for a in one.items
            for b in other.items
            if a in self.items and b in self.items and contiguous(self.items[a], self.items[b])
        ]
        names = f"{near[0][0].structure} and {near[0][1].structure} touch" if near else "they are not apart"
        return documented(id, names, both)

    def no_visit_basis(self, basis: str) -> Element:
        text = (
            "no decision for surgery is documented at the visit"
            if basis == "decision for surgery"
            else "no work of the visit beyond the procedures is documented"
        )
        other = basis != "decision for surgery"
        return absent(f"visit: {basis}", text, ("visit",), "", "visit" if other else "")
