"""Who did what, and who signed for it: a signature counts of the one who did the work, on that day or later."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from engine.encounter import NOT_DOCUMENTED, Encounter, Fact, Light, Mohs, Specimen
from engine.items import Item

NAME = "signature"
"""The fact, as a policy names it."""
SUPERVISOR = "supervisor-credential"


def doer(encounter: Encounter, item: Item) -> str:
    """Whose work the item is: of a specimen the reader's where it was read in the first practitioner's group, else who
    prepared it there; of all else its practitioner's."""
    if isinstance(item.part, Specimen):
        first = encounter.practitioners[0]
        here = {person.id for person in encounter.practitioners if person.group == first.group}
        for who in (item.part.read_by, item.part.technical_by):
            if who in here:
                return str(who)
    return item.practitioner


def signed(encounter: Encounter, practitioner: str) -> Fact[bool]:
    """Signed by the practitioner, on the day of service or later: nobody can have signed a note that was not written
    yet, and nobody signs for another."""
    own = [each for each in encounter.documents.signature if each.by == practitioner]
    return Fact.known(True) if any(each.on >= encounter.dos for each in own) else NOT_DOCUMENTED


def flaw(encounter: Encounter, practitioner: str) -> str:
    """What is wrong with the signatures for work of this practitioner, as a sentence; empty when nothing is, or when
    nobody signed at all."""
    signatures = encounter.documents.signature
    if not signatures or signed(encounter, practitioner).value:
        return ""
    own = [each for each in signatures if each.by == practitioner]
    if own:
        last = max(each.on for each in own)
        return f"{practitioner} signed on {last}, before the service of {encounter.dos}."
    others = " and ".join(dict.fromkeys(each.by for each in signatures))
    return f"The note is signed by {others}, and {practitioner} did the work."


def flaws(encounter: Encounter, items: Iterable[Item]) -> str:
    """What is wrong with the signatures for these items, a sentence for each who did some of it."""
    who = dict.fromkeys(doer(encounter, item) for item in items)
    return " ".join(filter(None, (flaw(encounter, each) for each in who)))


def readers(_: Encounter, item: Item) -> frozenset[str]:
    """Who read the slides of a specimen, or of the stages of Mohs surgery; a stage without a reader was read by the
    surgeon."""
    match item.part:
        case Specimen(read_by=reader):
            return frozenset({reader} if reader else ())
        case Mohs(stages=stages):
            return frozenset(stage.reader or item.practitioner for stage in stages)
    return frozenset()


def applicators(_: Encounter, item: Item) -> frozenset[str]:
    """Who applied the light and what goes with it."""
    who = item.part.applicator if isinstance(item.part, Light) else None
    return frozenset({who} if who else ())


def supervisors(encounter: Encounter, item: Item) -> frozenset[str]:
    """Who supervised the one whose work the item is; nobody supervises themselves."""
    named = {p.supervised_by for p in encounter.practitioners if p.id == item.practitioner}
    return frozenset(each for each in named if each and each != item.practitioner)


WHO: Final[Mapping[str, Callable[[Encounter, Item], frozenset[str]]]] = {
    "reader-credential": readers,
    "applicator": applicators,
    SUPERVISOR: supervisors,
}
"""Facts that hold the credential of others than who did the work, and who they are."""
