"""Each kind of input that cannot be used, with its message, word for word."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.golden import EXAMPLES, ROOT, check_golden, run, told

SOUND: dict[str, Any] = json.loads((EXAMPLES / "worked" / "03-nine-keratoses.json").read_text())

THREE_MISTAKES = """\
policy com-c
  title      "A policy with three mistakes"
  extends    medicare.national
  effective  2025-01-01

mue 17003
  limt  13 units

withdraws cosmetic-removl from medicare.national
  because  "Covered under this plan."

ptp edit biopsy-and-freezing
  column 1   11102
  column 2   17000
  indicator  1
  cite       ncci-tabel
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("not-json", '{"encounter": "e-1", "payer": }'),
        ("empty", ""),
        ("unknown-field", json.dumps(SOUND | {"lesion": []})),
        ("impossible-value", json.dumps(SOUND | {"dos": "2026-02-30"})),
        ("unknown-payer-in-the-record", json.dumps(SOUND | {"payer": "medicare.nationl"})),
        ("before-the-policy", json.dumps(SOUND | {"dos": "2001-05-05", "documents": {}})),
    ],
)
def test_an_encounter(name: str, text: str) -> None:
    result = run("optimize", "-", text=text)
    assert result.exit_code == 2
    check_golden(f"bad-{name}", told(result))
    as_json = run("optimize", "-", "--format", "json", text=text)
    answer = json.loads(as_json.stdout)
    assert answer["status"] == "rejected_input"
    assert answer["problems"]
    assert as_json.exit_code == 2


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("unknown-payer", ("optimize", "examples/clinic-day.jsonl", "--payer", "com-aa")),
        ("no-such-file", ("optimize", "no-such-file.json")),
        ("folder", ("optimize", "examples")),
        ("missing-table", ("optimize", "examples/clinic-day.jsonl", "--ptp-table", "no-such-table.csv")),
        ("claim", ("audit", "examples/clinic-day.jsonl", "--claim", "99213-255, 1110, 17003 x0")),
        ("several-encounters", ("audit", "examples/clinic-day.jsonl", "--claim", "11102")),
        ("encounter-not-there", ("why-not", "examples/clinic-day.jsonl", "11102", "--encounter", "clinik-2")),
        ("no-policies", ("optimize", "examples/clinic-day.jsonl", "--policies", "no-such-folder")),
    ],
)
def test_an_option(name: str, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    check_golden(f"bad-{name}", told(result))


def test_a_policy_with_three_mistakes(tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "com-c.policy").write_text(THREE_MISTAKES)
    for name, arguments in (
        ("policy-check", ("policy", "check", folder)),
        ("policy-check-concise", ("policy", "check", folder, "--format", "concise")),
        ("policy-used", ("optimize", "examples/clinic-day.jsonl", "--policies", folder, "--payer", "com-c")),
    ):
        found = told(run(*arguments)).replace(folder.as_posix(), "policies")
        check_golden(f"bad-{name}", found)
    assert len(json.loads(run("policy", "check", folder, "--format", "json").stdout)) == 3


def test_a_packaged_table_that_is_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.tables import Tables

    shutil.copytree(ROOT / "payers" / "tables", tmp_path / "tables")
    (tmp_path / "tables" / "ncci_mue" / "2024q3.csv").unlink()
    monkeypatch.setattr(Tables, "default", staticmethod(lambda: Tables(tmp_path / "tables")))
    result = run("optimize", "examples/clinic-day.jsonl")
    assert result.exit_code == 2
    assert "ncci_mue/2024q3.csv: found no such file" in result.stderr


def test_a_sound_encounter_among_bad_ones_is_coded() -> None:
    result = run("optimize", "-", text=f"{json.dumps(SOUND)}\n{{}}\n{json.dumps(SOUND)}\n")
    assert result.exit_code == 1
    assert result.stdout.count("17003") == 2
    assert "standard input, line 2" in result.stderr


def test_a_fault_of_ours_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.kernel import Kernel

    def fails(*_: object, **__: object) -> None:
        raise KeyError("Jane Doe")

    monkeypatch.setattr(Kernel, "solve", fails)
    result = run("optimize", "examples/worked/03-nine-keratoses.json")
    assert result.exit_code == 3
    assert "this is our fault" in result.stderr
    assert "KeyError" in result.stderr
    assert "Jane Doe" not in result.stderr
    assert "Traceback" not in result.stderr
    assert "Traceback" in run("--debug", "optimize", "examples/worked/03-nine-keratoses.json").stderr


def test_a_claim_not_proved_the_best_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from engine.kernel import Kernel

    solve = Kernel.solve

    def cut_short(*given: Any, **named: Any) -> Any:
        solved = solve(*given, **named)
        return replace(
            solved, coded=solved.coded.model_copy(update={"status": "best_found", "bound_cents": 14000})
        )

    monkeypatch.setattr(Kernel, "solve", cut_short)
    result = run("optimize", "examples/worked/03-nine-keratoses.json")
    assert result.exit_code == 4
    assert "not proved the best: no compliant claim pays more than $140.00." in result.stdout
