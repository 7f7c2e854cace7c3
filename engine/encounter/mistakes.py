"""Mistakes of an input as data: where, what was found, what was expected, and the nearest valid word."""

from __future__ import annotations

import re
import types
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

LONGEST = 60
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/#-]{0,39}")
UNKNOWN = "(unknown field)"
FACT_FIELDS = frozenset({"value", "contradicted", "note", "text", "start", "end"})
MOST_PROBLEMS = 200
"""Of one record; a record with more is not an encounter with mistakes in it."""


@dataclass(frozen=True, slots=True)
class InputProblem:
    """One mistake. What the record said is in none of it: `found` tells a value's type and length."""

    field: str
    """Where: ``services[0].technique``, or ``line 2, column 14`` when the text is not JSON."""
    found: str
    expected: str
    suggestion: str = ""
    """The nearest valid word, when one is close."""

    def text(self) -> str:
        """The mistake in one line."""
        found = f"found {self.found}; " if self.found else ""
        near = f"; did you mean {self.suggestion}?" if self.suggestion else ""
        return f"{self.field}: {found}expected {self.expected}{near}"

    def to_dict(self) -> dict[str, str]:
        problem = {"field": self.field, "found": self.found, "expected": self.expected}
        return {**problem, "suggestion": self.suggestion} if self.suggestion else problem


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that cannot be used, with every mistake found in it."""

    encounter: str | None
    """The encounter's id, when that much could be read and it is a plain key."""
    source: str
    """Name of the file or stream."""
    index: int
    """Which record of it, from 1."""
    line: int | None
    """The record's first line, from 1, when there is one record a line or one record in all."""
    problems: tuple[InputProblem, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "encounter", key_of(self.encounter))

    def to_dict(self) -> dict[str, Any]:
        return {
            "encounter": self.encounter,
            "source": self.source,
            "index": self.index,
            "line": self.line,
            "problems": [problem.to_dict() for problem in self.problems],
        }


def render_rejected(rejected: Rejected) -> str:
    """A heading and one line a mistake, as plain text without a final line break."""
    place = [rejected.source]
    place += [f"line {rejected.line}"] if rejected.line else [f"record {rejected.index}"]
    place += [f"encounter {rejected.encounter}"] if rejected.encounter else []
    count = len(rejected.problems)
    heading = f"{', '.join(place)}: {count} problem{'s' if count > 1 else ''}"
    return "\n".join([heading, *(f"  {problem.text()}" for problem in rejected.problems)])


def shown(value: object) -> str:
    """What a message says of a value of the record: its type and its length, and never the value."""
    match value:
        case Mapping():
            return "an object"
        case list() | tuple():
            return "a list" if value else "an empty list"
        case None:
            return "null"
        case bool():
            return "true or false"
        case str():
            return f"text of {_characters(value)}" if value else "empty text"
        case date():
            return "a date"
        case int() | float() | Decimal():
            return f"a number of {_characters(format(value))}"
    return "something that is no value of JSON"


def _characters(text: str) -> str:
    return f"{len(text):,} character{'s' if len(text) != 1 else ''}"


