"""JSON Schema that a person can read: the forms of a fact are spelled out once a type, not once a field."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from engine.encounter.base import short
from engine.encounter.fact import Fact

DIALECT = "https://json-schema.org/draft/2020-12/schema"
BESIDE = ("default", "description", "examples")
"""Keys that belong to a field and stay beside its reference."""


class _Generator(GenerateJsonSchema):
    """Writes defaults in the short forms, and nothing where the default is that nothing is documented."""

    def encode_default(self, dft: Any) -> Any:
        if isinstance(dft, Fact):
            return short(dft.value)
        if isinstance(dft, BaseModel):
            return dft.model_dump(mode="json", exclude_defaults=True)
        return super().encode_default(
            [self.encode_default(item) for item in dft] if isinstance(dft, tuple) else dft
        )


def clean_schema(
    model: type[BaseModel], *, examples: list[Any], mode: JsonSchemaMode = "validation"
) -> dict[str, Any]:
    """The model's schema with one definition a type of fact, without titles made from field names, with examples."""
    schema = model.model_json_schema(schema_generator=_Generator, mode=mode)
    facts: dict[str, tuple[str, dict[str, Any]]] = {}
    body = _walk(schema, facts)
    definitions = {**body.pop("$defs", {}), **dict(facts.values())}
    for definition in definitions.values():
        if "id" in definition.get("required", ()):  # an id left out is given by place
            definition["required"] = [name for name in definition["required"] if name != "id"]
    head = {"$schema": DIALECT, "title": body.pop("title"), "description": body.pop("description")}
    return {**head, "examples": examples, **body, "$defs": dict(sorted(definitions.items()))}


def _walk(node: Any, facts: dict[str, tuple[str, dict[str, Any]]]) -> Any:
    if isinstance(node, list):
        return [_walk(item, facts) for item in node]
    if not isinstance(node, dict):
        return node
    if node.pop("x-fact", False):
        beside = {key: node[key] for key in BESIDE if key in node}
        forms = [_walk(form, facts) for form in node["anyOf"]]
        key = json.dumps(forms, sort_keys=True)
        if key not in facts:
            facts[key] = (_name(forms[0], {name for name, _ in facts.values()}), {"anyOf": forms})
        return {"$ref": f"#/$defs/{facts[key][0]}", **beside}
    walked = {}
    for key, value in node.items():
        if key == "properties":
            walked[key] = {name: _untitled(_walk(field, facts)) for name, field in value.items()}
        else:
            walked[key] = _walk(value, facts)
    return walked


def _untitled(field: Any) -> Any:
    if isinstance(field, dict):
        field.pop("title", None)
        if field.get("default", 0) in (None, [], {}, [{}]):
            del field["default"]
    return field


def _name(inner: dict[str, Any], taken: set[str]) -> str:
    """``Fact-of-minutes-of-one-day`` and the like."""
    words = inner.get("description") or inner.get("format") or "-or-".join(inner.get("enum", ()))
    if not words:
        words = {"boolean": "a-flag", "string": "text", "array": "a-list"}.get(
            inner.get("type", ""), "a-word-or-words"
        )
    name = unique = f"Fact-of-{words}".replace(" ", "-")
    count = 2
    while unique in taken:
        unique, count = f"{name}-{count}", count + 1
    return unique
