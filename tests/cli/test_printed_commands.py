"""Every command line that is printed for a user is run as printed: from the README, the pages of `docs` and the
language, and the `--help` of every verb. Its exit code and what it writes are below; one that is not listed fails."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from engine.cli.main import app
from tests.cli.golden import EXAMPLES, ROOT, run

PAGES = (ROOT / "README.md", ROOT / "grammar" / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
COMMAND = re.compile(
    r"`(claimwright [^`]+)`|^ *\$? ?((?:cat \S+ \| )?claimwright [a-z][^`\n]*)$", re.MULTILINE
)


class Runs(NamedTuple):
    """What a command line does: its exit code, a piece of what it says, and the files it writes."""

    exit_code: int
    says: str
    writes: tuple[str, ...] = ()
    slow: bool = False


PRINTED = {
    # README
    "claimwright optimize examples/clinic-day.jsonl": Runs(0, "clinic-1   medicare.national"),
    "claimwright optimize examples/worked/03-nine-keratoses.json": Runs(0, "17003                 8"),
    'claimwright why-not examples/worked/03-nine-keratoses.json "17003 x9"': Runs(
        1, "17003 x9 cannot be billed."
    ),
    "claimwright optimize FILE...": Runs(0, "17003                 8"),
    'claimwright audit FILE --claim "99213-25, 17003x2"': Runs(1, "99213"),
    'claimwright why-not FILE "17000-59"': Runs(1, "17000-59 cannot be billed with 17003."),
    'claimwright compare FILE --claims "17000" best': Runs(1, "B pays $50.80 more than A."),
    "claimwright compare FILE --payers X Y": Runs(0, "com-a"),
    "claimwright explain FILE": Runs(0, "17003"),
    "claimwright optimize FILE --certificate CERT": Runs(0, "17003                 8", ("CERT",)),
    "claimwright verify CERT": Runs(0, "holds"),
    "claimwright visit FILE": Runs(0, "No visit is documented."),
    "claimwright batch IN.jsonl -o OUT.jsonl": Runs(
        0, "5 coded -> OUT.jsonl", ("OUT.jsonl", "OUT.rejects.jsonl")
    ),
    "claimwright policy check": Runs(0, "no mistakes."),
    "claimwright policy test": Runs(0, "0 failed.", slow=True),
    "claimwright policy mutate my-policies/": Runs(1, "4 by no test", slow=True),
    "claimwright payers": Runs(0, "medicare.national"),
    "claimwright schema encounter": Runs(0, '"$schema"'),
    "claimwright schema claim": Runs(0, '"$schema"'),
    "claimwright demo": Runs(0, "clinic-1"),
    # the page on the language
    "claimwright policy check my-policies/": Runs(0, "1 policy file: 1 warning."),
    # --help
    "claimwright optimize encounter.json": Runs(0, "99214  25"),
    "claimwright optimize clinic-day.jsonl --payer com-a --format json": Runs(0, '"payer":"com-a"'),
    "cat encounter.json | claimwright optimize -": Runs(0, "99214  25"),
    'claimwright audit encounter.json --claim "99213-25, 11102, 17000-XS, 17003x2"': Runs(
        1, "The best compliant claim of this record"
    ),
    'claimwright audit clinic-day.jsonl --encounter clinic-2 --claim "11602, 12032, 17262"': Runs(1, "17262"),
    'claimwright why-not encounter.json "17000-59"': Runs(0, "17000-59 can be billed: no rule forbids it."),
    'claimwright why-not encounter.json "11404, 12032" --payer com-a --full': Runs(
        1, "11404 and 12032 cannot be billed with"
    ),
    'claimwright compare encounter.json --claims "17000, 17003 x9" best': Runs(
        1, "A  17000, 17003 x9 (not compliant)"
    ),
    "claimwright compare encounter.json --payers medicare.national com-a": Runs(0, "com-a"),
    "claimwright explain encounter.json": Runs(0, "99214-25  established visit, moderate  $135.61"),
    "claimwright explain encounter.json --html why.html": Runs(0, "99214-25", ("why.html",)),
    "claimwright explain clinic-day.jsonl --encounter clinic-1 --format json": Runs(0, '"clinic-1"'),
    "claimwright optimize encounter.json --certificate claim.cert.json": Runs(
        0, "99214  25", ("claim.cert.json",)
    ),
    "claimwright verify claim.cert.json": Runs(0, "holds"),
    "claimwright visit encounter.json": Runs(0, "Visit sheet   worked-17"),
    "claimwright visit clinic-day.jsonl --format json": Runs(0, '"clinic-1"'),
    "claimwright batch clinic-day.jsonl -o claims.jsonl": Runs(
        0, "5 coded -> claims.jsonl", ("claims.jsonl", "claims.rejects.jsonl")
    ),
    "claimwright batch year.jsonl -o claims.jsonl --jobs 4 --rejects to-mend.jsonl": Runs(
        1, "1 rejected -> to-mend.jsonl", ("claims.jsonl", "to-mend.jsonl")
    ),
    "claimwright policy check my-policies/ --format concise": Runs(0, "warning[P201]"),
    "claimwright policy test my-policies/com-c.policy --no-coverage": Runs(0, "1 passed, 0 failed."),
    "claimwright policy mutate payers/dermatology/nails.policy": Runs(1, "8 by no test", slow=True),
    "claimwright policy mutate my-policies/ --format json": Runs(1, "mue-11103", slow=True),
    "claimwright payers --policies my-policies/ --format json": Runs(0, '"payer": "com-c"'),
    "claimwright schema encounter > encounter.schema.json": Runs(0, "", ("encounter.schema.json",)),
}

MEANT = {"FILE...": "FILE", "--payers X Y": "--payers medicare.national com-a"}
"""What stands for something else in a command line, where a file cannot just be named so."""

OUR_POLICY = """\
policy com-c
  title      "A payer of our own"
  extends    medicare.national
  effective  2025-01-01
  reviewed   2026-10-01

