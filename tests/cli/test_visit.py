"""The visit sheet, word for word, and that page and JSON are views of one object."""

import json
from typing import Any

import pytest

from tests.cli.golden import EXAMPLES, check_golden, run, told

SHEETS = [
    "01-single-shave-biopsy",
    "07-new-patient-psoriasis-and-biopsy",
    "08-psoriasis-follow-up",
    "17-keratoses-biopsy-and-eczema",
    "20-unrelated-work-in-the-global-period",
]

CROWDED: dict[str, Any] = {
    "encounter": "crowded",
    "payer": "medicare.national",
    "dos": "2026-10-15",
    "patient": {"status": "new", "last_seen": "2025-03-01"},
    "practitioners": [
        {"id": "dr-a", "credential": "MD", "group": "North Clinic", "specialty": "dermatology"},
        {"id": "dr-b", "credential": "MD", "group": "South Clinic", "specialty": "dermatology"},
    ],
    "history": {
        "procedures": [
            {"hcpcs": "11602", "date": "2026-10-10"},
            {"hcpcs": "14060", "date": "2026-09-10", "practitioner": "dr-b"},
        ]
    },
    "lesions": [{"id": "B", "kind": "uncertain-lesion", "site": "thigh"}],
    "services": [
        {
            "id": "s1",
            "technique": "punch-biopsy",
            "lesions": ["B"],
            "diagnoses": ["D48.5"],
            "relation": "unrelated",
        }
    ],
    "visit": {
        "problems": [
            {
                "id": "eczema",
                "name": "eczema",
                "status": {
                    "value": "not-at-goal",
                    "note": {"text": "flaring on both arms", "start": 40, "end": 60},
                },
                "diagnoses": ["L20.9"],
            },
            {"name": "papule", "status": "uncertain-prognosis", "decided": ["s1"]},
        ],
        "data": [
            {"kind": "lab", "item": "CBC", "problem": "eczema"},
            {"kind": "lab", "item": "cbc", "problem": "eczema"},
            {"kind": "lab", "item": "skin pathology", "billed": True},
        ],
        "risk": [{"decision": "toxicity-monitoring", "problem": "eczema"}, {"decision": "minor-surgery"}],
        "minutes": 40,
        "unrelated_to_global": "Eczema, another problem than the excised growth.",
    },
    "documents": {"signature": {"by": "dr-a", "on": "2026-10-15"}},
}


@pytest.mark.parametrize("example", SHEETS)
def test_the_sheet_of_a_worked_example(example: str) -> None:
    check_golden(f"visit-{example}", told(run("visit", EXAMPLES / "worked" / f"{example}.json")))


def test_everything_that_does_not_count_is_told() -> None:
    check_golden("visit-crowded", told(run("visit", "-", text=json.dumps(CROWDED))))


def test_minutes_net_of_procedures_reach_the_level() -> None:
    visit = {**CROWDED["visit"], "minutes": 75, "minutes_on_procedures": 5}
    sheet = json.loads(
        run("visit", "-", "--format", "json", text=json.dumps({**CROWDED, "visit": visit})).stdout
    )
    assert (sheet["level"], sheet["by"], sheet["minutes"]["net"]) == ("high", "minutes", 70)
    assert [(each["hcpcs"], each["billed"]) for each in sheet["add_ons"]] == [
        ("G2211", False),
        ("G2212", True),
    ]
    assert sheet["next_level"] == ""


def test_the_page_says_what_the_json_says() -> None:
    text = json.dumps(CROWDED)
    sheet = json.loads(run("visit", "-", "--format", "json", text=text).stdout)
    page = run("visit", "-", text=text).stdout
    assert "-".join((sheet["hcpcs"], *sheet["modifiers"])) == "99214-24-25"
    assert f"{sheet['hcpcs']}-24-25" in page
    words = " ".join(page.split())
    for element in sheet["elements"]:
        assert all(each["name"] in words for each in element["counted"])
    for each in sheet["carved_out"]:
        assert each["name"] in words
    for each in sheet["set_apart"]:
        assert f"{each['modifier']} {each['basis']}" in words
        assert each["rule"] in words
    for rule in sheet["rules"]:
        assert rule["rule"] in words
        assert all(cited["source"] in words for cited in rule["sources"])


def test_another_group_s_flap_sets_nothing_apart() -> None:
    page = run("visit", "-", text=json.dumps(CROWDED)).stdout
    assert "11602 of 2026-10-10" in page
    assert "14060" not in page


def test_several_sheets_print_on_pages_of_their_own() -> None:
    result = run("visit", "examples/clinic-day.jsonl")
    records = (EXAMPLES / "clinic-day.jsonl").read_text(encoding="utf-8").splitlines()
    assert result.stdout.count("\f") == len(records) - 1
    assert result.stdout.count("Visit sheet") == len(records)
    assert max(map(len, result.stdout.splitlines())) <= 110


def test_no_visit_is_said_and_not_an_error() -> None:
    result = run("visit", "examples/worked/03-nine-keratoses.json")
    assert result.exit_code == 0
    assert result.stdout.endswith("No visit is documented.\n")


def test_a_nurse_s_visit_has_no_level() -> None:
    nurse = {
        **CROWDED,
        "practitioners": [{"id": "n", "credential": "RN"}],
        "history": {},
        "services": [],
        "lesions": [],
        "patient": {"status": "established"},
        "visit": {"problems": [{"status": "stable-chronic", "diagnoses": ["L70.0"]}]},
        "documents": {"signature": {"by": "n", "on": "2026-10-15"}},
    }
    sheet = json.loads(run("visit", "-", "--format", "json", text=json.dumps(nurse)).stdout)
    assert (sheet["hcpcs"], sheet["billed"], sheet["level"], sheet["elements"]) == ("99211", True, "", [])


def test_what_is_no_encounter_is_refused() -> None:
    result = run("visit", "-", text='{"dos": "2026-10-15", "payer": "com-a", "vist": {}}')
    assert result.exit_code == 2
    assert "visit" in result.stderr
    assert "Traceback" not in result.stderr
