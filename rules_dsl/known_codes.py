"""The codes that the packaged tables know."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "add_on": ("addon", "primary"),
    "fee_schedule": ("hcpcs",),
    "fee_totals": ("hcpcs",),
    "mue": ("hcpcs",),
    "ptp": ("column1", "column2"),
    "ptp_confirmed": ("column1", "column2"),
}
"""By kind of table, as editions.csv has it, the columns that hold codes."""
_TABLES: Final = files("payers") / "tables"


@cache
def known_to_tables() -> frozenset[str]:
    """Every code of the universe that the tables were cut to, and every other that a table names."""
    found = {row["hcpcs"] for row in _rows("universe.csv")}
    for edition in _rows("editions.csv"):
        columns = COLUMNS.get(edition["kind"], ())
        for row in _rows(edition["file"]) if columns else ():
            found.update(row[column] for column in columns)
    return frozenset(found)


@cache
def folders_of(kind: str) -> tuple[str, ...]:
    """The folders that hold the editions of a kind of table, as a policy writes them."""
    named = [row["file"].rpartition("/")[0] for row in _rows("editions.csv") if row["kind"] == kind]
    return tuple(dict.fromkeys(f"tables/{folder}" for folder in named))


def _rows(name: str) -> list[dict[str, str]]:
    text = _TABLES.joinpath(*name.split("/")).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
