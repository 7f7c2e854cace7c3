"""Every kind of violation fires on a claim that breaks its rule, and does not on its nearest compliant neighbour."""

import pytest

from tests.encodings.theory import violations

PAIR = """
line("a"). code("a","A"). supported("a",1). claimed("a",1).
line("b"). code("b","B"). supported("b",1). claimed("b",1).
"""
XS = 'modifier("XS","xs"). lifts("XS"). modifier_basis("XS","separate structure").'
EDIT = 'ptp("a","b","edit",liftable).'
APART = 'basis("a","b","separate structure").'
VISIT = 'includes("a","b","minor"). modifier("25","m25"). modifier_basis("25","separate work").'
REDUCED = 'ranked("a"). ranked("b"). before("a","b"). modifier("51","m51").'

CASES = [
    ("ptp_edit", PAIR + EDIT, PAIR),
    ("ptp_edit", PAIR + EDIT + XS + APART, PAIR + EDIT + XS + APART + 'claimed_modifier("b","XS").'),
    (
        "ptp_edit",
        PAIR + EDIT + XS + 'claimed_modifier("b","XS").',
        PAIR + EDIT + XS + APART + 'claimed_modifier("b","XS").',
    ),
    (
        "ptp_edit",
        PAIR + 'ptp("a","b","edit",firm).' + XS + APART + 'claimed_modifier("b","XS").',
        PAIR + EDIT + XS + APART + 'claimed_modifier("b","XS").',
    ),
    (
        "ptp_edit",
        PAIR + EDIT + XS + APART + 'claimed_modifier("b","XS"). never("XS","payer").',
        PAIR + EDIT + XS + APART + 'claimed_modifier("b","XS").',
    ),
    (
        "not_payable",
        'line("a"). code("a","A"). supported("a",1). claimed("a",1). not_payable("a","r").',
        'line("a"). code("a","A"). supported("a",1). claimed("a",1).',
    ),
    ("same_work", PAIR + 'alternative("a","b","r"). alternative("b","a","r").', PAIR),
    (
        "not_reported",
        'line("a"). code("a","A"). supported("a",1).',
        'line("a"). code("a","A"). supported("a",1). claimed("a",1).',
    ),
    (
        "not_reported",
        'line("a"). code("a","A"). supported("a",1). line("b"). code("b","B"). supported("b",1). claimed("a",1).',
        'line("a"). code("a","A"). supported("a",1). line("b"). code("b","B"). supported("b",1). claimed("a",1).'
        'ptp("a","b","edit",firm).',
    ),
    (
        "units_left_out",
        'line("a"). code("a","A"). supported("a",3). claimed("a",2).',
        'line("a"). code("a","A"). supported("a",3). claimed("a",2). mue("A",2,per_day,"mue").',
    ),
    (
        "units_over",
        'line("a"). code("a","A"). supported("a",2). claimed("a",3).',
        'line("a"). code("a","A"). supported("a",3). claimed("a",3).',
    ),
    (
        "unit_limit",
        'line("a"). code("a","A"). supported("a",3). claimed("a",3). mue("A",2,per_day,"mue").',
        'line("a"). code("a","A"). supported("a",3). claimed("a",3). mue("A",3,per_day,"mue").',
    ),
    (
        "unit_limit",
        PAIR.replace('"B"', '"A"') + 'mue("A",1,per_day,"mue").',
        PAIR.replace('"B"', '"A"') + 'mue("A",1,per_line,"mue").',
    ),
    (
        "unit_limit",
        'line("a"). code("a","A"). supported("a",3). claimed("a",3). mue("A",2,per_line,"mue").',
        'line("a"). code("a","A"). supported("a",3). claimed("a",2). mue("A",2,per_line,"mue").',
    ),
    (
        "add_on_alone",
        PAIR + 'needs_primary("b","aoc").',
        PAIR + 'needs_primary("b","aoc"). primary("b","a").',
    ),
    (
        "not_beside",
        PAIR + VISIT + 'needs_primary("b","aoc"). primary("b","a"). excluded_with("b","25","g").'
        'claimed_modifier("a","25").',
        PAIR + VISIT + 'needs_primary("b","aoc"). primary("b","a"). excluded_with("b","25","g").',
    ),
    ("visit_included", PAIR + VISIT, PAIR + VISIT + 'excuse("a","b","25"). claimed_modifier("b","25").'),
    (
        "visit_not_marked",
        PAIR + VISIT + 'excuse("a","b","25").',
        PAIR + VISIT + 'excuse("a","b","25"). claimed_modifier("b","25").',
    ),
    ("not_documented", PAIR + 'blocked("a","signed").', PAIR),
    ("in_global_period", PAIR + 'in_global("b","minor").', PAIR),
    (
        "modifier_missing",
        PAIR + 'modifier("58","m58"). assigned("b","58","staged").',
        PAIR + 'modifier("58","m58"). assigned("b","58","staged"). claimed_modifier("b","58").',
    ),
    ("held_back", PAIR + 'held("b","edit").', PAIR),
    (
        "modifier_without_purpose",
        PAIR + XS + 'claimed_modifier("b","XS").',
        PAIR + XS + EDIT + APART + 'claimed_modifier("b","XS").',
    ),
    (
        "modifier_without_purpose",
        PAIR + XS + EDIT + APART + 'claimed_modifier("a","XS"). claimed_modifier("b","XS").',
        PAIR + XS + EDIT + APART + 'claimed_modifier("a","XS").',
    ),
    (
        "modifier_missing",
        PAIR + REDUCED + 'appended("51","payer").',
        PAIR + REDUCED + 'appended("51","payer"). claimed_modifier("b","51").',
    ),
    (
        "modifier_not_accepted",
        PAIR + XS + EDIT + APART + 'claimed_modifier("b","XS"). never("XS","payer").',
        PAIR + XS + EDIT + APART + 'claimed_modifier("b","XS").',
    ),
    (
        "modifier_on_wrong_line",
        PAIR + XS + EDIT + APART + 'claimed_modifier("b","XS"). misplaced("b","XS","xs").',
        PAIR + XS + EDIT + APART + 'claimed_modifier("b","XS"). misplaced("a","XS","xs").',
    ),
    (
        "modifiers_exclusive",
        PAIR
        + XS
        + EDIT
        + APART
        + 'claimed_modifier("b","XS"). claimed_modifier("b","59"). exclusive("59","XS","xs").'
        'exclusive("XS","59","xs").',
        PAIR + XS + EDIT + APART + 'claimed_modifier("b","XS"). exclusive("59","XS","xs").',
    ),
    ("not_chosen", PAIR + 'unsupported("a",not_chosen,"choice").', PAIR),
]


@pytest.mark.parametrize(
    ("kind", "breaks", "keeps"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)]
)
def test_a_violation_fires_and_its_neighbour_does_not(kind: str, breaks: str, keeps: str) -> None:
    assert kind in violations(breaks)
    assert kind not in violations(keeps)
