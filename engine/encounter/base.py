"""The base model and the small types of an encounter: what each accepts, in words a writer of JSON understands."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, NoReturn, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic import StringConstraints as Constraints
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ICD10 = re.compile(r"([A-Z]\d[0-9A-Z])\.?([0-9A-Z]{1,4})?", re.ASCII)
_CENT = Decimal("0.01")


class Model(BaseModel):
    """Frozen, and without room for unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


@dataclass(frozen=True, slots=True)
class In:
    """Says of a word which of the policies' vocabularies it is looked up in; a word that is in none is no answer.

    What becomes of an unknown word in a field that is no fact: `drop` it, as if nothing were written; `keep` it, where
    an unknown name is no mistake; with `free` keep it and say nothing, where text of any kind may stand and some of it
    is known; or, with `mark`, put `NOT_UNDERSTOOD` in its place, where to have written something that nobody
    understands is worse than nothing."""

    vocabulary: str
    unknown: Literal["drop", "keep", "mark", "free"] = "drop"
    each: bool = False
    """Of a list: every entry is one of its own, also where two say the same."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(core), "x-vocabulary": self.vocabulary}


NOT_UNDERSTOOD = "not-understood"
"""The word that stands for one which no policy knows, where that matters: a credential."""


@dataclass(frozen=True, slots=True)
class Free:
    """Says of a text that it is for people, or a name that nobody can look up; `why` says which. It changes no
    claim, but for a name that tells two things apart (`names`)."""

    why: str
    names: bool = False
    numbered: bool = False
    """It is a number given by somebody: text without a digit above nought is none."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(core), "x-free-text": self.why}


def refuse(expected: str) -> NoReturn:
    """Fail the validation of one value; `expected` completes the sentence "expected ..."."""
    raise PydanticCustomError("expected", "{expected}", {"expected": expected})


@dataclass(frozen=True, eq=False)
class Accept:
    """A type's whole validation: `check` returns the value or refuses; `schema` says the same in JSON Schema."""

    check: Callable[[Any], Any]
    schema: dict[str, Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.check,
            serialization=core_schema.plain_serializer_function_ser_schema(short),
            metadata={"pydantic_js_functions": [lambda core, handler: dict(self.schema)]},
        )


