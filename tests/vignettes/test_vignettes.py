"""The published vignettes as encounters: all can be read, and their claims do not fall behind the figures reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.predict_vignettes import ANSWERS, BESIDE, ENCOUNTERS, SCORER, main, missed, score, write
from engine.encounter import Encounter, read_encounters

EXACT = 30
"""Records that score `full` and are answered exactly, of 33; docs/vignettes.md has the others. Only ever raised."""
NAMES = [f"V-{number:03}" for number in range(1, 51)]

needs_answers = pytest.mark.skipif(
    not all((BESIDE / name).is_file() for name in (ANSWERS, SCORER)),
    reason="the published answers and their scorer are not beside the repository",
)


def test_there_is_one_file_for_each_vignette() -> None:
    assert sorted(path.stem for path in ENCOUNTERS.glob("*.json")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_encounter_is_valid_and_signed(name: str) -> None:
    (found,) = read_encounters((ENCOUNTERS / f"{name}.json").read_text(encoding="utf-8"), name)
    assert isinstance(found, Encounter), found
    assert found.encounter == name
    assert found.documents.signature


def test_without_answers_there_is_a_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "predictions.jsonl"
    assert main([str(out), "--score", "--vignettes", str(tmp_path)]) == 2
    assert "--vignettes" in capsys.readouterr().err
    assert not out.exists()


@needs_answers
def test_no_forbidden_line_and_no_fewer_exact_answers(tmp_path: Path) -> None:
    out = tmp_path / "predictions.jsonl"
    write(out)
    report = score(BESIDE, out)
    assert report["unknown_ids"] == []
    assert [r["id"] for r in report["records"]] == NAMES
    assert [r["id"] for r in report["records"] if r["forbidden"]] == []
    assert report["total"]["exact"][0] >= EXACT, "\n".join(missed(report))
