"""`claimwright policy test`: the packaged tests pass, a failing one is told line by line, and silence is no success."""

from pathlib import Path

from tests.cli.golden import check_golden, run, told

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
"""


def test_the_packaged_tests_pass() -> None:
    result = run("policy", "test")
    assert result.exit_code == 0, result.stdout
    assert "0 failed." in result.stdout
    assert "rules had a part in a test" in result.stdout


def test_a_failing_test(tmp_path: Path) -> None:
    path = tmp_path / "com-c.policy"
    path.write_text(POLICY)
    result = run("policy", "test", path)
    assert result.exit_code == 1
    check_golden("policy-test", told(result).replace(path.as_posix(), "com-c.policy"))


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
    assert run("policy", "check", tmp_path / "nothing").exit_code == 2
    assert run("policy", "test", tmp_path / "nothing").exit_code == 2
