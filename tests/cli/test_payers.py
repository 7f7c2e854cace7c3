"""`claimwright payers`: a list for people, and the same as data."""

import json
from datetime import date

from engine.kernel import Kernel
from tests.cli.golden import run


def test_every_payer_that_can_be_billed_is_listed() -> None:
    done = run("payers", "--format", "json")
    listed = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["payer"] for each in listed] == Kernel().payers(date(2026, 10, 15))
    by_name = {each["payer"]: each for each in listed}
    assert by_name["com-a"]["invented"]
    assert by_name["medicare.cgs"]["contractors"] == ["cgs", "15102", "15202"]
    assert by_name["hmsa"]["own"] == {"high": 1, "medium": 0, "low": 0, "unverified": 0}
    assert by_name["hmsa"]["all"]["low"] >= by_name["commercial.base"]["own"]["low"] - 1


def test_the_list_has_one_line_a_payer() -> None:
    done = run("payers")
    lines = done.stdout.splitlines()
    head, *rows = lines[: lines.index("")]
    assert head.split()[:3] == ["Payer", "Title", "Extends"]
    assert [row.split()[0] for row in rows] == Kernel().payers(date(2026, 10, 15))
    assert next(row for row in rows if row.startswith("com-b ")).split()[-2:] == ["invented", "2026-11-23"]
    assert lines[-1].startswith(f"{len(rows)} payers.")


def test_an_unknown_folder_is_told() -> None:
    done = run("payers", "--policies", "no-such-folder")
    assert (done.exit_code, done.stdout) == (2, "")
