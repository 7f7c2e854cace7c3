"""Who bills as one: practitioners of one group and one specialty are, to a payer, the same physician."""

from __future__ import annotations

from engine.encounter.people import Practitioner


def bill_as_one(one: Practitioner, other: Practitioner) -> bool:
    """True unless the record says that they differ, in group or in specialty: what is not documented sets nobody
    apart. Source: global surgery and new-patient rules, same group and same specialty."""
    return one.id == other.id or (_alike(one.group, other.group) and _alike(one.specialty, other.specialty))


def _alike(one: str | None, other: str | None) -> bool:
    return not one or not other or one.strip().casefold() == other.strip().casefold()