def quoted(value: object) -> str:
    """A value shown to the one who wrote it, as part of a command or in the answer to a record: at most 60 characters,
    one line, nothing a terminal would obey."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if not isinstance(value, str | int | float):
        return shown(value)
    text = "".join(c if c.isprintable() else "?" for c in str(value)[: LONGEST + 1])
    return (text if len(text) <= LONGEST else text[: LONGEST - 3] + "...") or "empty text"


def key_of(id: object) -> str | None:
    """A record's id for messages: the practice's own key, which is one word. Any other id is text of the record."""
    return id if isinstance(id, str) and _KEY.fullmatch(id) else None


def nearest(word: str, valid: Iterable[str]) -> str:
    """The valid word closest to `word`, or an empty string when none is close."""
    found = get_close_matches(word[:100], list(valid), n=1, cutoff=0.6)
    return found[0] if found else ""


def from_pydantic(errors: list[ErrorDetails], model: type[BaseModel]) -> list[InputProblem]:
    """Validation errors in a writer's words, one each; the steps of a fact's forms are left out of the path."""
    return [_problem(error, model) for error in errors[:MOST_PROBLEMS] if not _is_echo(error)]


def _is_echo(error: ErrorDetails) -> bool:
    """True for an error that others speak of already: a list that is too short only because its members are wrong."""
    given = error["input"]
    short = error["type"] == "too_short" and isinstance(given, list | tuple)
    return error["type"] == "impossible" or (short and len(given) >= error["ctx"]["min_length"])


def _problem(error: ErrorDetails, model: type[BaseModel]) -> InputProblem:
    steps = [step for step in error["loc"] if not (isinstance(step, str) and step.startswith("fact:"))]
    field = path_of(steps, model) or "encounter"
    given, context = error["input"], error.get("ctx", {})
    match error["type"]:
        case "expected":
            return InputProblem(field, shown(given), context["expected"])
        case "missing":
            return InputProblem(field, "", "a value; this field may not be left out")
        case "extra_forbidden":
            known = _fields_at(steps[:-1], model, error["loc"])
            name = str(steps[-1])
            listed = ", ".join(known[:8]) + (", ..." if len(known) > 8 else "")
            found = f"a field whose name has {_characters(name)}"
            return InputProblem(field, found, f"a known field: {listed}", nearest(name, known))
        case "literal_error":
            words = re.findall(r"'([^']*)'", context["expected"])
            wanted = words[0] if len(words) == 1 else f"one of {', '.join(words)}"
            return InputProblem(
                field, shown(given), wanted, nearest(given, words) if isinstance(given, str) else ""
            )
        case "too_short":
            least, few = context["min_length"], "at least {} values"
            return InputProblem(field, shown(given), few.format(least) if least > 1 else "at least one value")
        case "too_long":
            return InputProblem(field, shown(given), f"at most {context['max_length']} values")
        case "string_too_long":
            return InputProblem(field, shown(given), f"at most {context['max_length']} characters")
        case "string_too_short":
            return InputProblem(field, shown(given), "text that is not empty")
        case kind:
            return InputProblem(field, shown(given), PLAIN.get(kind, error["msg"]))


PLAIN = {
    "string_type": "text",
    "string_unicode": "valid Unicode text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "tuple_type": "a list",
    "list_type": "a list",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "dict_type": "an object",
    "greater_than_equal": "a larger number",
    "less_than_equal": "a smaller number",
}


def path_of(steps: Iterable[object], model: type[BaseModel]) -> str:
    """The place of a value, such as ``lesions[0].site``, in which an unknown field's name is not repeated."""
    path, known = "", field_names(model)
    for step in steps:
        name = step if step in known else UNKNOWN
        path += f"[{step}]" if isinstance(step, int) else f".{name}" if path else str(name)
    return path


@lru_cache
def field_names(model: type[BaseModel]) -> frozenset[object]:
    """The names of all fields anywhere in a model."""
    names: set[object] = set(FACT_FIELDS)
    waiting, seen = [model], {model}
    while waiting:
        fields = waiting.pop().model_fields
        names.update(fields)
        inner = {found for field in fields.values() if (found := _model_in(field.annotation))} - seen
        seen |= inner
        waiting += inner
    return frozenset(names)


def _fields_at(steps: list[int | str], model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """Names of the fields that may stand at a place of the model."""
    for form, name in (("fact:value", "value"), ("fact:contradicted", "contradicted")):
        if len(loc) > 1 and loc[-2] == form:
            return [name, "note"]
    at: type[BaseModel] | None = model
    for step in steps:
        if isinstance(step, str) and at is not None:
            at = _model_in(at.model_fields[step].annotation) if step in at.model_fields else None
    return list(at.model_fields) if at is not None else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside ``tuple[Lesion, ...]``, ``Visit | None`` and the like."""
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        return annotation if issubclass(annotation, BaseModel) else None
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
