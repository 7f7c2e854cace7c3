"""Tests of a policy: what each `given` form documents, what is wrong with a test, and that every case can be run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from engine.encounter import Encounter
from engine.words import normalise
from rules_dsl import render
from rules_dsl.casefile import Case, cases
from rules_dsl.diagnostics import PolicyError
from rules_dsl.library import PolicyLibrary
from rules_dsl.source import SourceText, read

DAY = date(2026, 10, 15)


@pytest.fixture(scope="module")
def library() -> PolicyLibrary:
    return PolicyLibrary.packaged()


@cache
def without_tests() -> tuple[SourceText, ...]:
    """The packaged policies that the one below stands on, without their own tests."""
    packaged = PolicyLibrary.packaged()
    chain = {part for each in packaged.chain("medicare.national") for part in packaged.text_of(each.name)}
    texts = [read(name, "\n".join(packaged.sources[name].lines).encode()) for name in sorted(chain)]
    return tuple(replace(t, chunks=tuple(c for c in t.chunks if c.head != "test")) for t in texts)


def with_tests(body: str) -> PolicyLibrary:
    """The packaged policies, and a payer that has only the tests given."""
    head = 'policy mine\n  title "Mine"\n  extends medicare.national\n  effective 2024-01-01\n\n'
    return PolicyLibrary([*without_tests(), read("mine.policy", (head + body).encode())])


def case(*given: str, rest: str = "expect nothing") -> Case:
    """The case of a test with these `given` lines; it must be one that the engine can take."""
    lines = "".join(f"  given {line}\n" for line in given)
    made = with_tests(f'test "x"\n  on {DAY}\n{lines}  {rest}\n')
    assert render.concise(made.diagnostics) == ""
    (found,) = cases(made, "mine")
    assert usable(found, made) == ()
    return found


def usable(found: Case, library: PolicyLibrary) -> tuple[Any, ...]:
    """The words of a case's encounter that its payer does not know, once it is a model."""
    encounter = Encounter.model_validate(found.encounter)
    doubts = normalise(encounter, library.rulebook(found.payer, encounter.dos))[1]
    return tuple(doubt for doubt in doubts if doubt.kind == "not_understood")


def told(*lines: str, name: str = "x") -> list[tuple[str, str, str]]:
    body = f'test "{name}"\n' + "".join(f"  {line}\n" for line in lines)
    return [(each.code, each.message, each.help) for each in with_tests(body).diagnostics]


# ── the packaged ones ────────────────────────────────────────────────────────────────────────────────────────────


def test_every_packaged_test_is_an_encounter_in_the_payers_words(library: PolicyLibrary) -> None:
    found = cases(library)
    assert len(found) > 9
    for each in found:
        assert usable(each, library) == (), each.name
        assert each.encounter["payer"] == each.payer


def test_cases_of_one_policy_or_of_all(library: PolicyLibrary) -> None:
    assert {each.policy for each in cases(library, "dermatology.coding")} == {"dermatology.coding"}
    assert cases(library, "com-a") == tuple(each for each in cases(library) if each.policy == "com-a")
    with pytest.raises(PolicyError, match="did you mean `com-a`"):
        cases(library, "com-aa")


# ── what each form documents ─────────────────────────────────────────────────────────────────────────────────────


def test_a_service_its_lesion_and_the_signed_note() -> None:
    found = case(
        "punch biopsy of mole  at left-cheek  lesion A  diameter 0.6 cm  margin 1 mm  symptom bled  dx D22.39"
    )
    assert found.encounter == {
        "encounter": "x",
        "payer": "mine",
        "dos": "2026-10-15",
        "lesions": [
            {
                "id": "A",
                "kind": "nevus",
                "site": "left cheek",
                "diameter_mm": 6,
                "margin_mm": 1,
                "symptoms": ["bleeding"],
            }
        ],
        "services": [
            {
                "id": "s1",
                "technique": "punch",
                "intent": "diagnosis",
                "lesions": ["A"],
                "diagnoses": ["D22.39"],
            }
        ],
        "documents": {"signature": {"by": "p1", "on": "2026-10-15"}},
    }
    assert (found.policy, found.payer, found.name, found.place.line) == ("mine", "mine", "x", 6)


