"""Every code of the packaged tables has a policy that leads to it: a code without one could never be billed."""

import csv
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from rules_dsl.library import PolicyLibrary

IN_2026 = date(2026, 10, 15)
ELSEWHERE = {"99221", "99222", "99223"}
"""Visits in a hospital: in the tables because scenarios rule them out, and no office's to bill."""
FAMILIES = Path(__file__).resolve().parents[3] / "shared" / "domain" / "code_families.csv"
NO_CODE = {"COSMETIC"}
"""What has no code is on a price list and on no claim (payers/dermatology/cosmetic.policy)."""


@pytest.fixture(scope="module")
def reached() -> set[str]:
    book = PolicyLibrary.packaged().rulebook("medicare.national", IN_2026)
    return {code for choice in book.choices for code in choice.codes()}


def test_every_code_of_the_tables_is_reached(reached: set[str]) -> None:
    with (files("payers") / "tables" / "universe.csv").open(encoding="utf-8") as file:
        listed = {row["hcpcs"] for row in csv.DictReader(file)}
    assert sorted(listed - ELSEWHERE - reached) == []


def test_every_code_that_is_reached_has_rows_in_the_tables(reached: set[str]) -> None:
    with (files("payers") / "tables" / "universe.csv").open(encoding="utf-8") as file:
        listed = {row["hcpcs"] for row in csv.DictReader(file)}
    assert sorted(reached - listed) == []


@pytest.mark.skipif(not FAMILIES.is_file(), reason="the list of code families is not beside the repository")
def test_every_family_is_reached(reached: set[str]) -> None:
    with FAMILIES.open(encoding="utf-8") as file:
        listed = {row["code"] for row in csv.DictReader(file)}
    assert sorted(listed - NO_CODE - reached) == []
