"""A certificate holds for the claim it was made for, and every fault in it is found, with the place."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from engine.cli.main import app
from engine.encounter import Encounter
from engine.kernel import Kernel
from engine.proof.certificate import Certificate
from engine.proof.certify import certify
from engine.proof.checking import Unreadable, check, read
from engine.rulebooks import RuleBooks

WORKED = Path(__file__).parents[2] / "examples" / "worked"
EXAMPLES = sorted(WORKED.glob("*.json"))


def made(path: Path, kernel: Kernel, payer: str = "") -> Certificate:
    encounter = Encounter.from_json(path.read_text(encoding="utf-8"))
    solved = kernel.solve(encounter, payer, questions=False)
    return certify(kernel, encounter, solved, "a test")


@lru_cache(maxsize=1)
def nasty(kernel: Kernel) -> Certificate:
    (path,) = WORKED.glob("25-*.json")
    return made(path, kernel)


@pytest.fixture(scope="module")
def kernel() -> Kernel:
    return Kernel()


@pytest.fixture(scope="module")
def books() -> RuleBooks:
    return RuleBooks()


@pytest.mark.parametrize("payer", ["", "com-b"], ids=["as given", "com-b"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_the_certificate_of_a_worked_example_holds(
    path: Path, payer: str, kernel: Kernel, books: RuleBooks
) -> None:
    verdict = check(read(made(path, kernel, payer).to_json()), books)
    assert verdict.flaws == ()
    assert verdict.second.startswith("proved by HiGHS")


def changed(cert: Certificate, change: Callable[[dict[str, Any]], None], sealed: bool) -> Certificate:
    """The certificate after someone changed it; `sealed`: and made the seals fit again."""
    data = json.loads(cert.to_json())
    change(data)
    found = read(json.dumps(data))
    return found.sealed() if sealed else found


def dearer(data: dict[str, Any]) -> None:
    data["claim"][0]["cents"] += 1


def more_in_all(data: dict[str, Any]) -> None:
    data["optimum"]["cents"] += 100
    data["optimum"]["bound_cents"] += 100


def a_unit_more(data: dict[str, Any]) -> None:
    data["claim"][-1]["units"] += 1


def an_extra_modifier(data: dict[str, Any]) -> None:
    line = next(x for x in data["claim"] if not x["modifiers"])
    line["modifiers"] = ["59"]


def a_modifier_dropped(data: dict[str, Any]) -> None:
    """With the modifier goes what lifted an edit."""
    line = next(x for x in data["claim"] if x["modifiers"] and x["hcpcs"] == "99214")
    line["modifiers"] = []


def a_line_dropped(data: dict[str, Any]) -> None:
    del data["claim"][-1]


def another_code(data: dict[str, Any]) -> None:
    data["claim"][0]["hcpcs"] = "99215"


def a_higher_candidate(data: dict[str, Any]) -> None:
    data["candidates"][0]["hcpcs"] = "99215"


def a_candidate_dropped(data: dict[str, Any]) -> None:
    del data["candidates"][-1]


def a_fact(data: dict[str, Any]) -> None:
    data["encounter"]["facts"]["patient"]["status"] = "new"


def an_edition(data: dict[str, Any]) -> None:
    data["rests_on"][-1]["sha256"] = "0" * 64


def an_edition_dropped(data: dict[str, Any]) -> None:
    del data["rests_on"][0]


def a_reason_for_nothing(data: dict[str, Any]) -> None:
    data["left_off"].append({"line": "L99", "kind": "ptp_edit", "rule": "r", "by": "L1"})


def another_proof(data: dict[str, Any]) -> None:
    data["optimum"]["proved"] = False


def another_search(data: dict[str, Any]) -> None:
    data["optimum"]["how"] = "everything was tried, twice"


FAULTS = {
    "wrong price": (dearer, "claim"),
    "wrong total": (more_in_all, "optimum"),
    "a unit more": (a_unit_more, "claim"),
    "extra modifier": (an_extra_modifier, "claim"),
    "modifier dropped": (a_modifier_dropped, "claim"),
    "line dropped": (a_line_dropped, "claim"),
    "another code": (another_code, "claim"),
    "higher candidate": (a_higher_candidate, "candidates"),
    "candidate dropped": (a_candidate_dropped, "candidates"),
    "fact changed": (a_fact, "encounter"),
    "edition changed": (an_edition, "rests_on"),
    "edition dropped": (an_edition_dropped, "rests_on"),
    "proof denied": (another_proof, "optimum"),
    "another way of search": (another_search, "optimum"),
    "reason for nothing": (a_reason_for_nothing, "left_off"),
}


@pytest.mark.parametrize("sealed", [False, True], ids=["as it is", "sealed again"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_seeded_fault_is_found_where_it_is(
    fault: str, sealed: bool, kernel: Kernel, books: RuleBooks
) -> None:
    change, section = FAULTS[fault]
    verdict = check(changed(nasty(kernel), change, sealed), books)
    assert not verdict.holds
    assert section in {flaw.where.partition(".")[0] for flaw in verdict.flaws}
    assert any("sealed" in flaw.says for flaw in verdict.flaws) is not sealed


def test_it_says_at_its_head_that_it_is_patient_data(kernel: Kernel) -> None:
    assert nasty(kernel).to_json().splitlines()[1] == (
        '  "contains": "patient data: the documented facts of one encounter",'
    )


def test_its_maker_and_its_seals_are_sealed(kernel: Kernel, books: RuleBooks) -> None:
    other = changed(nasty(kernel), lambda data: data.update(made_by="somebody else"), sealed=False)
    assert [(flaw.where, flaw.says) for flaw in check(other, books, again=False).flaws] == [
        ("made_by", "the section was changed after it was sealed")
    ]
    more = changed(nasty(kernel), lambda data: data["seals"].update(approval="0"), sealed=False)
    assert [flaw.says for flaw in check(more, books, again=False).flaws] == ["a seal is of no section"]


def test_a_missing_justification_is_found(kernel: Kernel, books: RuleBooks) -> None:
    """A wart shaved and destroyed: the one that is column 2 is left off, with the edit as its reason."""
    solved = made(Path(__file__).parent / "wart-shaved.json", kernel)
    assert solved.left_off
    assert check(solved, books).holds
    bare = solved.model_copy(update={"left_off": ()}).sealed()
    (flaw,) = check(bare, books).flaws
    assert "no reason is given" in flaw.says
    wrong = solved.left_off[0].model_copy(update={"kind": "unit_limit"})
    (flaw,) = check(solved.model_copy(update={"left_off": (wrong,)}).sealed(), books).flaws
    assert "does not hold" in flaw.says


def test_an_edit_that_the_maker_did_not_know_is_found(books: RuleBooks) -> None:
    """A claim made without the edit table bills both; the check has the table."""
    kernel = Kernel()
    (path,) = [Path(__file__).parent / "wart-shaved.json"]
    encounter = Encounter.from_json(path.read_text(encoding="utf-8"))
    book = kernel.book("medicare.national", encounter)
    blind = type(book)(**{**book.__dict__, "tables": tuple(t for t in book.tables if t.kind != "ptp")})
    kernel._books["medicare.national", encounter.dos] = blind
    cert = certify(kernel, encounter, kernel.solve(encounter, questions=False), "a test")
    assert len(cert.claim) == 2
    assert any("ptp edit" in flaw.says for flaw in check(cert, books).flaws)


def test_the_words_of_the_note_stay_out(kernel: Kernel) -> None:
    said = "quarterly tests ordered"
    (path,) = WORKED.glob("25-*.json")
    assert said in path.read_text(encoding="utf-8")
    assert said not in nasty(kernel).to_json()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not JSON"),
        ("[]", "no certificate"),
        ('{"format": "claimwright-certificate/2"}', "field made_by"),
        ('{"format": "something/2", "made_by": "x"}', "field format"),
        ("[" * 100_000, "not JSON"),
    ],
    ids=["cut off", "a list", "empty", "another format", "too deep"],
)
def test_what_is_no_certificate_is_refused(text: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read(text)


WITHOUT_CLINGO = """
import sys
sys.modules["clingo"] = None
from engine.cli.main import app
app(["verify", sys.argv[1]])
"""


def test_a_certificate_is_checked_without_clingo(tmp_path: Path, kernel: Kernel) -> None:
    path = tmp_path / "claim.json"
    path.write_text(nasty(kernel).to_json(), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_CLINGO, str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "The certificate holds: the claim comes to $2,341.60." in done.stdout
    assert "Second proof of the amount: proved by HiGHS" in done.stdout


def test_without_highs_the_rest_is_checked(kernel: Kernel, books: RuleBooks, monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "highspy", None)
    verdict = check(nasty(kernel), books)
    assert verdict.holds
    assert "claimwright[prove]" in verdict.second


def test_the_verbs_write_one_and_check_it(tmp_path: Path) -> None:
    (encounter,) = WORKED.glob("03-*.json")
    path = tmp_path / "claim.json"
    run = CliRunner().invoke
    assert run(app, ["optimize", str(encounter), "--certificate", str(path)]).exit_code == 0
    first = path.read_bytes()
    assert run(app, ["optimize", str(encounter), "--certificate", str(path)]).exit_code == 0
    assert path.read_bytes() == first
    good = run(app, ["verify", str(path), "--format", "json"])
    assert (good.exit_code, json.loads(good.stdout)["holds"]) == (0, True)
    path.write_bytes(first.replace(b'"cents": 6647', b'"cents": 6648'))
    bad = run(app, ["verify", str(path)])
    assert bad.exit_code == 1
    assert "17000 pays $66.47, not $66.48." in bad.stdout


def test_a_certificate_is_of_one_encounter(tmp_path: Path) -> None:
    day = Path(__file__).parents[2] / "examples" / "clinic-day.jsonl"
    done = CliRunner().invoke(app, ["optimize", str(day), "--certificate", str(tmp_path / "c.json")])
    assert done.exit_code == 2
    assert "one encounter" in done.stderr
    assert not list(tmp_path.iterdir())
