"""Policy text to statements: split at column 0, comments blanked out, so that one mistake never hides the next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules_dsl.diagnostics import Diagnostic, Span, error, warning

MAX_BYTES = 2_000_000
MAX_LINE = 2_000
MAX_DEPTH = 12
"""Far beyond anything a person writes: bulk rows belong in tables, and conditions nest two or three deep."""

_UNFIT = re.compile(r"[^\S ]|[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""Blanks other than the plain one, control characters, and marks that nobody sees or that turn the text around."""


@dataclass(frozen=True)
class Source:
    """One policy file. `name` is the path that messages show; `lines` are as written, without line ends."""

    name: str
    lines: tuple[str, ...]

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; empty beyond the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


@dataclass(frozen=True)
class Chunk:
    """The lines of one statement. In `code` comments are gone, and every line keeps its number and its columns."""

    file: str
    first_line: int
    code: tuple[str, ...]
    written: tuple[str, ...]

    @property
    def head(self) -> str:
        """The first word, which says what kind of statement this is."""
        return self.code[0].split(maxsplit=1)[0]

    @property
    def text(self) -> str:
        """As written."""
        return "\n".join(self.written)

    def span(self, line: int = 1, column: int = 1, length: int = 0) -> Span:
        """A place in this statement, counted from 1; without a length: to the end of the line."""
        length = length or len(self.code[line - 1]) - column + 1
        return Span(self.file, self.first_line + line - 1, column, max(length, 1))


@dataclass(frozen=True)
class SourceText:
    """A file that was read: its text, its statements, and what is wrong with it as text."""

    source: Source
    chunks: tuple[Chunk, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def read(name: str, data: bytes) -> SourceText:
    """Split a file into statements. Never raises: what is not text becomes a diagnostic."""
    if len(data) > MAX_BYTES:
        message = f"a policy file of {len(data):,} bytes, where {MAX_BYTES:,} are allowed"
        return SourceText(Source(name, ()), (), (error("P001", message, Span(name, 1, 1)),))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        place = Span(name, data.count(b"\n", 0, problem.start) + 1, 1)
        told = error("P001", "this is not UTF-8 text", place, help="save the file as UTF-8")
        return SourceText(Source(name, ()), (), (told,))
    lines = tuple(line.removesuffix("\r") for line in text.split("\n"))
    chunks: list[Chunk] = []
    diagnostics: list[Diagnostic] = []
    for chunk in _chunks(name, lines):
        found = list(_unfit(chunk))
        diagnostics += found
        if not found:
            chunks.append(chunk)
    if not chunks and not diagnostics:
        help = "a policy starts with `policy NAME` or `part of NAME`"
        diagnostics.append(warning("P005", "this file holds no statement", Span(name, 1, 1), help=help))
    return SourceText(Source(name, lines), tuple(chunks), tuple(diagnostics))


def without_comment(line: str) -> str:
    """The line up to a `#` outside quotes, without trailing blanks."""
    if "#" in line:
        quoted = False
        for place, character in enumerate(line):
            if character == '"':
                quoted = not quoted
            elif character == "#" and not quoted:
                return line[:place].rstrip(" ")
    return line.rstrip(" ")


def _chunks(name: str, lines: tuple[str, ...]) -> Iterator[Chunk]:
    start, end = 0, 0
    code: list[str] = []
    for number, line in enumerate(lines):
        bare = without_comment(line) if len(line) <= MAX_LINE else line
        if bare and (not bare[0].isspace() or not end):
            if end:
                yield Chunk(name, start + 1, tuple(code[: end - start]), lines[start:end])
            start, code = number, []
        code.append(bare)
        if bare:
            end = number + 1
    if end:
        yield Chunk(name, start + 1, tuple(code[: end - start]), lines[start:end])


def _unfit(chunk: Chunk) -> Iterator[Diagnostic]:
    """What no statement may hold: overlong lines, tabs and other odd blanks, open quotes, ragged indentation."""
    if chunk.code[0][0].isspace():
        help = "a statement starts in the first column"
        yield error("P003", "an indented line that belongs to no statement", chunk.span(), help=help)
        return
    depths = [0]
    first = next((len(line) - len(line.lstrip(" ")) for line in chunk.code[1:] if line), 2)
    for number, line in enumerate(chunk.code, start=1):
        if len(line) > MAX_LINE:
            message = f"a line of {len(line):,} characters, where {MAX_LINE:,} are allowed"
            yield error("P001", message, chunk.span(number, 1, 1))
        elif odd := _UNFIT.search(line):
            what = "a tab" if odd.group() == "\t" else f"the character U+{ord(odd.group()):04X}"
            yield error(
                "P002", f"{what} in a policy", chunk.span(number, odd.start() + 1, 1), help="use plain spaces"
            )
        elif line.count('"') % 2:
            yield error("P004", "a quote that is not closed", chunk.span(number, line.rindex('"') + 1))
        elif line and not line.lstrip(" ").startswith("|"):
            yield from _ragged(chunk, number, len(line) - len(line.lstrip(" ")), depths, first)


def _ragged(chunk: Chunk, number: int, depth: int, depths: list[int], first: int) -> Iterator[Diagnostic]:
    """`depths` are those of the lines around this one, from the outermost; `first` is that of the first clause."""
    if depth > depths[-1]:
        depths.append(depth)
        if len(depths) > MAX_DEPTH:
            yield error(
                "P003", f"conditions nested more than {MAX_DEPTH} deep", chunk.span(number, depth + 1)
            )
            depths.pop()
        return
    while depth < depths[-1]:
        depths.pop()
    if depth != depths[-1]:
        help = f"indent it by {depths[-1] or first} spaces, or by as many as the lines it belongs with"
        yield error(
            "P003",
            "this line is indented like none of those above it",
            chunk.span(number, depth + 1),
            help=help,
        )
        depths.append(depth)
