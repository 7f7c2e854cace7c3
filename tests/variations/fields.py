"""Every field of an encounter, found by walking the schema, so that a new one is known the day it appears.

A place is written as in messages, without numbers: ``wounds[].flap.type``.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter

from engine.encounter import Encounter, Fact
from engine.encounter.base import Free, Id, In

Form = Literal["word", "id", "code", "choice", "flag", "number", "day", "part"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what it holds, and what the schema says of it."""

    place: str
    form: Form
    fact: bool = False
    """Three-valued: null, a note and contradictions may be written."""
    listed: bool = False
    many_facts: bool = False
    """A list whose members are facts, each with its own note."""
    sentence: bool = False
    """A flag that a sentence of the note stands for."""
    required: bool = False
    assumed: bool = False
    """Left out, something else than "not documented" holds."""
    vocabulary: str = ""
    free: bool = False
    """Declared as text for people: it changes no claim."""
    names: bool = False
    """A free name that tells two things apart."""
    low: Any = None
    high: Any = None
    choices: tuple[str, ...] = ()
    part: type[BaseModel] | None = None

    @property
    def name(self) -> str:
        return self.place.rpartition(".")[2]


Step = str | int
Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A field of one record: where it stands and what is written there."""

    field: Field
    path: Path
    written: bool
    value: Any = None


@cache
def fields_of(model: type[BaseModel], prefix: str = "") -> tuple[Field, ...]:
    """The fields of a model, without those of its parts."""
    return tuple(
        _field(f"{prefix}{name}", info.annotation, tuple(info.metadata), info.is_required(), info.default)
        for name, info in model.model_fields.items()
    )


def all_fields(model: type[BaseModel] = Encounter, prefix: str = "") -> Iterator[Field]:
    """Every field, and every field of every part."""
    for field in fields_of(model, prefix):
        yield field
        if field.part is not None:
            yield from all_fields(field.part, f"{field.place}{'[]' if field.listed else ''}.")


def slots(record: dict[str, Any]) -> Iterator[Slot]:
    """Every field of the record that is written, or that could be: the parts that are left out are walked too, but
    for lists, which have no member to write into."""
    yield from _slots(Encounter, record, (), "")


def _slots(model: type[BaseModel], holder: Any, path: Path, prefix: str) -> Iterator[Slot]:
    for field in fields_of(model, prefix):
        here = (*path, field.name)
        written = isinstance(holder, dict) and holder.get(field.name) is not None
        value = holder[field.name] if written else None
        yield Slot(field, here, written, value)
        if field.part is None:
            continue
        if not field.listed:
            if isinstance(value, dict) or (not written and not field.required):
                yield from _slots(field.part, value, here, f"{field.place}.")
        elif isinstance(value, list):
            for n, member in enumerate(value):
                if isinstance(member, dict):
                    yield from _slots(field.part, member, (*here, n), f"{field.place}[].")
        elif isinstance(value, dict):  # one, where a list of them may stand
            yield from _slots(field.part, value, here, f"{field.place}[].")


def _field(place: str, annotation: Any, metadata: tuple[Any, ...], required: bool, default: Any) -> Field:
    said: dict[str, Any] = {}
    kind, metadata = _plain(annotation, metadata, said)
    assumed = isinstance(default, Fact) and default.state == "known"
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return Field(place, "part", listed="listed" in said, required=required, part=kind)
    schema = TypeAdapter(Annotated[kind, *metadata] if metadata else kind).json_schema()
    own_words = any(isinstance(each, In) and each.unknown == "free" for each in metadata)
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    return Field(
        place,
        _form(kind, schema),
        fact="fact" in said,
        listed="listed" in said,
        many_facts="many_facts" in said,
        sentence="fact" in said and kind is bool and bool(said.get("outside")),
        required=required,
        assumed=assumed,
        vocabulary=schema.get("x-vocabulary", ""),
        free="x-free-text" in schema or own_words,
        names=own_words or any(getattr(each, "names", False) for each in metadata),
        low=low,
        high=schema.get("maximum"),
        choices=get_args(kind) if get_origin(kind) is Literal else (),
    )


def _plain(annotation: Any, metadata: tuple[Any, ...], said: dict[str, Any]) -> tuple[Any, tuple[Any, ...]]:
    """The innermost type with its own metadata; `said` collects what stood around it."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _plain(args[0], (*metadata, *args[1:]), said)
    if origin in (Union, types.UnionType):
        kept = [each for each in args if each is not type(None)]
        lists = [each for each in kept if get_origin(each) is tuple]
        if lists and len(kept) > 1:  # one or a list of them
            return _plain(lists[0], metadata, said)
        return _plain(kept[0], metadata, said)
    if origin is tuple:
        said["listed"] = True
        before = "fact" in said
        kind, own = _plain(args[0], (), said)
        if "fact" in said and not before:
            said["many_facts"] = True
        return kind, (*own, *(mark for mark in metadata if isinstance(mark, In | Free)))
    if origin is Fact:
        said["fact"] = True
        said["outside"] = metadata
        return _plain(args[0], (), said)
    return annotation, metadata


_ID_LENGTH = TypeAdapter(Id).json_schema()["maxLength"]


def _form(kind: Any, schema: dict[str, Any]) -> Form:
    if get_origin(kind) is Literal:
        return "choice"
    if kind is bool:
        return "flag"
    if kind in (int, Decimal):
        return "number"
    if kind is date:
        return "day"
    if kind is str:
        if "pattern" in schema or "examples" in schema:
            return "code"
        free = "x-free-text" in schema or "x-vocabulary" in schema
        return "id" if schema.get("maxLength") == _ID_LENGTH and not free else "word"
    raise TypeError(f"no variation is known for {kind}: add its form to tests/variations")
