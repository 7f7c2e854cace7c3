"""The knowledge is in payers/, the mechanism in engine/ and rules_dsl/: no code or modifier in Python or .lp.

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


@pytest.mark.parametrize("path", ENCODINGS, ids=lambda p: p.name)
def test_no_code_no_modifier_and_no_threshold_in_an_encoding(path: Path) -> None:
    rules = re.sub(r"%.*", "", path.read_text(encoding="utf-8"))
    rules = re.sub(r"@90\d\d|#show .*", "", rules)  # priorities of the objective, arities
    assert not CODE.search(rules)
    assert set(re.findall(r'"([^"]*)"', rules)) <= {"", "engine/complete", "engine/supported"}
    assert set(re.findall(r"(?<![\w@])\d+", rules)) <= {"0", "1", "10"}
