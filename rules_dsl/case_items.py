"""The ``given`` lines of Mohs surgery, drugs, specimens, light, debridement, and of what was done on earlier days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import ClassVar

from rules_dsl.case_draft import PRACTITIONER, Draft, Json
from rules_dsl.diagnostics import error
from rules_dsl.syntax import Fact, Given, Word

_SPECIMEN_FLAGS = ("frozen", "gross", "microscopic")
STAFF, OUTSIDE = "staff", "outside"
"""Who is no physician; and who is of another practice."""

Facts = dict[str, list[Fact]]


class Items:
    """The lists of an encounter beside its services and wounds."""

    def __init__(self, draft: Draft, on: date) -> None:
        self.draft = draft
        self.facts = draft.facts
        self.on = on
        names = ("mohs", "drugs", "specimens", "light", "debridements")
        self.lists: dict[str, list[Json]] = {name: [] for name in names}
        self.prior: list[Json] = []
        self.reports: list[Json] = []
        self.patient: Json = {}
        self.history: Json = {}

    def mohs(self, given: Given) -> None:
        """Mohs surgery of a lesion, which the line may describe as one of a service does."""
        facts = self.facts.by_label(given)
        lesion = self.draft.id(given.words[0], "lesion")
        kinds = [fact.words[0] for fact in facts.get("kind", ())]
        self.draft.say_of(kinds[0] if kinds else None, facts, [lesion])
        for fact in facts.get("lesion", ()):
            message = "Mohs surgery is of one lesion, which stands behind `mohs of lesion`"
            self.facts.mistakes.append(error("P504", message, fact.span))
        item = self._new("mohs", "m") | {"lesion": lesion}
        blocks = [int(word.text) for fact in facts.get("blocks", ()) for word in fact.words]
        count = len(blocks)
        for fact in facts.get("stages", ()):
            count = self.facts.whole(fact, 1, 50)
            if blocks and count != len(blocks):
                message = f"{count} stages, and blocks of {len(blocks)}"
                self.facts.mistakes.append(error("P504", message, fact.span))
        stages: list[Json] = [{"blocks": number} for number in blocks] or [{} for _ in range(min(count, 50))]
        for stage, word in zip(stages, (w for f in facts.get("margins", ()) for w in f.words), strict=False):
            stage["margins"] = word.text
        if "stain" in facts and stages:
            stages[0]["special_stains"] = self.facts.words("stain", facts["stain"])
        for fact in facts.get("defect", ()):
            item["defect_mm"] = self.facts.length(fact)
        for fact in facts.get("read-by", ()):
            reader = self._reader(fact.words[0])
            stages = [{**stage, "reader": reader} for stage in stages]
        item |= {"stages": stages} if stages else {}
        if "deep-structure" in facts:
            item["deep_structures"] = self.facts.words("deep-structure", facts["deep-structure"])
        self.draft.of_any(item, facts)
        self.lists["mohs"].append(item)

    def drug(self, given: Given) -> None:
        facts = self.facts.by_label(given)
        item = self._new("drugs", "d") | {"name": self.facts.word("drug-name", given.words[0])}
        for label in ("given-mg", "discarded-mg"):
            for fact in facts.get(label, ()):
                zero = label == "discarded-mg"
                item[label.replace("-", "_")] = self.facts.amount(fact, 100_000, "mg", zero=zero)
        for label in ("given-units", "discarded-units"):
            for fact in facts.get(label, ()):
                item[label.replace("-", "_")] = self.facts.amount(fact, 100_000, "units", zero=True)
        for fact in facts.get("container-size", ()):
            item["container"] = {"size_mg": self.facts.amount(fact, 100_000, "mg")}
        containers: list[str] = [label for label in ("single-dose", "multi-dose") if label in facts]
        if len(containers) > 1:
            message = "one drug from a single-dose and a multi-dose container"
            self.facts.mistakes.append(error("P504", message, given.span))
        containers += [self.facts.word("container", fact.words[0]) for fact in facts.get("container", ())]
        item |= {"container": {**item.get("container", {}), "type": containers[0]}} if containers else {}
        self.draft.of_any(item, facts)
        self.lists["drugs"].append(item)

    def specimen(self, given: Given) -> None:
        """As many specimens as are counted, all alike, each in a container of its own."""
        facts = self.facts.by_label(given)
        item: Json = {"kind": self.facts.word("specimen-kind", given.words[0])} if given.words else {}
        item |= self._lesions(facts)
        if "stain" in facts:
            item["stains"] = self.facts.words("stain", facts["stain"])
        item |= {label: True for label in _SPECIMEN_FLAGS if label in facts}
        item |= self.draft.denied(facts, {flag: flag for flag in _SPECIMEN_FLAGS})
        for fact in facts.get("frozen-blocks", ()):
            item["frozen_blocks"] = self.facts.whole(fact, 0, 999)
        for fact in facts.get("label", ()):
            item["label"] = fact.words[0].text
        for label, field in (("prepared-by", "technical_by"), ("read-by", "read_by")):
            for fact in facts.get(label, ()):
                item[field] = self._reader(fact.words[0])
        self.draft.of_any(item, facts)
        count = self.facts.whole(facts["count"][0], 1, 500) if "count" in facts else 1
        for _ in range(min(count, 500)):
            new = self._new("specimens", "x")
            self.lists["specimens"].append(new | {"container": new["id"]} | item)

    def light(self, given: Given) -> None:
        facts = self.facts.by_label(given)
        item = self._new("light", "t") | {"type": self.facts.word("light-type", given.words[0])}
        for fact in facts.get("agent", ()):
            item["agent"] = self.facts.word("agent", fact.words[0])
        for fact in facts.get("bsa", ()):
            item["bsa_percent"] = self.facts.amount(fact, 100, "per cent", zero=True)
        for fact in facts.get("applicator", ()):
            item["applicator"] = self.who(fact.words[0])
        item |= {"debrided": True} if "debrided" in facts else {}
        self.lists["light"].append(item | self._area_and_site(facts) | self._lesions(facts))
        self.draft.of_any(self.lists["light"][-1], facts)

    def debridement(self, given: Given) -> None:
        facts = self.facts.by_label(given)
        item = self._new("debridements", "b")
        for word in given.words:
            item["depth"] = self.facts.word("debridement-depth", word)
        for label in ("tissue", "instrument"):
            for fact in facts.get(label, ()):
                item[label] = self.facts.word(label, fact.words[0])
        item |= self._area_and_site(facts)
        for fact in facts.get("bsa", ()):
            item["bsa_percent"] = self.facts.amount(fact, 100, "per cent", zero=True)
        for name in self._lesions(facts).get("lesions", [])[:1]:
            item["lesion"] = name
        self.draft.of_any(item, facts)
        self.lists["debridements"].append(item)

    def before(self, given: Given) -> None:
        """A procedure so many days before."""
        facts = self.facts.by_label(given)
        code, days = given.words
        item: Json = {"hcpcs": code.text, "date": (self.on - timedelta(days=int(days.text))).isoformat()}
        for name in self._lesions(facts).get("lesions", [])[:1]:
            item["lesion"] = name
        for fact in facts.get("practitioner", ()):
            item["practitioner"] = self.draft.practitioner(fact.words[0])
        item |= {label: True for label in ("staged", "related") if label in facts}
        self.prior.append(item)

    def report(self, given: Given) -> None:
        """A pathology report of so many days before about a lesion."""
        lesion, days = given.words
        day = (self.on - timedelta(days=int(days.text))).isoformat()
        self.reports.append({"date": day, "lesion": self.draft.known_lesion(lesion)})

    def of_patient(self, given: Given) -> None:
        """Facts of the patient, and of earlier care that no code dates."""
        facts = self.facts.by_label(given)
        for fact in facts.get("foot-disease", ()):
            self.patient["systemic_foot_disease"] = self.facts.word("foot-disease", fact.words[0])
        for fact in facts.get("genetic-syndrome", ()):
            self.patient["genetic_syndrome"] = fact.words[0].text
        for fact in facts.get("class-findings", ()):
            self.patient["class_findings"] = [
                self.facts.word("class-finding", word).upper() for word in fact.words
            ]
        for fact in facts.get("treating-physician", ()):
            self.patient["seen_by_treating_physician"] = self._day(fact)
        for fact in facts.get("nail-care", ()):
            self.history["previous_nail_care"] = self._day(fact)
        self.patient |= {"immunosuppressed": True} if "immunosuppressed" in facts else {}
        for fact in facts.get("sex", ()):
            self.patient["sex"] = self.facts.word("sex", fact.words[0])
        self.history |= {"complete": True} if "complete-history" in facts else {}

    def course(self, given: Given) -> None:
        """A course of light treatment, and its sessions before today."""
        facts = self.facts.by_label(given)
        item: Json = {"kind": self.facts.word("light-type", given.words[0])}
        for fact in facts.get("sessions", ()):
            item["sessions"] = self.facts.whole(fact, 0, 999)
        for fact in facts.get("days-ago", ()):
            item["started"] = self._day(fact)
        self.history.setdefault("courses", []).append(item)

    def _day(self, fact: Fact) -> str:
        return (self.on - timedelta(days=int(fact.number or 0))).isoformat()

    READERS: ClassVar[dict[str, Callable[[Items, Given], None]]] = {
        "given drug": drug,
        "given specimen": specimen,
        "given light": light,
        "given debridement": debridement,
        "given prior": before,
        "given report": report,
        "given patient": of_patient,
        "given course": course,
    }

    # ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _new(self, name: str, letter: str) -> Json:
        return {"id": f"{letter}{len(self.lists[name]) + 1}"}

    def _lesions(self, facts: Facts) -> Json:
        """The lesions of a line, which other lines must have made known."""
        found = [self.draft.known_lesion(word) for fact in facts.get("lesion", ()) for word in fact.words]
        return {"lesions": list(dict.fromkeys(found))} if found else {}

    def _area_and_site(self, facts: Facts) -> Json:
        said: Json = {}
        for fact in facts.get("area", ()):
            said["area_cm2"] = self.facts.amount(fact, 20_000, "sq cm")
        for fact in facts.get("site", ()):
            sites = [self.facts.site(word) for word in fact.words]
            said["site"] = sites[0] if len(sites) == 1 else sites
        return said

    def who(self, word: Word) -> str:
        """The physician, or somebody of the staff."""
        credential = self.facts.word("applicator", word)
        if not self.facts.scope.is_a("applicator", credential, STAFF):
            self.draft.known_of[PRACTITIONER] = {"credential": credential}
            return PRACTITIONER
        self.draft.known_of[STAFF] = {"credential": credential}
        return self.draft.practitioner(word._replace(text=STAFF))

    def _reader(self, word: Word) -> str:
        name = self.draft.practitioner(word)
        if name == OUTSIDE:
            self.draft.known_of[name] = {"group": "another practice"}
        return name
