"""Who bills as one: practitioners of one group and one specialty are, to a payer, the same physician."""

from __future__ import annotations

from collections.abc import Iterable

from engine.encounter.people import Practitioner
from engine.lexicon import spelled


def bill_as_one(one: Practitioner, other: Practitioner) -> bool:
    """True unless the record says that they differ, in group or in specialty: what is not documented sets nobody
    apart. Source: global surgery and new-patient rules, same group and same specialty."""
    return one.id == other.id or (_alike(one.group, other.group) and _alike(one.specialty, other.specialty))


def parties(practitioners: Iterable[Practitioner]) -> dict[str, int]:
    """By id, the party that each bills with: the first whose members all bill as one with them."""
    found: list[list[Practitioner]] = []
    number: dict[str, int] = {}
    for each in practitioners:
        fits = (n for n, party in enumerate(found) if all(bill_as_one(each, other) for other in party))
        number[each.id] = next(fits, len(found))
        if number[each.id] == len(found):
            found.append([])
        found[number[each.id]].append(each)
    return number


def _alike(one: str | None, other: str | None) -> bool:
    return not one or not other or spelled(one) == spelled(other)
