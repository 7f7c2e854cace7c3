"""Policies with and without mistakes: `corpus/good` says nothing, `corpus/bad` what `corpus/golden` holds.

The name of a bad file starts with the code it must raise. UPDATE_GOLDEN=1 writes the expected texts anew.
"""

import json
import os
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from rules_dsl import render
from rules_dsl.diagnostics import Diagnostic
from rules_dsl.library import PolicyLibrary
from rules_dsl.source import SourceText, read

CORPUS = Path(__file__).with_name("corpus")
RULES = Path(__file__).parents[2] / "rules_dsl"
BAD = sorted(CORPUS.glob("bad/*.policy"))
GOOD = sorted(CORPUS.glob("good/*.policy"))
SHOWN_AS_JSON = ("P010-three-heads", "P310-decided-twice", "P502-words-of-no-list")


def texts(*paths: Path) -> list[SourceText]:
    return [read(path.name, path.read_bytes()) for path in paths]


@cache
def library(path: Path) -> PolicyLibrary:
    return PolicyLibrary(texts(CORPUS / "house.policy", path))


def findings(path: Path) -> list[Diagnostic]:
    return [each for each in library(path).diagnostics if each.span.file == path.name]


def golden(name: str, text: str) -> str:
    """The text expected; with UPDATE_GOLDEN=1 it is written first."""
    path = CORPUS / "golden" / name
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.write_text(text, encoding="utf-8")
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_what_the_others_stand_upon_is_clean() -> None:
    assert render.concise(PolicyLibrary(texts(CORPUS / "house.policy")).diagnostics) == ""


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_nothing_is_wrong_with_a_good_file(path: Path) -> None:
    made = PolicyLibrary(texts(path))
    assert render.concise(made.diagnostics) == ""
    for policy in made.policies():
        for day in (date(2024, 1, 1), date(2026, 10, 15)):
            assert made.rulebook(policy, day).rules


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_file_raises_its_code_and_reads_as_expected(path: Path) -> None:
    found = findings(path)
    assert path.name.partition("-")[0] in {each.code for each in found}
    assert render.full(found, library(path).sources) == golden(
        f"{path.stem}.txt", render.full(found, library(path).sources)
    )


def test_three_mistakes_in_a_file_are_three_findings() -> None:
    for path in BAD:
        if "three" in path.name or "3" in path.stem.partition("-")[2]:
            assert len(findings(path)) >= 3, path.name


def test_one_line_each() -> None:
    text = "".join(render.concise(findings(path)) for path in BAD)
    assert text == golden("concise.txt", text)
    assert all(re.match(r"\S+:\d+:\d+: (error|warning)\[P\d{3}\] ", line) for line in text.splitlines())


def test_as_json() -> None:
    text = render.as_json([each for path in BAD if path.stem in SHOWN_AS_JSON for each in findings(path)])
    assert text == golden("findings.json", text)
    assert {item["code"] for item in json.loads(text)} >= {name[:4] for name in SHOWN_AS_JSON}


def test_every_code_has_a_bad_file() -> None:
    raised = {code for file in RULES.rglob("*.py") for code in re.findall(r'"(P\d{3})"', file.read_text())}
    assert {path.name[:4] for path in BAD} == raised


def test_a_library_with_errors_gives_no_rulebook_and_says_why() -> None:
    from rules_dsl.diagnostics import PolicyError

    for path in BAD:
        made = library(path)
        wrong = [d for d in findings(path) if d.severity == "error" and not d.code.startswith("P5")]
        if wrong and "mine" in made.policies():
            with pytest.raises(PolicyError) as raised:
                made.rulebook("mine", date(2026, 10, 15))
            assert raised.value.diagnostics
