"""`claimwright policy test`: the packaged tests pass, a failing one is told line by line, and silence is no success."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.cli.main import app
from rules_dsl.library import PolicyLibrary
from tests.cli.golden import check_golden, run, told

ROOT = Path(__file__).parents[2]

POLICY = """\
policy com-c
  title      "A payer of our own"
  extends    medicare.national
  effective  2025-01-01
  reviewed   2026-10-01

mue 11103
  limit    1 units
  mai      2
  because  "One more biopsy a day."

test "two biopsies"
  on      2026-10-15
  given   tangential biopsy  at back   lesion A  dx D48.5
  given   tangential biopsy  at cheek  lesion B  dx D48.5
  expect  11102
  expect  11103

test "three biopsies, and everything expected of them is wrong"
  on        2026-10-15
  given     tangential biopsy  at back   lesion A  dx D48.5
  given     tangential biopsy  at cheek  lesion B  dx D48.5
  given     tangential biopsy  at neck   lesion C  dx D48.5
  expect    11102
  expect    11103 x 2
  expect    11104-59
  reject    11103 by keratosis-destruction
  ask       margin
  self-pay  17110

test "a biopsy of which nobody wrote where, and nothing is to be asked"
  on      2026-10-15
  given   tangential biopsy  lesion A  dx D48.5
  expect  11102
  ask     nothing