def test_what_the_record_leaves_out_of_a_service() -> None:
    found = case("sampling at back  lesion A  sample-taken", "destruction of wart  lesion B  uncounted")
    sampled, frozen = found.encounter["services"]
    assert sampled == {"id": "s1", "intent": "diagnosis", "lesions": ["A"], "sample_taken": True}
    assert frozen == {"id": "s2", "technique": "destruction", "lesions": ["B"]}
    assert [lesion.get("count", 1) for lesion in found.encounter["lesions"]] == [1, None]
    both = told(f"on {DAY}", "given destruction of wart  lesion B  count 3  uncounted", "expect nothing")
    assert both == [("P504", "lesion `B` has another count on another line", "")]


def test_a_lesion_without_a_name_is_one_of_its_own() -> None:
    found = case("destruction of wart  count 3", "destruction of wart  count 2", "excision of cyst lesion L1")
    assert found.encounter["lesions"] == [
        {"id": "L2", "kind": "wart", "count": 3},
        {"id": "L3", "kind": "wart", "count": 2},
        {"id": "L1", "kind": "cyst"},
    ]
    assert "diagnoses" not in found.encounter["services"][0]


def test_lines_about_one_lesion_add_up() -> None:
    found = case(
        "excision  at back  lesion A, B  count 3  symptom pain",
        "punch biopsy of nevus  lesion A  symptom bleeding, pain  cosmetic  recurrent  diameter 5.25 mm",
    )
    first, second = found.encounter["lesions"]
    assert first == {
        "id": "A",
        "site": "back",
        "symptoms": ["pain", "bleeding"],
        "kind": "nevus",
        "diameter_mm": 5.25,
        "cosmetic": True,
        "recurrent": True,
    }
    assert second == {"id": "B", "site": "back", "symptoms": ["pain"]}
    assert [each.get("count") for each in found.encounter["services"]] == [3, None]


def test_a_pathology_result_comes_with_its_report_unless_it_is_pending() -> None:
    found = case("excision lesion A  pathology malignant", "excision lesion B  pathology pending")
    assert [each["pathology"] for each in found.encounter["lesions"]] == [
        {"result": "malignant", "accession": "1 of A"},
        {"result": "pending"},
    ]


def test_sessions_practitioners_and_what_was_done_with_the_sample() -> None:
    found = case(
        "punch biopsy  lesion A  session 2  practitioner smith  sample-taken  pathology-decided",
        "excision lesion B  at scalp, left-ear",
    )
    assert found.encounter["practitioners"] == [{"id": "p1"}, {"id": "smith"}]
    assert found.encounter["services"][0] == {
        "id": "s1",
        "technique": "punch",
        "intent": "diagnosis",
        "lesions": ["A"],
        "sample_taken": True,
        "pathology_decided": True,
        "session": 2,
        "practitioner": "smith",
    }
    assert found.encounter["lesions"][1]["site"] == ["scalp", "left ear"]


def test_a_closure_with_all_that_can_be_said_of_it() -> None:
    found = case(
        "closure of lesion A  layered  length 3.2 cm  undermining 20 mm  undermining-along-whole-edge"
        "  defect-width 16 mm  exposed-structure named-nerve, bone  free-margin helix  retention-sutures"
        "  edge-debridement  heavy-contamination  session 2  dx C44.319",
        "excision  lesion A",
    )
    assert found.encounter["wounds"] == [
        {
            "id": "w1",
            "lesion": "A",
            "layered": True,
            "undermining_whole_edge": True,
            "retention_sutures": True,
            "edge_debridement": True,
            "contaminated": True,
            "length_mm": 32,
            "undermining_mm": 20,
            "defect_width_mm": 16,
            "exposed": ["named-neurovascular-structure", "bone"],
            "free_margin": ["helical-rim"],
            "diagnoses": ["C44.319"],
            "session": 2,
        }
    ]


