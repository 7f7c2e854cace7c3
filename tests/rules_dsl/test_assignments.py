"""Modifiers that a documented fact puts on a line: what each form becomes, alone and under a payer that changes it."""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from rules_dsl.library import PolicyLibrary
from rules_dsl.rulebook import AllOf, AnyOf, Assignment, AssignRow, Compare, Documented, IsWord, RuleBook
from rules_dsl.source import read

GOOD = (Path(__file__).with_name("corpus") / "good" / "every-statement.policy").read_text(encoding="utf-8")
STAGED = AllOf((Documented("in-global-period"), IsWord("relation", ("staged", "related"))))


@cache
def book(policy: str, year: int = 2026) -> RuleBook:
    return PolicyLibrary([read("good", GOOD.encode())]).rulebook(policy, date(year, 6, 1))


def assigned(policy: str, name: str) -> Assignment:
    (found,) = [each for each in book(policy).assignments if each.rule.endswith(f"/{name}")]
    return found


def test_a_modifier_on_procedures() -> None:
    assert assigned("base", "staged") == Assignment(
        "base/staged", "procedures", frozenset(), STAGED, modifier="58"
    )
    info = book("base").rules["base/staged"]
    assert (info.kind, info.because, info.carc) == ("assign modifier", "One plan, in stages.", "97")


def test_a_modifier_on_visits_until_a_day() -> None:
    parts = (
        Documented("in-global-period"),
        IsWord("relation", ("unrelated",)),
        IsWord("patient-status", ("new",)),
    )
    assert assigned("base", "own-work") == Assignment(
        "base/own-work", "visits", frozenset(), AnyOf(parts), modifier="25"
    )
    assert "base/own-work" not in {each.rule for each in book("base", 2030).assignments}


def test_codes_ranges_and_groups() -> None:
    found = assigned("base", "thrown-away")
    assert (found.to, found.codes) == ("codes", {"J3301", "J0585"})
    assert found.when == Compare("discarded", "over", Decimal(0))
    assert found.own_line == "units-discarded"
    assert assigned("base", "always") == Assignment(
        "base/always", "codes", frozenset({"17000"}), None, modifier="51"
    )


def test_plain_numbers_are_compared_as_written() -> None:
    assert assigned("base", "foot-findings").when == AllOf(
        (
            Compare("class-b-findings", "at least", Decimal(2)),
            Compare("class-a-findings", "up to", Decimal(0)),
            Compare("class-c-findings", "under", Decimal(5)),
            Documented("systemic-foot-disease"),
        )
    )


def test_a_modifier_for_each_word() -> None:
    rows = (AssignRow(("left-great-toe",), "TA"), AssignRow(("right-great-toe", "right-other-toe"), "T5"))
    assert assigned("base", "nail-digits") == Assignment(
        "base/nail-digits",
        "codes",
        frozenset({"11730", "11750"}),
        IsWord("patient-status", ("new",)),
        by="digit",
        rows=rows,
        ask="Which toe was it?",
    )


def test_repeated_codes_as_units_as_lines_and_once_for_both_sides() -> None:
    found = {each.rule.partition("/")[2]: each for each in book("base").repeats}
    again = found["again"]
    assert (again.written, again.modifier, again.basis) == ("lines", "", "separate structure")
    assert {"11400", "11402"} <= again.codes
    sides = found["two-sides"]
    assert (sides.written, sides.both_sides, sides.modifier) == ("one line", True, "51")
    assert found["counted"].written == "units"


def test_a_modifier_takes_the_place_of_a_basis() -> None:
    again = next(each for each in book("payer").repeats if each.rule.endswith("/again"))
    assert (again.written, again.modifier, again.basis) == ("lines", "58", None)
    assert "11400" in again.codes


def test_a_payer_changes_what_it_writes() -> None:
    nails = assigned("payer", "nail-digits")
    assert (nails.by, nails.rows) == ("digit", (AssignRow(("left-great-toe",), "T5"),))
    assert nails.codes == {"11730", "11750"}
    assert assigned("payer", "thrown-away").to == "procedures"
    assert assigned("payer", "thrown-away").codes == frozenset()
    assert assigned("payer", "foot-findings").modifier == "58"
    assert "own-work" not in {each.rule.partition("/")[2] for each in book("payer").assignments}


def test_a_table_takes_the_place_of_one_modifier_and_the_condition_stays() -> None:
    staged = assigned("payer", "staged")
    assert (staged.modifier, staged.by, staged.rows) == ("", "site", (AssignRow(("back",), "TA"),))
    assert staged.when == STAGED


@pytest.mark.parametrize("subject", ["lesion", "wound", "service", "mohs", "drug", "visit", "patient"])
def test_facts_of_the_patient_stand_in_every_definition(subject: str) -> None:
    body = f"""
define at-risk of {subject}
  when all of
    documented immunosuppressed
    patient-status is established
    class-a-findings at least 1
    class-b-findings at least class-c-findings
  cite manual
"""
    library = PolicyLibrary([read("good", (GOOD + body).encode())])
    assert not library.diagnostics
    when = library.rulebook("payer", date(2026, 1, 1)).definitions["at-risk"].when
    assert isinstance(when, AllOf)
    assert when.parts[-1] == Compare("class-b-findings", "at least", other="class-c-findings")
