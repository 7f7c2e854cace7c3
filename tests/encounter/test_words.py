"""Words to the policy's words."""

from typing import Any

import pytest

from engine.encounter import Encounter, Fact, InputProblem
from engine.words import normalise

from .small_rulebook import small_rulebook
from .test_fact import encounter

BOOK = small_rulebook()


def words(**fields: Any) -> tuple[Encounter, tuple[InputProblem, ...]]:
    return normalise(encounter(**fields), BOOK)


KINDS = {
    "the word": ("nevus", "nevus"),
    "an alias": ("mole", "nevus"),
    "capitals": ("AK", "actinic-keratosis"),
    "spaces": ("actinic keratosis", "actinic-keratosis"),
    "underscores": ("Actinic_Keratosis", "actinic-keratosis"),
    "a plural in -s": ("moles", "nevus"),
    "a plural in -es": ("actinic keratoses", "actinic-keratosis"),
    "a plural in -i": ("nevi", "nevus"),
    "an apostrophe": ("Bowen's disease", "scc-in-situ"),
}


@pytest.mark.parametrize("case", KINDS)
def test_a_kind(case: str) -> None:
    written, expected = KINDS[case]
    done, problems = words(lesions=[{"kind": written}])
    assert problems == ()
    assert done.lesions[0].kind.value == expected


SITES = {
    "plain": ("cheek", None, ("cheek",), None),
    "a side before": ("left cheek", None, ("cheek",), "left"),
    "a side behind": ("Cheek, right".replace(",", ""), None, ("cheek",), "right"),
    "a side before an alias": ("right upper back", None, ("back",), "right"),
    "the same side said twice": ("left cheek", "left", ("cheek",), "left"),
    "another side": ("left cheek", "right", ("cheek",), None),
    "both sides of a group": (["left cheek", "right hand"], None, ("cheek", "hand"), "bilateral"),
    "nothing": (None, None, None, None),
}


@pytest.mark.parametrize("case", SITES)
def test_a_site(case: str) -> None:
    written, laterality, site, side = SITES[case]
    done, problems = words(lesions=[{"site": written, "laterality": laterality}])
    assert problems == ()
    assert done.lesions[0].site.value == site
    assert done.lesions[0].laterality.value == side
    assert (done.lesions[0].laterality.state == "contradicted") == (case == "another side")


INTENTS = {
    "implied": ("shave-biopsy", None, Fact.known("diagnosis")),
    "implied and said": ("shave biopsy", "biopsy", Fact.known("diagnosis")),
    "implied and denied": ("tangential-biopsy", "removal", Fact.contradicted("removal", "diagnosis")),
    "not implied": ("punch", None, Fact.not_documented()),
    "said alone": ("punch", "diagnosis", Fact.known("diagnosis")),
}


@pytest.mark.parametrize("case", INTENTS)
def test_what_a_technique_implies(case: str) -> None:
    technique, intent, expected = INTENTS[case]
    done, problems = words(services=[{"technique": technique, "intent": intent}])
    assert problems == ()
    assert done.services[0].intent == expected


def test_a_technique_stays_the_narrow_word() -> None:
    done, _ = words(services=[{"technique": "shave-biopsy"}])
    assert done.services[0].technique.value == "tangential-biopsy"


def test_words_of_every_place() -> None:
    done, problems = words(
        visit={
            "problems": [{"status": "worsening"}],
            "data": [{"kind": "lab"}],
            "risk": [{"decision": "Rx"}],
        },
        lesions=[{"symptoms": ["painful"], "pathology": {"result": "Malignant"}}],
        wounds=[{"site": "left cheek", "free_margin": ["helix"]}],
        history={"pathology": [{"date": "2026-09-01", "result": "BENIGN", "site": "left hand"}]},
    )
    assert problems == ()
    assert done.visit is not None
    assert done.visit.problems[0].status.value == "not-at-goal"
    assert done.visit.data[0].kind.value == "test-ordered"
    assert done.visit.risk[0].decision.value == "prescription-drug"
    assert done.lesions[0].symptoms[0].value == "pain"
    assert done.lesions[0].pathology.result.value == "malignant"
    assert (done.wounds[0].site.value, done.wounds[0].laterality.value) == (("cheek",), "left")
    assert done.wounds[0].free_margin[0].value == "helical-rim"
    assert done.history.pathology[0].site.value == "hand"


