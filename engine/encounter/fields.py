"""What the fields of an encounter's models are, read from their types: facts, words of a vocabulary, free text, parts.

Whatever must look at every field (words looked up, contradictions, tests of every field) goes by this, so that a new
field is covered as soon as it is declared.
"""

from __future__ import annotations

import types
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, Final, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from engine.encounter.base import Free, In, Model
from engine.encounter.fact import Fact

Form: TypeAlias = Literal["fact", "facts", "plain", "plains", "part", "parts"]
"""A fact, a list of facts, a value that is no fact or a list of them, a part of the encounter or a list of parts."""


@dataclass(frozen=True, slots=True)
class FieldForm:
    """One field of a model. `of` is the type at its core: str, bool, int, Decimal, date, or the model of a part."""

    name: str
    form: Form
    of: Any
    looked_up: In | None = None
    free: Free | None = None
    listed: bool = False
    """Each value is itself a list: the sites of a group, the sides of a rectangle."""
    means: str = ""
    """What the schema says of the field, as the one sentence that it begins with."""


@cache
def fields_of(model: type[Model]) -> tuple[FieldForm, ...]:
    """Every field of a model, in the order declared."""
    hints = get_type_hints(model, include_extras=True)
    return tuple(
        replace(_form(name, hints[name]), means=(field.description or "").partition(".")[0])
        for name, field in model.model_fields.items()
    )


def _form(name: str, annotation: Any) -> FieldForm:
    marks: list[Any] = []
    inner = _stripped(annotation, marks)
    several = get_origin(inner) is tuple
    if several:
        inner = _stripped(get_args(inner)[0], marks)
    is_fact = get_origin(inner) is Fact
    if is_fact:
        inner = _stripped(get_args(inner)[0], marks)
    is_part = isinstance(inner, type) and issubclass(inner, Model)
    listed = get_origin(inner) is tuple
    if listed:
        inner = _stripped(get_args(inner)[0], marks)
    if get_origin(inner) is Literal:
        inner = str
    one: Form = "fact" if is_fact else "part" if is_part else "plain"
    return FieldForm(
        name,
        _SEVERAL[one] if several else one,
        inner,
        next((mark for mark in marks if isinstance(mark, In)), None),
        next((mark for mark in marks if isinstance(mark, Free)), None),
        listed,
    )


_SEVERAL: Final[dict[Form, Form]] = {"fact": "facts", "plain": "plains", "part": "parts"}


def _stripped(annotation: Any, marks: list[Any]) -> Any:
    """The type without its annotations, which are added to `marks`, and without `| None`."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            marks.extend(get_args(annotation)[1:])
            annotation = get_args(annotation)[0]
        elif origin in (Union, types.UnionType):
            annotation = next(part for part in get_args(annotation) if part is not type(None))
        else:
            return annotation
