"""Two claims, or two payers, side by side: the pages word for word, and the money as the difference of two answers."""

import json

import pytest

from tests.cli.golden import check_golden, run, told

WORKED = "examples/worked"
CASES = [
    ("claims", "03-nine-keratoses", ("--claims", "17000, 17003 x9", "best")),
    (
        "two-wrong-claims",
        "13-repairs-in-two-groups",
        ("--claims", "12052, 11641", "12051, 12041-XS, 11641, 11621"),
    ),
    ("payers", "07-new-patient-psoriasis-and-biopsy", ("--payers", "medicare.national", "com-b")),
    ("payers-and-modifiers", "13-repairs-in-two-groups", ("--payers", "com-a", "medicare.national")),
]


@pytest.mark.parametrize(("name", "example", "options"), CASES, ids=[case[0] for case in CASES])
def test_a_comparison_as_a_page(name: str, example: str, options: tuple[str, ...]) -> None:
    check_golden(f"compare-{name}", told(run("compare", f"{WORKED}/{example}.json", *options)))


def test_the_money_is_the_difference_of_two_answers() -> None:
    file = f"{WORKED}/13-repairs-in-two-groups.json"
    found = json.loads(run("compare", file, "--payers", "com-a", "com-b", "--format", "json").stdout)
    paid = [
        json.loads(run("optimize", file, "--payer", payer, "--format", "json").stdout)["claim"][
            "allowed_cents"
        ]
        for payer in ("com-a", "com-b")
    ]
    assert found["more_cents"] == paid[1] - paid[0] == sum(line["more_cents"] for line in found["lines"])


def test_like_claims_differ_in_nothing() -> None:
    result = run("compare", f"{WORKED}/03-nine-keratoses.json", "--claims", "best", "17000, 17003 x8")
    assert result.exit_code == 0
    assert "A and B pay the same." in result.stdout
    assert "Only" not in result.stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "either --claims A B or --payers X Y"),
        (("--claims", "17000", "best", "--payers", "com-a", "com-b"), "either --claims A B or --payers X Y"),
        (("--payers", "com-a", "com-b", "--payer", "com-a"), "leave --payer out"),
        (("--payers", "com-a", "com-x"), "did you mean com-"),
        (("--payers", "com-x", "com-a"), "did you mean com-"),
        (("--claims", "keratosis", "best"), "expected a code of five characters"),
    ],
)
def test_what_cannot_be_compared_is_said(options: tuple[str, ...], message: str) -> None:
    result = run("compare", f"{WORKED}/03-nine-keratoses.json", *options)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_modifier_that_nobody_knows_is_compared_all_the_same() -> None:
    result = run("compare", f"{WORKED}/03-nine-keratoses.json", "--claims", "17000-ZZ", "best")
    assert result.exit_code == 1
    assert "No policy rule knows a modifier ZZ" in result.stdout
