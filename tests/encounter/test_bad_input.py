"""Every kind of bad input and the words a writer gets for it. UPDATE_GOLDEN=1 writes the messages anew."""

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from engine.encounter import Encounter, Rejected, read_encounters, render_rejected
from engine.encounter.mistakes import shown

GOLDEN = Path(__file__).parent / "golden"


def with_fields(**fields: Any) -> str:
    return json.dumps({"encounter": "e-1", "payer": "small", "dos": "2026-10-15", **fields})


GOOD = with_fields()
LESION = {"id": "A"}

CASES = {
    "empty": "",
    "not-json": "encounter: e-1",
    "missing-comma": '{\n  "encounter": "e-1"\n  "payer": "small"\n}',
    "text-not-closed": '{"encounter": "e-1}',
    "not-an-object": "17",
    "empty-list": "[]",
    "text-after-the-object": GOOD + " x",
    "required-fields": "{}",
    "unknown-field": with_fields(lesons=[], services=[{"tecnique": "punch"}], patient={"fur": True}),
    "unknown-field-of-a-fact": with_fields(lesions=[{**LESION, "cosmetic": {"valeu": True, "note": "x"}}]),
    "wrong-types": with_fields(
        lesions=[
            {**LESION, "count": "9", "cosmetic": "yes", "symptoms": "pain", "kind": 3, "contiguous_with": [4]}
        ],
        services={"id": "s1"},
        visit=[],
    ),
    "fixed-words": with_fields(
        documents={"notices": [{"kind": "selfpay"}]},
    ),
    "impossible-sizes": with_fields(
        lesions=[{**LESION, "diameter_mm": -3, "margin_mm": 3000, "area_mm2": 0, "defect_mm": 1.234}]
    ),
    "impossible-counts": with_fields(
        lesions=[{**LESION, "count": 0}], services=[{"count": 2.5, "session": 0}]
    ),
    "impossible-times": with_fields(patient={"age": 200}, visit={"minutes": 1441}),
    "impossible-dates": with_fields(dos="1890-10-15", history={"pathology": [{"date": "2026-02-30"}]}),
    "later-than-the-service": with_fields(
        patient={"last_seen": "2026-10-16"},
        history={"procedures": [{"hcpcs": "11602", "date": "2027-01-01"}]},
    ),
    "more-minutes-on-procedures": with_fields(visit={"minutes": 20, "minutes_on_procedures": 25}),
    "malformed-codes": with_fields(
        services=[{"diagnoses": ["57.0"]}],
        drugs=[{"hcpcs": "J73"}],
        practitioners=[{"npi": "12"}],
        state="Texas",
    ),
    "references-to-nothing": with_fields(
        lesions=[{"id": "A", "contiguous_with": ["A", "Z"]}],
        services=[{"lesions": ["A", "B"], "practitioner": "dr"}],
        wounds=[{"lesion": "C"}],
        visit={"problems": [{"decided": ["s2"]}], "risk": [{"decision": "x", "problem": "P"}]},
        documents={"signature": {"by": "p2", "on": "2026-10-15"}},
    ),
    "no-lesions-to-refer-to": with_fields(services=[{"lesions": ["A"]}]),
    "the-same-id-twice": with_fields(lesions=[LESION, LESION], services=[{"id": "A"}, {"id": "visit"}]),
    "contradiction-of-one": with_fields(lesions=[{**LESION, "count": {"contradicted": [4]}}]),
    "doubled-keys": '{"encounter": "e-1", "payer": "small", "dos": "2026-10-15", "patient": {"age": 4, "age": 5}}',
    "not-a-number": '{"encounter": "e-1", "payer": "small", "dos": "2026-10-15", "patient": {"age": NaN}, '
    '"lesions": [{"diameter_mm": -Infinity, "margin_mm": 1e999999}]}',
    "number-of-thousands-of-digits": '{"encounter": ' + "1" * 5000 + "}",
    "nested-too-deep": "[" * 100_000,
    "nested-value": '{"encounter": "e-1", "payer": "small", "dos": "2026-10-15", "state": '
    + "[" * 60
    + "]" * 60
    + "}",
    "too-long": '{"encounter": "' + "x" * 1_000_001 + '"}',
    "many-values": with_fields(lesions=[{"id": f"L{n}"} for n in range(501)]),
    "half-a-character": '{"encounter": "\\ud800", "payer": "small", "dos": "2026-10-15"}',
    "text-for-a-terminal": with_fields(state="\x1b[2J" + "x" * 100),
    "several-lines": GOOD + '\n\n{"encounter": "e-2", "payer": "small"}\n{"encounter"\n[]\n' + GOOD,
    "a-list": "[" + GOOD + ', {"encounter": "e-2"}, null]',
}


@pytest.mark.parametrize("case", CASES)
def test_message(case: str) -> None:
    rejected = [found for found in read_encounters(CASES[case], "day.json") if isinstance(found, Rejected)]
    message = "\n".join(render_rejected(each) for each in rejected) + "\n"
    golden = GOLDEN / f"{case}.txt"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        golden.write_text(message, encoding="utf-8")
    assert message == golden.read_text(encoding="utf-8")


def test_every_golden_message_has_its_case() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(CASES)


def test_a_bad_record_does_not_stop_the_others() -> None:
    found = list(read_encounters(CASES["several-lines"], "day.jsonl"))
    assert [type(each) for each in found] == [Encounter, Rejected, Rejected, Rejected, Encounter]
    assert [(each.index, each.line) for each in found if isinstance(each, Rejected)] == [
        (2, 3),
        (3, 4),
        (4, 5),
    ]


def test_a_mark_of_byte_order_and_windows_line_ends_are_accepted() -> None:
    found = list(read_encounters("\ufeff" + GOOD + "\r\n" + GOOD + "\r\n", "day.jsonl"))
    assert [type(each) for each in found] == [Encounter, Encounter]


