"""A claim that somebody typed, and the answer as JSON."""

import json
from datetime import date

import pytest

from engine.claim import Claim, ClaimedLine, ClaimLine, Coded, LedgerEntry, parse_claim
from engine.encounter import InputProblem, Rejected

X_LINES = [("99213", ("X2",), 1), ("17000", ("GX",), 1), ("17003", ("XS",), 2), ("17003", ("GX",), 2)]
TYPED = {
    "codes": ("99213, 11102", [("99213", (), 1), ("11102", (), 1)]),
    "modifiers and units": ("99213-24-25, 17003-XSx2", [("99213", ("24", "25"), 1), ("17003", ("XS",), 2)]),
    "units apart": ("17003 x 8, 11103 X2", [("17003", (), 8), ("11103", (), 2)]),
    "a multiplication sign": ("17003 ×8", [("17003", (), 8)]),
    "lower case": ("g2211, 17000-xs", [("G2211", (), 1), ("17000", ("XS",), 1)]),
    "one a line": ("11102\n17000-59\n", [("11102", (), 1), ("17000", ("59",), 1)]),
    "hyphens with spaces": ("99213 - 25", [("99213", ("25",), 1)]),
    "modifiers with an x": ("99213-X2, 17000-GX, 17003-XSx2, 17003-GXx2", X_LINES),
    "a trailing comma": ("11102,", [("11102", (), 1)]),
    "the JSON of an answer": (
        '{"claim": {"lines": [{"hcpcs": "17000", "modifiers": ["XS"], "units": 2, "rank": 1}]}}',
        [("17000", ("XS",), 2)],
    ),
    "a JSON list": ('[{"hcpcs": "17000"}, "17003 x2"]', [("17000", (), 1), ("17003", (), 2)]),
}


@pytest.mark.parametrize("case", TYPED)
def test_typed(case: str) -> None:
    text, lines = TYPED[case]
    assert parse_claim(text) == tuple(ClaimedLine(*line) for line in lines)


MISTYPED = {
    "nothing": (
        " ",
        [
            "claim: found nothing; expected a code, modifiers after hyphens and units after x, such as 17003-XS x2"
        ],
    ),
    "a short code": (
        "1710",
        ["line 1: found 1710; expected a code of five characters such as 17000 or G2211"],
    ),
    "a long modifier": (
        "17000-59A",
        ["line 1: found 59A; expected a modifier of two characters such as 25 or XS"],
    ),
    "a modifier twice": ("17000-59-59", ["line 1: found 59; expected each modifier once"]),
    "no units": (
        "11102, 17003x",
        ["line 2: found empty text; expected units from 1 to 9999 after x, such as x2"],
    ),
    "units of none": ("17003x0", ["line 1: found 0; expected units from 1 to 9999 after x, such as x2"]),
    "units in words": (
        "17003 x two",
        ["line 1: found two; expected units from 1 to 9999 after x, such as x2"],
    ),
    "words": (
        "two biopsies",
        [
            "line 1: found two biopsies; expected a code, modifiers after hyphens and units after x, "
            "such as 17003-XS x2"
        ],
    ),
    "everything at once": (
        "1-2, 17000 x99999",
        [
            "line 1: found 1; expected a code of five characters such as 17000 or G2211",
            "line 1: found 2; expected a modifier of two characters such as 25 or XS",
            "line 2: found 99999; expected units from 1 to 9999 after x, such as x2",
        ],
    ),
    "JSON of something else": (
        '{"codes": []}',
        ["claim: found an object; expected a list of lines under `lines`"],
    ),
    "broken JSON": ("[1,", ["line 1, column 4: found the end; expected the JSON of a claim"]),
    "a number for a line": ("[1]", ["[0]: found 1; expected a line with `hcpcs`, `modifiers` and `units`"]),
    "a line without a code": (
        '{"lines": [{"units": true}]}',
        [
            "lines[0]: found null; expected a code of five characters such as 17000 or G2211",
            "lines[0]: found true; expected units from 1 to 9999 after x, such as x2",
        ],
    ),
}


@pytest.mark.parametrize("case", MISTYPED)
def test_mistyped(case: str) -> None:
    text, messages = MISTYPED[case]
    rejected = parse_claim(text)
    assert isinstance(rejected, Rejected)
    assert [problem.text() for problem in rejected.problems] == messages


ANSWER = Coded(
    encounter="e-1",
    payer="small",
    dos=date(2026, 10, 15),
    status="optimal",
    claim=Claim(lines=(ClaimLine(hcpcs="17000", modifiers=("XS",), allowed_cents=6647),), allowed_cents=6647),
    ledger=(LedgerEntry(check="ptp", status="no_data"),),
)


def test_the_answer_is_one_line_in_a_fixed_order() -> None:
    text = ANSWER.to_json()
    assert "\n" not in text
    assert list(json.loads(text)) == list(Coded.model_fields)
    assert Coded.model_validate_json(text).to_json() == text


def test_the_answer_reads_as_a_typed_claim() -> None:
    expected = (ClaimedLine("17000", ("XS",)),)
    assert parse_claim(ANSWER.to_json()) == expected
    assert parse_claim(ANSWER.claim.text()) == expected


def test_plain_words_only_on_request() -> None:
    assert "words" not in json.loads(ANSWER.to_json())["claim"]["lines"][0]
    told = ANSWER.with_words(lambda hcpcs: f"about {hcpcs}")
    assert json.loads(told.to_json())["claim"]["lines"][0]["words"] == "about 17000"


def test_a_rejected_input_as_an_answer() -> None:
    rejected = Rejected("e-1", "day.json", 1, 1, (InputProblem("dos", "x", "a date"),))
    answer = Coded.rejected(rejected)
    assert answer.status == "rejected_input"
    assert [(p.field, p.found, p.expected) for p in answer.problems] == [("dos", "x", "a date")]
