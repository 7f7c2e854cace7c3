"""One statement's text to a tree, through Lark's LALR parser; every mistake of a statement in one go."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from rules_dsl.diagnostics import Diagnostic, Place, Span
from rules_dsl.expected import in_words, keywords
from rules_dsl.source import Chunk
from rules_dsl.vocabulary import nearest

STARTS = ["statement", "size_band", "needs", "bill_words"]
MOST_MISTAKES = 8
"""Mistakes reported of one statement; a statement with more is not in this language."""


class Indentation:
    """Tokens for lines that are indented deeper than a statement's clauses. `rules_dsl.source` has refused ragged
    lines, and rows of a table bring their own line breaks, so the depths always match."""

    always_accept = ("_NL", "_ATOM")

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        depths = [0]
        for token in stream:
            yield token
            if token.type != "_NL":
                continue
            depth = len(token) - token.rindex("\n") - 1
            if depth > depths[-1]:
                depths.append(depth)
                if len(depths) > 2:
                    yield _at_end(token, "_INDENT")
            while depth < depths[-1]:
                depths.pop()
                if len(depths) > 1:
                    yield _at_end(token, "_DEDENT")


def _at_end(token: Token, kind: str) -> Token:
    return Token(
        kind,
        "",
        line=token.end_line,
        column=token.end_column,
        end_line=token.end_line,
        end_column=token.end_column,
    )


@cache
def grammar() -> Lark:
    """The parser of the packaged grammar, built once; its tables are kept in the user's cache folder."""
    text = (files("grammar") / "policy.lark").read_text(encoding="utf-8")
    return Lark(
        text,
        parser="lalr",
        lexer="contextual",
        start=STARTS,
        propagate_positions=True,
        postlex=Indentation(),
        cache=_cache_file(),
    )


def _cache_file() -> str | bool:
    """Where to keep the parser's tables between runs (six times as fast to read as to build), or False for nowhere.

    Lark writes the grammar's digest in it, and builds the tables anew when it differs or the file is damaged.
    """
    if os.environ.get("CLAIMWRIGHT_CACHE") == "off":
        return False
    try:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "claimwright"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return False
    version = "{}.{}".format(*sys.version_info)
    return str(folder / f"policy-grammar-{version}.tables") if os.access(folder, os.W_OK) else False


@cache
def _literals() -> dict[str, str]:
    return {t.name: t.pattern.value for t in grammar().terminals if t.pattern.type == "str"}


def parse(chunk: Chunk) -> tuple[Tree[Token] | None, list[Diagnostic]]:
    """The tree of a statement, without the clauses that hold a mistake; None when its head does."""
    lines = list(chunk.code)
    diagnostics: list[Diagnostic] = []
    while True:
        try:
            return grammar().parse("\n".join(lines) + "\n", start="statement"), diagnostics
        except UnexpectedInput as problem:
            line, diagnostic = _describe(chunk, problem)
        diagnostics.append(diagnostic)
        if line == 1 or len(diagnostics) >= MOST_MISTAKES:
            return None, diagnostics
        for number in _clause_around(lines, line):
            lines[number - 1] = ""


def parse_cell(text: str, start: str) -> Tree[Token] | None:
    """The tree of a table cell, or None when it is none of `start`."""
    try:
        return grammar().parse(text, start=start)
    except UnexpectedInput:
        return None


def _clause_around(lines: list[str], line: int) -> range:
    """The line numbers of the clause that a mistake stands in, with the lines nested beneath it."""
    depth = next(len(text) - len(text.lstrip()) for text in lines[1:] if text)
    starts = [
        n for n, text in enumerate(lines, 1) if n > 1 and text and len(text) - len(text.lstrip()) <= depth
    ]
    first = max((n for n in starts if n <= line), default=line)
    following = min((n for n in starts if n > line), default=len(lines) + 1)
    return range(first, following)


def _describe(chunk: Chunk, problem: UnexpectedInput) -> tuple[int, Diagnostic]:
    """The line of a mistake (from 1, in the statement) and what to say of it."""
    if isinstance(problem, UnexpectedToken):
        token: Token = problem.token
        return _unexpected(chunk, token, problem.accepts | set())
    assert isinstance(problem, UnexpectedCharacters)
    line, column = problem.line, problem.column
    text = chunk.code[line - 1][column - 1 :]
    place = Place(chunk.span(line, column, 1))
    if text.startswith("|"):
        return line, Diagnostic("P011", "error", "a table row starts on a line of its own", (place,))
    return line, Diagnostic("P011", "error", f"`{text[:1]}` does not belong here", (place,))


def _unexpected(chunk: Chunk, token: Token, accepted: set[str]) -> tuple[int, Diagnostic]:
    line, column, found = _position(chunk, token)
    before = chunk.code[line - 1][: column - 1].strip()
    starts_line = not before
    span: Span = chunk.span(line, column, len(found) or 1)
    code, help = "P011", ""
    if token.type == "_INDENT":
        message, found = "this line is indented deeper than the clause above allows", ""
    elif token.type == "ROW":
        message, found = "a table row where no table belongs", ""
    elif not found:
        message = f"the line stops after `{_tail(before)}`"
    elif starts_line and line == 1:
        code, message = "P010", f"`{found}` starts no statement"
    elif starts_line:
        message = f"`{found}` is not a clause that may stand here"
    else:
        message = f"`{found}` does not fit after `{_tail(before)}`"
    expected = in_words(accepted, _literals(), found, starts_line=starts_line)
    if found and (near := nearest(found, keywords(accepted, _literals()))):
        help = f"did you mean `{near}`?"
    return line, Diagnostic(code, "error", message, (Place(span),), expected, help)


def _position(chunk: Chunk, token: Token) -> tuple[int, int, str]:
    """Line, column and text of what was found; the end of a line counts as nothing found."""
    if token.type == "$END":
        last = len(chunk.code)
        return last, len(chunk.code[last - 1]) + 1, ""
    if token.type in ("ROW", "_INDENT", "_DEDENT"):
        line = min(token.end_line or 1, len(chunk.code))
        text = chunk.code[line - 1]
        return line, len(text) - len(text.lstrip()) + 1, text.strip()
    if token.type == "_NL":
        line = token.line or 1
        return line, len(chunk.code[line - 1]) + 1, ""
    return token.line or 1, token.column or 1, str(token)


def _tail(before: str) -> str:
    """The last words before a mistake: enough to recognise the place."""
    return " ".join(before.split()[-3:])
