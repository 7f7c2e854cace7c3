"""A mutant: one rule of a rulebook with one change, or without the rule.

A list of codes that several rules share, a group by its name, is changed in all of them at once, and so is a clause
that several rules share because they are one statement. What a `replaces` inherits is changed where it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from engine.mutation.meaning import code_lists, means_nothing
from engine.mutation.variants import Variant, of_record
from rules_dsl.rulebook import RuleBook, Word

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
    shared: tuple[tuple[str, str], ...] = ()
    """(rule, field) of every list of codes that is changed with this one."""
    rules: frozenset[str] = frozenset()
    """The rules that are one statement with this one."""

    @property
    def label(self) -> str:
        """What was changed, without the place: it stays when lines are added above."""
        return f"{self.rule}  {self.where}: {self.what}" if self.where else f"{self.rule}  {self.what}"

    @property
    def lost(self) -> frozenset[str]:
        """The codes that are dropped from a list of codes."""
        held = getattr(self.original, self.where, None) if self.where else None
        return held - getattr(self.record, self.where) if isinstance(held, frozenset) else frozenset()

    def applied(self, book: RuleBook) -> RuleBook:
        """The rulebook with the change; as it is when the rule does not stand in it, or stands there otherwise."""
        if isinstance(self.original, Word):
            return _with_word(book, self.rule.partition("/")[0], self.original, self.record)
        info = book.rules.get(self.rule)
        if info is None or (info.file, info.line) != self.place:
            return book
        if self.shared:
            own = next(r for field, r in records(book) if field == self.field and r.rule == self.rule)
            old = getattr(own, self.where)
            new = old - (getattr(self.original, self.where) - getattr(self.record, self.where))
            held = {field for field, record in records(book) if old in code_lists(record).values()}
            return _with(book, held, lambda record: _without(record, old, new))
        return _with(book, {self.field}, self._changed)

    def _changed(self, record: Any) -> Any:
        if record.rule != self.rule and record.rule not in self.rules:
            return record
        if self.record is None or record == self.original:
            return self.record
        same = (v for v in of_record(record) if (v.where, v.what) == (self.where, self.what))
        return next((v.value for v in same), record)


def _alike_nothing(book: RuleBook, variant: Variant, shared: Collection[tuple[str, str]]) -> bool:
    """To drop a code from a list means nothing to any of the rules that share it."""
    left = getattr(variant.value, variant.where)
    held = {record.rule: record for _, record in records(book)}
    changes = (
        (held[rule], Variant(name, variant.what, replace(held[rule], **{name: left})))
        for rule, name in shared
    )
    return all(means_nothing(book, record, change) for record, change in changes)


def _with(book: RuleBook, held: Collection[str], change: Callable[[Any], Any]) -> RuleBook:
    """The book with every rule in these fields changed; a rule that becomes None is left out."""
    fields_changed: dict[str, Any] = {}
    for name in held:
        old = getattr(book, name)
        if isinstance(old, Mapping):
            changed = {key: change(record) for key, record in old.items()}
            fields_changed[name] = {key: record for key, record in changed.items() if record is not None}
        else:
            fields_changed[name] = tuple(new for new in map(change, old) if new is not None)
    return replace(book, **fields_changed)


def _with_word(book: RuleBook, name: str, old: Word, new: Word) -> RuleBook:
    """The book with one word of a vocabulary changed."""
    held = book.vocabularies.get(name)
    if held is None or held.words.get(old.name) != old:
        return book
    changed = replace(held, words={**held.words, old.name: new})
    return replace(book, vocabularies={**book.vocabularies, name: changed})


def _without(record: Any, old: frozenset[str], new: frozenset[str]) -> Any:
    lists = {name: new for name, value in code_lists(record).items() if value == old}
    return replace(record, **lists) if lists else record


def records(book: RuleBook) -> Iterator[tuple[str, Any]]:
    """Every rule of the book as a record, with the field that holds it."""
    for field in fields(book):
        held = getattr(book, field.name)
        for record in held.values() if isinstance(held, Mapping) else held if isinstance(held, tuple) else ():
            if hasattr(record, "rule"):
                yield field.name, record


def mutants(
    book: RuleBook, inherited: Mapping[str, Any] | None = None, files: Collection[str] | None = None
) -> Iterator[Mutant]:
    """Every mutant of every rule of the book, or of those written in some files. `inherited` are the records that its
    rules replace, by rule id."""
    lists: dict[frozenset[str], list[tuple[str, str]]] = {}
    for _, record in records(book):
        for name, codes in code_lists(record).items():
            lists.setdefault(codes, []).append((record.rule, name))
    together: dict[Place, list[str]] = {}
    for rule, info in book.rules.items():
        together.setdefault((info.file, info.line), []).append(rule)
    for field, record in records(book):
        info = book.rules[record.rule]
        if files is not None and info.file not in files:
            continue
        place = (info.file, info.line)
        one_statement = frozenset(together[place])
        if info.kind not in SERVING:
            yield Mutant(place, record.rule, field, "", "left out", record, None)
        if record.rule != together[place][0]:
            continue  # with the first of the rules that are this statement
        above = (inherited or {}).get(record.rule)
        written = {(v.where, v.what) for v in of_record(above)} if above is not None else set()
        own = code_lists(record)
        for variant in of_record(record):
            if variant.value == record or (variant.where, variant.what) in written:
                continue
            shared = tuple(lists[own[variant.where]]) if variant.where in own else ()
            if variant.what.startswith("without ") and len(shared) > 1:
                if shared[0] != (record.rule, variant.where):
                    continue  # with the first of the rules that share the list
            else:
                shared = ()
            if not (
                _alike_nothing(book, variant, shared) if shared else means_nothing(book, record, variant)
            ):
                what = (variant.where, variant.what)
                yield Mutant(place, record.rule, field, *what, record, variant.value, shared, one_statement)
