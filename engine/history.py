"""Earlier procedures whose global period reaches to the date of service, and how today's work relates to them.

Days are counted as Medicare does: the day of the procedure is day 0, and a period of ten days ends with day 10; codes
of 0 days end with their own day.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.encounter import NOT_DOCUMENTED, Encounter, Fact
from engine.encounter.people import PriorProcedure
from engine.items import Item

GlobalDays = Callable[[str], str]

IN_GLOBAL = "in-global-period"
RELATION = "relation"


def running(encounter: Encounter, global_days: GlobalDays) -> list[PriorProcedure]:
    """Earlier procedures of this practice whose global period is still running, the latest first."""
    found = []
    for prior in encounter.history.procedures:
        days = prior.global_days or global_days(prior.hcpcs)
        elapsed = (encounter.dos - prior.date).days
        if days.isdigit() and 0 < elapsed <= int(days):
            found.append(prior)
    return sorted(found, key=lambda prior: prior.date, reverse=True)


def in_global(encounter: Encounter, global_days: GlobalDays) -> Fact[object]:
    """Whether any global period is running: the record's history says so either way."""
    return Fact.known(bool(running(encounter, global_days)))


def relation(encounter: Encounter, item: Item, stated: Fact[object], global_days: GlobalDays) -> Fact[object]:
    """How the item relates to the running global period: as stated, else by the history (staged, related). Work on
    another identified lesion is unrelated; on the same one it may be staged or a complication, so it must be said."""
    if stated.state != "not_documented":
        return stated
    priors = running(encounter, global_days)
    if not priors:
        return NOT_DOCUMENTED
    prior = priors[0]
    if prior.staged.value:
        return Fact.known("staged", prior.staged.note)
    if prior.related.value is not None:
        return Fact.known("related" if prior.related.value else "unrelated", prior.related.note)
    if prior.lesion is None or item.lesion is None:
        return NOT_DOCUMENTED
    return NOT_DOCUMENTED if prior.lesion == item.lesion.id else Fact.known("unrelated")
