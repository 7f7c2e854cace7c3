"""The knowledge is in payers/, the mechanism in engine/ and rules_dsl/: no code, modifier, threshold in Python or .lp.

A threshold is a number that something is compared with, or held to by `min` and `max`. Small ones are everywhere (the
first, a pair, cents in a dollar); any other must stand in a list here with what it is, or belongs in a policy.

Examples shown to a reader (help texts, docstrings, the JSON examples of the schemas) are no rules and may name codes.
"""

from __future__ import annotations

import ast
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from rules_dsl.library import PolicyLibrary

ROOT = Path(__file__).parents[1]
CODE = re.compile(r"\d{5}|\d{4}[A-Z]|[A-Z]\d{4}")
MODULES = sorted(p for folder in ("engine", "rules_dsl") for p in (ROOT / folder).rglob("*.py"))
ENCODINGS = sorted((ROOT / "engine" / "encodings").glob("*.lp"))
EXAMPLES = {"EXAMPLE", "AUDITED", "ASKED"}
"""Names of module constants that are examples for a reader."""


@cache
def modifiers() -> set[str]:
    book = PolicyLibrary.load().rulebook("medicare.national", date(2026, 10, 15))
    return set(book.modifiers)


def literals(path: Path) -> list[str]:
    """String constants of a module that are compared or stored as they are, examples left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    shown = {
        id(node)
        for statement in tree.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for target in (statement.targets if isinstance(statement, ast.Assign) else [statement.target])
        if isinstance(target, ast.Name) and target.id in EXAMPLES
        for node in ast.walk(statement)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in shown
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_code_and_no_modifier_in_python(path: Path) -> None:
    if path.name == "claim.py":
        return  # its schema's example is built of models
    found = [text for text in literals(path) if CODE.fullmatch(text) or text in modifiers()]
    assert found == []


SMALL = {0, 1, 2, 10, 100}
NO_THRESHOLD = {
    "other[:5] == text[:5]": "a code has five places",
    "len(text) == 5": "a code has five places",
    "3 <= len(key) <= 7": "an ICD-10 code has three to seven places",
    "CATEGORY <= len(code) <= 7": "an ICD-10 code has three to seven places",
    "indicator.text not in INDICATORS": "marks of an edit in the CMS file",
    "one[:3] == other[:3]": "codes of one range differ in their last two places",
    "known.get((one.hcpcs, two.hcpcs), ('', 9))[1] in (0, 1)": "9 is the mark of an edit that is off, in the CMS file",
    "self.indicator != 9": "9 is the mark of an edit that is off, in the CMS file",
    "indicator != 9": "9 is the mark of an edit that is off, in the CMS file",
    "value in ('0', '1', '9')": "marks of an edit in the CMS file",
    "mai not in ('1', '2', '3')": "kinds of a unit limit in the CMS file",
    "name in NUMBERED": "kinds of a unit limit in the CMS file",
    "kind not in ('1', '2', '3')": "kinds of an add-on code in the CMS file",
    "int(match[1]) < 1996": "the first year of the edits",
    "file.read(16) == b'SQLite format 3\\x00'": "the head of a database file",
    "len(one) == 3": "an ICD-10 category has three places",
    "(fact.number or 0) <= 20 * w": "what a record can hold",
    "len(ids) > 5": "names shown in a message",
    "len(known) > 8": "names shown in a message",
    "len(names) > 4": "names shown in a message",
    "len(digits) < 5": "digits of a number that is written plainly",
    "(fact.number or 0) <= 200": "what a record can hold",
    "min(count, 500)": "what a record can hold",
    "min(count, 50)": "what a record can hold",
    "min(count, 20)": "what a record can hold",
}
"""Comparisons with other numbers, as Python writes them, and what each number is."""
CAPS = re.compile(
    r"_?(MOST|LONGEST|EARLIEST|LATEST|WIDEST|MAX|CHUNK|AHEAD|FEW|LISTED|HEAD_ROOM|LABEL|PATIENCE|SECONDS)"
)
"""Names of constants that bound what is read, shown or tried, and never what is billed."""


def thresholds(path: Path) -> list[str]:
    """Comparisons, and calls of min and max, with a number that is not small or a constant that stands for one."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        target.id
        for statement in tree.body
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None
        for target in (statement.targets if isinstance(statement, ast.Assign) else [statement.target])
        if isinstance(target, ast.Name) and any(map(_is_large, ast.walk(statement.value)))
        if not CAPS.match(target.id)
    }
    bounds = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare | ast.MatchValue)
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("min", "max"))
    ]
    return [
        ast.unparse(node)
        for node in bounds
        if any(
            _is_large(part) or (isinstance(part, ast.Name) and part.id in constants)
            for part in ast.walk(node)
        )
    ]


def _is_large(node: ast.AST) -> bool:
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return False
    if isinstance(node.value, str):  # Decimal("0.5")
        return bool(re.fullmatch(r"\d+(\.\d+)?", node.value)) and float(node.value) not in SMALL
    return isinstance(node.value, int | float) and node.value not in SMALL


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_threshold_in_python(path: Path) -> None:
    assert [text for text in thresholds(path) if text not in NO_THRESHOLD] == []


@pytest.mark.parametrize(
    "text",
    [
        "MINOR = 14\nif lesions > MINOR: pass",
        "if size > Decimal('0.5'): pass",
        "x = min(units, 13)",
        "match n:\n    case 15: pass",
        "y = [z for z in lesions if 1 <= z <= 14]",
    ],
)
def test_a_threshold_is_seen_in_whatever_form(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text(text)
    assert thresholds(path)


@pytest.mark.parametrize("path", ENCODINGS, ids=lambda p: p.name)
def test_no_code_no_modifier_and_no_threshold_in_an_encoding(path: Path) -> None:
    rules = re.sub(r"%.*", "", path.read_text(encoding="utf-8"))
    rules = re.sub(r"@90\d\d|#show .*", "", rules)  # priorities of the objective, arities
    assert not CODE.search(rules)
    assert set(re.findall(r'"([^"]*)"', rules)) <= {"", "engine/complete", "engine/supported"}
    assert set(re.findall(r"(?<![\w@])\d+", rules)) <= {"0", "1", "10"}
