"""An encounter in the policy's own words: aliases, spelling, sides of the body, and what a word implies.

The valid words come from the policies, so another specialty needs no change here. Which field is looked up in which
vocabulary is declared in the schema itself (:class:`engine.encounter.base.In`), so that a new field is looked up from
the day on which it appears. A word that no policy knows is no answer: the fact counts as not documented, and is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar

from engine.credentials import CREDENTIAL, credential_of
from engine.encounter import DataItem, Encounter, Fact, Lesion, Pathology, Service
from engine.encounter.answers import NO_BEFORE, WORDS, Answer, answer_in, says_not_done, words_of
from engine.encounter.base import NOT_UNDERSTOOD, In, Model
from engine.encounter.fields import FieldForm, fields_of
from engine.encounter.mistakes import nearest, quoted
from engine.encounter.people import PriorPathology
from engine.lexicon import Lexicon, lexicon_of, spelled
from engine.lines import Doubt
from engine.named import subject_of_path
from engine.statements import denies, stands_for_yes
from rules_dsl.rulebook import RuleBook

__all__ = ["nearest", "normalise", "spelled"]

UNDOCUMENTED = "not-documented"
"""A word that a policy calls a kind of this says that the fact is not known yet: a report that is pending."""
NOTHING = "none"
"""The word for "there was nothing": in a vocabulary that lists it a documented no. In a contradiction it stands for
what names nothing, or is not known yet."""
DENIED = "no"
"""In a contradiction: the vocabulary's own word for "there was nothing"."""

M = TypeVar("M", bound=Model)
_NUMBER = re.compile("[1-9]")


def normalise(encounter: Encounter, rulebook: RuleBook) -> tuple[Encounter, tuple[Doubt, ...]]:
    """The encounter with every word in the policy's vocabulary, and a doubt for each word that is no answer.

    A word that implies another fact documents that fact too (``tangential-biopsy``: intent diagnosis); when the record
    says otherwise the fact becomes contradicted. A lesion without a report of its own takes the history's. What is
    not documented stays so. An encounter in the right words already comes back as it is.
    """
    work = _Normalising(lexicon_of(rulebook), encounter)
    return _with_reports(work.model(encounter, "")), tuple(work.doubts)


def with_answers(encounter: Encounter, rulebook: RuleBook) -> Encounter:
    """The encounter with a yes, a no or nothing where a sentence of the note stood for a flag."""
    return _answered(encounter, normalise(encounter, rulebook)[0])


def _answered(written: M, read: M) -> M:
    changes: dict[str, Any] = {}
    for field in fields_of(type(written)):
        old, new = getattr(written, field.name), getattr(read, field.name)
        if field.form == "fact" and field.of is bool and old.said is not None:
            changes[field.name] = new
        elif field.form == "part" and old is not None:
            changes[field.name] = _answered(old, new)
        elif field.form == "parts":
            changes[field.name] = tuple(_answered(a, b) for a, b in zip(old, new, strict=True))
    return written.model_copy(update=changes) if changes else written


