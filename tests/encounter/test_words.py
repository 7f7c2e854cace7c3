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
        "services[0].technique: found text of 7 characters; expected a technique that the policy knows: "
        "tangential, tangential-biopsy, punch, excision, destruction, ...; did you mean excision?",
    ),
    "site": (
        {"lesions": [{"site": "left chek"}]},
        "lesions[0].site: found text of 9 characters; expected a site that the policy knows: "
        "face, cheek, back, hand, neck; did you mean cheek?",
    ),
    "one of several sites": (
        {"lesions": [{"site": ["face", "zzz"]}]},
        "lesions[0].site[1]: found text of 3 characters; expected a site that the policy knows: "
        "face, cheek, back, hand, neck",
    ),
    "symptom": (
        {"lesions": [{"symptoms": ["pain", "bleding"]}]},
        "lesions[0].symptoms[1]: found text of 7 characters; expected a symptom that the policy knows: "
        "bleeding, pain; did you mean bleeding?",
    ),
    "a word of a list that the record itself has": (
        {"services": [{"relation": "planed"}]},
        "services[0].relation: found text of 6 characters; expected a relation that the policy knows: "
        "staged, related, unrelated, complication; did you mean related?",
    ),
    "decision": (
        {"visit": {"risk": [{"decision": "prescription drugg"}]}},
        "visit.risk[0].decision: found text of 18 characters; expected a risk decision that the policy knows: "
        "prescription-drug; did you mean prescription-drug?",
    ),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_an_unknown_word(case: str) -> None:
    fields, message = UNKNOWN[case]
    _, problems = words(**fields)
    assert [problem.text() for problem in problems] == [message]


def test_the_place_of_every_unknown_word_is_named() -> None:
    _, problems = words(
        lesions=[{"kind": "x1", "site": "x2"}], services=[{"technique": "x3", "intent": "x4"}]
    )
    places = ["lesions[0].kind", "lesions[0].site", "services[0].technique", "services[0].intent"]
    assert [problem.field for problem in problems] == places


def test_a_second_time_changes_nothing() -> None:
    once, _ = words(lesions=[{"kind": "AK", "site": "left cheek"}], services=[{"technique": "shave biopsy"}])
    again, problems = normalise(once, BOOK)
    assert again is once
    assert problems == ()


def test_two_spellings_of_one_word_do_not_contradict() -> None:
    done, _ = words(lesions=[{"kind": {"contradicted": ["mole", "nevus"]}}])
    assert done.lesions[0].kind == Fact.known("nevus")


def test_nothing_found_contradicts_a_symptom() -> None:
    done, problems = words(lesions=[{"symptoms": [{"contradicted": ["painful", "none"]}]}])
    assert problems == ()
    assert done.lesions[0].symptoms[0].values == ("pain", "none")
    assert done.lesions[0].symptoms[0].value is None


def test_a_policy_without_a_vocabulary_leaves_the_words() -> None:
    done, problems = words(wounds=[{"exposed": ["Bone"]}], lesions=[{"depth": "deep down"}])
    assert problems == ()
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