def test_a_problem_about_a_lesion_was_decided_by_the_services_on_it() -> None:
    found = case(
        "visit new  minutes 40  minutes-on-procedures 10  longitudinal-relationship  preventive-service",
        "risk minor-surgery about lesion A  risk rx  data 2 lab",
        "problem new-uncertain about lesion A  dx D49.2",
        "problem worsening  dx L40.0, L20.9",
        "punch biopsy  lesion A",
        "excision  lesion B",
        "tangential biopsy  lesion A",
    )
    assert found.encounter["patient"] == {"status": "new"}
    assert found.encounter["visit"] == {
        "problems": [
            {
                "id": "problem1",
                "status": "uncertain-prognosis",
                "diagnoses": ["D49.2"],
                "decided": ["s1", "s3"],
            },
            {"id": "problem2", "status": "not-at-goal", "diagnoses": ["L40.0", "L20.9"]},
        ],
        "risk": [
            {"decision": "minor-surgery", "problem": "problem1"},
            {"decision": "prescription-drug", "problem": "problem2"},
        ],
        "data": [
            {"kind": "test", "problem": "problem2", "item": "complete-blood-count"},
            {"kind": "test", "problem": "problem2", "item": "comprehensive-metabolic-panel"},
        ],
        "minutes": 40,
        "minutes_on_procedures": 10,
        "longitudinal": True,
        "preventive_service": True,
    }


def test_papers_are_no_visit() -> None:
    found = case("excision lesion A", "notice signed  unsigned note")
    assert "visit" not in found.encounter
    assert found.encounter["documents"] == {"notices": [{"kind": "self-pay", "signed": True}]}


def test_what_a_test_expects() -> None:
    found = case(
        "punch biopsy",
        rest="expect 11104\n  expect 17000-XS-51\n  expect 17003 x 12\n  reject 11105 x 2 by skin-biopsy\n"
        "  reject 17000-59 by ptp-edits\n  ask margin\n  self-pay 17110",
    )
    assert found.expected == (("11104", (), 1), ("17000", ("XS", "51"), 1), ("17003", (), 12))
    assert found.rejects == (("11105", (), 2, "skin-biopsy"), ("17000", ("59",), 1, "ptp-edits"))
    assert (found.asks, found.self_pay, found.expect_nothing) == (("margin",), (("17110", (), 1),), False)
    assert case("punch biopsy").expect_nothing
    assert not found.self_pay_nothing
    assert case("punch biopsy", rest="self-pay nothing").self_pay_nothing
    assert not found.ask_nothing
    assert case("punch biopsy", rest="ask nothing").ask_nothing


def test_a_result_without_a_report_and_a_wound_left_open() -> None:
    found = case("punch biopsy  lesion A  pathology malignant  no-report", "closure of lesion A  left-open")
    assert found.encounter["lesions"] == [{"id": "A", "pathology": {"result": "malignant"}}]
    assert found.encounter["wounds"] == [{"id": "w1", "lesion": "A", "closed": False}]


# ── what is wrong with a test ────────────────────────────────────────────────────────────────────────────────────


def test_a_test_must_give_and_expect_something() -> None:
    assert [(code, message) for code, message, _ in told()] == [
        ("P501", "a test that expects nothing at all"),
        ("P501", "a test that gives nothing"),
        ("P501", "a test without a day"),
    ]
    assert told(f"on {DAY}", "given excision", "expect nothing", name=" ") == [
        ("P501", "a test without a name", "")
    ]


