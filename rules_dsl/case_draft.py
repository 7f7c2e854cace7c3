"""Services, closures and lesions of a test, as its ``given`` lines give them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from rules_dsl.case_facts import CaseFacts
from rules_dsl.diagnostics import Place, Span, error
from rules_dsl.syntax import Fact, Given, Word
from rules_dsl.vocabulary import did_you_mean

Json: TypeAlias = dict[str, Any]

PRACTITIONER: Final = "p1"
"""Who does what no line says who did, signs the note, and sees the patient."""

_SERVICE_FLAGS = {
    "sample-taken": "sample_taken",
    "pathology-decided": "pathology_decided",
    "full-thickness": "full_thickness",
    "frozen-section-before": "frozen_section_before",
    "discontinued": "discontinued",
    "reduced": "reduced",
    "extra-work": "extra_work",
}
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
MEASURED: Final = ("before", "after")
"""When a length of a lesion was measured: before it was cut out, or after."""
_NO_REPORT = "pending"
_ID = re.compile(r"[A-Za-z0-9-]{1,32}", re.ASCII)


class Draft:
    """Services, closures and lesions as the lines give them."""

    def __init__(self, facts: CaseFacts, given: list[Given]) -> None:
        self.facts = facts
        self.lesions: dict[str, Json] = {}
        self.services: list[Json] = []
        self.wounds: list[Json] = []
        self.practitioners = [PRACTITIONER]
        self.known_of: dict[str, Json] = {}
        self._said: dict[tuple[str, str], Span] = {}
        self._named = {w.text for g in given for f in g.facts if f.label == "lesion" for w in f.words}

    def service(self, given: Given) -> None:
        """A service, and what its line says of its lesions."""
        facts = self.facts.by_label(given)
        technique, intent = self._technique(given)
        named = [self.id(word, "lesion") for fact in facts.get("lesion", ()) for word in fact.words]
        names = list(dict.fromkeys(named)) or [self._new_lesion()]
        service: Json = {"id": f"s{len(self.services) + 1}"}
        for name, word in (("technique", technique), ("intent", intent)):
            service |= {name: self.facts.word(name, word)} if word else {}
        service["lesions"] = names
        self.say_of(given.kind, facts, names)
        if len(names) > 1 and "count" in facts:
            service["count"] = self.facts.whole(facts["count"][0], 1, 999)
        service |= {field: True for label, field in _SERVICE_FLAGS.items() if label in facts}
        service |= self.denied(facts, _SERVICE_FLAGS)
        for name in names if "touching" in facts else ():
            self.lesions[name]["contiguous_with"] = [other for other in names if other != name]
        for label in ("nails", "patches"):
            if label in facts:
                service[label] = self.facts.whole(facts[label][0], 1, 999)
        for fact in facts.get("volume", ()):
            service["volume_cc"] = self.facts.amount(fact, 1000, "cc")
        for label in ("method", "depth", "relation", "room", "share-of-care"):
            if label in facts:
                service[label.replace("-", "_")] = self.facts.word(label, facts[label][0].words[0])
        self.of_any(service, facts)
        self.services.append(service)

    def denied(self, facts: dict[str, list[Fact]], flags: Mapping[str, str]) -> Json:
        """The flags that the line says no to."""
        said: Json = {}
        for word in (word for fact in facts.get("denied", ()) for word in fact.words):
            if word.text in flags:
                said[flags[word.text]] = False
            else:
                message = f"`no {word.text}` cannot be said here"
                help = did_you_mean(word.text, flags) or f"one of: {', '.join(flags)}"
                self.facts.mistakes.append(error("P503", message, word.span, help=help))
        return said

    def _technique(self, given: Given) -> tuple[Word | None, Word | None]:
        """Technique and intent; of a record that says what it was for and not how, the intent alone."""
        first, *others = given.words
        knows = self.facts.scope.knows
        if not others and knows("intent", first.text) and not knows("technique", first.text):
            return None, first
        return first, others[0] if others else None

    def closure(self, given: Given) -> None:
        """A wound, and how it was closed."""
        facts = self.facts.by_label(given)
        wound: Json = {"id": f"w{len(self.wounds) + 1}", "lesion": self.known_lesion(given.words[0])}
        wound |= {field: True for label, field in _WOUND_FLAGS.items() if label in facts}
        wound |= {"closed": False} if "left-open" in facts else {}
        for label, field in _WOUND_LENGTHS.items():
            if label in facts:
                wound[field] = self.facts.length(facts[label][0], zero=label == "undermining")
        for label, field in _WOUND_LISTS.items():
            if label in facts:
                wound[field] = self.facts.words(label, facts[label])
        for label in ("relation", "room", "share-of-care"):
            if label in facts:
                wound[label.replace("-", "_")] = self.facts.word(label, facts[label][0].words[0])
        wound |= self._flap_and_graft(facts)
        self.of_any(wound, facts)
        self.wounds.append(wound)

    def _flap_and_graft(self, facts: dict[str, list[Fact]]) -> Json:
        """Areas are square centimetres; a record has the sides of a defect, so two with that area are made up."""
        said: dict[str, Json] = {"flap": {}, "graft": {}}
        for name, part in said.items():
            for fact in facts.get(name, ()):
                part["type"] = self.facts.word(f"{name}-type", fact.words[0])
        if "flap-incision" in facts:
            said["flap"]["incisions"] = True
        for fact in facts.get("donor", ()):
            said["graft"]["donor"] = self.facts.word("donor", fact.words[0])
        for fact in facts.get("graft-area", ()):
            said["graft"]["recipient_area_mm2"] = self.facts.amount(fact, 20_000, "sq cm", 100)
        wound: Json = {name: part for name, part in said.items() if part}
        for name, sides in (("defect-area", "primary_defect_mm"), ("secondary-area", "secondary_defect_mm")):
            for fact in facts.get(name, ()):
                width = next((w for w in (10, 100) if (fact.number or 0) * 10 <= w * w), 1000)
                wound[sides] = [self.facts.amount(fact, 20_000, "sq cm", 100) / width, width]
        return wound

    def known_lesion(self, word: Word) -> str:
        """The name of a lesion that some service is on."""
        if word.text not in self.lesions:
            message = f"no service is on a lesion `{word.text}`"
            help = did_you_mean(word.text, self.lesions)
            self.facts.mistakes.append(error("P504", message, word.span, help=help))
        return word.text

    # ── lesions ──────────────────────────────────────────────────────────────────────────────────────────────────

    def say_of(self, kind: Word | None, facts: dict[str, list[Fact]], names: list[str]) -> None:
        """What a line says of its lesions, which it makes known."""
        said = self._of_lesion(kind, facts, names)
        for name in names:
            for field, value, span in said:
                self._say(self.lesions.setdefault(name, {"id": name}), field, value, span)
            self.lesions.setdefault(name, {"id": name})

    def _of_lesion(
        self, kind: Word | None, facts: dict[str, list[Fact]], names: list[str]
    ) -> list[tuple[str, Any, Span]]:
        """What a line says of each of its lesions: field, value and place."""
        said: list[tuple[str, Any, Span]] = []
        if kind is not None:
            said.append(("kind", self.facts.word("lesion-kind", kind), kind.span))
        for fact in facts.get("site", ()):
            sites = [self.facts.site(word) for word in fact.words]
            said.append(("site", sites[0] if len(sites) == 1 else sites, fact.span))
        for label in ("diameter", "margin"):
            for fact in facts.get(label, ()):
                said.append((f"{label}_mm", self.facts.length(fact, zero=label == "margin"), fact.span))
        for label in ("diameter-measured", "margin-measured"):
            for fact in facts.get(label, ()):
                said.append(
                    (label.replace("measured", "timing").replace("-", "_"), self._when(fact), fact.span)
                )
        for fact in facts.get("area", ()):
            said.append(("area_mm2", self.facts.amount(fact, 20_000, "sq cm", 100), fact.span))
        for fact in facts.get("digit", ()):
            said.append(("digit", self.facts.word("digit", fact.words[0]), fact.span))
        for fact in facts.get("auc-area", ()):
            said.append(("auc_area", self.facts.word("auc-area", fact.words[0]), fact.span))
        for fact in facts.get("aggressive-feature", ()):
            words = self.facts.words("aggressive-feature", [fact])
            said.append(("aggressive_features", words, fact.span))
        for label in ("cosmetic", "recurrent"):
            said += [(label, True, fact.span) for fact in facts.get(label, ())]
        for fact in facts.get("pathology", ()):
            result = self.facts.word("pathology-result", fact.words[0])
            reported = result != _NO_REPORT and "no-report" not in facts
            report = {"accession": f"1 of {names[0]}"} if reported else {}
            said.append(("pathology", {"result": result, **report}, fact.span))
        for fact in facts.get("count", ()) if len(names) == 1 else ():
            said.append(("count", self.facts.whole(fact, 1, 999), fact.span))
        said += [("count", None, fact.span) for fact in facts.get("uncounted", ())]
        for fact in facts.get("symptom", ()):
            said.append(("symptoms", self.facts.words("symptom", [fact]), fact.span))
        return said

    def _when(self, fact: Fact) -> str:
        word = fact.words[0]
        if word.text not in MEASURED:
            message = f"`{word.text}` is not a time of measuring"
            self.facts.mistakes.append(
                error("P502", message, word.span, help=f"one of: {', '.join(MEASURED)}")
            )
        return word.text

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

    def of_any(self, item: Json, facts: dict[str, list[Fact]]) -> None:
        """Diagnoses, session and practitioner of a service or a closure."""
        if diagnoses := [word.text for fact in facts.get("dx", ()) for word in fact.words]:
            item["diagnoses"] = list(dict.fromkeys(diagnoses))
        for fact in facts.get("session", ()):
            item["session"] = self.facts.whole(fact, 1, 999)
        for fact in facts.get("practitioner", ()):
            item["practitioner"] = self.practitioner(fact.words[0])

    def practitioner(self, word: Word) -> str:
        """Whoever is named, who from then on takes part."""
        name = self.id(word, "practitioner")
        if name not in self.practitioners:
            self.practitioners.append(name)
        return name

    def person(self, given: Given) -> None:
        """Somebody who takes part, and what is known of them."""
        facts = self.facts.by_label(given)
        known = self.known_of.setdefault(self.practitioner(given.words[0]), {})
        for label in ("credential", "role"):
            for fact in facts.get(label, ()):
                known[label] = self.facts.word(label, fact.words[0])
        for label in ("group", "specialty"):
            for fact in facts.get(label, ()):
                known[label] = fact.words[0].text
        for fact in facts.get("supervised-by", ()):
            known["supervised_by"] = self.practitioner(fact.words[0])
        if "resident-unavailable" in facts:
            known["resident_unavailable"] = True

    def id(self, word: Word, what: str) -> str:
        if not _ID.fullmatch(word.text):
            message = f"`{word.text[:40]}` cannot name a {what}"
            help = "use letters, digits and hyphens, such as A or B2"
            self.facts.mistakes.append(error("P504", message, word.span, help=help))
        return word.text
