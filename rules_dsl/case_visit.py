"""The ``given`` lines of a test that speak of the visit, the patient and the papers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rules_dsl.case_facts import CaseFacts
from rules_dsl.syntax import Fact, Given, Word

_FLAGS = {
    "longitudinal-relationship": "longitudinal",
    "preventive-service": "preventive_service",
    "unrelated-to-global": "unrelated_to_global",
    "complication-of-surgery": "complication",
    "scheduled-procedure": "scheduled_procedure",
    "consultation": "consultation",
    "separate-work": "separate_work",
}
_MINUTES = {"minutes": "minutes", "minutes-on-procedures": "minutes_on_procedures"}
_PAPERS = frozenset(
    {
        "signed-on",
        "addendum",
        "consent",
        "price-told",
        "notice-signed",
        "other-notice",
        "claim-wanted",
        "no-claim-wanted",
        "unsigned-note",
        "authorised",
        "contract",
        "filed",
        "place",
    }
)


@dataclass
class Seen:
    """`visit` is None when no line speaks of one."""

    visit: dict[str, Any] | None = None
    patient: dict[str, Any] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    claim_wanted: bool | None = None
    signed: bool = True
    authorised: bool = False
    contract: int | None = None
    """Per cent of the fee schedule."""
    filed: str = ""
    place: str = ""
    signed_on: str = ""
    addenda: tuple[str, ...] = ()
    consent: bool = False
    price: bool = False


def visit_of(
    given: Iterable[Given],
    facts: CaseFacts,
    services: Sequence[dict[str, Any]],
    known_lesion: Callable[[Word], str],
    practitioner: Callable[[Word], str],
) -> Seen:
    """The visit. A problem ``about`` lesions was decided by the services on them; data and risk belong to the problem
    about the same lesions, or else to the first problem that is about none."""
    seen = Seen()
    visit: dict[str, Any] = {}
    problems: dict[tuple[str, ...], str] = {}

    def about(fact: Fact) -> tuple[str, ...]:
        return tuple(dict.fromkeys(known_lesion(word) for word in fact.words[1:]))

    found = list(_facts(given, facts))
    for fact, diagnoses in found:
        if fact.label == "problem":
            lesions = about(fact)
            listed = visit.setdefault("problems", [])
            problem: dict[str, Any] = {
                "id": f"problem{len(listed) + 1}",
                "status": facts.word("problem-status", fact.words[0]),
            }
            decided = [each["id"] for each in services if set(lesions) & set(each["lesions"])]
            problem |= {"diagnoses": diagnoses} if diagnoses else {}
            problem |= {"decided": decided} if decided else {}
            problems.setdefault(lesions, problem["id"])
            listed.append(problem)
    for fact, _ in found:
        if fact.label in ("data", "risk"):
            words, name = ("data-kind", "kind") if fact.label == "data" else ("risk-decision", "decision")
            item: dict[str, Any] = {name: facts.word(words, fact.words[0])}
            problem_id = problems.get(about(fact), problems.get(()))
            item |= {"problem": problem_id} if problem_id else {}
            item |= {"interval_days": int(fact.number)} if fact.label == "risk" and fact.number else {}
            listed = visit.setdefault(fact.label, [])
            count = facts.whole(fact, 1, 20) if fact.label == "data" else 1
            for n in range(len(listed) + 1, len(listed) + 1 + min(count, 20)):
                listed.append({**item, **_named(facts, n)} if fact.label == "data" else item)
        elif fact.label in _MINUTES:
            visit[_MINUTES[fact.label]] = facts.whole(fact, 0, 1440)
        elif fact.label in _FLAGS:
            visit[_FLAGS[fact.label]] = True
        elif fact.label == "remote":
            visit["remote"] = facts.word("remote", fact.words[0])
        elif fact.label == "visit":
            seen.patient["status"] = facts.word("patient-status", fact.words[0])
        elif fact.label == "last-seen":
            seen.patient["last_seen"] = fact.words[0].text
        elif fact.label == "seen-by":
            visit["practitioner"] = practitioner(fact.words[0])
        elif fact.label == "decision-for-surgery":
            for_these = {known_lesion(word) for word in fact.words}
            visit["decision_for_surgery"] = [s["id"] for s in services if for_these & set(s["lesions"])]
        elif fact.label == "dx":
            visit["diagnoses"] = list(
                dict.fromkeys([*visit.get("diagnoses", ()), *(w.text for w in fact.words)])
            )
    labels = {fact.label for fact, _ in found}
    if labels - _PAPERS:
        seen.visit = visit
    kinds = [fact.words[0] for fact, _ in found if fact.label == "other-notice"]
    seen.notices = tuple(facts.word("notice", word) for word in kinds)
    seen.notices += ("self-pay",) if "notice-signed" in labels else ()
    if labels & {"claim-wanted", "no-claim-wanted"}:
        seen.claim_wanted = "claim-wanted" in labels
    seen.signed = "unsigned-note" not in labels
    seen.authorised = "authorised" in labels
    seen.consent = "consent" in labels
    seen.price = "price-told" in labels
    seen.addenda = tuple(fact.words[0].text for fact, _ in found if fact.label == "addendum")
    for fact, _ in found:
        if fact.label == "signed-on":
            seen.signed_on = fact.words[0].text
        elif fact.label == "contract":
            seen.contract = facts.whole(fact, 0, 1000)
        elif fact.label == "place":
            seen.place = fact.words[0].text
        elif fact.label == "filed":
            seen.filed = fact.words[0].text
    return seen


def _facts(given: Iterable[Given], facts: CaseFacts) -> Iterator[tuple[Fact, list[str]]]:
    """Every fact of the visit, a problem with the diagnoses that follow it."""
    for clause in given:
        if clause.label != "given visit":
            continue
        facts.by_label(clause)
        waiting: tuple[Fact, list[str]] | None = None
        for fact in clause.facts:
            if fact.label == "dx" and waiting:
                waiting[1].extend(word.text for word in fact.words if word.text not in waiting[1])
                continue
            if waiting:
                yield waiting
                waiting = None
            if fact.label == "problem":
                waiting = (fact, [])
            else:
                yield fact, []
        if waiting:
            yield waiting


def _named(facts: CaseFacts, number: int) -> dict[str, str]:
    """A name for an entry of data, another for each: a word of the policy's list of them, where it has one, and none
    that is part of another."""
    names = facts.narrower("data-item")
    return {"item": names[(number - 1) % len(names)] if names else f"item {number}"}