class _Normalising:
    def __init__(self, lexicon: Lexicon, encounter: Encounter) -> None:
        self.lexicon = lexicon
        self.whole = encounter
        self.doubts: list[Doubt] = []
        self.sides: dict[str, list[str]] = {}
        """The sides that site words said, by the place of the site."""
        self.digits: dict[str, set[str]] = {}
        """The digits that site words said, by the place of the site; "" for a site that is none."""

    def model(self, model: M, path: str) -> M:
        """The model, and all its parts, with every word looked up. An entry of data whose name says that there was
        none is no entry."""
        changes: dict[str, Any] = {}
        says_nothing = isinstance(model, DataItem) and bool(model.item and answer_in(model.item))
        undone = isinstance(model, Service) and any(says_not_done(str(each)) for each in model.method.values)
        fields = fields_of(type(model))
        for field in fields:
            old = getattr(model, field.name)
            new = self.field(field, old, f"{path}.{field.name}" if path else field.name)
            if new is not old:
                changes[field.name] = new
        if changes:
            model = model.model_copy(update=changes)
        for field in fields:
            if field.looked_up is not None and field.looked_up.vocabulary != "site":
                model = self.implied(model, field)
        if isinstance(model, DataItem) and model.item is None and says_nothing:
            model = model.model_copy(update={"kind": Fact.not_documented()})
        if isinstance(model, Service) and undone and model.technique.values:
            ways = dict.fromkeys((*model.technique.values, NOTHING))
            both = Fact("contradicted", tuple(ways), model.technique.note)
            model = model.model_copy(update={"technique": both})
        model = self.on_digit(model, self.digits.pop(f"{path}.site", set()))
        sides = self.sides.pop(f"{path}.site", [])
        return self.sided(model, sides) if sides else model

    def field(self, field: FieldForm, old: Any, path: str) -> Any:
        if old is None or old == ():
            return old
        match field.form:
            case "part":
                return self.model(old, path)
            case "parts":
                return _same(old, tuple(self.model(part, f"{path}[{n}]") for n, part in enumerate(old)))
            case "fact":
                return self.fact(field, old, path)
            case "facts":
                found = [self.fact(field, fact, f"{path}[{n}]") for n, fact in enumerate(old)]
                said = [fact for fact in found if fact.state != "not_documented" and fact.value is not False]
                each = field.looked_up is not None and field.looked_up.each
                once = said if each else list({fact.values: fact for fact in reversed(said)}.values())[::-1]
                return _same(old, tuple(once))
            case "plain" if field.looked_up is not None:
                return self.plain(field.looked_up, old, path)
            case "plains" if field.looked_up is not None:
                looked_up = field.looked_up
                words = [self.plain(looked_up, word, f"{path}[{n}]") for n, word in enumerate(old)]
                return _same(old, tuple(dict.fromkeys(word for word in words if word is not None)))
        return old

    # ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────

    def fact(self, field: FieldForm, fact: Fact[Any], path: str) -> Fact[Any]:
        """The fact in the policy's words; the same object when nothing changes."""
        if fact.said is not None:
            return self.answered(field, fact, path)
        if fact.state == "not_documented" or False in fact.values or field.of is not str:
            return fact
        if field.looked_up is None:
            return self.free(fact, path, field.free is not None and field.free.numbered)
        if field.looked_up.vocabulary == "site":
            return self.site(fact, path, field.listed)
        vocabulary = field.looked_up.vocabulary
        if not self.lexicon.spellings(vocabulary):
            return fact
        values: dict[Any, None] = {}
        for value in fact.values:
            found = value if value == NOT_UNDERSTOOD else self.lexicon.find(vocabulary, value)
            if found is None and self.unknown(value, path, vocabulary) and field.looked_up.unknown == "mark":
                found = NOT_UNDERSTOOD
            elif found is not None and self.lexicon.is_a(vocabulary, found, UNDOCUMENTED):
                self.answer(value, "unsaid" if found == UNDOCUMENTED else "waiting", path)
                found = NOTHING if fact.state == "contradicted" else None
            elif found is None:
                found = NOTHING if fact.state == "contradicted" else None
            elif self.lexicon.is_a(vocabulary, found, NOTHING):
                if fact.state == "known":
                    return Fact("known", (False,), fact.note)
                found = DENIED
            values[found] = None
        if tuple(values) == fact.values:
            return fact
        if None in values or not set(values) - {NOTHING}:
            return Fact("not_documented", (), fact.note)
        if not set(values) - {DENIED}:
            return Fact("known", (False,), fact.note)
        return Fact("known" if len(values) == 1 else fact.state, tuple(values), fact.note, fact.assumed)

    def answered(self, field: FieldForm, fact: Fact[Any], path: str) -> Fact[Any]:
        """A fact in whose place stood a word that names nothing, or a sentence for a yes."""
        said = fact.said or ""
        answer = answer_in(said)
        if answer is None and stands_for_yes(said, field.name, self.lexicon, self.whole):
            return Fact("known", fact.values, fact.note)
        if answer:
            self.answer(said, answer, path)
        else:
            self.no_yes(field, said, path)
        return Fact("known", fact.values, fact.note) if fact.value is False else Fact(note=fact.note)

    def free(self, fact: Fact[Any], path: str, numbered: bool) -> Fact[Any]:
        """Free text that says no, or that is still to come, is no document; nor is a word where a number belongs."""
        answers = [(str(value), answer_in(str(value))) for value in fact.values]
        wrong = [value for value, answer in answers if not answer and numbered and not _NUMBER.search(value)]
        if not wrong and not any(answer for _, answer in answers):
            return fact
        for value, answer in answers:
            if answer:
                self.answer(value, answer, path)
            elif value in wrong:
                self.unknown(value, path, "")
        return Fact("not_documented", (), fact.note)

    def site(self, fact: Fact[Any], path: str, listed: bool) -> Fact[Any]:
        """Site words without their sides; a list with one that is not known is not known."""
        values: dict[Any, None] = {}
        for value in fact.values:
            words = [self.place(word, path) for word in (value if listed else (value,))]
            known = tuple(dict.fromkeys(word for word in words if word is not None))
            if None in words:
                if fact.state != "contradicted":
                    return Fact("not_documented", (), fact.note)
                continue
            values[known if listed else known[0]] = None
        if tuple(values) == fact.values:
            return fact
        if not values:
            return Fact("not_documented", (), fact.note)
        return Fact("known" if len(values) == 1 else "contradicted", tuple(values), fact.note, fact.assumed)

    def place(self, value: str, path: str) -> str | None:
        found, side = self.lexicon.place(value)
        if found is None:
            self.unknown(value, path, "site")
            return None
        if side:
            self.sides.setdefault(path, []).append(side)
        digit = self.lexicon.digit(value)
        if digit or path in self.digits:
            self.digits.setdefault(path, set()).add(digit)
        return found

    # ── plain words ──────────────────────────────────────────────────────────────────────────────────────────────

    def plain(self, looked_up: In, word: str, path: str) -> str | None:
        """A word that is no fact: the policy's; else what the field says of unknown words."""
        vocabulary = looked_up.vocabulary
        if word == NOT_UNDERSTOOD or not self.lexicon.spellings(vocabulary):
            return word
        found: str | None
        if vocabulary == CREDENTIAL:
            found = credential_of(word, self.lexicon)
        else:
            found = self.lexicon.find(vocabulary, word) or self.lexicon.of_parts(vocabulary, word)
        if found and found != NOT_UNDERSTOOD:
            return found
        if looked_up.unknown == "free" and answer_in(word) is None:
            return word
        self.unknown(word, path, vocabulary)
        return {"drop": None, "free": None, "keep": word, "mark": NOT_UNDERSTOOD}[looked_up.unknown]

    # ── what is told ─────────────────────────────────────────────────────────────────────────────────────────────

    def unknown(self, given: str, path: str, vocabulary: str) -> bool:
        """Tells of a word that the policy does not know; False for one that names nothing at all."""
        answer = answer_in(given)
        if answer is not None:
            self.answer(given, answer, path)
            return False
        named = subject_of_path(self.whole, path)
        spellings = self.lexicon.spellings(vocabulary) if vocabulary else {}
        near = "" if _denied(given) else _meant(spelled(given), spellings)
        called = (vocabulary or named.fact).replace("-", " ")
        says = f'"{quoted(given)}" is no {called} that the policy knows; it is not counted.'
        ask = f"Which {called} is meant?" + (f" ({spellings[near]}?)" if near else "")
        self.doubts.append(Doubt("not_understood", named, path, says, said=quoted(given), ask=ask))
        return True

    def no_yes(self, field: FieldForm, said: str, path: str) -> None:
        """Tells of a sentence that is not taken for a yes."""
        denied = denies(said, field.name, self.lexicon)
        wrong = (
            "says no, or something against it" if denied else "names nothing that the policy has a word for"
        )
        says = f'The sentence "{quoted(said)}" {wrong}; it is not taken for a yes.'
        means = field.means or field.name.replace("_", " ")
        ask = f"Is it so, yes or no: {means[:1].lower()}{means[1:]}?"
        named = subject_of_path(self.whole, path)
        self.doubts.append(Doubt("not_understood", named, path, says, said=quoted(said), ask=ask))

    def answer(self, given: str, answer: Answer, path: str) -> None:
        named = subject_of_path(self.whole, path)
        told = {
            "no": "says that there was none",
            "unsaid": "says nothing; the fact is not documented",
            "waiting": "says that it is not known yet",
        }[answer]
        written = f'"{quoted(given)}"' if given.strip() else "Empty text"
        self.doubts.append(Doubt(KINDS[answer], named, path, f"{written} {told}.", said=quoted(given)))

    # ── what follows ─────────────────────────────────────────────────────────────────────────────────────────────

    def implied(self, model: M, field: FieldForm) -> M:
        """What a word implies of other facts of the same part is documented too."""
        assert field.looked_up is not None
        because = getattr(model, field.name)
        word, note = (because.value, because.note) if isinstance(because, Fact) else (because, None)
        if not isinstance(word, str) or (isinstance(because, Fact) and because.state != "known"):
            return model
        for name, implied in self.lexicon.implied(field.looked_up.vocabulary, word):
            target = _field_called(type(model), name)
            stated = getattr(model, target.name, None) if target else None
            if target is None or not isinstance(stated, Fact):
                continue
            words = target.looked_up.vocabulary if target.looked_up else name
            value: Any = {"yes": True, "no": False}.get(implied, implied)
            narrower = stated.state == "known" and self.lexicon.is_a(words, str(value), str(stated.values[0]))
            if stated.state == "not_documented" or (narrower and value != stated.values[0]):
                model = model.model_copy(update={target.name: Fact.known(value, stated.note or note)})
            elif stated.state == "known" and not self.lexicon.is_a(words, str(stated.values[0]), str(value)):
                both = Fact.contradicted(stated.values[0], value, note=stated.note or note)
                model = model.model_copy(update={target.name: both})
        return model

    def on_digit(self, model: M, digits: set[str]) -> M:
        """The one digit that a site names ("left great toe") is the digit; a bare number says no other."""
        stated = getattr(model, "digit", None)
        if len(digits) != 1 or not isinstance(stated, Fact):
            return model
        (digit,) = digits
        site = getattr(model, "site", None)
        if not isinstance(site, Fact) or site.state != "known" or len(site.values[0]) != 1:
            return model
        if stated.state == "not_documented":
            return model.model_copy(update={"digit": Fact.known(digit, site.note)})
        said = stated.values[0]
        if stated.state != "known" or digit == said or self.lexicon.is_a("digit", digit, str(said)):
            return model
        both = Fact.contradicted(said, digit, note=stated.note or site.note)
        return model.model_copy(update={"digit": both})

    def sided(self, model: M, sides: list[str]) -> M:
        """The side that a site names goes to the laterality."""
        site, stated = getattr(model, "site", None), getattr(model, "laterality", None)
        if not isinstance(site, Fact) or not isinstance(stated, Fact) or site.state == "not_documented":
            return model
        side = _side(stated, sides, site)
        return model if side is stated else model.model_copy(update={"laterality": side})


