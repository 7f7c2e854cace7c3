"""A statement's tree to its syntax. A clause that cannot be built is told and left out; the rest stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lark import Token, Tree

from rules_dsl.atoms import Mistake, is_code
from rules_dsl.build_clauses import clause
from rules_dsl.build_parts import Builder
from rules_dsl.diagnostics import Diagnostic
from rules_dsl.parser import parse
from rules_dsl.source import Chunk
from rules_dsl.syntax import Clause, Statement, Word
from rules_dsl.vocabulary import SUBJECTS

_KINDS: Final = {
    "part_of": "part of",
    "choose_code": "choose code",
    "ptp_edit": "ptp edit",
    "add_on": "add-on",
    "preference": "modifier preference",
    "assign": "assign modifier",
    "global_period": "global period",
    "fee_schedule": "fee schedule",
    "prior_authorisation": "prior authorisation",
    "filing_limit": "filing limit",
}
"""Rules of the grammar that are not named as their statement's head words are."""

_TABLE_NAMES: Final = {"ptp": "ptp-edits", "mue": "mue-limits", "add_on": "add-on-codes"}


def statement(chunk: Chunk) -> tuple[Statement | None, list[Diagnostic]]:
    """The statement of a chunk and every mistake in it; None when its head cannot be understood."""
    tree, diagnostics = parse(chunk)
    if tree is None:
        return None, diagnostics
    builder = Builder(chunk)
    try:
        kind, name, about, target = _head(builder, tree)
    except Mistake as mistake:
        return None, [*diagnostics, mistake.diagnostic]
    clauses: list[Clause] = []
    for child in _clauses(tree):
        try:
            clauses.append(clause(builder, child))
        except Mistake as mistake:
            builder.diagnostics.append(mistake.diagnostic)
    diagnostics += builder.diagnostics
    built = Statement(kind, name, tuple(clauses), chunk.span(), chunk.text, about, target, bool(diagnostics))
    return built, diagnostics


def _clauses(tree: Tree[Token]) -> Iterator[Tree[Token]]:
    """The subtrees of the clauses; the first one of some statements only says what kind of thing they name."""
    said_of_name = tree.data in ("table", "replaces", "withdraws")
    for place, child in enumerate(tree.children):
        if isinstance(child, Tree) and not (said_of_name and place == 0):
            yield child


def _head(builder: Builder, tree: Tree[Token]) -> tuple[str, Word, Word | None, str]:
    """The statement's kind, its name, what it is about, and the kind of rule or table it names."""
    kind = _KINDS.get(tree.data, str(tree.data))
    first = tree.children[0] if tree.children else None
    words = builder.words(child for child in tree.children if isinstance(child, Token))
    nameless = Word("", builder.chunk.span())
    target = _KINDS.get(first.data, str(first.data)) if isinstance(first, Tree) else ""
    match kind:
        case "sites":
            return kind, nameless, None, ""
        case "table":
            return kind, nameless._replace(text=_TABLE_NAMES[target.replace("-", "_")]), None, target
        case "replaces" | "withdraws":
            name = (
                words[0]._replace(text=f"{target}-{words[0].text}")
                if target in ("mue", "add-on")
                else words[0]
            )
            return kind, name, builder.name(words[1]), target
        case "test":
            return kind, words[0], None, ""
        case "modifier":
            return kind, builder.modifier(words[0]), None, ""
        case "mue":
            return kind, _prefixed(builder.code(words[0]), kind), None, ""
        case "add-on" if is_code(words[0].text):
            return kind, _prefixed(words[0], kind), None, ""
        case "define" | "measure" | "bound":
            subject = builder.one_of(words[1], SUBJECTS, "something a policy can speak of")
            return kind, builder.name(words[0]), subject, ""
        case "element":
            vocabulary = Word("-".join(word.text for word in words[1:]), words[1].span)
            return kind, builder.name(words[0]), vocabulary, ""
    return kind, builder.name(words[0]), None, ""


def _prefixed(word: Word, kind: str) -> Word:
    """A rule named after a code carries its kind, so that a limit and an add-on of one code are two rules."""
    return word._replace(text=f"{kind}-{word.text}")
