"""The pages that people read, word for word."""

import json
import re

import pytest

from engine.view import Paint, coded_view
from tests.cli.golden import EXAMPLES, check_golden, run, told

PAGES = [
    ("05-irritated-and-cosmetic", "medicare.national"),
    ("06-twenty-six-tags", "medicare.national"),
    ("07-new-patient-psoriasis-and-biopsy", "com-b"),
    ("09-cyst-with-layered-closure", "com-a"),
    ("13-repairs-in-two-groups", "medicare.national"),
    ("17-keratoses-biopsy-and-eczema", "medicare.national"),
]


@pytest.mark.parametrize(("example", "payer"), PAGES)
def test_a_worked_example_as_a_page(example: str, payer: str) -> None:
    result = run("optimize", EXAMPLES / "worked" / f"{example}.json", "--payer", payer)
    check_golden(f"{example}-{payer}", told(result))


@pytest.mark.parametrize("example", ["necessity-in-doubt", "looks-and-a-claim-wanted", "looks"])
def test_who_pays_for_what_is_not_covered(example: str) -> None:
    check_golden(f"coverage-{example}", told(run("optimize", EXAMPLES / "coverage" / f"{example}.json")))


def test_a_day_of_the_clinic() -> None:
    check_golden("clinic-day", told(run("optimize", EXAMPLES / "clinic-day.jsonl")))


def test_an_audit() -> None:
    arguments = ("--encounter", "clinic-3", "--claim", "99213-25, 11104, 17004-59, 17110-59")
    check_golden("audit", told(run("audit", "examples/clinic-day.jsonl", *arguments)))


def test_an_audit_of_the_best_claim_finds_nothing() -> None:
    result = run("audit", "examples/worked/09-cyst-with-layered-closure.json", "--claim", "12032, 11402")
    check_golden("audit-compliant", told(result))


@pytest.mark.parametrize(
    ("name", "encounter", "asked"),
    [
        ("not-the-size", "clinic-2", "11604"),
        ("bundled", "clinic-3", "11104, 17000"),
        ("not-beside-25", "clinic-1", "G2211"),
        ("on-the-claim", "clinic-2", "17261"),
    ],
)
def test_a_why_not(name: str, encounter: str, asked: str) -> None:
    result = run("why-not", "examples/clinic-day.jsonl", "--encounter", encounter, asked)
    check_golden(f"why-not-{name}", told(result))


def test_a_why_not_in_full() -> None:
    result = run("why-not", "examples/worked/01-single-shave-biopsy.json", "99213-25", "--full")
    check_golden("why-not-full", told(result))


def test_a_why_not_of_a_whole_claim() -> None:
    result = run("why-not", "examples/worked/03-nine-keratoses.json", "17000", "--whole")
    check_golden("why-not-whole", told(result))


def test_a_why_not_that_another_line_can_carry() -> None:
    result = run("why-not", "examples/worked/13-repairs-in-two-groups.json", "12041")
    check_golden("why-not-can-be-billed", told(result))


def test_the_demo() -> None:
    result = run("demo")
    assert result.exit_code == 0
    check_golden("demo", result.stdout)


def test_pages_hold_no_more_than_a_hundred_columns() -> None:
    result = run("optimize", EXAMPLES / "clinic-day.jsonl")
    assert max(len(line) for line in result.stdout.splitlines()) <= 110, "codes and rule ids are not broken"


def test_colour_changes_nothing_but_colour() -> None:
    from claimwright import optimise

    coded = optimise((EXAMPLES / "worked" / "05-irritated-and-cosmetic.json").read_text())
    coloured = coded_view(coded, paint=Paint(True))
    assert "\x1b[1m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == coded_view(coded)


def test_a_page_and_json_say_the_same() -> None:
    data = json.loads(
        run("optimize", "examples/worked/17-keratoses-biopsy-and-eczema.json", "--format", "json").stdout
    )
    page = run("optimize", "examples/worked/17-keratoses-biopsy-and-eczema.json").stdout
    for line in data["claim"]["lines"]:
        assert re.search(rf"^  {line['hcpcs']}\b.* {line['units']} ", page, re.MULTILINE)
    assert f"${data['claim']['allowed_cents'] / 100:,.2f}" in page


def test_what_a_record_says_cannot_command_the_terminal() -> None:
    encounter = json.loads((EXAMPLES / "worked" / "10-half-centimetre-nevus.json").read_text())
    encounter["encounter"] = "e\x1b[2J\nfaked line"
    result = run("optimize", "-", text=json.dumps(encounter))
    assert "\x1b" not in result.stdout
    assert result.stdout.startswith("e?[2J?faked line")


def test_a_claim_above_the_record_says_by_how_much_and_on_which_fact() -> None:
    shown = run(
        "audit", EXAMPLES / "worked" / "09-cyst-with-layered-closure.json", "--claim", "11404, 12032"
    ).stdout
    assert "This claim is $30.06 above what the record proves." in shown
    assert "excised diameter 18 mm" in shown
    lower = run(
        "audit", EXAMPLES / "worked" / "09-cyst-with-layered-closure.json", "--claim", "11401, 12032"
    ).stdout
    assert "above what the record proves" not in lower
