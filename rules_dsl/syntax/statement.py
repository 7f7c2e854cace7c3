"""A statement: its head, and its clauses in the order written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from rules_dsl.diagnostics import Span
from rules_dsl.syntax.clauses import Clause, Rows, Words
from rules_dsl.syntax.parts import Word

AnyClause = TypeVar("AnyClause", bound=Clause)


@dataclass(frozen=True, eq=False)
class Statement:
    """One statement. `kind` is its head words; `name` what it is called (empty for ``sites``).

    `about` is the subject of a definition or measure, the vocabulary of an element, or the policy that a
    ``replaces`` or ``withdraws`` names; `target` is the kind it may name too. `broken` means that clauses with
    mistakes were left out, so nothing should be concluded from what is missing.
    """

    kind: str
    name: Word
    clauses: tuple[Clause, ...]
    span: Span
    text: str
    about: Word | None = None
    target: str = ""
    broken: bool = False

    @property
    def called(self) -> str:
        """What an author calls it: ``mue 17003``, ``modifier 25``; most statements by their name alone."""
        for kind in (self.kind, self.target):
            if kind in ("mue", "add-on"):
                return self.name.text.replace(f"{kind}-", f"{kind} ", 1)
        return f"modifier {self.name.text}" if self.kind == "modifier" else self.name.text

    def all(self, label: str, form: type[AnyClause]) -> list[AnyClause]:
        """The clauses of a label and form, in the order written."""
        return [clause for clause in self.clauses if clause.label == label and isinstance(clause, form)]

    def one(self, label: str, form: type[AnyClause]) -> AnyClause | None:
        """The last clause of a label and form, or None."""
        return next(iter(self.all(label, form)[-1:]), None)

    def word(self, label: str) -> Word | None:
        """The first word of a clause that is only words, or None."""
        clause = self.one(label, Words)
        return clause.words[0] if clause and clause.words else None

    def value(self, label: str, default: str = "") -> str:
        """The text of that word, or the default."""
        word = self.word(label)
        return word.text if word else default


def table_rows(statement: Statement) -> Iterator[tuple[Word, ...]]:
    """The rows of a statement that is a table."""
    for clause in statement.all("rows", Rows):
        yield from clause.table.rows
