"""An encounter in the policy's own words: aliases, spelling, sides of the body, and what a word implies.

The valid words come from the policy, so another specialty needs no change here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from engine.encounter import (
    Drug,
    Encounter,
    Fact,
    InputProblem,
    Lesion,
    Pathology,
    Service,
    Visit,
    Wound,
)
from engine.encounter.base import Model
from engine.encounter.mistakes import nearest, shown
from engine.encounter.people import Patient
from engine.lexicon import Lexicon, lexicon_of, spelled
from rules_dsl.rulebook import RuleBook

__all__ = ["nearest", "normalise", "spelled"]

SIDES = {"left": "left", "right": "right", "bilateral": "bilateral"}
LISTED = 5
UNDOCUMENTED = "not-documented"
"""A word that a policy calls a kind of this says that the fact is not known yet: a report that is pending."""
NOTHING = "none"
"""In a contradiction, the word for "the record also says that there was nothing"."""


def normalise(encounter: Encounter, rulebook: RuleBook) -> tuple[Encounter, tuple[InputProblem, ...]]:
    """The encounter with every word in the policy's vocabulary, and a problem for each word that is in none.

    A word that implies another fact documents that fact too (``tangential-biopsy``: intent diagnosis); when the record
    says otherwise the fact becomes contradicted. A lesion without a report of its own takes the history's. What is
    not documented stays so. An encounter in the right words already comes back as it is.
    """
    work = _Normalising(lexicon_of(rulebook))
    encounter = work.encounter(encounter)
    return encounter, tuple(work.problems)


@dataclass(frozen=True, slots=True)
class Place:
    """A word field of a model: its name there, and the vocabulary it must come from."""

    field: str
    vocabulary: str


LESION = (
    Place("kind", "lesion-kind"),
    Place("symptoms", "symptom"),
    Place("depth", "depth"),
    Place("digit", "digit"),
    Place("aggressive_features", "aggressive-feature"),
)
SERVICE = (
    *(Place(name, name) for name in ("technique", "intent", "method", "depth", "relation", "room")),
    Place("share_of_care", "share-of-care"),
)
WOUND = (
    Place("exposed", "exposed-structure"),
    Place("free_margin", "free-margin"),
    Place("relation", "relation"),
    Place("room", "room"),
    Place("share_of_care", "share-of-care"),
)
CONTAINER = (Place("type", "container"),)
RESULT = (Place("result", "pathology-result"),)
PROBLEM = (Place("status", "problem-status"),)
DATA = (Place("kind", "data-kind"),)
MOHS = (Place("deep_structures", "deep-structure"),)
SPECIMEN = (Place("kind", "specimen-kind"), Place("stains", "stain"))
LIGHT = (Place("type", "light-type"), Place("agent", "agent"))
DEBRIDEMENT = (
    Place("depth", "debridement-depth"),
    Place("tissue", "tissue"),
    Place("instrument", "instrument"),
)
RISK = (Place("decision", "risk-decision"),)

M = TypeVar("M", bound=Model)


class _Normalising:
    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.problems: list[InputProblem] = []

    def encounter(self, e: Encounter) -> Encounter:
        past = e.history
        changes: dict[str, Any] = {
            "patient": self.patient(e.patient),
            "lesions": self.each(e.lesions, "lesions", self.lesion),
            "services": self.each(e.services, "services", self.service),
            "wounds": self.each(e.wounds, "wounds", self.wound),
            "visit": e.visit and self.visit(e.visit, "visit"),
            "history": self.changed(
                past,
                pathology=self.each(
                    past.pathology, "history.pathology", lambda m, p: self.sited(m, p, RESULT)
                ),
                procedures=self.each(
                    past.procedures, "history.procedures", lambda m, p: self.sited(m, p, ())
                ),
            ),
            "mohs": self.each(e.mohs, "mohs", lambda m, p: self.words(m, p, MOHS)),
            "drugs": self.each(e.drugs, "drugs", self.drug),
            "specimens": self.each(e.specimens, "specimens", lambda m, p: self.words(m, p, SPECIMEN)),
            "light": self.each(e.light, "light", lambda m, p: self.sited(m, p, LIGHT)),
            "debridements": self.each(
                e.debridements, "debridements", lambda m, p: self.sited(m, p, DEBRIDEMENT)
            ),
        }
        return _with_reports(self.changed(e, **changes))

    def lesion(self, lesion: Lesion, path: str) -> Lesion:
        lesion = self.sited(lesion, path, LESION)
        return self.changed(lesion, pathology=self.words(lesion.pathology, f"{path}.pathology", RESULT))

    def service(self, service: Service, path: str) -> Service:
        return self.words(service, path, SERVICE)

    def drug(self, drug: Drug, path: str) -> Drug:
        """A drug's name in the policy's words; one that no policy names is no mistake, only without a rule."""
        found = self.lexicon.find("drug-name", drug.name) if drug.name else None
        container = self.words(drug.container, f"{path}.container", CONTAINER)
        return self.changed(drug, name=found or drug.name, container=container)

    def patient(self, patient: Patient) -> Patient:
        """The systemic disease in the policy's words; one that no policy names is no mistake, only not named there."""
        disease = patient.systemic_foot_disease
        found = self.lexicon.find("foot-disease", disease.value) if disease.value else None
        known = None if found is None else Fact(disease.state, (found,), disease.note, disease.assumed)
        return patient if known in (None, disease) else self.changed(patient, systemic_foot_disease=known)

    def wound(self, wound: Wound, path: str) -> Wound:
        return self.sited(wound, path, WOUND)

    def visit(self, visit: Visit, path: str) -> Visit:
        return self.changed(
            visit,
            problems=self.each(visit.problems, f"{path}.problems", lambda m, p: self.words(m, p, PROBLEM)),
            data=self.each(visit.data, f"{path}.data", lambda m, p: self.words(m, p, DATA)),
            risk=self.each(visit.risk, f"{path}.risk", lambda m, p: self.words(m, p, RISK)),
        )

    # ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────

    def each(self, items: tuple[M, ...], path: str, change: Callable[[M, str], M]) -> tuple[M, ...]:
        new = tuple(change(item, f"{path}[{n}]") for n, item in enumerate(items))
        return items if all(a is b for a, b in zip(items, new, strict=True)) else new

    def changed(self, model: M, **values: Any) -> M:
        new = {name: value for name, value in values.items() if value is not getattr(model, name)}
        return model.model_copy(update=new) if new else model

    def words(self, model: M, path: str, places: tuple[Place, ...]) -> M:
        """The model with its word fields in the policy's words, and with what these words imply."""
        for place in places:
            old = getattr(model, place.field)
            where = f"{path}.{place.field}"
            if isinstance(old, tuple):
                listed = tuple(
                    self.fact(fact, f"{where}[{n}]", place.vocabulary) for n, fact in enumerate(old)
                )
                new: Any = old if all(a is b for a, b in zip(old, listed, strict=True)) else listed
            else:
                new = self.fact(old, where, place.vocabulary)
            model = self.changed(model, **{place.field: new})
        for place in places:
            fact = getattr(model, place.field)
            if isinstance(fact, Fact) and fact.state == "known":
                model = self.implied(model, place.vocabulary, fact)
        return model

    def implied(self, model: M, vocabulary: str, because: Fact[str]) -> M:
        for name, implied in self.lexicon.implied(vocabulary, because.values[0]):
            field = name.replace("-", "_")
            stated = getattr(model, field, None)
            if not isinstance(stated, Fact):
                continue
            value: Any = {"yes": True, "no": False}.get(implied, implied)
            if stated.state == "not_documented":
                model = self.changed(model, **{field: Fact.known(value, because.note)})
            elif stated.state == "known" and not self.lexicon.is_a(name, str(stated.values[0]), str(value)):
                both = Fact.contradicted(stated.values[0], value, note=stated.note or because.note)
                model = self.changed(model, **{field: both})
        return model

    def sited(self, model: M, path: str, places: tuple[Place, ...]) -> M:
        """As `words`, for a model with a site: its side, when the site says one, goes to the laterality."""
        model = self.words(model, path, places)
        site: Fact[Any] = getattr(model, "site")  # noqa: B009
        if not self.lexicon.sites or site.state == "not_documented":
            return model
        sides: list[str] = []
        values = [self.site(value, f"{path}.site", sides) for value in site.values]
        if tuple(values) != site.values:
            model = self.changed(model, site=Fact(site.state, tuple(values), site.note))
        stated = getattr(model, "laterality", None)
        if sides and isinstance(stated, Fact):
            model = self.changed(model, laterality=_side(stated, sides, site))
        return model

    def site(self, value: Any, path: str, sides: list[str]) -> Any:
        """A site word, or a list of them, without the side, which is added to `sides`."""
        if isinstance(value, tuple):
            many = len(value) > 1
            return tuple(
                self.site(word, f"{path}[{n}]" if many else path, sides) for n, word in enumerate(value)
            )
        word = spelled(value)
        found = self.lexicon.find("site", word)
        if found is None:
            parts = word.split("-")
            named = [part for part in (parts[0], parts[-1]) if part in SIDES]
            if named and len(parts) > 1:
                word = "-".join(parts[1:] if parts[0] in SIDES else parts[:-1])
                sides.append(SIDES[named[0]])
                found = self.lexicon.find("site", word)
        return self.unknown(value, word, path, "site") if found is None else found

    def fact(self, fact: Fact[str], path: str, vocabulary: str) -> Fact[str]:
        """The fact in the policy's words; the same object when nothing changes."""
        if fact.state == "not_documented" or not self.lexicon.spellings(vocabulary):
            return fact
        values = tuple(dict.fromkeys(self.word(v, path, vocabulary, fact.state) for v in fact.values))
        if any(self.lexicon.is_a(vocabulary, value, UNDOCUMENTED) for value in values):
            return Fact("not_documented", (), fact.note)
        if values == fact.values:
            return fact
        return Fact("known" if len(values) == 1 else fact.state, values, fact.note, fact.assumed)

    def word(self, word: str, path: str, vocabulary: str, state: str) -> str:
        if state == "contradicted" and spelled(word) == NOTHING:
            return NOTHING
        found = self.lexicon.find(vocabulary, word)
        return self.unknown(word, spelled(word), path, vocabulary) if found is None else found

    def unknown(self, given: str, word: str, path: str, vocabulary: str) -> str:
        spellings = self.lexicon.spellings(vocabulary)
        names = list(dict.fromkeys(spellings.values()))
        listed = ", ".join(names[:LISTED]) + (", ..." if len(names) > LISTED else "")
        kind = vocabulary.replace("-", " ")
        expected = f"a {kind} that the policy knows: {listed}"
        self.problems.append(InputProblem(path, shown(given), expected, nearest(word, spellings)))
        return given


