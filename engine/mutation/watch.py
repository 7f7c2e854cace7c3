"""Which parts of which rules a test reads. A change to a part that was not read cannot change what the test sees.

A part is a field of a rule, or a field of one of its patterns or rows: a pattern whose first word already does not fit
is read no further, and of a table's rows only one is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, cast

from engine.mutation.mutant import records
from engine.mutation.variants import keys
from rules_dsl.rulebook import CodeChoice, LevelRow, Pattern, RuleBook, SiteRow, WordRow

Reads = set[tuple[str, str]]
"""(rule id, part); the codes a choice could bill, which are asked for without choosing, count as ``codes``."""

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
    return replace(book, **changed)


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
    return ["select"] if name == "per" else [name]  # items are grouped, or not, before a code is selected


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
    names = frozenset(field.name for field in fields(kind)) - {"rule"}
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
    return type(f"Watched{kind.__name__}", (kind,), body)
