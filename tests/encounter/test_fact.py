"""A fact's written forms and what is read from them."""

import json
import pickle
from decimal import Decimal
from typing import Any

import pytest

from engine.encounter import NOT_DOCUMENTED, Encounter, Fact, Lesion, NoteSpan
from engine.facts import BESIDE, FACTS, fact, hypothetical
from rules_dsl import vocabulary


def encounter(**fields: Any) -> Encounter:
    return Encounter.from_json(
        json.dumps({"encounter": "e-1", "payer": "small", "dos": "2026-10-15", **fields}, default=str)
    )


def lesion(**fields: Any) -> Lesion:
    return encounter(lesions=[{"id": "A", **fields}]).lesions[0]


NOTE = NoteSpan(text="twelve keratoses", start=10, end=26)

FORMS = {
    "plain": (12, Fact.known(12)),
    "null": (None, NOT_DOCUMENTED),
    "with a note": ({"value": 12, "note": {"text": NOTE.text, "start": 10, "end": 26}}, Fact.known(12, NOTE)),
    "with the words of the note": (
        {"value": 12, "note": "a dozen"},
        Fact.known(12, NoteSpan(text="a dozen")),
    ),
    "value alone": ({"value": 12}, Fact.known(12)),
    "contradicted": ({"contradicted": [12, 10]}, Fact.contradicted(12, 10)),
    "contradicted, with a note": (
        {"contradicted": [12, 10], "note": "?"},
        Fact.contradicted(12, 10, note=NoteSpan(text="?")),
    ),
    "the same value twice": ({"contradicted": [12, 12]}, Fact.known(12)),
}


@pytest.mark.parametrize("form", FORMS)
def test_form(form: str) -> None:
    written, expected = FORMS[form]
    assert lesion(count=written).count == expected


VALUES = {
    "the lower of two numbers": ({"count": {"contradicted": [12, 10]}}, "count", 10),
    "the lower of two lengths": ({"diameter_mm": {"contradicted": [5.5, 6]}}, "diameter", Decimal("5.5")),
    "no flag of two": ({"cosmetic": {"contradicted": [True, False]}}, "cosmetic", None),
    "no word of two": ({"kind": {"contradicted": ["wart", "cyst"]}}, "kind", None),
    "one lesion when nothing is said": ({}, "count", 1),
    "an unknown number": ({"count": None}, "count", None),
    "one site as a list": ({"site": "cheek"}, "site", ("cheek",)),
    "several sites": ({"site": ["face", "hand"]}, "site", ("face", "hand")),
    "words": ({"symptoms": ["pain", {"value": "bleeding", "note": "bled"}]}, "symptom", ("pain", "bleeding")),
    "no words": ({}, "symptom", None),
    "a report by its number": (
        {"pathology": {"result": "malignant", "accession": "S1"}},
        "pathology-report",
        True,
    ),
    "no report without a number": ({"pathology": {"result": "malignant"}}, "pathology-report", None),
}


@pytest.mark.parametrize("case", VALUES)
def test_value(case: str) -> None:
    fields, name, value = VALUES[case]
    documented = encounter(lesions=[{"id": "A", **fields}])
    assert fact(documented, documented.lesions[0], name).value == value


def test_a_wider_defect_is_the_cautious_one() -> None:
    documented = encounter(wounds=[{"defect_width_mm": {"contradicted": [10, 16]}, "undermining_mm": 14}])
    assert fact(documented, documented.wounds[0], "defect-width").value == 16


def test_a_fact_is_frozen_and_travels_between_processes() -> None:
    known = Fact.known(12, NOTE)
    with pytest.raises(AttributeError, match="a fact is frozen"):
        known.note = None
    assert pickle.loads(pickle.dumps(known)) == known
    assert hash(known) == hash(Fact.known(12, NOTE))


COUNTS = {
    "one lesion": ([{}], {}, ("known", 1)),
    "two lesions": ([{}, {}], {}, ("known", 2)),
    "a group": ([{"count": 9}], {}, ("known", 9)),
    "a group of unknown number": ([{"count": None}], {}, ("not_documented", None)),
    "said by the service alone": ([{}], {"count": 9}, ("known", 9)),
    "said by the service for an unknown group": ([{"count": None}], {"count": 9}, ("known", 9)),
    "said twice alike": ([{"count": 9}], {"count": 9}, ("known", 9)),
    "said twice, the service lower": ([{"count": 12}], {"count": 10}, ("contradicted", 10)),
    "said twice, the service higher": ([{"count": 1}], {"count": 9}, ("contradicted", 1)),
    "contradicted by the lesion": ([{"count": {"contradicted": [12, 10]}}], {}, ("contradicted", 10)),
    "contradicted by the service": ([{}], {"count": {"contradicted": [3, 2]}}, ("contradicted", 2)),
}


