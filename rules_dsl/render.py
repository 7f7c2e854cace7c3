"""Diagnostics as text: in full with the line they are about, concisely one a line, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from rules_dsl.diagnostics import Diagnostic, Place, Span
from rules_dsl.source import Source

WIDEST = 160
"""Source lines are cut to this many characters around the place a message is about."""


def full(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source]) -> str:
    """For people: every place with its line and a caret, what was expected, and one thing to do."""
    return "\n".join(_one(each, sources) for each in diagnostics)


def concise(diagnostics: Iterable[Diagnostic]) -> str:
    """One line each, as editors and other tools read it."""
    return "".join(
        f"{_position(each.span)}: {each.severity}[{each.code}] {each.message}{_brief(each)}\n"
        for each in diagnostics
    )


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """The same data for programs: a list, in the order given."""
    return json.dumps([_data(each) for each in diagnostics], ensure_ascii=False, indent=2) + "\n"


def _one(diagnostic: Diagnostic, sources: Mapping[str, Source]) -> str:
    margin = max(len(str(place.span.line)) for place in diagnostic.places) + 1
    lines = [f"{diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}"]
    widest = max(len(_position(place.span)) for place in diagnostic.places)
    for place in diagnostic.places:
        note = f"     {place.note}" if place.note else ""
        lines.append(
            f"{' ' * margin}--> {_position(place.span).ljust(widest) if note else _position(place.span)}{note}"
        )
        lines += _excerpt(place, sources, margin)
    if diagnostic.expected:
        lines.append(f"{' ' * margin} = expected: {_listed(diagnostic.expected)}")
    if diagnostic.help:
        lines.append(f"{' ' * margin} = help: {diagnostic.help}")
    return "\n".join(lines) + "\n"


def _excerpt(place: Place, sources: Mapping[str, Source], margin: int) -> list[str]:
    span = place.span
    source = sources.get(span.file)
    text = source.line(span.line) if source else ""
    if not text.strip():
        return []
    start = max(0, span.column - 1 - WIDEST // 2) if len(text) > WIDEST else 0
    shown = "".join(c if c.isprintable() else "\ufffd" for c in text[start : start + WIDEST])
    caret = "^" * min(max(span.length, 1), max(len(shown) - (span.column - 1 - start), 1))
    gutter = " " * margin
    return [
        f"{gutter} |",
        f"{str(span.line).rjust(margin)} | {shown}",
        f"{gutter} | {' ' * (span.column - 1 - start)}{caret}",
    ]


def _position(span: Span) -> str:
    return f"{span.file}:{span.line}:{span.column}"


def _brief(diagnostic: Diagnostic) -> str:
    if diagnostic.help:
        return f" ({diagnostic.help})"
    return f" (expected: {_listed(diagnostic.expected)})" if diagnostic.expected else ""


def _listed(words: tuple[str, ...]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _data(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "places": [{**place.span._asdict(), "note": place.note} for place in diagnostic.places],
        "expected": list(diagnostic.expected),
        "help": diagnostic.help,
    }
