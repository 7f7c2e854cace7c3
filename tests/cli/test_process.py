"""The program as a process: pipes, colour, standard input, help, exit codes, import hygiene."""

import json
import os
import subprocess
import sys

import pytest

from tests.cli.golden import EXAMPLES, ROOT, run

COMMAND = (sys.executable, "-m", "engine.cli")
DAY = str(EXAMPLES / "clinic-day.jsonl")


def process(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], cwd=ROOT, capture_output=True, text=True, **options)  # type: ignore[call-overload,no-any-return]


def test_piped_output_is_the_same_every_time_and_plain() -> None:
    narrow = process("optimize", DAY, env={**os.environ, "COLUMNS": "40", "PYTHONHASHSEED": "1"})
    wide = process("optimize", DAY, env={**os.environ, "COLUMNS": "200", "PYTHONHASHSEED": "2"})
    assert narrow.stdout == wide.stdout
    assert "\x1b" not in wide.stdout
    assert wide.returncode == 0


def test_standard_input_may_hold_one_a_list_or_lines() -> None:
    lines = (EXAMPLES / "clinic-day.jsonl").read_text()
    listed = json.dumps([json.loads(line) for line in lines.splitlines()])
    assert run("optimize", "-", text=lines).stdout == run("optimize", "-", text=listed).stdout
    assert run("optimize", DAY).stdout == run("optimize", "-", text=lines).stdout


def test_json_is_one_object_a_line() -> None:
    result = run("optimize", DAY, "--format", "json")
    assert [json.loads(line)["encounter"] for line in result.stdout.splitlines()] == [
        f"clinic-{n}" for n in range(1, 6)
    ]


def test_a_reader_that_stops_early_is_no_error() -> None:
    command = [*COMMAND, "optimize", *[DAY] * 40]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as p:
        assert p.stdout is not None
        assert p.stderr is not None
        p.stdout.readline()
        p.stdout.close()
        assert p.stderr.read() == b""
    assert p.returncode == 141


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("optimize",),
        ("audit",),
        ("why-not",),
        ("demo",),
        ("schema",),
        ("batch",),
        ("policy", "check"),
        ("policy", "test"),
    ],
)
def test_help_shows_an_example(arguments: tuple[str, ...]) -> None:
    result = run(*arguments, "--help")
    assert result.exit_code == 0
    assert f"claimwright {' '.join(arguments)}".strip() in result.stdout
    assert not set("╭│─") & set(result.stdout)


def test_help_loads_neither_solver_nor_models() -> None:
    heavy = ("clingo", "pydantic", "lark", "rich", "engine.kernel")
    code = (
        "import sys; from engine.cli.main import app\n"
        "try: app(['--help'])\n"
        f"except SystemExit: print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("of", ["encounter", "claim"])
def test_schema(of: str) -> None:
    schema = json.loads(run("schema", of).stdout)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert schema["examples"]


def test_version() -> None:
    assert run("--version").stdout.startswith("claimwright ")