@pytest.mark.parametrize(
    ("given", "code", "message", "help"),
    [
        ("excison of nevus", "P502", "`excison` is not a technique", "did you mean `excision`?"),
        ("punch biopsi", "P502", "`biopsi` is not an intent", "did you mean `biopsy`?"),
        ("excision of nevvus", "P502", "`nevvus` is not a lesion kind", "did you mean `nevus`?"),
        ("excision at left-cheak", "P502", "`left-cheak` is not a site", "did you mean `left-cheek`?"),
        ("excision symptom itch", "P502", "`itch` is not a symptom", "did you mean `itchy`?"),
        ("excision pathology malign", "P502", "`malign` is not a pathology result", "did you mean `malignant`?"),
        ("problem minr", "P502", "`minr` is not a problem status", "did you mean `minor`?"),
        ("visit neu", "P502", "`neu` is not a patient status", "use a word of `words patient-status`, or add it there"),
        ("closure of lesion B", "P504", "no service is on a lesion `B`", ""),
        ("problem minor about lesion B", "P504", "no service is on a lesion `B`", ""),
        ("excision lesion B'", "P504", "`B'` cannot name a lesion", "use letters, digits and hyphens, such as A or B2"),
        ("excision at back at cheek", "P504", "`site` twice in one line", ""),
        ("excision diameter 0 mm", "P505", "a diameter of 0 mm, where above 0 to 2000 mm can be recorded", ""),
        ("excision diameter 2000 cm", "P505", "a diameter of 20000 mm, where above 0 to 2000 mm can be recorded", ""),
        ("excision margin 0.125 mm", "P505", "a margin of 0.125 mm is finer than a hundredth of a millimetre", ""),
        ("excision count 0", "P505", "a count of 0, where 1 to 999 can be recorded", ""),
        ("data 99 lab", "P505", "a data of 99, where 1 to 20 can be recorded", ""),
    ],
)  # fmt: skip
def test_words_and_numbers_that_no_record_has(given: str, code: str, message: str, help: str) -> None:
    assert told(f"on {DAY}", "given excision lesion A", f"given {given}", "expect nothing") == [
        (code, message, help)
    ]


def test_two_lines_that_disagree_about_a_lesion_show_both() -> None:
    lines = (
        f"on {DAY}",
        "given excision at back lesion A",
        "given punch biopsy at cheek lesion A",
        "ask margin",
    )
    (finding,) = with_tests('test "x"\n' + "".join(f"  {line}\n" for line in lines)).diagnostics
    assert finding.message == "lesion `A` has another site on another line"
    assert [(place.span.line, place.note) for place in finding.places] == [(9, ""), (8, "the first one")]


def test_rules_and_facts_that_the_payer_has_not() -> None:
    lines = (f"on {DAY}", "given excision", "reject 11104 by skin-biopsi", "ask margn")
    assert told(*lines) == [
        ("P503", "no rule `skin-biopsi` holds for `mine` on 2026-10-15", "did you mean `skin-biopsy`?"),
        ("P503", "`margn` is not a fact to ask for", "did you mean `margin`?"),
    ]


def test_expectations_that_exclude_each_other() -> None:
    assert [m for _, m, _ in told(f"on {DAY}", "given excision", "expect 11400", "expect nothing")] == [
        "`expect nothing` beside a line to expect"
    ]
    lines = (f"on {DAY}", "given excision", "expect 11400", "reject 11400 by benign-excision")
    assert [m for _, m, _ in told(*lines)] == ["a line that is both expected and rejected"]


def test_a_payer_and_a_day_that_a_test_can_be_run_for() -> None:
    rest = ("given excision", "expect nothing")
    assert told("on 2023-01-01", *rest) == [
        ("P507", "`mine` holds from 2024-01-01, and not on 2023-01-01", "")
    ]
    assert told(f"on {DAY}", "under minee", *rest) == [
        ("P507", "there is no policy `minee`", "did you mean `mine`?")
    ]
    assert told(f"on {DAY}", "under dermatology.coding", *rest) == [
        ("P507", "`dermatology.coding` does not extend `mine`", "")
    ]


def test_two_tests_of_one_name() -> None:
    body = f'test "x"\n  on {DAY}\n  given excision\n  expect nothing\n\n'
    (finding,) = with_tests(body + body).diagnostics
    assert (finding.code, finding.message) == ("P508", "two tests of one name")


def test_a_test_with_mistakes_is_left_out_and_the_others_stay() -> None:
    good = f'test "good"\n  on {DAY}\n  given excision\n  expect nothing\n\n'
    made = with_tests(good + good.replace("good", "bad").replace("excision", "excisio"))
    assert [each.name for each in cases(made, "mine")] == ["good"]


def test_a_test_of_too_much_is_told() -> None:
    many = ", ".join(f"A{n}" for n in range(250))
    assert told(f"on {DAY}", f"given excision lesion {many}", "expect nothing") == [
        ("P505", "a test with more than 200 lesions", "")
    ]
