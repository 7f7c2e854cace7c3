"""What a mutation run changes, and that a test which pins a rule notices every change of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
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
    ByCount,
    Compare,
    Condition,
    Documented,
    Included,
    IsWord,
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
]


@pytest.mark.parametrize(("condition", "changes"), RECORDS, ids=["number", "all", "words"])
def test_what_is_changed_in_a_condition(condition: Condition, changes: set[str]) -> None:
    record = Included("x/rule", (Pattern("biopsy"),), (Pattern("excision"),), condition, None)
    found = {variant.what for variant in of_record(record) if variant.where == "when"}
    assert found == changes | {"never met", "left out"}


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
"""


def test_what_several_rules_share_is_changed_once_and_company_that_never_meets_means_nothing(
    tmp_path: Path,
) -> None:
    left = unnoticed(tmp_path, ALIKE)
    assert "com-c/H1  position: 3 -> 2" in left
    assert not [label for label in left if label.startswith("com-c/H2") and "left out" not in label]
    assert "com-c/H1  never_with: without 59" in left
    assert "com-c/H1  never_with: without E1" not in left, "E1 is for eyelids, and never on this code"


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
]


@pytest.mark.parametrize(("without", "still"), MEANS_NOTHING)
def test_what_means_nothing_beside_other_rules_is_not_changed(without: str, still: str) -> None:
    rule = without.split("  ")[0]
    labels = {
        m.label.split("/", 1)[1]
        for m in mutants(PolicyLibrary.packaged().rulebook("medicare.national", date(2026, 10, 15)))
    }
    assert without not in labels
    assert still.format(rule) in labels
