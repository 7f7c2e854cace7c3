"""A lesion that is gone cannot be treated again: what the record writes of it after its removal is of that removal.

Later work on it counts as done in the removal's session, with all that was done in its own, and a second removal as
done by whoever did the first, so that it is bundled as any other work on one lesion is. What tells it apart is a first
removal that was broken off or left some of the lesion, or a result that was read between the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar

from engine.encounter import Encounter, Mohs, Service
from engine.encounter.base import Model
from engine.encounter.fields import fields_of
from engine.fact_sources import CLEAR
from engine.lexicon import Lexicon
from engine.lines import Doubt
from engine.named import Named

Work: TypeAlias = Service | Mohs
M = TypeVar("M", bound=Model)
REMOVAL: Final = "removal"


@dataclass(frozen=True, slots=True)
class _Done:
    """Work in the order of the day, and the single lesions that it removed."""

    work: Work
    gone: frozenset[str]


def gone_before(encounter: Encounter, lexicon: Lexicon) -> tuple[Encounter, tuple[Doubt, ...]]:
    """The encounter whose sessions with work on lesions that were gone are one with the session that removed them, and
    a doubt for each such work. To move the work alone would set it apart from what it was done with."""
    parts: list[Work] = [*encounter.mohs, *encounter.services]
    if len(parts) < 2:
        return encounter, ()
    doubts: list[Doubt] = []
    now: dict[str, Work] = {}
    sessions: dict[int, int] = {}
    before: list[_Done] = []
    for work in sorted(parts, key=lambda each: each.session):  # in one session as they are written
        removes = _removes(encounter, work, lexicon)
        first = next(
            (done.work for done in before if _again(encounter, done, work, bool(removes), lexicon)), None
        )
        if first is not None:
            by_the_same = bool(removes) and set(_lesions(work)) <= set(_lesions(first))
            now[work.id] = (
                work.model_copy(update={"practitioner": first.practitioner}) if by_the_same else work
            )
            _are_one(sessions, work.session, first.session)
            doubts.append(_doubt(first, work))
        if removes:
            before.append(_Done(work, removes))
    if not now:
        return encounter, ()
    changes = {
        name: tuple(now.get(each.id, each) for each in getattr(encounter, name))
        for name in ("mohs", "services")
    }
    return _in_sessions(encounter.model_copy(update=changes), sessions), tuple(doubts)


def single(encounter: Encounter, lesion: str, work: Work) -> bool:
    """One lesion and no group, for all that the lesion and the service on it say."""
    numbers = encounter.lesion(lesion).count
    alone = isinstance(work, Service) and len(work.lesions) == 1
    stated = work.count.values if alone and isinstance(work, Service) else ()
    return numbers.state == "known" and set(numbers.values) == {1} and all(n == 1 for n in stated)


def result_between(one: Work, other: Work) -> bool:
    """A result of one of them was read before the other."""
    return any(
        isinstance(work, Service)
        and (work.pathology_decided.value is True or work.frozen_section_before.value is True)
        for work in (one, other)
    )


def alike(one: Work, other: Work, lexicon: Lexicon) -> bool:
    """Both are Mohs surgery, or done by one technique, or by a kind of the other's."""
    if isinstance(one, Mohs) or isinstance(other, Mohs):
        return isinstance(one, Mohs) and isinstance(other, Mohs)
    own, word = (str(each.technique.value or "") for each in (one, other))
    alike = lexicon.is_a("technique", own, word) or lexicon.is_a("technique", word, own)
    return bool(own and word) and alike


def _lesions(work: Work) -> tuple[str, ...]:
    return (work.lesion,) if isinstance(work, Mohs) else work.lesions


def _removes(encounter: Encounter, work: Work, lexicon: Lexicon) -> frozenset[str]:
    """The single lesions that are gone after it. Of what has no kind, such as a torn nail, nobody knows that it is."""
    if isinstance(work, Mohs):
        last = work.stages[-1].margins if work.stages else None
        whole = last is None or last.state == "not_documented"
        whole = whole or any(CLEAR in stage.margins.values for stage in work.stages)
    else:
        broken_off = work.discontinued.value is True or work.reduced.value is True
        whole = lexicon.is_a("intent", str(work.intent.value), REMOVAL) and not broken_off
    return frozenset(
        each
        for each in _lesions(work)
        if whole and single(encounter, each, work) and encounter.lesion(each).kind.state != "not_documented"
    )


def _again(encounter: Encounter, done: _Done, work: Work, removes: bool, lexicon: Lexicon) -> bool:
    """Other work on a lesion that was gone, set apart from its removal only by who did it, or when. The same work
    written again is a second entry, and joined to the first."""
    if not done.gone.intersection(_lesions(work)) or result_between(done.work, work):
        return False
    if alike(done.work, work, lexicon):
        return False
    other = encounter.practitioner_of(work).id != encounter.practitioner_of(done.work).id
    return work.session != done.work.session or (removes and other)


def _are_one(sessions: dict[int, int], one: int, other: int) -> None:
    """Notes that two sessions are one, under the lower number."""
    low, high = sorted((sessions.get(one, one), sessions.get(other, other)))
    for number in (high, *(n for n, into in sessions.items() if into == high)):
        sessions[number] = low


def _in_sessions(model: M, sessions: dict[int, int]) -> M:
    """The model and its parts, each in the session that its own is one with."""
    changes: dict[str, Any] = {}
    for field in fields_of(type(model)):
        old = getattr(model, field.name)
        if field.name == "session":
            changes["session"] = sessions.get(old, old)
        elif field.form == "part" and old is not None:
            changes[field.name] = _in_sessions(old, sessions)
        elif field.form == "parts":
            changes[field.name] = tuple(_in_sessions(each, sessions) for each in old)
    return model.model_copy(update=changes)


def _doubt(first: Work, work: Work) -> Doubt:
    lesions = ", ".join(each for each in _lesions(work) if each in _lesions(first))
    says = f"{first.id} had removed lesion {lesions} before {work.id}: both count as work of one session."
    ask = f"What was there to treat of lesion {lesions} in {work.id}, after {first.id}?"
    return Doubt("twice", Named(work.id, f"service {work.id}", "same-thing"), "", says, ask=ask)
