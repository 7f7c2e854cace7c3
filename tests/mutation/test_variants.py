"""What a mutation run changes, and that a test which pins a rule notices every change of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from engine.mutation.mutant import mutants
from engine.mutation.run import MutationRun
from engine.mutation.variants import of_record
from rules_dsl.library import PolicyLibrary
from rules_dsl.rulebook import (
    AllOf,
    Band,
    Bill,
    Bound,
    ByCount,
    Compare,
    Condition,
    Diagnosed,
    Documented,
    Included,
    IsFlag,
    IsWord,
    Past,
    Pattern,
)

POLICY = """\
policy com-c
  title      "A payer of our own"
  extends    medicare.national
  effective  2025-01-01
  reviewed   2026-10-01

mue 11103
  limit    1 units
  mai      2

test "two biopsies"
  on      2026-10-15
  given   tangential biopsy  at back   lesion A  dx D48.5
  given   tangential biopsy  at cheek  lesion B  dx D48.5
  expect  11102
  expect  11103
"""
THREE = """
test "three biopsies"
  on      2026-10-15
  given   tangential biopsy  at back   lesion A  dx D48.5
  given   tangential biopsy  at cheek  lesion B  dx D48.5
  given   tangential biopsy  at neck   lesion C  dx D48.5
  expect  11102
  expect  11103
"""


def unnoticed(folder: Path, text: str) -> set[str]:
    path = folder / "com-c.policy"
    path.write_text(text)
    run = MutationRun(PolicyLibrary.load(path), {path.as_posix()})
    return {mutant.label for mutant in run.survivors(run.mutants)}


def test_a_weak_test_lets_changes_pass(tmp_path: Path) -> None:
    assert unnoticed(tmp_path, POLICY) == {
        "com-c/mue-11103  left out",
        "com-c/mue-11103  mai: 2 -> 1",
        "com-c/mue-11103  mai: 2 -> 3",
        "com-c/mue-11103  units: 1 -> 2",
    }


def test_both_sides_of_the_limit_notice_them(tmp_path: Path) -> None:
    assert unnoticed(tmp_path, POLICY + THREE) == {"com-c/mue-11103  mai: 2 -> 1"}, (
        "one line: per line or per day is the same"
    )


RECORDS = [
    (
        Compare("nails", "at least", Decimal(6)),
        {
            "nails at least 6: over",
            "nails at least 6: under",
            "nails at least 6 -> 7",
            "nails at least 6 -> 5",
        },
    ),
    (
        AllOf((Documented("bleeding", True), Documented("pain", True))),
        {"all of -> any of", "without documented bleeding", "without documented pain", "never met"},
    ),
    (IsWord("kind", ("wart", "mole")), {"kind is not wart", "kind is not mole", "never met"}),
    (IsFlag("sample-taken", False), {"sample-taken is no -> yes"}),
    (Diagnosed(("C43", "C44", "L40")), {f"diagnosis is not {code}" for code in ("C43", "C44", "L40")}),
    (
        Past("days since", ("64650", "64653"), "at least", Decimal(84)),
        {
            "days since 64650 at least 84: over",
            "days since 64650 at least 84: under",
            "days since 64650 at least 84 -> 85",
            "days since 64650 at least 84 -> 83",
            "days since 64650 at least 84: without 64650",
            "days since 64650 at least 84: without 64653",
        },
    ),
]


@pytest.mark.parametrize(
    ("condition", "changes"), RECORDS, ids=["number", "all", "words", "no", "diagnoses", "past"]
)
def test_what_is_changed_in_a_condition(condition: Condition, changes: set[str]) -> None:
    record = Included("x/rule", (Pattern("biopsy"),), (Pattern("excision"),), condition, None)
    found = {variant.what for variant in of_record(record) if variant.where == "when"}
    assert found == changes | {"never met", "left out"}


def test_what_is_changed_in_a_bound() -> None:
    diameter = Compare("diameter", "up to", Decimal(50))
    record = Bound("x/wide", "wide", "lesion", ("diameter", "margin"), diameter, None, "How wide?")
    assert {f"{variant.where}: {variant.what}" for variant in of_record(record)} == {
        "facts: without diameter",
        "facts: without margin",
        "only_when: left out",
        "only_when: never met",
        "only_when: diameter up to 50 -> 51",
        "only_when: diameter up to 50 -> 49",
        "only_when: diameter up to 50: under",
        "only_when: diameter up to 50: over",
    }


def test_an_edge_moves_for_both_of_its_bands() -> None:
    one, two = Bill(("17110",)), Bill(("17111",))
    bands = (Band(Decimal(0), Decimal(14), one), Band(Decimal(14), None, two))
    moved = [v.value.bands for v in of_record(ByCount(bands)) if v.what == "edge 14 -> 15"]
    assert moved == [(Band(Decimal(0), Decimal(15), one), Band(Decimal(15), None, two))]


ALIKE = """\
policy com-c
  title      "A payer of our own"
  extends    medicare.national
  effective  2025-01-01
  reviewed   2026-10-01

