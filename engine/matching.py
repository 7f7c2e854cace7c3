"""Which derived line each claimed line stands for, where a code has several: 11730-TA and 11730-T6 are two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.assigned import marked, of_items
from engine.claim import ClaimLine
from engine.claimed import ClaimedLine
from engine.item_facts import ItemFacts
from engine.lines import Derivation, Line

if TYPE_CHECKING:
    from engine.kernel import Solved


def in_place_of(asked: ClaimedLine, line: ClaimLine, lines: Sequence[ClaimLine]) -> bool:
    """The asked line takes the place of this one of a claim's lines. Beside a line of its code that goes out to be
    denied, that one is meant by its modifiers, and the other by their absence."""
    if asked.hcpcs != line.hcpcs:
        return False
    same = [x for x in lines if x.hcpcs == line.hcpcs]
    denied, paid = [x for x in same if x.denial], [x for x in same if not x.denial]
    if not denied or not paid:
        return True
    marks = {m for x in denied for m in x.modifiers} - {m for x in paid for m in x.modifiers}
    return bool(set(asked.modifiers) & marks) == bool(line.denial)


def matched(best: Solved, claimed: Sequence[ClaimedLine]) -> dict[int, Line]:
    """By place in the claim, the derived line of the same code whose modifiers fit best, then whose units do. A claimed
    line that is one too many shares the derived line that has units to spare; none has: it is left out."""
    derived = best.situation.derivation.lines
    left = {line.id: line.units for line in derived}
    found: dict[int, Line] = {}
    pairs = [
        (*_misfit(best, line, one), n, place)
        for n, line in enumerate(claimed)
        for place, one in enumerate(derived)
        if one.hcpcs == line.hcpcs
    ]
    taken: set[int] = set()
    for *_, n, place in sorted(pairs):
        if n not in found and place not in taken:
            found[n] = derived[place]
            taken.add(place)
            left[derived[place].id] -= min(claimed[n].units, left[derived[place].id])
    for n, line in enumerate(claimed):
        spare = next((d for d in derived if d.hcpcs == line.hcpcs and left[d.id]), None)
        if n not in found and spare is not None:
            found[n] = spare
            left[spare.id] -= min(line.units, left[spare.id])
    return found


def _misfit(best: Solved, line: ClaimedLine, derived: Line) -> tuple[int, bool]:
    """Modifiers that only one of the two has, and whether the units differ."""
    own = best.outcome.modifiers.get(derived.id) or derived.modifiers
    return len(set(own) ^ set(line.modifiers)), line.units != derived.units


def with_own_items(line: Line, claimed: ClaimedLine, derivation: Derivation, facts: ItemFacts) -> Line:
    """The line on those of its items that bear out a modifier of the claimed line, where some do and others not."""
    items = [derivation.items[i] for i in line.items]
    own = [
        item
        for item in items
        for alone in marked([of_items(line, [item])], derivation.items, facts)
        if alone.modifiers & set(claimed.modifiers)
    ]
    return of_items(line, own) if 0 < len(own) < len(items) else line