KINDS: dict[Answer, Any] = {"no": "says_no", "unsaid": "not_said", "waiting": "waiting"}


def _meant(word: str, spellings: Iterable[str]) -> str:
    """The spelling that the writer may have meant: of the same letters, else a very close one; else nothing. A short
    word is near to too many others, so that it must be how one of them begins; and a word is never taken for one that
    it only stands at the end of: "controlled" is not "uncontrolled"."""
    known = [each for each in spellings if each == word or not (each.endswith(word) or word.endswith(each))]
    same = [each for each in known if sorted(each) == sorted(word)]
    if len(word) <= LONGEST_SHORT_WORD:
        begun = [each for each in known if each.startswith(word)]
        return next(iter(same or begun), "") if len(word) > 1 else ""
    return next(iter(same or get_close_matches(word[:LONGEST_WORD], known, n=1, cutoff=CLOSE)), "")


def _denied(given: str) -> bool:
    """A word of the text says no: what it denies is not what it means."""
    return bool((NO_BEFORE | WORDS["no"]).intersection(words_of(given)))


LONGEST_WORD = 80
LONGEST_SHORT_WORD = 4
CLOSE = 0.84


def _same(old: tuple[Any, ...], new: tuple[Any, ...]) -> tuple[Any, ...]:
    """The old tuple itself where nothing in it changed."""
    return old if len(old) == len(new) and all(a is b for a, b in zip(old, new, strict=True)) else new


