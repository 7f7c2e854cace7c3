"""What can be said about a policy: a diagnostic is data, and `rules_dsl.render` turns it into text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

Severity: TypeAlias = Literal["error", "warning"]


class Span(NamedTuple):
    """A piece of one line of a file. `line` and `column` count from 1; `length` is in characters, at least 1."""

    file: str
    line: int
    column: int
    length: int = 1


@dataclass(frozen=True)
class Place:
    """A span with what is to be said of it; the first place of a diagnostic is where to mend it."""

    span: Span
    note: str = ""


@dataclass(frozen=True)
class Diagnostic:
    """One finding. `code` is stable; `expected` are clause words, five at most; `help` is one thing to do."""

    code: str
    severity: Severity
    message: str
    places: tuple[Place, ...]
    expected: tuple[str, ...] = ()
    help: str = ""

    @property
    def span(self) -> Span:
        """Where it is to be mended."""
        return self.places[0].span

    def key(self) -> tuple[str, int, int, str, str]:
        """Sorts findings as a reader meets them."""
        span = self.span
        return (span.file, span.line, span.column, self.code, self.message)


class PolicyError(Exception):
    """The policy asked for cannot be used; `diagnostics` say why, and the message is the first of them."""

    def __init__(self, message: str, diagnostics: Iterable[Diagnostic] = ()) -> None:
        super().__init__(message)
        self.diagnostics = tuple(diagnostics)


def error(code: str, message: str, *places: Span | Place, help: str = "") -> Diagnostic:
    """An error at the places given, the first of which is where to mend it."""
    return Diagnostic(code, "error", message, tuple(map(_place, places)), help=help)


def warning(code: str, message: str, *places: Span | Place, help: str = "") -> Diagnostic:
    """A finding that does not keep the policy from being used."""
    return Diagnostic(code, "warning", message, tuple(map(_place, places)), help=help)


def _place(where: Span | Place) -> Place:
    return where if isinstance(where, Place) else Place(where)