UNKNOWN = {
    "technique": (
        {"services": [{"technique": "exision"}]},
        "services[0].technique",
        '"exision" is no technique that the policy knows; it is not counted.',
        "Which technique is meant? (excision?)",
    ),
    "site": (
        {"lesions": [{"site": "left chek"}]},
        "lesions[0].site",
        '"left chek" is no site that the policy knows; it is not counted.',
        "Which site is meant?",
    ),
    "one of several sites": (
        {"lesions": [{"site": ["face", "zzz"]}]},
        "lesions[0].site",
        '"zzz" is no site that the policy knows; it is not counted.',
        "Which site is meant?",
    ),
    "the letters of a word in another order": (
        {"lesions": [{"site": "chkee"}]},
        "lesions[0].site",
        '"chkee" is no site that the policy knows; it is not counted.',
        "Which site is meant? (cheek?)",
    ),
    "symptom": (
        {"lesions": [{"symptoms": ["pain", "bleding"]}]},
        "lesions[0].symptoms[1]",
        '"bleding" is no symptom that the policy knows; it is not counted.',
        "Which symptom is meant? (bleeding?)",
    ),
    "a word of a list that the record itself has": (
        {"services": [{"relation": "unrelatd"}]},
        "services[0].relation",
        '"unrelatd" is no relation that the policy knows; it is not counted.',
        "Which relation is meant? (unrelated?)",
    ),
    "decision": (
        {"visit": {"risk": [{"decision": "prescription drugg"}]}},
        "visit.risk[0].decision",
        '"prescription drugg" is no risk decision that the policy knows; it is not counted.',
        "Which risk decision is meant? (prescription-drug?)",
    ),
    "a patient's status": (
        {"patient": {"status": "nwe"}},
        "patient.status",
        '"nwe" is no patient status that the policy knows; it is not counted.',
        "Which patient status is meant? (new?)",
    ),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_an_unknown_word_is_no_answer(case: str) -> None:
    fields, where, says, ask = UNKNOWN[case]
    _, doubts = words(**fields)
    assert [(d.kind, d.where, d.says, d.ask) for d in doubts] == [("not_understood", where, says, ask)]


def test_an_unknown_word_documents_nothing() -> None:
    done, _ = words(lesions=[{"kind": "x1", "site": "x2", "symptoms": ["x3", "pain"]}])
    lesion = done.lesions[0]
    assert (lesion.kind, lesion.site) == (Fact.not_documented(), Fact.not_documented())
    assert [symptom.value for symptom in lesion.symptoms] == ["pain"]


def test_every_unknown_word_is_named() -> None:
    _, doubts = words(lesions=[{"kind": "x1", "site": "x2"}], services=[{"technique": "x3", "intent": "x4"}])
    assert [doubt.said for doubt in doubts] == ["x1", "x2", "x3", "x4"]


ANSWERS = {
    "no": ({"lesions": [{"kind": "none"}]}, "says_no", '"none" says that there was none.'),
    "a phrase that denies": (
        {"lesions": [{"symptoms": ["denies pain"]}]},
        "says_no",
        '"denies pain" says that there was none.',
    ),
    "unknown": (
        {"lesions": [{"site": "n/a"}]},
        "not_said",
        '"n/a" says nothing; the fact is not documented.',
    ),
    "empty": (
        {"lesions": [{"kind": " "}]},
        "not_said",
        "Empty text says nothing; the fact is not documented.",
    ),
    "a report that is still to come": (
        {"lesions": [{"pathology": {"accession": "pending"}}]},
        "waiting",
        '"pending" says that it is not known yet.',
    ),
    "a number that is not known": (
        {"lesions": [{"diameter_mm": "unknown"}]},
        "not_said",
        '"unknown" says nothing; the fact is not documented.',
    ),
    "a day that is still to come": (
        {"patient": {"last_seen": "tbd"}},
        "not_said",
        '"tbd" says nothing; the fact is not documented.',
    ),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_a_word_that_names_nothing_is_told(case: str) -> None:
    fields, kind, says = ANSWERS[case]
    done, doubts = words(**fields)
    assert [(d.kind, d.says) for d in doubts] == [(kind, says)]
    again, _ = normalise(done, BOOK)
    assert again == done


def test_a_no_in_a_flags_place_is_a_no() -> None:
    done, doubts = words(lesions=[{"cosmetic": "no"}])
    assert done.lesions[0].cosmetic == Fact.known(False)
    assert [doubt.kind for doubt in doubts] == ["says_no"]


SENTENCES = {
    "names a lesion": ("Mole of the cheek looked after.", True),
    "names a problem of the visit": ("rosacea reviewed", True),
    "names nothing known": ("qwert zuiop", None),
    "denies": ("Of the mole nothing was said, and it was never seen.", None),
    "is only no": ("none", False),
    "is only yes": ("Yes", True),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_a_sentence_stands_for_yes_where_it_names_something_known(case: str) -> None:
    sentence, value = SENTENCES[case]
    done, doubts = words(visit={"problems": [{"id": "rosacea"}], "separate_work": sentence})
    assert done.visit is not None
    assert done.visit.separate_work.value is value
    assert bool(doubts) is (value is not True)


def test_a_sentence_with_a_no_in_it_is_told_as_such() -> None:
    _, (doubt,) = words(visit={"problems": [{"id": "rosacea"}], "separate_work": "Rosacea, not the mole."})
    assert (
        doubt.says
        == 'The sentence "Rosacea, not the mole." says no, or something against it; it is not taken for a yes.'
    )


def test_a_second_time_changes_nothing() -> None:
    once, _ = words(lesions=[{"kind": "AK", "site": "left cheek"}], services=[{"technique": "shave biopsy"}])
    again, doubts = normalise(once, BOOK)
    assert again is once
    assert doubts == ()


def test_two_spellings_of_one_word_do_not_contradict() -> None:
    done, _ = words(lesions=[{"kind": {"contradicted": ["mole", "nevus"]}}])
    assert done.lesions[0].kind == Fact.known("nevus")


def test_nothing_found_contradicts_a_symptom() -> None:
    done, _ = words(lesions=[{"symptoms": [{"contradicted": ["painful", "none"]}]}])
    assert done.lesions[0].symptoms[0].values == ("pain", "none")
    assert done.lesions[0].symptoms[0].value is None


def test_a_policy_without_a_vocabulary_leaves_the_words() -> None:
    done, doubts = words(wounds=[{"exposed": ["Bone"]}], lesions=[{"depth": "deep down"}])
    assert doubts == ()
    assert done.wounds[0].exposed[0].value == "Bone"


def test_a_lesion_takes_the_report_of_the_history() -> None:
    report = {"date": "2026-09-01", "lesion": "A", "result": "malignant", "accession": "S1"}
    done, _ = words(lesions=[{"id": "A"}, {"id": "B"}], history={"pathology": [report]})
    assert done.lesions[0].pathology.result.value == "malignant"
    assert done.lesions[0].pathology.accession.value == "S1"
    assert done.lesions[1].pathology.result.state == "not_documented"
    other = {**report, "date": "2026-09-20", "result": "benign"}
    done, _ = words(lesions=[{"id": "A"}], history={"pathology": [report, other]})
    assert done.lesions[0].pathology.result.state == "contradicted"
