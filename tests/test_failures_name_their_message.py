"""A test of a failure names the message: a failure of another kind would pass it otherwise, as three tests of `batch`
once passed because no batch ran at all."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SAID = frozenset({"stdout", "stderr", "output"})


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def unnamed(function: ast.FunctionDef) -> Iterator[int]:
    """The lines where a failure is expected and nobody looks at what it says."""
    for node in ast.walk(function):
        if isinstance(node, ast.With | ast.AsyncWith):
            for item in node.items:
                if is_raises(item.context_expr) and not named(item, function):
                    yield item.context_expr.lineno
        elif (
            isinstance(node, ast.Compare)
            and (of := failing_exit(node)) is not None
            and not looked(of, function)
        ):
            yield node.lineno


def is_raises(call: ast.expr) -> bool:
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "raises"


def named(item: ast.withitem, function: ast.FunctionDef) -> bool:
    """With `match`, or with the error under a name that is used."""
    assert isinstance(item.context_expr, ast.Call)
    if any(keyword.arg == "match" for keyword in item.context_expr.keywords):
        return True
    name = item.optional_vars.id if isinstance(item.optional_vars, ast.Name) else None
    return any(
        isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load) for n in ast.walk(function)
    )


def failing_exit(compare: ast.Compare) -> ast.expr | None:
    """What `.exit_code` or `.returncode` is of, where it is compared with a number above 0."""
    left, right = compare.left, compare.comparators[0]
    if isinstance(left, ast.Attribute) and left.attr in ("exit_code", "returncode"):
        fails = isinstance(right, ast.Constant) and isinstance(right.value, int) and 0 < right.value < 100
        return left.value if fails and isinstance(compare.ops[0], ast.Eq) else None
    return None


def looked(of: ast.expr, function: ast.FunctionDef) -> bool:
    """The output is looked at, or handed whole to something that does."""
    if not isinstance(of, ast.Name):
        return False
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and node.attr in SAID and names(node.value, of.id):
            return True
        if isinstance(node, ast.Call) and any(names(arg, of.id) for arg in node.args):
            return True
    return False


def names(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def test_every_test_of_a_failure_looks_at_what_it_says() -> None:
    found = [
        f"{file.relative_to(HERE)}:{line}"
        for file in sorted(HERE.rglob("*.py"))
        for function in functions(ast.parse(file.read_text(encoding="utf-8")))
        for line in unnamed(function)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("assert run('x').exit_code == 2", [2]),
        ("done = run('x')\n    assert done.exit_code == 2", [3]),
        ("done = run('x')\n    assert done.exit_code == 2\n    assert 'y' in done.stderr", []),
        ("done = run('x')\n    assert done.exit_code == 0", []),
        ("with pytest.raises(ValueError):\n        f()", [2]),
        ("with pytest.raises(ValueError) as e:\n        f()", [2]),
        ("with pytest.raises(ValueError) as e:\n        f()\n    assert 'y' in str(e.value)", []),
        ("with pytest.raises(ValueError, match='y'):\n        f()", []),
    ],
)
def test_what_counts_as_looking(body: str, lines: list[int]) -> None:
    (function,) = functions(ast.parse(f"def test():\n    {body}\n"))
    assert list(unnamed(function)) == lines
