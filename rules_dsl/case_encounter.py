"""The ``given`` lines of a test to an encounter, as JSON has it. The note is signed on the day unless a line says not.

What several lines say of one lesion is put together; two that say different things of it are a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final, TypeAlias

from rules_dsl.case_facts import CaseFacts
from rules_dsl.case_visit import visit_of
from rules_dsl.diagnostics import Diagnostic, Place, Span, error
from rules_dsl.scope import Scope
from rules_dsl.syntax import Fact, Given, Statement, Word
from rules_dsl.vocabulary import did_you_mean

Json: TypeAlias = dict[str, Any]

PRACTITIONER: Final = "p1"
"""Who does what no line says who did, signs the note, and sees the patient."""

_SERVICE_FLAGS = {"sample-taken": "sample_taken", "pathology-decided": "pathology_decided"}
_WOUND_FLAGS = {
    "layered": "layered",
    "undermining-along-whole-edge": "undermining_whole_edge",
    "retention-sutures": "retention_sutures",
    "edge-debridement": "edge_debridement",
    "heavy-contamination": "contaminated",
    "adhesive-only": "adhesive_only",
}
_WOUND_LENGTHS = {"length": "length_mm", "undermining": "undermining_mm", "defect-width": "defect_width_mm"}
_WOUND_LISTS = {"exposed-structure": "exposed", "free-margin": "free_margin"}
_NO_REPORT = "pending"
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
}
"""What a record can hold of each; no lesion, service or visit has half as many."""
_ID = re.compile(r"[A-Za-z0-9-]{1,32}", re.ASCII)


def encounter_of(test: Statement, payer: str, on: date, scope: Scope) -> tuple[Json, list[Diagnostic]]:
    """What a test gives, and what is wrong with it."""
    facts = CaseFacts(scope)
    given = [clause for clause in test.clauses if isinstance(clause, Given)]
    day = on.isoformat()
    draft = _Draft(facts, given)
    for clause in given:
        if clause.label == "given service":
            draft.service(clause)
    for clause in given:
        if clause.label == "given closure":
            draft.closure(clause)
    seen = visit_of(given, facts, draft.services, draft.known_lesion)
    documents = {"signature": {"by": PRACTITIONER, "on": day}} if seen.signed else {}
    if seen.notice:
        documents["notices"] = [{"kind": "self-pay", "signed": True}]  # type: ignore[assignment]
    parts: Json = {
        "patient": {"status": seen.status} if seen.status else {},
        "practitioners": [{"id": name} for name in draft.practitioners if len(draft.practitioners) > 1],
        "lesions": list(draft.lesions.values()),
        "services": draft.services,
        "wounds": draft.wounds,
        "documents": documents,
    }
    head: Json = {"encounter": test.name.text[:64].strip() or "test", "payer": payer, "dos": day}
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


class _Draft:
    """Services, closures and lesions as the lines give them."""

    def __init__(self, facts: CaseFacts, given: list[Given]) -> None:
        self.facts = facts
        self.lesions: dict[str, Json] = {}
        self.services: list[Json] = []
        self.wounds: list[Json] = []
        self.practitioners = [PRACTITIONER]
        self._said: dict[tuple[str, str], Span] = {}
        self._named = {w.text for g in given for f in g.facts if f.label == "lesion" for w in f.words}

    def service(self, given: Given) -> None:
        """A service, and what its line says of its lesions."""
        facts = self.facts.by_label(given)
        technique, *intent = given.words
        named = [self._id(word, "lesion") for fact in facts.get("lesion", ()) for word in fact.words]
        names = list(dict.fromkeys(named)) or [self._new_lesion()]
        service: Json = {
            "id": f"s{len(self.services) + 1}",
            "technique": self.facts.word("technique", technique),
        }
        if intent:
            service["intent"] = self.facts.word("intent", intent[0])
        service["lesions"] = names
        said = list(self._of_lesion(given, facts, names))
        for name in names:
            for field, value, span in said:
                self._say(self.lesions.setdefault(name, {"id": name}), field, value, span)
            self.lesions.setdefault(name, {"id": name})
        if len(names) > 1 and "count" in facts:
            service["count"] = self.facts.whole(facts["count"][0], 1, 999)
        service |= {field: True for label, field in _SERVICE_FLAGS.items() if label in facts}
        self._of_any(service, facts)
        self.services.append(service)

    def closure(self, given: Given) -> None:
        """A wound, and how it was closed."""
        facts = self.facts.by_label(given)
        wound: Json = {"id": f"w{len(self.wounds) + 1}", "lesion": self.known_lesion(given.words[0])}
        wound |= {field: True for label, field in _WOUND_FLAGS.items() if label in facts}
        for label, field in _WOUND_LENGTHS.items():
            if label in facts:
                wound[field] = self.facts.length(facts[label][0], zero=label == "undermining")
        for label, field in _WOUND_LISTS.items():
            if label in facts:
                wound[field] = self.facts.words(label, facts[label])
        self._of_any(wound, facts)
        self.wounds.append(wound)

    def known_lesion(self, word: Word) -> str:
        """The name of a lesion that some service is on."""
        if word.text not in self.lesions:
            message = f"no service is on a lesion `{word.text}`"
            help = did_you_mean(word.text, self.lesions)
            self.facts.mistakes.append(error("P504", message, word.span, help=help))
        return word.text

    # ── lesions ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _of_lesion(
        self, given: Given, facts: dict[str, list[Fact]], names: list[str]
    ) -> list[tuple[str, Any, Span]]:
        """What a line says of each of its lesions: field, value and place."""
        said: list[tuple[str, Any, Span]] = []
        if given.kind is not None:
            said.append(("kind", self.facts.word("lesion-kind", given.kind), given.kind.span))
        for fact in facts.get("site", ()):
            sites = [self.facts.site(word) for word in fact.words]
            said.append(("site", sites[0] if len(sites) == 1 else sites, fact.span))
        for label in ("diameter", "margin"):
            for fact in facts.get(label, ()):
                said.append((f"{label}_mm", self.facts.length(fact, zero=label == "margin"), fact.span))
        for label in ("cosmetic", "recurrent"):
            said += [(label, True, fact.span) for fact in facts.get(label, ())]
        for fact in facts.get("pathology", ()):
            result = self.facts.word("pathology-result", fact.words[0])
            report = {} if result == _NO_REPORT else {"accession": f"report of {names[0]}"}
            said.append(("pathology", {"result": result, **report}, fact.span))
        for fact in facts.get("count", ()) if len(names) == 1 else ():
            said.append(("count", self.facts.whole(fact, 1, 999), fact.span))
        for fact in facts.get("symptom", ()):
            said.append(("symptoms", self.facts.words("symptom", [fact]), fact.span))
        return said

    def _say(self, lesion: Json, field: str, value: Any, span: Span) -> None:
        """A fact of a lesion. Symptoms add up; of any other fact, all lines must say the same."""
        if field == "symptoms":
            lesion[field] = list(dict.fromkeys([*lesion.get(field, ()), *value]))
            return
        first = self._said.setdefault((lesion["id"], field), span)
        if lesion.setdefault(field, value) != value:
            message = f"lesion `{lesion['id']}` has another {field.removesuffix('_mm')} on another line"
            self.facts.mistakes.append(error("P504", message, Place(span), Place(first, "the first one")))

    def _new_lesion(self) -> str:
        taken = self._named | self.lesions.keys()
        return next(name for n in range(1, 100_000) if (name := f"L{n}") not in taken)

    # ── both ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _of_any(self, item: Json, facts: dict[str, list[Fact]]) -> None:
        """Diagnoses, session and practitioner of a service or a closure."""
        if diagnoses := [word.text for fact in facts.get("dx", ()) for word in fact.words]:
            item["diagnoses"] = list(dict.fromkeys(diagnoses))
        for fact in facts.get("session", ()):
            item["session"] = self.facts.whole(fact, 1, 999)
        for fact in facts.get("practitioner", ()):
            name = item["practitioner"] = self._id(fact.words[0], "practitioner")
            if name not in self.practitioners:
                self.practitioners.append(name)

    def _id(self, word: Word, what: str) -> str:
        if not _ID.fullmatch(word.text):
            message = f"`{word.text[:40]}` cannot name a {what}"
            help = "use letters, digits and hyphens, such as A or B2"
            self.facts.mistakes.append(error("P504", message, word.span, help=help))
        return word.text
