"""Every amount that an explanation states is the claim's, every risk and every answer is solved again, and the pages
read well and fetch nothing."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import unescape
from pathlib import Path

import pytest
from typer.testing import CliRunner

from engine.audit import audit
from engine.claimed import parse_claim
from engine.cli.main import app
from engine.encounter import Encounter
from engine.explain.explain import explain
from engine.explain.explanation import Explanation
from engine.explain.sensitivity import doubts
from engine.kernel import Kernel
from engine.view.page import page
from tests.cli.golden import EXAMPLES, check_golden, run, told

WORKED = sorted((EXAMPLES / "worked").glob("*.json"))
kernel = Kernel()


def record(name: str) -> Encounter:
    (path,) = (EXAMPLES / "worked").glob(f"{name}-*.json")
    return Encounter.from_json(path.read_text(encoding="utf-8"))


@cache
def explained(name: str, payer: str = "") -> Explanation:
    return explain(kernel, record(name), payer)


NAMES = [path.name[:2] for path in WORKED]


@pytest.mark.parametrize("name", NAMES)
def test_each_line_is_explained_down_to_its_amount(name: str) -> None:
    found = explained(name)
    assert [story.line for story in found.lines] == list(found.coded.claim.lines)
    for story in found.lines:
        assert story.facts
        assert story.chosen_by.cites
        assert [why.modifier for why in story.modifiers] == list(story.line.modifiers)
        assert all(why.says for why in story.modifiers)
        assert story.price
        if story.line.allowed_cents is not None:
            assert story.price[-1].cents == story.line.allowed_cents


@pytest.mark.parametrize("name", ["09", "13", "22", "25"])
def test_the_amounts_of_another_payer_are_explained_too(name: str) -> None:
    for story in explained(name, "com-b").lines:
        if story.line.allowed_cents is not None:
            assert story.price[-1].cents == story.line.allowed_cents


@pytest.mark.parametrize("name", NAMES)
def test_the_next_best_claim_is_compliant_and_no_better(name: str) -> None:
    other = explained(name).runner_up
    if not other.claim:
        assert "no choice" in other.says
        return
    claimed = parse_claim(other.claim)
    assert isinstance(claimed, tuple)
    assert audit(kernel, record(name), claimed).findings == ()
    assert other.claim != explained(name).coded.claim.text()
    assert other.cents + other.less_cents == explained(name).coded.claim.allowed_cents
    assert other.less_cents >= 0


@pytest.mark.parametrize("name", ["03", "09", "13", "17"])
def test_without_a_fact_at_risk_the_claim_breaks_a_rule(name: str) -> None:
    found = explained(name)
    assert found.exposures
    solved = kernel.solve(record(name), questions=False)
    then = {(d.about, d.fact, d.says): d.then for d in doubts(solved.situation, solved.outcome)}
    claimed = parse_claim(found.coded.claim.text())
    assert isinstance(claimed, tuple)
    for each in found.exposures:
        changed = then[each.about, each.fact, each.says]
        best = kernel.solve(changed, questions=False).coded.claim
        assert (best.text(), found.coded.claim.allowed_cents - best.allowed_cents) == (
            each.then,
            each.at_risk_cents,
        )
        assert audit(kernel, changed, claimed).findings


def test_the_most_dangerous_fact_comes_first() -> None:
    risks = [each.at_risk_cents for each in explained("25").exposures]
    assert risks == sorted(risks, reverse=True)
    assert any("really part of" in each.says for each in explained("25").exposures)


def test_a_question_tells_where_each_answer_leads() -> None:
    (path,) = EXAMPLES.glob("clinic-day.jsonl")
    found = CliRunner().invoke(app, ["explain", str(path), "--encounter", "clinic-2", "--format", "json"])
    parsed = Explanation.model_validate_json(found.stdout)
    asked = [each for each in parsed.questions if each.answers]
    assert asked
    for each in asked:
        best = max(0, *(a.difference_cents for a in each.answers))
        assert each.query.worth_cents == best


@pytest.mark.parametrize("name", ["03", "13", "25"])
def test_the_page_of_text(name: str) -> None:
    (path,) = (EXAMPLES / "worked").glob(f"{name}-*.json")
    check_golden(f"explain-{name}", told(run("explain", path)))


def test_the_html_page_fetches_nothing_and_escapes_what_the_record_says() -> None:
    (path,) = (EXAMPLES / "worked").glob("25-*.json")
    text = path.read_text(encoding="utf-8").replace(
        "Psoriasis on methotrexate", "<script>alert(1)</script> Psoriasis"
    )
    html = page(explain(kernel, Encounter.from_json(text)))
    assert "&lt;script&gt;alert(1)" in html
    assert html.count("<script>") == 1
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert found
    rules = dict(part.strip().split(" ", 1) for part in unescape(found[1]).split(";"))
    assert rules["default-src"] == "'none'"
    for name in ("style", "script"):
        (inside,) = re.findall(f"<{name}>(.*?)</{name}>", html, re.DOTALL)
        digest = b64encode(sha256(inside.encode()).digest()).decode()
        assert rules[f"{name}-src"] == f"'sha256-{digest}'", "the browser would not use it"
    assert " style=" not in html
    assert not re.search(r"https?:|src=|href=|url\(|@import|<link|<img|<iframe", html)
    assert html.count("<details>") >= len(explained("25").lines)
    assert html.count('class="lifted"') + html.count('class="standing"') == len(explained("25").edges)


def test_no_word_of_the_solver_reaches_a_reader() -> None:
    for name in NAMES:
        shown = re.sub(
            r"[a-z]+(?:[.-][a-z]+)*/[\w#.-]+", "", explained(name).to_json()
        )  # rule ids are for looking up
        values = re.findall(r'"says":"([^"]*)"', shown)
        assert values
        assert not [text for text in values if re.search(r"[a-z]_[a-z]|\w\(\w+,", text)]


def test_the_page_is_written_where_asked(tmp_path: Path) -> None:
    (path,) = (EXAMPLES / "worked").glob("03-*.json")
    target = tmp_path / "why.html"
    assert run("explain", path, "--html", target).exit_code == 0
    first = target.read_bytes()
    assert run("explain", path, "--html", target).exit_code == 0
    assert target.read_bytes() == first
    done = run("explain", path, "--html", tmp_path / "none" / "why.html")
    assert done.exit_code == 2
    assert "cannot be written" in done.stderr
