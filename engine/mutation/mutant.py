"""A mutant: one rule of a rulebook with one change, or without the rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from engine.mutation.variants import of_record
from rules_dsl.rulebook import RuleBook

SERVING = frozenset({"define", "measure", "element"})
"""Kinds of rule that others name: they are changed, but not left out."""

Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change of one rule, and the record as it stood and stands; `record` is None when the rule is left out."""

    place: Place
    """File and line of the rule."""
    rule: str
    field: str
    """The field of the rulebook that holds the rule."""
    where: str
    what: str
    original: Any
    record: Any

    @property
    def label(self) -> str:
        """What was changed, without the place: it stays when lines are added above."""
        return f"{self.rule}  {self.where}: {self.what}" if self.where else f"{self.rule}  {self.what}"

    def applied(self, book: RuleBook) -> RuleBook:
        """The rulebook with the change; as it is when the rule does not stand in it, or stands there otherwise."""
        info = book.rules.get(self.rule)
        if info is None or (info.file, info.line) != self.place:
            return book
        held = getattr(book, self.field)
        kept: Any
        if isinstance(held, Mapping):
            changed = {key: self._changed(record) for key, record in held.items()}
            kept = {key: record for key, record in changed.items() if record is not None}
        else:
            kept = tuple(record for record in map(self._changed, held) if record is not None)
        return replace(book, **{self.field: kept})

    def _changed(self, record: Any) -> Any:
        if record.rule != self.rule:
            return record
        if self.record is None or record == self.original:
            return self.record
        same = (v for v in of_record(record) if (v.where, v.what) == (self.where, self.what))
        return next((v.value for v in same), record)


def records(book: RuleBook) -> Iterator[tuple[str, Any]]:
    """Every rule of the book as a record, with the field that holds it."""
    for field in fields(book):
        held = getattr(book, field.name)
        for record in held.values() if isinstance(held, Mapping) else held if isinstance(held, tuple) else ():
            if hasattr(record, "rule"):
                yield field.name, record


def mutants(book: RuleBook) -> Iterator[Mutant]:
    """Every mutant of every rule of the book."""
    for field, record in records(book):
        info = book.rules[record.rule]
        place = (info.file, info.line)
        if info.kind not in SERVING:
            yield Mutant(place, record.rule, field, "", "left out", record, None)
        for variant in of_record(record):
            if variant.value != record:
                yield Mutant(place, record.rule, field, variant.where, variant.what, record, variant.value)
