"""P109 a diagnosis that is no ICD-10-CM code, or that its category does not have.

Avoid:

    when diagnosis is any of L57.99, C44

Prefer a code of the table, or a category, which holds every code beneath it:

    when diagnosis is any of L57.0, C44

Why: a rule for a diagnosis that nobody can write would never apply. The packaged table has the codes of the skin and
what goes with it; a code of a category that it does not have at all is taken as written.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from rules_dsl.atoms import is_diagnosis
from rules_dsl.checks.view import View
from rules_dsl.compile_conditions import subjects_of
from rules_dsl.diagnostics import Diagnostic, error
from rules_dsl.syntax import IsWord, When, Word, leaves
from rules_dsl.vocabulary import did_you_mean

CATEGORY = 3
"""Characters of a category, such as L57."""


def check(view: View) -> Iterator[Diagnostic]:
    for rule in view.own:
        for clause in rule.statement.clauses:
            if isinstance(clause, When):
                for leaf in leaves(clause.condition):
                    known = isinstance(leaf, IsWord) and view.scope.fact(
                        leaf.fact.text, subjects_of(rule.statement, view.scope)
                    )
                    if isinstance(leaf, IsWord) and known and known.form == "codes":
                        for word in leaf.words:
                            yield from _unknown(word)


def _unknown(word: Word) -> Iterator[Diagnostic]:
    if "." not in word.text and is_diagnosis(f"{word.text}.0"):
        return
    if not is_diagnosis(word.text):
        yield error("P109", f"`{word.text}` is not a diagnosis code such as L57.0", word.span)
        return
    same = _table().get(word.text[:CATEGORY])
    if same is not None and word.text not in same:
        help = did_you_mean(word.text, same)
        yield error("P109", f"{word.text[:CATEGORY]} has no code `{word.text}`", word.span, help=help)


@cache
def _table() -> dict[str, frozenset[str]]:
    """The printed codes of each category, of every edition that is packaged."""
    found: dict[str, set[str]] = {}
    folder = files("payers") / "tables" / "icd10cm"
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if file.name.endswith(".csv"):
            rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
            for row in rows:
                found.setdefault(row["code"][:CATEGORY], set()).add(row["code"])
    return {category: frozenset(codes) for category, codes in found.items()}
