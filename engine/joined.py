"""Two entries of a record joined to one, where both speak of the same thing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from engine.encounter import Fact
from engine.encounter.base import Model
from engine.encounter.fields import FieldForm, fields_of

M = TypeVar("M", bound=Model)


def joined(one: M, other: M) -> M:
    """One entry with what both say. Where they say different things the fact is contradicted; of what is no fact the
    first entry's stands, and lists are put together. Who is not named is the first practitioner, and so is said too."""
    changes = {
        field.name: both
        for field in fields_of(type(one))
        if field.name not in ("id", "practitioner")
        and (both := _both(field, getattr(one, field.name), getattr(other, field.name)))
        is not getattr(one, field.name)
    }
    return one.model_copy(update=changes) if changes else one


def _both(field: FieldForm, one: Any, other: Any) -> Any:
    if one == other or other is None:
        return one
    if one is None:
        return other
    match field.form:
        case "fact":
            return both_facts(one, other)
        case "facts" | "plains" | "parts":
            return (*one, *(each for each in other if each not in one))
        case "part":
            return joined(one, other)
    return one


def both_facts(one: Fact[Any], other: Fact[Any]) -> Fact[Any]:
    """What two entries say of one fact. What was written goes before what is only taken as said."""
    if other.state == "not_documented" or (other.assumed and one.state != "not_documented"):
        return one
    if one.state == "not_documented" or one.assumed:
        return other
    values = tuple(dict.fromkeys((*one.values, *other.values)))
    return one if values == one.values else Fact("contradicted", values, one.note or other.note)


def renamed(model: M, fields: Collection[str], now: Mapping[str, str]) -> M:
    """The model and its parts, whose references in these fields to entries that are no more name, once, those that they
    went into."""
    changes: dict[str, Any] = {}
    for name in type(model).model_fields:
        value = getattr(model, name)
        new: Any = value
        if name in fields and isinstance(value, str):
            new = now.get(value, value)
        elif name in fields and isinstance(value, tuple) and all(isinstance(each, str) for each in value):
            new = tuple(dict.fromkeys(now.get(each, each) for each in value))
        elif isinstance(value, Model):
            new = renamed(value, fields, now)
        elif isinstance(value, tuple) and value and isinstance(value[0], Model):
            new = tuple(renamed(each, fields, now) for each in value)
        if new != value:
            changes[name] = new
    return model.model_copy(update=changes) if changes else model
