"""A batch: every sound record coded, every bad one kept aside with its reason, in order, with any number of jobs."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.made_encounters import records
from engine import pool
from engine.batch import Record, Result, code_records
from engine.kernel import Kernel
from engine.pool import CHUNK, Setting, code_in_pool
from tests.cli.golden import run


@pytest.fixture(scope="module")
def kernel() -> Kernel:
    return Kernel()


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def batch_of(count: int, folder: Path) -> None:
    """The promise of `batch`, over made encounters of which one in a hundred is broken."""
    made = list(records(count, seed=7, broken=0.01))
    source = folder / "in.jsonl"
    source.write_text("".join(f"{text}\n" for text, _ in made))
    outputs = []
    for jobs in ("1", "2"):
        out = folder / f"out{jobs}.jsonl"
        result = run("batch", source, "-o", out, "--jobs", jobs)
        assert result.exit_code == 1
        assert result.stdout == ""
        assert "encounters/s" in result.stderr
        outputs.append((out.read_bytes(), (folder / f"out{jobs}.rejects.jsonl").read_bytes()))
    assert outputs[0] == outputs[1]

    coded, rejects = lines_of(folder / "out1.jsonl"), lines_of(folder / "out1.rejects.jsonl")
    bad = [number for number, (_, sound) in enumerate(made, start=1) if not sound]
    good = [json.loads(text)["encounter"] for text, sound in made if sound]
    assert [each["encounter"] for each in coded] == good
    assert [each["line"] for each in rejects] == bad
    assert all(each["problems"] for each in rejects)
    assert {each["status"] for each in coded} <= {"optimal", "nothing_billable"}
    assert sum(each["claim"]["allowed_cents"] for each in coded) > 100 * len(coded)
    assert not [path for path in folder.iterdir() if path.name.endswith(".part")]


def test_two_hundred(tmp_path: Path) -> None:
    batch_of(200, tmp_path)


@pytest.mark.slow
def test_two_thousand(tmp_path: Path) -> None:
    batch_of(2000, tmp_path)


def test_made_encounters_are_the_same_for_the_same_seed() -> None:
    assert list(records(50, seed=3, broken=0.1)) == list(records(50, seed=3, broken=0.1))
    assert list(records(50, seed=3)) != list(records(50, seed=4))


# ── single records ───────────────────────────────────────────────────────────────────────────────────────────────

SOUND = next(text for text, _ in records(1, seed=5))


def test_records_stream(kernel: Kernel) -> None:
    def endless() -> Iterator[Record]:
        number = 0
        while True:
            number += 1
            yield Record(number, SOUND)

    results = code_records(endless(), kernel)
    assert [next(results).line for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "field", "found"),
    [
        ('{"encounter": "e-1", }', "line 8, column 22", "}"),
        ("[1]", "encounter", "a list"),
        ("7", "encounter", "a number of 1 character"),
        ('{"encounter": "e-1"}', "payer", ""),
    ],
)
def test_a_bad_record_says_where_it_is(kernel: Kernel, text: str, field: str, found: str) -> None:
    (result,) = code_records([Record(8, text)], kernel)
    assert (result.line, result.status) == (8, "rejected_input")
    assert (result.problems[0].field, result.problems[0].found) == (field, found)
    assert json.loads(result.reject())["line"] == 8


def test_a_fault_of_ours_in_one_record_loses_no_other(
    kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    solve = Kernel.solve

    def fails_once(self: Kernel, encounter: Any, *rest: Any, **named: Any) -> Any:
        if encounter.encounter == "bad-luck":
            raise KeyError("Jane Doe")
        return solve(self, encounter, *rest, **named)

    monkeypatch.setattr(Kernel, "solve", fails_once)
    unlucky = json.dumps(json.loads(SOUND) | {"encounter": "bad-luck"})
    results = list(code_records([Record(1, SOUND), Record(2, unlucky), Record(3, SOUND)], kernel))
    assert [result.our_fault for result in results] == [False, True, False]
    assert results[1].encounter == "bad-luck"
    assert "KeyError" in results[1].reject()
    assert "Jane Doe" not in results[1].reject()


# ── processes ────────────────────────────────────────────────────────────────────────────────────────────────────


def dies_of_seven(part: list[Record]) -> list[Result]:
    """Work whose process is killed by record 7."""
    if any(record.line == 7 for record in part):
        os.kill(os.getpid(), signal.SIGKILL)
    return [Result(record.line, record.text, "optimal") for record in part]


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_a_worker_that_dies_loses_only_the_record_it_died_of() -> None:
    many = [Record(number, f"e-{number}") for number in range(1, 20)]
    results = list(code_in_pool(many, Setting(), 2, work=dies_of_seven, chunk=4))
    assert [result.line for result in results] == list(range(1, 20))
    assert [result.line for result in results if result.our_fault] == [7]


def hangs_on_seven(part: list[Record]) -> list[Result]:
    """Work that never comes to an end on record 7."""
    while any(record.line == 7 for record in part):
        time.sleep(1)
    return [Result(record.line, record.text, "optimal") for record in part]


@pytest.mark.slow
def test_a_worker_that_hangs_loses_only_the_record_it_hangs_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "START", 20.0)
    many = [Record(number, f"e-{number}") for number in range(1, 12)]
    results = list(code_in_pool(many, Setting(seconds=1.0), 2, work=hangs_on_seven, chunk=1))
    assert [result.line for result in results] == list(range(1, 12))
    (lost,) = [result for result in results if result.our_fault]
    assert lost.line == 7
    assert "no answer within 23 seconds" in lost.reject()


# ── the command ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_blank_lines_bad_bytes_and_line_ends(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"\xef\xbb\xbf" + SOUND.encode() + b"\r\n\n  \n\xff\xfe{}\n" + SOUND.encode())
    result = run(
        "batch", source, "-o", tmp_path / "out.jsonl", "--rejects", tmp_path / "bad.jsonl", "-j", "1"
    )
    assert result.exit_code == 1
    assert "1 rejected" in result.stderr
    assert len(lines_of(tmp_path / "out.jsonl")) == 2
    (bad,) = lines_of(tmp_path / "bad.jsonl")
    assert (bad["line"], bad["encounter"], bad["problems"][0]["expected"]) == (4, None, "UTF-8 text")


def test_the_answers_are_those_of_optimize(tmp_path: Path) -> None:
    result = run(
        "batch", "examples/clinic-day.jsonl", "-o", tmp_path / "out.jsonl", "-j", "1", "--payer", "com-b"
    )
    assert result.exit_code == 0
    one_by_one = run("optimize", "examples/clinic-day.jsonl", "--payer", "com-b", "--format", "json")
    assert (tmp_path / "out.jsonl").read_text() == one_by_one.stdout
    assert (tmp_path / "out.rejects.jsonl").read_text() == ""


def test_a_batch_takes_no_more_than_an_input_and_an_output(tmp_path: Path) -> None:
    """As the README prints it: without `--jobs`, with one process a core."""
    result = run("batch", "examples/clinic-day.jsonl", "-o", tmp_path / "out.jsonl")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith(f"5 coded -> {tmp_path / 'out.jsonl'}\n")
    assert len(lines_of(tmp_path / "out.jsonl")) == 5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "holds no encounters"),
        ("\n\n", "holds no encounters"),
        ("{\n}\n", "is not JSON Lines"),
        ("[\n{}\n]", "is not JSON Lines"),
    ],
)
def test_a_file_that_is_no_batch_writes_nothing(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "in.jsonl").write_text(text)
    result = run("batch", tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "-j", "1")
    assert result.exit_code == 2
    assert told in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


def test_an_older_answer_stays_when_the_batch_fails(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("{\n")
    (tmp_path / "out.jsonl").write_text("older\n")
    result = run("batch", tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl")
    assert result.exit_code == 2
    assert "is not JSON Lines" in result.stderr
    assert (tmp_path / "out.jsonl").read_text() == "older\n"


def test_no_file_is_written_over_another(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(SOUND)
    for files in (("-o", source), ("-o", out, "--rejects", out), ("-o", out, "--rejects", source)):
        result = run("batch", source, *files)
        assert result.exit_code == 2
        assert "must be three different files" in result.stderr
        assert source.read_text() == SOUND
        assert not out.exists()


def test_a_file_without_one_usable_record_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("{}\n{}\n")
    result = run("batch", tmp_path / "in.jsonl", "-o", tmp_path / "out.jsonl", "-j", "1")
    assert result.exit_code == 2
    assert "2 rejected" in result.stderr
    assert len(lines_of(tmp_path / "out.rejects.jsonl")) == 2


def test_chunks_are_no_part_of_the_answer(tmp_path: Path) -> None:
    made = [Record(number, text) for number, (text, _) in enumerate(records(CHUNK + 3, seed=2), start=1)]
    spread = list(code_in_pool(made, Setting(), 2, chunk=5))
    assert spread == list(code_records(made, Kernel()))