SECRET = "Zorblatt"
"""A name that is like no word of the schema."""


@pytest.mark.parametrize(
    "case", [name for name, text in CASES.items() if text.startswith('{"encounter": "e-1"')]
)
def test_text_of_the_record_is_in_no_message(case: str) -> None:
    """The text in place of every value and as the name of a field of every object, one after the other."""
    given, _ = json.JSONDecoder().raw_decode(CASES[case])
    for record in spoilt(given):
        for rejected in read_encounters(json.dumps(record), "day.json"):
            if isinstance(rejected, Rejected):
                told = render_rejected(rejected) + json.dumps(rejected.to_dict())
                assert SECRET.lower() not in told.lower()


def spoilt(value: Any) -> list[Any]:
    """The value with the secret at one place of it, for each of its places."""
    found: list[Any] = [f"{SECRET}, Jane"]
    if isinstance(value, dict):
        found = [{**value, SECRET: 1}, {**value, f"a {SECRET}": {SECRET: [{SECRET: 1}]}}]
        found += [{**value, name: each} for name, inner in value.items() for each in spoilt(inner)]
    elif isinstance(value, list):
        places = range(len(value)) if len(value) < 10 else (0, len(value) - 1)  # of a long list all are alike
        found += [[*value[:n], each, *value[n + 1 :]] for n in places for each in spoilt(value[n])]
    return found


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("Jane Doe", "text of 8 characters"),
        ("J", "text of 1 character"),
        ("", "empty text"),
        (431, "a number of 3 characters"),
        (-1.5, "a number of 4 characters"),
        (True, "true or false"),
        (None, "null"),
        ({"Jane": 1}, "an object"),
        (["Jane"], "a list"),
        ([], "an empty list"),
    ],
    ids=str,
)
def test_a_value_is_told_by_its_type_and_length(value: object, told: str) -> None:
    assert shown(value) == told


@pytest.mark.parametrize(
    ("id", "known"),
    [
        ("e-1", True),
        ("2026/10.15:7_a#2", True),
        ("Jane Doe", False),
        ("a\nb", False),
        ("x" * 41, False),
        ("Müller", False),
    ],
)
def test_only_a_plain_key_names_a_rejected_record(id: str, known: bool) -> None:
    (rejected,) = read_encounters(json.dumps({"encounter": id, "odd": 1}), "day.json")
    assert isinstance(rejected, Rejected)
    assert rejected.encounter == (id if known else None)
    assert (id in render_rejected(rejected)) is known


@pytest.mark.parametrize("depth", [50, 900, 980, 5_000])
def test_any_depth_of_brackets_is_a_problem(depth: int) -> None:
    inner = '{"a": ' * depth + "1" + "}" * depth
    (rejected,) = read_encounters(with_fields()[:-1] + f', "state": {inner}, "dos": 1}}', "day.json")
    assert isinstance(rejected, Rejected)


HOSTILE = {
    "references": with_fields(
        lesions=[{"id": f"L{n}"} for n in range(500)], services=[{"lesions": ["x"] * 150_000}]
    ),
    "ids": with_fields(lesions=[{"id": f"{n}", "contiguous_with": [f"{n}x"]} for n in range(20_000)]),
    "fields": with_fields(**{f"fields{n}": 1 for n in range(50_000)}),
    "doubled fields": with_fields()[:-1] + "".join(f', "{n}": 1, "{n}": 2' for n in range(30_000)) + "}",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_mistakes_without_end_come_to_an_end(case: str) -> None:
    started = time.process_time()
    (rejected,) = read_encounters(HOSTILE[case], "day.json")
    assert isinstance(rejected, Rejected)
    assert 0 < len(rejected.problems) <= 200
    assert time.process_time() - started < 5


def test_as_data() -> None:
    (rejected,) = read_encounters(with_fields(documents={"notices": [{"kind": "abm"}]}), "day.json")
    assert isinstance(rejected, Rejected)
    assert rejected.to_dict() == {
        "encounter": "e-1",
        "source": "day.json",
        "index": 1,
        "line": 1,
        "problems": [
            {
                "field": "documents.notices[0].kind",
                "found": "text of 3 characters",
                "expected": "one of abn, voluntary-abn, self-pay",
                "suggestion": "abn",
            }
        ],
    }


def test_the_python_way_reports_the_same_mistakes() -> None:
    with pytest.raises(
        ValueError, match=r"services\[0\].lesions\[0\]: found text of 1 character; expected the id"
    ):
        Encounter.model_validate(json.loads(CASES["no-lesions-to-refer-to"]))
    with pytest.raises(ValueError, match="did you mean lesions"):
        Encounter.from_json(CASES["unknown-field"])


def test_practitioners_without_ids_have_them_by_place() -> None:
    """The default p1 for both made two people one, and a record that was refused without a word."""
    data = with_fields(practitioners=[{"credential": "MD"}, {"credential": "PA"}])
    (found,) = read_encounters(data, "two")
    assert isinstance(found, Encounter), found
    assert [person.id for person in found.practitioners] == ["p1", "p2"]


def test_a_contradiction_is_no_impossibility_as_long_as_one_reading_is_possible() -> None:
    data = with_fields(visit={"minutes": {"contradicted": [44, 1]}, "minutes_on_procedures": 5})
    (found,) = read_encounters(data, "minutes")
    assert isinstance(found, Encounter), found


def test_a_lesion_that_is_named_twice_is_one() -> None:
    (found,) = read_encounters(with_fields(lesions=[LESION], services=[{"lesions": ["A", "A"]}]), "twice")
    assert isinstance(found, Encounter), found
    assert found.services[0].lesions == ("A",)