@pytest.mark.parametrize("case", COUNTS)
def test_count_of_a_service(case: str) -> None:
    lesions, service, (state, value) = COUNTS[case]
    listed = [{"id": f"L{n}", **fields} for n, fields in enumerate(lesions)]
    documented = encounter(lesions=listed, services=[{"lesions": [each["id"] for each in listed], **service}])
    counted = documented.count_of(documented.services[0])
    assert (counted.state, counted.value) == (state, value)


def test_counts_mean_the_same_after_writing_and_reading() -> None:
    written = encounter(lesions=[{"count": 1}], services=[{"lesions": ["L1"], "count": 9}])
    again = Encounter.from_json(written.to_json())
    assert again == written
    assert again.count_of(again.services[0]).value == 1


MINUTES = {
    "none": ({}, None),
    "all": ({"minutes": 30}, 30),
    "less procedures": ({"minutes": 30, "minutes_on_procedures": 12}, 18),
    "at their fewest": ({"minutes": 30, "minutes_on_procedures": {"contradicted": [5, 12]}}, 18),
}


@pytest.mark.parametrize("case", MINUTES)
def test_net_minutes(case: str) -> None:
    visit, value = MINUTES[case]
    documented = encounter(visit=visit)
    assert documented.visit is not None
    assert fact(documented, documented.visit, "minutes").value == value


def test_a_sentence_for_a_yes_is_kept_as_the_note_until_the_policy_has_read_it() -> None:
    visit = encounter(visit={"separate_work": "Eczema treated."}).visit
    assert visit is not None
    note = NoteSpan(text="Eczema treated.")
    assert visit.separate_work == Fact("known", (True,), note, False, "Eczema treated.")


ANSWERED = {
    "a number": ({"diameter_mm": "pending"}, "diameter_mm", None),
    "a list of numbers": ({"dimensions_mm": "n/a"}, "dimensions_mm", None),
    "a flag, no": ({"cosmetic": "none"}, "cosmetic", False),
    "a flag, not known": ({"cosmetic": "unknown"}, "cosmetic", None),
    "empty text": ({"kind": ""}, "kind", None),
}


@pytest.mark.parametrize("case", ANSWERED)
def test_a_word_that_names_nothing_is_read_in_every_fact(case: str) -> None:
    fields, name, value = ANSWERED[case]
    documented = lesion(**fields)
    written = getattr(documented, name)
    assert (written.value, written.said) == (value, fields[name])
    assert Lesion.model_validate(json.loads(documented.model_dump_json(exclude_defaults=True))) == documented


def test_the_facts_are_those_of_the_policy_language() -> None:
    assert {s: set(names) for s, names in FACTS.items()} == {
        s: set(names) for s, names in vocabulary.FACTS.items()
    }
    forms = {(s, n): (f.form, f.words) for s, names in vocabulary.FACTS.items() for n, f in names.items()}
    assert {(s, n): (f.form, f.words) for s, names in FACTS.items() for n, f in names.items()} == forms


FULL = {
    "visit": {"problems": [{"id": "p"}]},
    "lesions": [{"id": "lesion"}],
    "services": [{"id": "service", "lesions": ["lesion"]}],
    "wounds": [{"id": "wound", "lesion": "lesion"}],
    "mohs": [{"id": "mohs", "lesion": "lesion"}],
    "drugs": [{"id": "drug"}],
    "specimens": [{"id": "specimen"}],
    "light": [{"id": "light"}],
    "debridements": [{"id": "debridement"}],
}
ANSWERS: dict[str, Any] = {
    "flag": True,
    "length": Decimal(7),
    "number": 7,
    "word": "w",
    "words": "w",
    "codes": "L57.0",
}
WRITABLE = [
    (subject, name)
    for table in (FACTS, BESIDE)
    for subject, names in table.items()
    for name, source in names.items()
    if source.field and subject != "patient"
]


@pytest.mark.parametrize(("subject", "name"), WRITABLE)
def test_a_hypothetical_answer_can_be_read(subject: str, name: str) -> None:
    before = encounter(**FULL)
    form = {**FACTS, **{s: {**FACTS.get(s, {}), **names} for s, names in BESIDE.items()}}[subject][name]
    answer = ANSWERS[form.form]
    after = hypothetical(before, subject, name, answer)
    subjects: dict[str, Any] = {
        "lesion": after.lesions[0],
        "service": after.services[0],
        "wound": after.wounds[0],
        "visit": after.visit,
        "encounter": after,
        "mohs": after.mohs[0],
        "drug": after.drugs[0],
        "specimen": after.specimens[0],
        "light": after.light[0],
        "debridement": after.debridements[0],
    }
    read = fact(after, subjects[subject], name)
    assert read.state == "known"
    assert read.value in (answer, (answer,))
    assert before == encounter(**FULL)


def test_what_cannot_be_answered_is_a_lookup_error() -> None:
    for subject, name in (("nothing", "count"), ("lesion", "undermining"), ("drug", "technique")):
        with pytest.raises(
            LookupError, match=r"nothing here is called|has no fact|not a fact to document|no facts of"
        ):
            hypothetical(encounter(**FULL), subject, name, True)