mue 11103
  limit    1 unit
  mai      2
  because  "One more biopsy a day."

test "three biopsies"
  on      2026-10-15
  given   tangential biopsy  at back   lesion A  dx D48.5
  given   tangential biopsy  at cheek  lesion B  dx D48.5
  expect  11102
  expect  11103
"""


def commands() -> dict[str, list[str]]:
    """The words of every verb; "" is the program itself."""
    groups = {str(group.name): group.typer_instance for group in app.registered_groups}
    verbs = [str(each.name) for each in app.registered_commands if each.name] + list(groups)
    verbs += [
        f"{of} {each.name}" for of, inner in groups.items() if inner for each in inner.registered_commands
    ]
    return {verb: verb.split() for verb in ("", *verbs)}


def printed() -> Iterator[tuple[str, str]]:
    """Each command line with the place where it is printed."""
    for page in PAGES:
        for one, other in COMMAND.findall(page.read_text(encoding="utf-8")):
            yield " ".join((one or other).split()), page.relative_to(ROOT).as_posix()
    for verb, words in commands().items():
        for one, other in COMMAND.findall(run(*words, "--help").stdout):
            yield " ".join((one or other).split()), f"{verb} --help"


def test_every_printed_command_line_is_run() -> None:
    verbs = {f"claimwright {verb}" for verb in commands()}
    found = dict(printed())
    named = {line for line in found if line not in PRINTED}
    assert named <= verbs, {line: found[line] for line in named - verbs}
    assert set(PRINTED) <= set(found), "listed here, and printed nowhere"


def test_every_verb_prints_a_command_line() -> None:
    shown = {line.split(" | ")[-1] for line in PRINTED}
    ends = [verb for verb in commands() if verb not in ("", "policy")]
    assert [verb for verb in ends if not any(line.startswith(f"claimwright {verb}") for line in shown)] == []


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the command lines name."""
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    shutil.copytree(ROOT / "payers", tmp_path / "payers")
    shutil.copy(EXAMPLES / "worked" / "03-nine-keratoses.json", tmp_path / "FILE")
    shutil.copy(EXAMPLES / "worked" / "17-keratoses-biopsy-and-eczema.json", tmp_path / "encounter.json")
    for name in ("clinic-day.jsonl", "IN.jsonl"):
        shutil.copy(EXAMPLES / "clinic-day.jsonl", tmp_path / name)
    day = (EXAMPLES / "clinic-day.jsonl").read_text()
    (tmp_path / "year.jsonl").write_text(day.splitlines()[0] + "\n{}\n")
    (tmp_path / "my-policies").mkdir()
    (tmp_path / "my-policies" / "com-c.policy").write_text(OUR_POLICY)
    shown = Path(tmp_path / "bin")
    shown.mkdir()
    (shown / "claimwright").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m engine.cli "$@"\n')
    (shown / "claimwright").chmod(0o755)
    monkeypatch.setenv("PATH", f"{shown}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(line, marks=[pytest.mark.slow] if of.slow else [], id=line)
        for line, of in PRINTED.items()
    ],
)
def test_a_printed_command_line_does_what_it_says(line: str, desk: Path) -> None:
    wanted = PRINTED[line]
    meant = line
    for words, others in MEANT.items():
        meant = meant.replace(words, others)
    if "verify" in line:
        name = line.split()[-1]
        shell(f"claimwright optimize encounter.json --certificate {name}")
    before = files(desk)
    exit_code, out, err = shell(meant)
    assert exit_code == wanted.exit_code, out + err
    assert wanted.says in out + err
    assert files(desk) - before == set(wanted.writes)
    for name in wanted.writes:
        if name.endswith((".json", "CERT")):
            json.loads((desk / name).read_text())
    if "--format json" in line:
        assert [json.loads(each) for each in out.splitlines()]


def shell(line: str) -> tuple[int, str, str]:
    """The line as a shell runs it; in this process, which is quicker, where it has no pipe in it."""
    if "|" in line or ">" in line:
        done = subprocess.run(line, shell=True, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr
    told = CliRunner().invoke(app, shlex.split(line)[1:])
    return told.exit_code, told.stdout, told.stderr


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}