def _side(stated: Fact[str], sides: list[str], site: Fact[Any]) -> Fact[Any]:
    found = set(sides)
    side = sides[0] if len(found) == 1 else "bilateral"
    if len(found) > 1 and site.state == "contradicted":
        return Fact.contradicted(*dict.fromkeys(sides), note=site.note)
    if stated.state == "not_documented":
        return Fact.known(side, site.note)
    if stated.state == "known" and stated.values[0] != side:
        return Fact.contradicted(stated.values[0], side, note=stated.note or site.note)
    return stated


def _with_reports(encounter: Encounter) -> Encounter:
    """Lesions without a report of their own take the history's about them; reports that disagree contradict."""
    reports = [r for r in encounter.history.pathology if r.lesion]
    if not reports:
        return encounter
    lesions = []
    for lesion in encounter.lesions:
        own = sorted((r for r in reports if r.lesion == lesion.id), key=lambda r: r.date)
        if own and lesion.pathology == Pathology():
            results = tuple(dict.fromkeys(v for r in own for v in r.result.values))
            result = (
                own[-1].result if len(results) < 2 else Fact.contradicted(*results, note=own[-1].result.note)
            )
            report = Pathology(result=result, accession=own[-1].accession, date=Fact.known(own[-1].date))
            lesion = lesion.model_copy(update={"pathology": report})
        lesions.append(lesion)
    return encounter.model_copy(update={"lesions": tuple(lesions)})
