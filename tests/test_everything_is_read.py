"""Whatever can be written is read: every clause of a policy, every field of an encounter, every file that is shipped.

What no rule reads, and is taken all the same, is listed below with the reason why. A new clause, field or file fails
here until some code reads it; one that is listed and read by now fails until it is taken off its list.
"""

from __future__ import annotations

import ast
import csv
import dataclasses
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args

import pytest
from pydantic import BaseModel

from engine.encounter import Encounter
from rules_dsl import rulebook
from rules_dsl.library import PolicyLibrary
from rules_dsl.source import read
from rules_dsl.syntax import Statement
from rules_dsl.vocabulary import CLAUSES, COMMON, FACTS, ITEM_KINDS

ROOT = Path(__file__).parents[1]
ON = date(2026, 10, 15)

# ── clauses ──────────────────────────────────────────────────────────────────────────────────────────────────────

MEANINGS: Final = frozenset({"words", "sites", "codes"})
"""Statements that say what a name means; what is said of them (`because`, `cite`, ...) is for those who read them."""
FIXED: Final = {
    ("table", "same"): "the grammar has one wording, `same day, practitioner`, which is what the engine does",
    (
        "add-on",
        "same",
    ): "the grammar has one wording, `same day, practitioner`, which is what the engine does",
    (
        "reduction",
        "rank by",
    ): "the grammar has one wording, which is what the engine does",
}
SPLIT: Final = "modifiers"
"""A table of modifiers is read as one `modifier` statement for each row (`rules_dsl.alike`)."""


@pytest.fixture(scope="module")
def asked() -> set[tuple[str, str]]:
    """The kind of statement and the label of each clause that is asked for when policies of every kind compile."""
    found: set[tuple[str, str]] = set()
    all_of = Statement.all

    def spied(self: Statement, label: str, form: type[Any]) -> list[Any]:
        found.add((self.kind, label))
        return all_of(self, label, form)

    texts = [[read(p.name, p.read_bytes())] for p in (ROOT / "tests/rules_dsl/corpus/good").glob("*.policy")]
    libraries = [PolicyLibrary(text) for text in texts]
    for library in libraries:
        assert library.diagnostics == ()  # the checks have read it all before the spy listens
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Statement, "all", spied)
        for library in libraries:
            for policy in library.policies():
                library.rulebook(policy, ON)
    return found


@pytest.mark.parametrize("kind", sorted(CLAUSES))
def test_every_clause_is_read_when_a_policy_is_compiled(kind: str, asked: set[tuple[str, str]]) -> None:
    labels = CLAUSES[kind] | (frozenset() if kind in MEANINGS else COMMON)
    unread = {label for label in labels if (kind, label) not in asked}
    if kind == SPLIT:
        unread -= {label for label in labels if ("modifier", label) in asked}
    assert unread == {label for of, label in FIXED if of == kind}


@pytest.mark.parametrize(
    "other",
    ["same year, practitioner", "same day, patient", "same day"],
    ids=lambda text: text.replace(" ", "-"),
)
def test_a_fixed_clause_has_no_other_wording(other: str) -> None:
    text = (
        f'policy p\n  title "P"\n  effective 2024-01-01\n\nadd-on 17003\n  requires any of 17000\n  {other}\n'
    )
    found = PolicyLibrary([read("p.policy", text.encode())]).diagnostics
    assert "P011" in {each.code for each in found}


# ── what clauses compile to ──────────────────────────────────────────────────────────────────────────────────────

FOR_READERS: Final = {
    (
        "RuleInfo",
        "until",
    ): "the rulebook of a day holds the rules of that day; kept for those who read rulebooks",
    ("Source", "url"): "where a person finds the source; no rule turns on it",
}


@cache
def named_in_engine(*aside: str) -> frozenset[str]:
    """Every attribute that the engine's code names, and every part of a path of attributes in its texts."""
    found: set[str] = set()
    for file in (ROOT / "engine").rglob("*.py"):
        if not set(aside) & {*file.parts, file.name}:
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute):
                    found.add(node.attr)
                elif isinstance(node, ast.MatchClass):
                    found.update(node.kwd_attrs)
                elif isinstance(node, ast.Call):
                    texts = (arg.value for arg in node.args if isinstance(arg, ast.Constant))
                    found.update(step for text in texts if isinstance(text, str) for step in text.split("."))
    return frozenset(found)


