"""Editions that an encounter asks for by name. Only those in force are loaded to be used, so another one is refused."""

from __future__ import annotations

import re

from engine.encounter import Encounter, InputProblem
from engine.encounter.mistakes import shown
from engine.tables import Tables


def other_editions(encounter: Encounter, tables: Tables) -> tuple[InputProblem, ...]:
    """A problem for each edition named that is not the one consulted on the date of service: a claim checked against
    a table other than the one asked for would look checked, and would not be."""
    consulted = {
        "ncci_edition": (encounter.ncci_edition, tables.ptp.used(encounter.dos).edition),
        "fee_schedule": (encounter.fee_schedule, tables.fees.used(encounter.dos).edition),
    }
    found = []
    for field, (asked, used) in consulted.items():
        if asked is not None and (not _plain(asked) or _plain(asked) not in _plain(used)):
            expected = f"{used or 'no edition'}, the one consulted for the date of service, or nothing"
            found.append(InputProblem(field=field, found=shown(asked), expected=expected, suggestion=""))
    return tuple(found)


def _plain(edition: str) -> str:
    """``2024 Q3`` and ``2024q3`` are one name, and ``RVU26D`` is part of that of a fee schedule."""
    return re.sub(r"[^a-z0-9]", "", edition.lower())
