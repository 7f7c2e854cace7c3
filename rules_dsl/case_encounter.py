"""The ``given`` lines of a test to an encounter, as JSON has it. The note is signed on the day, by everybody who takes
part, unless a line says not.

What several lines say of one lesion is put together; two that say different things of it are a mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from rules_dsl.case_draft import Draft, Json
from rules_dsl.case_facts import CaseFacts
from rules_dsl.case_items import Items
from rules_dsl.case_visit import visit_of
from rules_dsl.diagnostics import Diagnostic, error
from rules_dsl.scope import Scope
from rules_dsl.syntax import Given, Statement

MOST: Final = {
    "lesions": 200,
    "data": 200,
    "problems": 100,
    "risk": 100,
    "practitioners": 50,
    "symptoms": 50,
    "site": 50,
    "exposed": 50,
    "free_margin": 50,
    "diagnoses": 12,
    "mohs": 50,
    "stages": 50,
    "deep_structures": 50,
    "stains": 50,
    "light": 50,
    "specimens": 500,
}
"""What a record can hold of each; no lesion, service or visit has half as many."""


def encounter_of(test: Statement, payer: str, on: date, scope: Scope) -> tuple[Json, list[Diagnostic]]:
    """What a test gives, and what is wrong with it."""
    facts = CaseFacts(scope)
    given = [clause for clause in test.clauses if isinstance(clause, Given)]
    day = on.isoformat()
    draft = Draft(facts, given)
    for clause in given:
        if clause.label == "given practitioner":
            draft.person(clause)
    for clause in given:
        if clause.label == "given service":
            draft.service(clause)
    items = Items(draft, on)
    for clause in given:
        if clause.label == "given mohs":
            items.mohs(clause)
    for clause in given:
        if clause.label == "given closure":
            draft.closure(clause)
        elif clause.label in items.READERS:
            items.READERS[clause.label](items, clause)
    mohs = [{"id": each["id"], "lesions": [each["lesion"]]} for each in items.lists["mohs"]]
    closures = [{"id": each["id"], "lesions": [each["lesion"]]} for each in draft.wounds]
    seen = visit_of(given, facts, [*draft.services, *mohs, *closures], draft.known_lesion, draft.practitioner)
    signatures = [{"by": name, "on": seen.signed_on or day} for name in draft.practitioners]
    documents: Json = {"signature": signatures if signatures[1:] else signatures[0]} if seen.signed else {}
    notices: list[Json] = [{"kind": kind, "signed": True} for kind in seen.notices]
    if seen.price:
        priced = next((n for n in notices if n["kind"] == "self-pay"), None)
        if priced is None:
            notices.append(priced := {"kind": "self-pay"})
        priced["price_cents"] = 100
    documents |= {"notices": notices} if notices else {}
    if seen.claim_wanted is not None:
        documents["claim_wanted"] = seen.claim_wanted
    if seen.authorised:
        documents["authorisations"] = [{"number": "given"}]
    documents |= {"consent": True} if seen.consent else {}
    documents |= {"addenda": [{"on": on} for on in seen.addenda]} if seen.addenda else {}
    parts: Json = {
        "patient": seen.patient | items.patient,
        "practitioners": [
            {"id": name, **draft.known_of.get(name, {})}
            for name in draft.practitioners
            if len(draft.practitioners) > 1 or draft.known_of
        ],
        "history": {
            name: found
            for name, found in (("procedures", items.prior), ("pathology", items.reports))
            if found
        }
        | items.history,
        "lesions": list(draft.lesions.values()),
        "services": draft.services,
        "wounds": draft.wounds,
        **items.lists,
        "documents": documents,
    }
    head: Json = {"encounter": test.name.text[:64].strip() or "test", "payer": payer, "dos": day}
    head |= {} if seen.contract is None else {"contract_percent": seen.contract}
    head |= {"filed_on": seen.filed} if seen.filed else {}
    head |= {"place_of_service": seen.place} if seen.place else {}
    visit = {} if seen.visit is None else {"visit": seen.visit}
    encounter = {**head, **visit, **{name: part for name, part in parts.items() if part}}
    for name in sorted(set(_too_many(encounter))):
        message = f"a test with more than {MOST[name]} {name.replace('_', ' ')}"
        facts.mistakes.append(error("P505", message, test.span))
    return encounter, facts.mistakes


def _too_many(part: Json) -> Iterator[str]:
    """The names of the lists that are too long, at any depth."""
    for name, value in part.items():
        if isinstance(value, dict):
            yield from _too_many(value)
        elif isinstance(value, list):
            if len(value) > MOST.get(name, len(value)):
                yield name
            for each in value:
                yield from _too_many(each) if isinstance(each, dict) else ()