def test_every_part_of_a_compiled_rule_is_read_by_the_engine() -> None:
    records = [each for each in vars(rulebook).values() if dataclasses.is_dataclass(each)]
    assert len(records) > 30
    fields = {(str(r.__name__), f.name) for r in records for f in dataclasses.fields(r)}  # type: ignore[union-attr]
    assert {each for each in fields if each[1] not in named_in_engine()} == set(FOR_READERS)


# ── fields of the encounter ──────────────────────────────────────────────────────────────────────────────────────

NO_RULE: Final = {
    "Patient.age": "no code of the office turns on it yet; a claim form has it from the practice's system",
    "Practitioner.npi": "an identifier for the claim form",
    "History.drug_trials": "step therapy belongs to drug policies, of which none is packaged",
    "Remit.submitted_cents": "an earlier claim says when the patient was seen, and nothing of today's money",
    "Remit.paid_cents": "an earlier claim says when the patient was seen, and nothing of today's money",
    "Remit.group_code": "an earlier claim says when the patient was seen, and nothing of today's money",
    "Remit.rarc": "an earlier claim says when the patient was seen, and nothing of today's money",
    "Remit.paid_on": "an earlier claim says when the patient was seen, and nothing of today's money",
    "Lesion.final_diameter_mm": "a re-excision in the session; the codes go by the first measurement",
    "Lesion.final_margin_mm": "a re-excision in the session; the codes go by the first measurement",
    "Graft.donor_closure": "part of the graft, whatever it was",
    "Mohs.indication": "free text",
    "Drug.ndc": "an identifier for the claim form",
    "Light.dose": "free text",
    "Light.incubation_minutes": "no code turns on it",
    "Light.supervision": "who applied it is what codes turn on",
    "Documents.attachments": "what is sent along is listed by the practice",
}
"""Fields that are taken, checked and kept, and that no rule reads; with a part that is listed, its fields."""


def models(model: type[BaseModel], above: str = "") -> Iterator[tuple[str, str, type[BaseModel] | None]]:
    """Each field of the encounter's models, with the model beneath it; beneath a field of no rule nothing is told."""
    for name, field in model.model_fields.items():
        below = [each for each in parts(field.annotation) if issubclass(each, BaseModel)]
        yield model.__name__, name, below[0] if below else None
        if f"{model.__name__}.{name}" not in NO_RULE:
            for each in below:
                yield from models(each, name)


def parts(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type):
        yield annotation
    for each in get_args(annotation):
        yield from parts(each)


def test_every_field_of_an_encounter_is_read_by_some_rule() -> None:
    """What the schema itself does with a field does not count; nor do the checks of what is possible."""
    by_code = named_in_engine("encounter")
    by_lookups = {"lesion", "sites_of", "notices_for"}  # the encounter's own look-ups: ids, sites, notices
    assert by_lookups <= by_code
    fields = {f"{model}.{name}" for model, name, _ in models(Encounter)}
    assert len(fields) > 150
    unread = {field for field in fields if field.partition(".")[2] not in by_code}
    assert unread == set(NO_RULE)


# ── facts and lists of words ─────────────────────────────────────────────────────────────────────────────────────


@cache
def texts_in_engine() -> frozenset[str]:
    trees = (ast.parse(file.read_text(encoding="utf-8")) for file in (ROOT / "engine").rglob("*.py"))
    nodes = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return frozenset(node.value for node in nodes if isinstance(node.value, str))


def test_every_packaged_list_of_words_is_read() -> None:
    """As the words of a fact or an element, or by its name in the engine."""
    known = {fact.words for facts in FACTS.values() for fact in facts.values()} | set(ITEM_KINDS.values())
    book = PolicyLibrary.packaged().rulebook("medicare.national", ON)
    known |= {element.vocabulary for element in book.elements.values()}
    assert set(book.vocabularies) - known <= texts_in_engine()


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────

ABOUT_THE_TABLES: Final = {
    "tables/editions.csv": "the list of the tables",
    "tables/universe.csv": "the codes that the tables were cut to",
    "tables/SOURCE.md": "where they are from, for people",
    "tables/build.py": "how they were made",
}


def test_every_file_that_is_shipped_is_read() -> None:
    payers = ROOT / "payers"
    found = {
        path.relative_to(payers).as_posix()
        for path in payers.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name != "__init__.py"
    }
    policies = {name.removeprefix("payers/") for name in PolicyLibrary.packaged().sources}
    with (payers / "tables" / "editions.csv").open(encoding="utf-8", newline="") as file:
        listed = {f"tables/{row['file']}" for row in csv.DictReader(file)}
    assert found == policies | listed | set(ABOUT_THE_TABLES)
