"""Text to encounters. Accepts one JSON object, a JSON list, or one object a line; never raises on bad input."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from pydantic import ValidationError

from engine.encounter.checks import impossible
from engine.encounter.mistakes import (
    MOST_PROBLEMS,
    InputProblem,
    Rejected,
    from_pydantic,
    path_of,
    render_rejected,
    shown,
)
from engine.encounter.model import Encounter, with_ids

__all__ = ["read_encounters", "render_rejected"]

LONGEST_RECORD = 1_000_000
"""Characters of one encounter."""
LONGEST_LIST = 200_000_000
"""Characters of a JSON list of encounters; longer input goes one object a line."""

EXPECTED = {
    "Expecting value": "a value",
    "Expecting ',' delimiter": "a comma or a closing bracket",
    "Expecting ':' delimiter": "a colon after the field's name",
    "Expecting property name enclosed in double quotes": "a field's name in double quotes",
    "Unterminated string starting at": "a double quote that ends this text",
    "Invalid control character at": "no line break, tab or control character inside a text",
    "Invalid \\escape": "an escape that JSON knows",
    "Invalid \\uXXXX escape": "four hexadecimal digits",
    "Extra data": "nothing more; several encounters go into a JSON list, or one object a line",
}


class Doubled(dict[str, Any]):
    """An object of the JSON that named a field twice."""

    names: tuple[str, ...] = ()


class NotANumber:
    """NaN or Infinity, which JSON does not have."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return self.name


def read_encounters(text: str, name: str) -> Iterator[Encounter | Rejected]:
    """Encounters in the order of the text; a bad one becomes a `Rejected` and the rest go on.

    `name` is the file's name for messages.
    """
    text = text.removeprefix("\ufeff")
    if _is_one_a_line(text):
        index = 0
        for line, record in enumerate(text.split("\n"), start=1):
            if record.strip():
                index += 1
                yield _record(record, name, index, line)
        return
    limit = LONGEST_LIST if text.lstrip()[:1] == "[" else LONGEST_RECORD
    value, problem = _parsed(text, 1, limit)
    if problem:
        yield Rejected(None, name, 1, 1, (problem,))
    elif isinstance(value, list):
        for index, item in enumerate(value, start=1):
            yield _checked(item, name, index, None)
        if not value:
            yield Rejected(
                None, name, 1, 1, (InputProblem("encounter", "an empty list", "at least one encounter"),)
            )
    else:
        yield _checked(value, name, 1, 1)


def _is_one_a_line(text: str) -> bool:
    """True for several lines of which the first is a whole value, or looks like one with a mistake in it."""
    first, _, rest = text.strip().partition("\n")
    first, second = first.strip(), rest.lstrip()[:1]
    if not second or first[:1] == "[":
        return False
    try:
        json.loads(first)
    except RecursionError:
        return True
    except ValueError:
        return len(first) > 1 and second == "{" and (first[:1] != "{" or first[-1:] == "}")
    return True


def _record(text: str, name: str, index: int, line: int) -> Encounter | Rejected:
    value, problem = _parsed(text, line, LONGEST_RECORD)
    return Rejected(None, name, index, line, (problem,)) if problem else _checked(value, name, index, line)


def _parsed(text: str, line: int, limit: int) -> tuple[Any, InputProblem | None]:
    if not text.strip():
        return None, InputProblem("encounter", "nothing", "an encounter as a JSON object")
    if len(text) > limit:
        return None, InputProblem("encounter", f"{len(text)} characters", f"at most {limit} characters")
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_float=Decimal, parse_constant=NotANumber)
        if "\\u" in text or not text.isascii():
            text.encode()
            json.dumps(value, ensure_ascii=False, default=str).encode()
    except json.JSONDecodeError as error:
        message = next((said for start, said in EXPECTED.items() if error.msg.startswith(start)), "JSON")
        found = _character(text[error.pos :].lstrip()[:1])
        place = f"line {line + error.lineno - 1}, column {error.colno}"
        return None, InputProblem(place, found, message)
    except UnicodeEncodeError:
        return None, InputProblem("encounter", "half of a surrogate pair", "valid Unicode text")
    except RecursionError:
        return None, InputProblem("encounter", "brackets nested too deep", "the few levels of an encounter")
    except ValueError:
        return None, InputProblem(
            "encounter", "a number with thousands of digits", "numbers of ordinary length"
        )
    return value, None


def _character(found: str) -> str:
    """One character of the text: itself when it is a mark of JSON's own, else its kind."""
    if not found:
        return "the end"
    kinds = (("a letter", found.isalpha()), ("a digit", found.isdigit()), (found, found in '{}[],:"'))
    return next((kind for kind, fits in kinds if fits), "another character")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    doubled = Doubled(plain)
    doubled.names = tuple(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
    return doubled


def _checked(value: Any, name: str, index: int, line: int | None) -> Encounter | Rejected:
    if not isinstance(value, dict):
        problem = InputProblem("encounter", shown(value), "an encounter as a JSON object")
        return Rejected(None, name, index, line, (problem,))
    problems = list(islice(_doubled(value), MOST_PROBLEMS))
    try:
        encounter = Encounter.model_validate(value)
        if not problems:
            return encounter
    except ValidationError as error:
        problems += from_pydantic(error.errors(include_url=False), Encounter)
        problems += impossible(with_ids(value))
        problems = problems or [InputProblem("encounter", "", error.errors(include_url=False)[0]["msg"])]
    id = value.get("encounter")
    return Rejected(
        id if isinstance(id, str) else None, name, index, line, tuple(dict.fromkeys(problems))[:MOST_PROBLEMS]
    )


def _doubled(value: Any) -> Iterator[InputProblem]:
    """Every field named twice. Keeps its own stack, since the JSON may nest as deep as the interpreter allows."""
    waiting: list[tuple[tuple[object, ...], Any]] = [((), value)]
    while waiting:
        steps, value = waiting.pop()
        if isinstance(value, dict):
            for name in value.names if isinstance(value, Doubled) else ():
                said = "each field once"
                yield InputProblem(path_of((*steps, name), Encounter), "a field written twice", said)
            waiting += [((*steps, n), v) for n, v in reversed(value.items()) if _holds(v)]
        elif isinstance(value, list):
            waiting += [((*steps, n), v) for n, v in reversed(list(enumerate(value))) if _holds(v)]


def _holds(value: object) -> bool:
    return isinstance(value, dict | list)
