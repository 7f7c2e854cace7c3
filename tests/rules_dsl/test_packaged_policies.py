"""The policies that claimwright brings along: no finding, and the rulebooks that the text describes."""

from datetime import date
from decimal import Decimal

import pytest

from rules_dsl import render
from rules_dsl.diagnostics import PolicyError
from rules_dsl.library import PolicyLibrary
from rules_dsl.rulebook import ByCount, BySize, Compare, Documented, PerExtra, RuleBook

IN_2026 = date(2026, 10, 15)
PAYERS = ("medicare.national", "com-a", "com-b")


@pytest.fixture(scope="module")
def library() -> PolicyLibrary:
    return PolicyLibrary.packaged()


@pytest.fixture(scope="module")
def medicare(library: PolicyLibrary) -> RuleBook:
    return library.rulebook("medicare.national", IN_2026)


def test_nothing_is_wrong_with_them(library: PolicyLibrary) -> None:
    assert render.concise(library.diagnostics) == ""


@pytest.mark.parametrize("dos", [date(2025, 6, 1), IN_2026])
def test_every_policy_compiles(library: PolicyLibrary, dos: date) -> None:
    for policy in library.policies():
        book = library.rulebook(policy, dos)
        assert (book.policy, book.as_of) == (policy, dos)
        assert set(book.rules) >= {choice.rule for choice in book.choices}


def test_a_chain_names_the_nearest_policy_first(library: PolicyLibrary) -> None:
    book = library.rulebook("com-a", IN_2026)
    assert book.chain == ("com-a", "medicare.national", "ncci.practitioner", "dermatology.coding")
    assert book.invented


def test_printed_centimetres_become_half_open_millimetres(medicare: RuleBook) -> None:
    (choice,) = [each for each in medicare.choices if each.name == "benign-excision"]
    assert isinstance(choice.select, BySize)
    trunk = choice.select.rows[0]
    assert trunk.sites[0] == "trunk"
    assert [(band.over, band.up_to) for band in trunk.bands[:2]] == [
        (None, Decimal(5)),
        (Decimal(5), Decimal(10)),
    ]
    assert (trunk.bands[-1].over, trunk.bands[-1].up_to) == (Decimal(40), None)
    assert [band.bill.codes for band in trunk.bands[:2]] == [("11400",), ("11401",)]


def test_an_add_on_counts_in_the_unit_of_its_table(medicare: RuleBook) -> None:
    choices = {each.name: each.select for each in medicare.choices}
    complex_repair, keratoses, tags = (
        choices[name] for name in ("complex-repair", "keratosis-destruction", "skin-tag-removal")
    )
    assert isinstance(complex_repair, BySize)
    assert complex_repair.rows[0].bands[0].bill.handover == "intermediate-repair"
    assert complex_repair.rows[0].bands[-1].bill.extra == (PerExtra("13102", Decimal(50), Decimal(75)),)
    assert isinstance(keratoses, ByCount)
    assert keratoses.bands[1].bill.extra == (PerExtra("17003", Decimal(1), Decimal(1)),)
    assert isinstance(tags, ByCount)
    assert tags.bands[1].bill.extra == (PerExtra("11201", Decimal(10), Decimal(15)),)


def test_a_range_is_the_codes_that_the_chain_names_in_it(medicare: RuleBook) -> None:
    visits = {"99202", "99203", "99204", "99205", "99211", "99212", "99213", "99214", "99215"}
    visits |= {"99242", "99243", "99244", "99245"}
    assert medicare.modifiers["25"].only_on == visits
    assert medicare.global_periods[0].visits == visits
    (cosmetic,) = (each for each in medicare.coverages if each.rule == "medicare.national/cosmetic-removal")
    assert "11404" in cosmetic.codes
    assert "11405" not in cosmetic.codes


def test_conditions_compare_in_millimetres_and_with_other_facts(medicare: RuleBook) -> None:
    included = {each.rule.split("/")[1]: each for each in medicare.included}
    small = included["closure-of-small-benign-excision"].when
    assert small == Compare("excised-diameter", "up to", Decimal(5))
    (cosmetic,) = (each for each in medicare.coverages if each.rule == "medicare.national/cosmetic-removal")
    assert cosmetic.unless == Documented("cosmetic")


def test_a_payer_overrides_what_it_writes_and_inherits_the_rest(library: PolicyLibrary) -> None:
    medicare, com_b = (library.rulebook(policy, IN_2026) for policy in ("medicare.national", "com-b"))
    by_rule = {each.rule: each for each in com_b.reductions}
    assert by_rule["com-b/multiple-surgery"].percents == (100, 50, 25)
    assert by_rule["com-b/multiple-surgery"].indicator == "2"
    assert by_rule["com-b/multiple-surgery"].by_report_after is None
    ranks = next(each for each in medicare.reductions if each.indicator)
    assert ranks.by_report_after == 5
    assert by_rule["com-b/visit-with-procedure"].modifier == "25"
    assert com_b.fee_schedules[0].percent == 110
    assert com_b.fee_schedules[0].path == "tables/mpfs"


def test_a_reason_is_not_inherited_by_the_rule_that_says_otherwise(library: PolicyLibrary) -> None:
    assert (
        "next four"
        in library.rulebook("medicare.national", IN_2026).rules["medicare.national/multiple-surgery"].because
    )
    assert library.rulebook("com-b", IN_2026).rules["com-b/multiple-surgery"].because == ""


def test_how_modifiers_are_used_is_overridden_as_a_whole(library: PolicyLibrary) -> None:
    com_a = {each.of: each for each in library.rulebook("com-a", IN_2026).preferences}
    assert (com_a["reduction"].never, com_a["reduction"].append) == ((), ("51",))
    assert com_a["ptp edits"].never == ("XE", "XP", "XS", "XU")
    assert com_a["ptp edits"].column == "column 2"


def test_a_rule_is_joined_to_its_text_place_and_citations(medicare: RuleBook) -> None:
    rule = medicare.rules["medicare.national/longitudinal-care-with-25"]
    assert (rule.kind, rule.carc, rule.confidence) == ("exclude", "4", "medium")
    assert rule.file == "payers/medicare/national.policy"
    assert rule.text.startswith("exclude longitudinal-care-with-25\n  code")
    assert [(cite.source.id, cite.locator) for cite in rule.citations] == [("cms-g2211", "CY 2025 exception")]


def test_an_unknown_payer_is_told_with_the_nearest_name(library: PolicyLibrary) -> None:
    with pytest.raises(
        PolicyError, match=r"no policy `medicare\.nationl`; did you mean `medicare\.national`\?"
    ):
        library.rulebook("medicare.nationl", IN_2026)


def test_no_rulebook_before_the_policy_holds(library: PolicyLibrary) -> None:
    with pytest.raises(PolicyError, match="holds from 2024-01-01, and not on 2023-12-31"):
        library.rulebook("com-a", date(2023, 12, 31))


def test_a_rulebook_is_built_once_for_the_same_statements(library: PolicyLibrary) -> None:
    first, second = (library.rulebook("com-a", day) for day in (IN_2026, date(2026, 10, 16)))
    assert first.choices is second.choices
    assert second.as_of == date(2026, 10, 16)
