"""The interface file names every predicate that the encodings read and do not derive, and nothing else."""

import re
from importlib.resources import files

from clingo.ast import AST, ASTType, parse_string

from engine.program import ENCODINGS

FOLDER = files("engine") / "encodings"


def signatures(text: str) -> tuple[set[str], set[str]]:
    """Predicates in heads, and predicates anywhere, as name/arity."""
    heads: set[str] = set()
    everywhere: set[str] = set()

    def walk(node: object, into: set[str]) -> None:
        if isinstance(node, AST):
            if node.ast_type == ASTType.SymbolicAtom:
                into.add(f"{node.symbol.name}/{len(node.symbol.arguments)}")
            for key in list(node.keys()):
                walk(getattr(node, key), into)
        elif hasattr(node, "__iter__") and not isinstance(node, str):
            for part in node:
                walk(part, into)

    def statement(node: AST) -> None:
        walk(node, everywhere)
        if node.ast_type == ASTType.Rule:
            head = node.head
            if head.ast_type == ASTType.Aggregate:
                for element in head.elements:
                    walk(element.literal, heads)
            else:
                walk(head, heads)

    parse_string(text, statement)
    return heads, everywhere


def declared() -> set[str]:
    text = (FOLDER / "interface.lp").read_text(encoding="utf-8").split("Derived for others")[0]
    found = set()
    for line in text.splitlines():
        match = re.match(r"%   (\w+)(\(([^)]*)\))?\s", line)
        if match:
            found.add(f"{match[1]}/{len(match[3].split(',')) if match[3] else 0}")
    return found


def test_what_the_encodings_read_is_what_the_interface_declares() -> None:
    heads, everywhere = signatures(
        "\n".join((FOLDER / f"{n}.lp").read_text(encoding="utf-8") for n in ENCODINGS)
    )
    assert everywhere - heads == declared()


def test_encodings_are_short_and_say_what_they_are_for() -> None:
    for name in ENCODINGS:
        lines = (FOLDER / f"{name}.lp").read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 40, name
        assert lines[0].startswith("% Purpose:"), name
        assert any(line.startswith("% Reads:") for line in lines), name


def test_every_encoding_file_is_used() -> None:
    present = {entry.name.removesuffix(".lp") for entry in FOLDER.iterdir() if entry.name.endswith(".lp")}
    assert present == {*ENCODINGS, "interface"}