def short(value: Any) -> Any:
    """A value as JSON writes it: whole numbers without a point, days as text, a list of one word as that word."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        parts = [short(item) for item in value]
        return parts[0] if len(parts) == 1 else parts
    return value


def _number(unit: str, most: int, *, zero: bool = True) -> Accept:
    expected = f"{unit}, {'from 0' if zero else 'above 0 and up'} to {most}, with at most two decimals"

    def check(value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            refuse(expected)
        number = value if isinstance(value, Decimal) else Decimal(str(value))
        if not number.is_finite() or not 0 <= number <= most or (number == 0 and not zero) or number % _CENT:
            refuse(expected)
        return number

    low = "minimum" if zero else "exclusiveMinimum"
    return Accept(check, {"type": "number", low: 0, "maximum": most, "description": unit})


def _whole(unit: str, least: int, most: int) -> Accept:
    expected = f"{unit}, a whole number from {least} to {most}"

    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            refuse(expected)
        return value

    return Accept(check, {"type": "integer", "minimum": least, "maximum": most, "description": unit})


def _pattern(expected: str, pattern: str) -> Accept:
    compiled = re.compile(pattern, re.ASCII)

    def check(value: Any) -> str:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            refuse(expected)
        return value

    return Accept(check, {"type": "string", "pattern": f"^{pattern}$", "description": expected})


def _days(first: int, last: int) -> Accept:
    expected = f"a date as YYYY-MM-DD, from {first} to {last}"

    def check(value: Any) -> date:
        day = value
        if isinstance(value, str) and _DAY.fullmatch(value):
            try:
                day = date.fromisoformat(value)
            except ValueError:
                refuse("a day of the calendar, as YYYY-MM-DD")
        if type(day) is not date or not first <= day.year <= last:
            refuse(expected)
        return day

    return Accept(check, {"type": "string", "format": "date"})


def _icd10(value: Any) -> str:
    found = _ICD10.fullmatch(value.strip().upper()) if isinstance(value, str) else None
    if not found:
        refuse("an ICD-10-CM code such as L57.0")
    return f"{found[1]}.{found[2]}" if found[2] else found[1]


def _once(ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Text: TypeAlias = Annotated[str, Constraints(strict=True, min_length=1, max_length=200)]
Prose: TypeAlias = Annotated[str, Constraints(strict=True, min_length=1, max_length=4000)]
Id: TypeAlias = Annotated[str, Constraints(strict=True, min_length=1, max_length=64)]
Word: TypeAlias = Annotated[str, Constraints(strict=True, min_length=1, max_length=120)]
Words: TypeAlias = Annotated[tuple[Word, ...], BeforeValidator(_listed), Field(min_length=1, max_length=50)]
"""One word or a list of words."""
Ids: TypeAlias = Annotated[tuple[Id, ...], AfterValidator(_once), Field(max_length=500)]
"""Ids, each once: to name a thing twice makes it no two."""
Flag: TypeAlias = Annotated[bool, Field(strict=True)]

Day: TypeAlias = Annotated[date, _days(1900, 2100)]
DateOfService: TypeAlias = Annotated[date, _days(2000, 2100)]
Icd10: TypeAlias = Annotated[str, Accept(_icd10, {"type": "string", "examples": ["L57.0"]})]
Diagnoses: TypeAlias = Annotated[tuple[Icd10, ...], Field(max_length=12)]
Hcpcs: TypeAlias = Annotated[
    str, _pattern("a code of five characters such as 17000", r"(\d{4}[0-9A-Z]|[A-Z]\d{4})")
]
Npi: TypeAlias = Annotated[str, _pattern("an NPI of ten digits", r"\d{10}")]
State2: TypeAlias = Annotated[str, _pattern("a state of two capital letters such as TX", "[A-Z]{2}")]
PlaceOfService: TypeAlias = Annotated[str, _pattern("a place of service of two digits such as 11", r"\d{2}")]

Length: TypeAlias = Annotated[Decimal, _number("a length in millimetres", 2000, zero=False)]
LengthOrZero: TypeAlias = Annotated[Decimal, _number("a length in millimetres", 2000)]
Pair: TypeAlias = tuple[Length, Length]
AreaMm2: TypeAlias = Annotated[Decimal, _number("an area in square millimetres", 2_000_000, zero=False)]
AreaCm2: TypeAlias = Annotated[Decimal, _number("an area in square centimetres", 20_000, zero=False)]
Percent: TypeAlias = Annotated[Decimal, _number("per cent", 100)]
ContractPercent: TypeAlias = Annotated[Decimal, _number("per cent of the fee schedule", 1000)]
Millilitres: TypeAlias = Annotated[Decimal, _number("a volume in millilitres", 1000, zero=False)]
DrugUnits: TypeAlias = Annotated[Decimal, _number("a dose in units of the drug", 100_000)]
Milligrams: TypeAlias = Annotated[Decimal, _number("a dose in milligrams", 100_000)]

Count: TypeAlias = Annotated[int, _whole("a count", 0, 999)]
LesionCount: TypeAlias = Annotated[int, _whole("a count of lesions", 1, 999)]
Minutes: TypeAlias = Annotated[int, _whole("minutes of one day", 0, 1440)]
Years: TypeAlias = Annotated[int, _whole("an age in years", 0, 130)]
Days: TypeAlias = Annotated[int, _whole("days", 0, 36_500)]
Cents: TypeAlias = Annotated[int, _whole("an amount in cents", 0, 10**9)]
Session: TypeAlias = Annotated[int, _whole("a number of an encounter of the day", 1, 9)]
Ordinal: TypeAlias = Annotated[int, _whole("a number in order", 1, 999)]
Offset: TypeAlias = Annotated[int, _whole("a character of the note", 0, 10**8)]
