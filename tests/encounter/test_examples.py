"""The examples are readable, and their note spans have the length of their words."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.claim import Coded, parse_claim
from engine.encounter import Encounter, Rejected, read_encounters, render_rejected

ROOT = Path(__file__).resolve().parents[2]
WORKED = sorted((ROOT / "examples" / "worked").glob("*.json"))
EXPECTED = json.loads((ROOT / "tests" / "worked" / "expected.json").read_text(encoding="utf-8"))


def read(path: Path) -> list[Encounter]:
    found = list(read_encounters(path.read_text(encoding="utf-8"), path.name))
    assert [render_rejected(each) for each in found if isinstance(each, Rejected)] == []
    return [each for each in found if isinstance(each, Encounter)]


def spans(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "start" in value:
            yield value
        for part in value.values():
            yield from spans(part)
    elif isinstance(value, list):
        for part in value:
            yield from spans(part)


@pytest.mark.parametrize(
    "path", [*WORKED, ROOT / "examples" / "clinic-day.jsonl"], ids=lambda path: path.stem
)
def test_an_example_reads_and_writes(path: Path) -> None:
    for encounter in read(path):
        assert Encounter.from_json(encounter.to_json()) == encounter
        for span in spans(json.loads(encounter.to_json())):
            assert span["end"] - span["start"] == len(span["text"])


def test_every_worked_example_has_its_expected_claims() -> None:
    assert [path.stem for path in WORKED] == list(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_expected_claims_add_up(name: str) -> None:
    for payer in ("medicare.national", "com-a", "com-b"):
        claim = EXPECTED[name]["payers"][payer]
        assert not isinstance(parse_claim(json.dumps(claim)), Rejected)
    medicare = EXPECTED[name]["payers"]["medicare.national"]
    assert sum(line.get("allowed_cents", 0) for line in medicare["lines"]) == medicare["allowed_cents"]
    assert not isinstance(parse_claim(EXPECTED[name]["tempting"]["claim"]), Rejected)


@pytest.mark.parametrize("model", [Encounter, Coded])
def test_the_schema_speaks_to_a_reader(model: type[Encounter] | type[Coded]) -> None:
    schema = model.json_schema()
    text = json.dumps(schema)
    assert schema["title"] == model.__name__
    assert schema["description"]
    assert schema["examples"]
    assert "x-fact" not in text
    for reference in {part.split('"')[0] for part in text.split('"$ref": "#/$defs/')[1:]}:
        assert reference in schema["$defs"]


def test_the_example_of_the_schema_is_an_encounter() -> None:
    assert Encounter.from_json(json.dumps(Encounter.json_schema()["examples"][0]))
