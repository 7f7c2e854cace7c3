"""Facts that no field holds: worked out for a piece of work from the history, from the people, or from the tables."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from engine import diagnosis_facts, drug_waste, history, signatures
from engine.credentials import CREDENTIAL, credential_of
from engine.encounter import NOT_DOCUMENTED, Fact
from engine.fact_table import FACTS
from engine.items import Item
from engine.lexicon import lexicon_of

if TYPE_CHECKING:
    from engine.item_facts import ItemFacts

PRACTITIONER = frozenset(FACTS["practitioner"])


def worked_out(name: str, item: Item, found: Fact[object], facts: ItemFacts) -> Fact[object]:
    """The fact as it is worked out; as it was `found` where the record itself says it."""
    encounter, codes = facts.encounter, facts.codes
    match name:
        case history.IN_GLOBAL:
            return history.in_global(encounter, item, codes.global_days)
        case history.RELATION:
            return history.relation(encounter, item, found, codes.global_days)
        case drug_waste.UNITS_DISCARDED:
            return drug_waste.units_discarded(item, facts)
        case signatures.NAME:
            return signatures.signed(encounter, signatures.doer(encounter, item))
        case diagnosis_facts.IN_FORCE:
            return diagnosis_facts.in_force(item, encounter, codes)
        case diagnosis_facts.OF_THE_SITE:
            site, side = facts.fact(item, "site"), facts.fact(item, "laterality")
            return diagnosis_facts.of_the_site(item, site, side, lexicon_of(facts.book))
        case diagnosis_facts.OF_THE_KIND:
            return diagnosis_facts.of_the_kind(item, facts.fact(item, "kind"), lexicon_of(facts.book))
    if name in signatures.WHO:
        return _credential(signatures.WHO[name](encounter, item), facts)
    return _of_practitioner(item, name, facts) if name in PRACTITIONER else found


def _of_practitioner(item: Item, name: str, facts: ItemFacts) -> Fact[object]:
    """Who did it: the credential in the policy's word; several roles are a list, one is a word."""
    person = next((p for p in facts.encounter.practitioners if p.id == item.practitioner), None)
    if person is None:
        return NOT_DOCUMENTED
    match name:
        case "supervised":
            return Fact.known(True) if signatures.supervisors(facts.encounter, item) else NOT_DOCUMENTED
        case "resident-unavailable":
            return Fact.known(True) if person.resident_unavailable else NOT_DOCUMENTED
        case "role":
            return Fact.known(person.role[0] if len(person.role) == 1 else person.role)
    return _credential({item.practitioner}, facts)


def _credential(who: Collection[str], facts: ItemFacts) -> Fact[object]:
    """The credential of these people; of several the one that the policy lists last, which may do the least."""
    lexicon = lexicon_of(facts.book)
    written = {p.credential for p in facts.encounter.practitioners if p.id in who}
    found = {word for each in written if (word := credential_of(each, lexicon))}
    words = facts.book.vocabularies
    listed = list(words[CREDENTIAL].words) if CREDENTIAL in words else []
    ranked = sorted(found, key=lambda word: (listed.index(word) if word in listed else len(listed), word))
    return Fact.known(ranked[-1]) if ranked else NOT_DOCUMENTED