"""


def test_the_packaged_tests_pass() -> None:
    result = run("policy", "test", "--no-coverage")
    assert result.exit_code == 0, result.stdout
    assert "0 failed." in result.stdout
    assert "rules had a part in a test" in result.stdout


TESTED = POLICY.partition('test "three')[0]


def test_every_rule_has_a_part(tmp_path: Path) -> None:
    path = tmp_path / "com-c.policy"
    path.write_text(TESTED + "  reject  11103 x 2 by mue-11103\n")
    result = run("policy", "test", path)
    assert result.exit_code == 0, result.stdout
    assert "1 of 1 rule had a part in a test." in result.stdout


def test_a_rule_without_a_part_fails(tmp_path: Path) -> None:
    path = tmp_path / "com-c.policy"
    path.write_text(TESTED)
    result = run("policy", "test", path)
    assert result.exit_code == 1
    assert "Without a part: com-c/mue-11103." in result.stdout
    assert run("policy", "test", path, "--no-coverage").exit_code == 0


def test_a_code_that_no_test_bills_fails(tmp_path: Path) -> None:
    path = tmp_path / "com-c.policy"
    choice = (
        "choose code wart-alone\n  for  nail-debridement\n  count lesions\n"
        "  when 1          bill 17110\n  when 2 or more  bill 17111\n\n"
    )
    path.write_text(TESTED.replace("test ", choice + "test ", 1) + "  reject  11103 x 2 by mue-11103\n")
    result = run("policy", "test", path)
    assert result.exit_code == 1, result.stdout
    assert "Never billed: 17110 (wart-alone), 17111 (wart-alone)." in result.stdout


def test_a_wording_that_ended_needs_a_test_of_its_own_day(tmp_path: Path) -> None:
    path = tmp_path / "com-c.policy"
    older = TESTED.replace("mai      2\n", "mai      2\n  until    2026-01-01\n", 1)
    newer = "mue 11103\n  limit      2 units\n  mai        3\n  effective  2026-01-01\n\n"
    path.write_text(older.replace("test ", newer + "test ", 1))
    result = run("policy", "test", path)
    assert "com-c/mue-11103 (until 2026-01-01)" in result.stdout


def test_a_failing_test(tmp_path: Path) -> None:
    path = tmp_path / "com-c.policy"
    path.write_text(POLICY)
    result = run("policy", "test", path)
    assert result.exit_code == 1
    check_golden("policy-test", told(result).replace(path.as_posix(), "com-c.policy"))


NAILS = Path("payers", "dermatology", "nails.policy")


def test_a_packaged_file_by_its_path_is_not_there_twice(tmp_path: Path) -> None:
    """Its own path, or a copy of it in another checkout, which then is what counts."""
    copy = tmp_path / NAILS
    copy.parent.mkdir(parents=True)
    copy.write_text((ROOT / NAILS).read_text().replace("five calluses pared", "calluses, five, pared"))
    for path, name in ((ROOT / NAILS, "five calluses pared"), (copy, "calluses, five, pared")):
        result = run("policy", "test", path)
        assert result.exit_code == 0, result.stdout + result.stderr
        assert result.stdout.count(name) == 1
        assert (
            run(
                "policy", "check", path, path.parent, path.parent / ".." / path.parent.name / path.name
            ).exit_code
            == 0
        )


def test_a_file_that_only_has_the_name_of_a_packaged_one_stands_beside_it(tmp_path: Path) -> None:
    path = tmp_path / NAILS
    path.parent.mkdir(parents=True)
    path.write_text(TESTED + "  reject  11103 x 2 by mue-11103\n")
    assert run("policy", "test", path).exit_code == 0
    assert run("policy", "check", path).exit_code == 0


def test_nothing_run_is_no_success(tmp_path: Path) -> None:
    path = tmp_path / "com-c.policy"
    path.write_text(POLICY.partition("test ")[0])
    result = run("policy", "test", path)
    assert result.exit_code == 2
    assert "no test was run" in result.stderr


def test_a_test_with_a_mistake_is_not_run(tmp_path: Path) -> None:
    path = tmp_path / "com-c.policy"
    path.write_text(POLICY.replace("at neck", "at nek"))
    result = run("policy", "test", path)
    assert result.exit_code == 2
    assert "did you mean `neck`?" in result.stderr


def test_policies_that_are_not_there(tmp_path: Path) -> None:
    for verb in ("check", "test", "mutate"):
        result = run("policy", verb, tmp_path / "nothing")
        assert result.exit_code == 2
        assert "there is no file or folder" in result.stderr


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "no policy file is in this folder; `*.policy` was looked for, at any depth"),
        (
            {"com-c.txt": TESTED, "notes.md": ""},
            "no policy file is in this folder; `*.policy` was looked for",
        ),
        (
            {"com-c.policy": ""},
            "no statement is in any file of this folder; a policy starts with `policy NAME`",
        ),
        ({"deep/com-c.policy": "# later\n"}, "no statement is in any file of this folder"),
    ],
    ids=["an empty folder", "only other files", "an empty file", "only comments"],
)
@pytest.mark.parametrize(
    "command",
    [("policy", "check"), ("policy", "test"), ("policy", "mutate"), ("payers", "--policies")],
    ids=" ".join,
)
def test_nothing_read_is_an_error(
    command: tuple[str, ...], files: dict[str, str], said: str, tmp_path: Path
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    result = run(*command, tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"nothing was read from {tmp_path}: {said}" in result.stderr


@pytest.mark.parametrize("path", [".", "", "com-c.policy", "./com-c.policy", "../{name}", "../{name}/"])
def test_a_folder_by_whatever_name_is_read(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "com-c.policy").write_text(POLICY)
    monkeypatch.chdir(tmp_path)
    named = path.format(name=tmp_path.name) or str(tmp_path)
    library = PolicyLibrary.load(named)
    assert len(library.given) == 1
    assert library.nothing_in == ()


def test_the_folder_one_stands_in_is_checked_and_tested(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "com-c.policy").write_text(POLICY.replace("1 units", "-1 units"))
    monkeypatch.chdir(tmp_path)
    checked = CliRunner().invoke(app, ["policy", "check", "."])
    assert checked.exit_code == 1
    assert "1 policy file: 1 error" in checked.stdout
    (tmp_path / "com-c.policy").write_text(POLICY)
    tested = CliRunner().invoke(app, ["policy", "test", "."])
    assert tested.exit_code == 1
    assert "3 tests: 1 passed, 2 failed." in tested.stdout


def test_what_a_replacement_inherits_is_shown(tmp_path: Path) -> None:
    head = POLICY.partition("mue 11103")[0]
    replaces = (
        'replaces no-51 from medicare.national\n  append      51\n  because     "Ours."\n\n'
        'replaces timely-filing from medicare.national\n  within   1 year\n  because  "Ours."\n'
    )
    path = tmp_path / "com-c.policy"
    path.write_text(head + replaces)
    result = run("policy", "check", path)
    shown = " ".join(result.stdout.split())
    assert "Replaces Of Inherits" in shown
    assert "no-51 medicare.national for" in shown
    assert "timely-filing medicare.national deny with CARC" in shown
    assert "confidence" not in shown.partition("Replaces")[2]
    assert "Replaces" not in run("policy", "check").stdout
