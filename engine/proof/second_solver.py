"""The most that any compliant claim pays, as a mixed-integer programme for HiGHS: another solver, another model.

HiGHS is an extra (`pip install 'claimwright[prove]'`); without it a certificate is checked in all else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from engine.proof.claim_model import ClaimModel
from engine.verify import Checker


class NotInstalled(RuntimeError):
    """HiGHS is not installed."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The optimum in cents and the solver that proved it."""

    cents: int
    by: str


@contextmanager
def _hushed() -> Iterator[None]:
    """HiGHS greets on the process's standard output before any option can tell it not to."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def most(checker: Checker) -> Proof:
    """The optimum of the checker's encounter. Raises NotInstalled, or RuntimeError when HiGHS proves nothing."""
    try:
        import highspy
    except ModuleNotFoundError:
        raise NotInstalled("HiGHS is not installed (pip install 'claimwright[prove]')") from None
    columns = ClaimModel(checker).columns
    with _hushed():
        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in {
        "output_flag": False,
        "threads": 1,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.1,
    }.items():
        solver.setOptionValue(option, value)  # cents are whole: a gap below one proves
    count = len(columns.gain)
    solver.addVars(count, [0.0] * count, [1.0] * count)
    for column, gain in enumerate(columns.gain):
        solver.changeColCost(column, float(-gain))
        solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    for row, bound in columns.rows:
        weights = [float(w) for w in row.values()]
        solver.addRow(-highspy.kHighsInf, float(bound), len(row), list(row), weights)
    solver.run()
    if count and solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError("the second solver proved nothing")
    cents = -round(solver.getInfo().objective_function_value) if count else 0
    return Proof(cents, f"HiGHS {solver.version()}")
