"""Which parts of which rules a test reads. A change to a part that was not read cannot change what the test sees.

A part is a field of a rule, or a field of one of its patterns or rows: a pattern whose first word already does not fit
is read no further, and of a table's rows only one is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, cast

from engine.mutation.mutant import records
from engine.mutation.variants import keys
from rules_dsl.rulebook import Bound, CodeChoice, LevelRow, Pattern, RuleBook, SiteRow, Word, WordRow

Reads = set[tuple[str, str]]
"""(rule id, part); the codes a choice could bill, which are asked for without choosing, count as ``codes``."""

ANY = ""

PARTS = (Pattern, SiteRow, WordRow, LevelRow)
_PART = re.compile(r"((?:\w+\.)*\w+\[[^\]]*\])\.(\w+)")
_FIELD = re.compile(r"\w+")


def watched(book: RuleBook, reads: Reads) -> RuleBook:
    """The rulebook with records that note in `reads` what is read of them."""
    changed: dict[str, Any] = {}
    for field in {name for name, _ in records(book)}:
        held = getattr(book, field)
        changed[field] = (
            {key: _rule(record, reads) for key, record in held.items()}
            if isinstance(held, Mapping)
            else tuple(_rule(record, reads) for record in held)
        )
    changed["vocabularies"] = {
        name: replace(each, words={word.name: _word(word, name, reads) for word in each.words.values()})
        for name, each in book.vocabularies.items()
    }
    return replace(book, **changed)


def _word(word: Word, vocabulary: str, reads: Reads) -> Word:
    """A word with places, watched; every other as it is."""
    if not word.placed:
        return word
    watching: Word = _watching(word, _values(word), f"{vocabulary}/{word.name}", "", reads)
    return watching


def keys_of(where: str, what: str) -> list[str]:
    """The parts of which a test must have read one to notice a change."""
    part = _PART.match(where)
    if part and part[1].partition("[")[0] in ("patterns", "service", "within", "select.rows"):
        return [f"{part[1]}.{part[2]}"]
    dropped = re.fullmatch(r"without (.*)", what)
    if dropped and where in ("patterns", "service", "within"):
        return [f"{where}[{dropped[1]}].of"]
    found = _FIELD.match(where)
    name = found[0] if found else ""
    # Items are grouped, or not, before a code is selected; the facts of a bound are looked at before it is.
    return [{"per": "select", "facts": "of"}.get(name, name)]


class _Codes(frozenset[str]):
    """A list of codes that notes which of its codes were asked for, so that the others need not be tried."""

    note: Callable[[str], None]

    def __contains__(self, code: object) -> bool:
        found = super().__contains__(code)
        if found:
            self.note(str(code))
        return found

    def __and__(self, other: Collection[object]) -> frozenset[str]:
        found = frozenset(code for code in other if super(_Codes, self).__contains__(code))
        for code in found:
            self.note(str(code))
        return cast("frozenset[str]", found)

    def __iter__(self) -> Iterator[str]:
        self.note(ANY)
        return super().__iter__()


def of_code(field: str, code: str) -> str:
    """The part that is one code of a list; `ANY` where the whole list was looked through."""
    return f"{field}[{code}]"


def _codes(codes: frozenset[str], field: str, rule: str, reads: Reads) -> frozenset[str]:
    watching = _Codes(codes)
    watching.note = lambda code: reads.add((rule, of_code(field, code)))
    return watching


def _rule(record: Any, reads: Reads) -> Any:
    parts = {
        field.name: _parts(getattr(record, field.name), field.name, record.rule, reads)
        for field in fields(record)
    }
    return _watching(record, parts, record.rule, "", reads)


def _parts(value: Any, path: str, rule: str, reads: Reads) -> Any:
    """The value with its patterns and rows watched."""
    if isinstance(value, tuple) and value and isinstance(value[0], PARTS):
        return tuple(
            _watching(each, _values(each), rule, f"{path}[{key}].", reads)
            for each, key in zip(value, keys(value), strict=True)
        )
    if isinstance(value, frozenset) and value:
        return _codes(value, path, rule, reads)
    if path == "select" and is_dataclass(value) and hasattr(value, "rows"):
        kept: Any = value
        return replace(kept, rows=_parts(kept.rows, "select.rows", rule, reads))
    return value


def _values(record: Any) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _watching(record: Any, values: Mapping[str, Any], rule: str, prefix: str, reads: Reads) -> Any:
    made: Any = object.__new__(_kind(cast(Any, type(record))))
    for name, value in values.items():
        object.__setattr__(made, name, value)
    for name, value in (("_reads", reads), ("_plain", record), ("_rule", rule), ("_prefix", prefix)):
        object.__setattr__(made, name, value)
    return made


@cache
def _kind(kind: Any) -> Any:
    names = frozenset(field.name for field in fields(kind)) - {"rule", *({"facts"} if kind is Bound else ())}
    own = object.__getattribute__

    def read(self: Any, name: str) -> Any:
        if name in names:
            with suppress(
                AttributeError
            ):  # a copy that the engine made of a record: its fields were read for it
                own(self, "_reads").add((own(self, "_rule"), own(self, "_prefix") + name))
        return own(self, name)

    def codes(self: Any) -> tuple[str, ...]:
        self._reads.add((self._rule, "codes"))
        plain: CodeChoice = self._plain
        return plain.codes()

    body: dict[str, Any] = {
        "__slots__": ("_plain", "_prefix", "_reads", "_rule"),
        "__getattribute__": read,
    }
    if issubclass(kind, CodeChoice):
        body["codes"] = codes
    if issubclass(kind, Word):  # whether it has places is asked of every word; its places, where it stands
        body["placed"] = True
    return type(f"Watched{kind.__name__}", (kind,), body)