modifiers of-hands
  | modifier | means       |
  | H1       | left hand   |
  | H2       | right hand  |
  basis       separate anatomic site
  lifts       ptp edits
  only on     11102
  never with  E1, 59
  position    3

test "a biopsy"
  on      2026-10-15
  given   tangential biopsy  at back  lesion A  dx D48.5
  expect  11102
  reject  11102-H1 by H1

bound marks-of-a-patient of lesion
  fact       diameter
  only when  diameter up to 40 mm
  ask        "How wide?"
  cite       cpt "size"

words free-margin
  | word         | kind of | implies | also called | at         |
  | eyebrow-edge |         |         |             | face, neck |

test "a wide one"
  on      2026-10-15
  given   tangential removal of nevus  at back  lesion A  diameter 41 mm  symptom pain  dx D22.5
  expect  11300

test "no such edge on a back"
  on      2026-10-15
  given   excision of cyst  at back  lesion A  diameter 10 mm  margin 1 mm  symptom pain  dx L72.0
  given   closure of lesion A  layered  length 3.0 cm  free-margin eyebrow-edge
  expect  11402
  expect  12032
"""


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    return unnoticed(tmp_path_factory.mktemp("policies"), ALIKE)


def test_what_several_rules_share_is_changed_once_and_company_that_never_meets_means_nothing(
    left: set[str],
) -> None:
    assert "com-c/H1  position: 3 -> 2" in left
    assert not [label for label in left if label.startswith("com-c/H2") and "left out" not in label]
    assert "com-c/H1  never_with: without 59" in left
    assert "com-c/H1  never_with: without E1" not in left, "E1 is for eyelids, and never on this code"


def test_beyond_a_bound_and_at_the_wrong_place_is_noticed_and_the_border_is_not(left: set[str]) -> None:
    assert {label for label in left if "marks-of" in label or "eyebrow-edge" in label} == {
        "com-c/marks-of-a-patient  only_when: diameter up to 40 -> 39",
        "com-c/marks-of-a-patient  only_when: diameter up to 40: under",
        "free-margin/eyebrow-edge  at: without face",
        "free-margin/eyebrow-edge  at: without neck",
    }


MEANS_NOTHING = [
    pytest.param("keratosis-treatment  codes: without 17000", "{}  left out", id="covered-by-the-choice"),
    pytest.param(
        "keratosis-treatment  self_pay: no -> always", "{}  unknown: warn -> block", id="billed-by-liability"
    ),
    pytest.param(
        "multiple-surgery  percents: without 50", "{}  percents: without 100", id="the-last-repeats"
    ),
    pytest.param("timely-filing  days: 0 -> 1", "{}  years: 1 -> 2", id="days-beside-years"),
    pytest.param(
        "extra-work-by-report  by_report_after: 0 -> 1", "{}  left out", id="by-report-without-ranks"
    ),
    pytest.param(
        "skin-biopsy  once: True -> False", "{}  per: day -> session", id="a-ranking-is-of-its-period"
    ),
    pytest.param("benign-excision  select.rows[face].sites: without eyelid", "{}  left out", id="wider-site"),
    pytest.param("QW  position: 3 -> 4", "{}  left out", id="never-put-on-a-line"),
    pytest.param("stages-of-a-tumor  only_when: left out", "{}  left out", id="a-bound-without-a-bound"),
]


@cache
def changes_of_medicare() -> frozenset[str]:
    book = PolicyLibrary.packaged().rulebook("medicare.national", date(2026, 10, 15))
    return frozenset(mutant.label.split("/", 1)[1] for mutant in mutants(book))


@pytest.mark.parametrize(("without", "still"), MEANS_NOTHING)
def test_what_means_nothing_beside_other_rules_is_not_changed(without: str, still: str) -> None:
    rule = without.split("  ")[0]
    assert without not in changes_of_medicare()
    assert still.format(rule) in changes_of_medicare()
