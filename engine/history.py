"""Earlier procedures whose global period reaches to the date of service, and how today's work relates to them.

Days are counted as Medicare does: the day of the procedure is day 0, and a period of ten days ends with day 10, the
eleventh in all; one of ninety with day 90, which with the day before makes 92. Codes of 0 days end with their own day.
A period binds whoever bills as one with the practitioner who did the procedure, and nobody else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.encounter import NOT_DOCUMENTED, Encounter, Fact
from engine.encounter.people import PriorProcedure
from engine.items import Item
from engine.lines import Question
from engine.practices import bill_as_one

GlobalDays = Callable[[str], str]

IN_GLOBAL = "in-global-period"
RELATION = "relation"

STRONGEST = ("complication", "staged", "related")
"""Relations that hold for the work as soon as they hold to one of several earlier procedures, the first one first."""


def running(encounter: Encounter, global_days: GlobalDays, practitioner: str) -> list[PriorProcedure]:
    """Earlier procedures whose global period binds the practitioner today, the latest first. One that no practitioner
    is named for is taken as this practice's own."""
    people = {p.id: p for p in encounter.practitioners}
    found = []
    for prior in encounter.history.procedures:
        days = period_of(prior, global_days)
        elapsed = (encounter.dos - prior.date).days
        theirs = prior.practitioner in people and practitioner in people
        if theirs and not bill_as_one(people[prior.practitioner or ""], people[practitioner]):
            continue
        if _reaches(days, elapsed):
            found.append(prior)
    return sorted(found, key=lambda prior: prior.date, reverse=True)


def period_of(prior: PriorProcedure, global_days: GlobalDays) -> str:
    """The global days of an earlier procedure: what the record states does not make the fee schedule's period shorter,
    nor the other way round."""
    stated, listed = prior.global_days or "", global_days(prior.hcpcs)
    return max(stated, listed, key=lambda days: int(days) if days.isdigit() else -1)


def in_global(encounter: Encounter, item: Item, global_days: GlobalDays) -> Fact[object]:
    """Whether any global period is running for the item: the record's history says so either way."""
    return Fact.known(bool(running(encounter, global_days, item.practitioner)))


def relation(encounter: Encounter, item: Item, stated: Fact[object], global_days: GlobalDays) -> Fact[object]:
    """How the item relates to the running global periods: as stated, else by the history of each. Work on another
    identified lesion is unrelated; on the same one it may be staged or a complication, so it must be said, and is not
    unrelated for being called so."""
    earlier = running(encounter, global_days, item.practitioner)
    here = {lesion.id for lesion in encounter.lesions}
    if _denied(stated, [prior for prior in earlier if not _of_another(prior, item, here)]):
        return NOT_DOCUMENTED
    same = any(prior.lesion is not None and _is_of(prior, item) for prior in earlier)
    if stated.state != "not_documented" and not (same and "unrelated" in stated.values):
        return stated
    if same and stated.state != "not_documented":
        return NOT_DOCUMENTED
    found = [_to(prior, item, here) for prior in earlier]
    for word in STRONGEST:
        for fact in found:
            if fact.value == word:
                return fact
    unknown = any(fact.state == "not_documented" for fact in found)
    return NOT_DOCUMENTED if unknown or not found else found[0]


def _denied(stated: Fact[object], earlier: list[PriorProcedure]) -> bool:
    """The history says otherwise: of one of the procedures, where today's work is called unrelated; else of each."""
    if stated.state != "known" or not earlier:
        return False
    if stated.value == "unrelated":
        return any(prior.related.value or prior.staged.value for prior in earlier)
    of = ("staged", "related") if stated.value == "staged" else ("related",)
    return all(any(getattr(prior, name).value is False for name in of) for prior in earlier)


def _to(prior: PriorProcedure, item: Item, here: set[str]) -> Fact[object]:
    """As far as the history says; an id that is none of today's lesions names nothing."""
    if prior.staged.value:
        return Fact.known("staged", prior.staged.note)
    if prior.related.value is not None and (prior.related.value or not _is_of(prior, item)):
        return Fact.known("related" if prior.related.value else "unrelated", prior.related.note)
    return Fact.known("unrelated") if _of_another(prior, item, here) else NOT_DOCUMENTED


def _of_another(prior: PriorProcedure, item: Item, here: set[str]) -> bool:
    """The earlier procedure was on another of today's lesions than the item's."""
    return item.lesion is not None and prior.lesion in here - {item.lesion.id}


def _is_of(prior: PriorProcedure, item: Item) -> bool:
    """The earlier procedure was on the item's lesion."""
    return item.lesion is not None and prior.lesion == item.lesion.id


def doubted_periods(encounter: Encounter, global_days: GlobalDays) -> Iterator[Question]:
    """A question for each earlier procedure that is within its global period only by what the record states of it, or
    only by the fee schedule."""
    for prior in encounter.history.procedures:
        stated, listed = prior.global_days, global_days(prior.hcpcs)
        elapsed = (encounter.dos - prior.date).days
        if stated and listed and _reaches(stated, elapsed) != _reaches(listed, elapsed):
            text = (
                f"The record gives {prior.hcpcs} of {prior.date} {stated} global days, the fee schedule {listed}: "
                "which is right?"
            )
            yield Question("encounter", "encounter", "global-days", text, "")


def _reaches(days: str, elapsed: int) -> bool:
    return days.isdigit() and 0 < elapsed <= int(days)
