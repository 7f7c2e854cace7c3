"""The mutation run over the packaged policies: what no test notices is listed in survivors.txt, with the reason.

A line of that file is ``rule  change  | reason``. Reasons are for changes that mean nothing (two ways to say one thing)
or that nobody could observe; a change that matters is killed by a `test` statement instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from engine.mutation.mutant import Mutant
from engine.mutation.run import MutationRun
from rules_dsl.library import PolicyLibrary
from tests.mutation.worked_probe import worked_probes

LISTED = Path(__file__).with_name("survivors.txt")
PARTS = 12
LEAST = 96
"""Per cent of the mutants that are noticed. Only ever raised."""
LIKELIEST = 150
"""Probes that a listed mutant is tried with, to see whether it still belongs on the list."""


@cache
def whole() -> MutationRun:
    library = PolicyLibrary.packaged()
    return MutationRun(library, frozenset(library.sources), tuple(worked_probes()))


def listed() -> dict[str, str]:
    """The survivors that are known, each with its reason."""
    lines = LISTED.read_text(encoding="utf-8").splitlines()
    pairs = (line.rpartition("|") for line in lines if line.strip() and not line.startswith("#"))
    return {label.strip(): reason.strip() for label, _, reason in pairs}


def told(mutants: list[Mutant]) -> Iterator[str]:
    return (f"{m.place[0]}:{m.place[1]}  {m.label}" for m in mutants)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_what_no_test_notices_is_listed(part: int) -> None:
    run = whole()
    known = listed()
    chosen = run.mutants[part::PARTS]
    unknown = run.survivors(m for m in chosen if m.label not in known)
    assert not unknown, "\n".join(["no test notices:", *told(unknown)])
    expected = [m for m in chosen if m.label in known]
    left = {m.label for m in run.survivors(expected, LIKELIEST)}
    noticed = [m for m in expected if m.label not in left]
    assert not noticed, "\n".join(["listed, but noticed:", *told(noticed)])


@pytest.mark.slow
def test_the_list_is_short_and_its_mutants_exist() -> None:
    mutants = {mutant.label for mutant in whole().mutants}
    known = listed()
    assert all(known.values()), "a survivor without a reason"
    assert set(known) <= mutants, sorted(set(known) - mutants)
    assert 100 * len(known) <= (100 - LEAST) * len(mutants), f"{len(known)} of {len(mutants)}"