def _field_called(model: type[Model], name: str) -> FieldForm | None:
    """The field that a policy calls by this name: its own name, or that of its vocabulary."""
    plain = name.replace("-", "_")
    own = next((field for field in fields_of(model) if field.name == plain), None)
    return own or next((f for f in fields_of(model) if f.looked_up and f.looked_up.vocabulary == name), None)


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
    """Lesions without a report of their own take the history's about them; reports that disagree contradict, and so
    does a report of the same number, or a later one, that says other than the lesion's own."""
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
        elif own and lesion.pathology.result.values:
            lesion = _against(lesion, own)
        lesions.append(lesion)
    return encounter.model_copy(update={"lesions": tuple(lesions)})


def _against(lesion: Lesion, reports: list[PriorPathology]) -> Lesion:
    """The lesion, whose result contradicts itself where a report of the history is the same one, or a later one, and
    says something else."""
    own = lesion.pathology
    day = max(own.date.values, default=date.min)
    values = [*own.result.values]
    for report in reports:
        if report.date > day or (own.accession.values and report.accession.values == own.accession.values):
            values += report.result.values
    both = tuple(dict.fromkeys(values))
    if both == own.result.values:
        return lesion
    result = Fact.contradicted(*both, note=own.result.note)
    return lesion.model_copy(update={"pathology": own.model_copy(update={"result": result})})
