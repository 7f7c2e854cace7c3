"""Every field of an encounter is of a known kind: a word of a vocabulary, free text that says so, an id, a number."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.encounter import Encounter
from engine.encounter.base import Model
from engine.encounter.fields import FieldForm, fields_of


def every_field(model: type[Model], seen: set[type[Model]]) -> Iterator[tuple[str, FieldForm]]:
    if model in seen:
        return
    seen.add(model)
    for field in fields_of(model):
        if field.form in ("part", "parts"):
            yield from every_field(field.of, seen)
        else:
            yield f"{model.__name__}.{field.name}", field


FIELDS = dict(every_field(Encounter, set()))

NAMES = {
    "id": "tells an entry apart from others",
    "encounter": "the encounter's own id",
    "payer": "a policy's name; an unknown one is refused",
    "state": "two letters, by pattern",
    "place_of_service": "two digits, by pattern",
    "diagnoses": "ICD-10-CM codes, by pattern",
    "hcpcs": "a code, by pattern",
    "npi": "ten digits, by pattern",
    "text": "the words of the note",
}
"""Text that is neither a word nor free: ids and codes, by the name of the field."""
REFERENCES = {
    "lesions", "lesion", "contiguous_with", "services", "practitioner", "reader", "applied_by", "technical_by",
    "read_by", "applicator", "supervised_by", "by", "problem", "decided", "decision_for_surgery",
}  # fmt: skip
"""Ids of other entries; one of nothing is refused."""
CHOSEN = {"PriorProcedure.global_days", "DrugTrial.kind", "Notice.kind", "Remit.group_code"}
"""Short lists of the record's own; another word is refused."""


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if field.of is str])
def test_text_is_looked_up_or_says_why_not(name: str) -> None:
    field, own = FIELDS[name], name.rpartition(".")[2]
    assert field.looked_up or field.free or own in NAMES or own in REFERENCES or name in CHOSEN


def test_the_walk_sees_every_kind_of_field() -> None:
    assert {field.form for field in FIELDS.values()} == {"fact", "facts", "plain", "plains"}
    assert {field.of.__name__ for field in FIELDS.values()} == {"str", "bool", "int", "Decimal", "date"}
    assert len(FIELDS) > 150
