"""P107 a table that is not one of the tables at hand.

Avoid:

    table ptp edits
      from  ../downloads/edits.csv

    fee schedule physician
      from  tables/ncci_ptp
      pay   120%

Prefer the folder below ``tables`` that holds what the rule is about:

    table ptp edits
      from  tables/ncci_ptp

    fee schedule physician
      from  tables/mpfs
      pay   120%

Why: every table is listed with its edition and its origin, and no other is read: were another folder accepted, its rows
would still be those of the listed one. And a policy that someone sends must not make the program read other files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, error
from rules_dsl.known_codes import folders_of
from rules_dsl.layers import Rule
from rules_dsl.syntax import Word, Words
from rules_dsl.vocabulary import did_you_mean

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "ptp": ("ptp", "PTP edits"),
    "mue": ("mue", "unit limits"),
    "add-on": ("add_on", "add-on codes"),
    "fee schedule": ("fee_schedule", "fees"),
}
"""By what a rule takes from a table, the kind of table in editions.csv and what to call its rows."""


def check(view: View) -> Iterator[Diagnostic]:
    for rule in view.own:
        for clause in rule.origin.all("from", Words):
            for path in clause.words:
                yield from _elsewhere(rule, path)


def _elsewhere(rule: Rule, path: Word) -> Iterator[Diagnostic]:
    kind, what = KINDS["fee schedule" if rule.kind == "fee schedule" else rule.statement.target]
    folders = folders_of(kind)
    if path.text not in folders:
        help = did_you_mean(path.text, folders) or f"write `{folders[0]}`"
        yield error("P107", f"`{path.text}` holds no table of {what}", path.span, help=help)
