"""The best compliant claim but one: what the claim is better than, and by how much."""

from __future__ import annotations

from clingo import Function, Number, String

from engine.answer import claim_text
from engine.explain.explanation import RunnerUp
from engine.program import choosing_facts
from engine.situation import Situation
from engine.solve import NoClaim, Outcome, solve

ONLY = "No other claim is compliant and complete: the rules leave no choice."


def runner_up(at: Situation, best: Outcome, seconds: float) -> RunnerUp:
    """Another choice of lines or units when there is a compliant one, else of modifiers."""
    for marks in (False, True):
        other = _other(at, best, marks, seconds)
        if other is not None:
            return _told(at, best, other, marks)
    return RunnerUp(claim="", cents=0, less_cents=0, says=ONLY)


def _other(at: Situation, best: Outcome, marks: bool, seconds: float) -> Outcome | None:
    avoided = [Function("avoid", [String(line), Number(units)]) for line, units in best.units.items()]
    if marks:
        avoided += [
            Function("avoid_mark", [String(line), String(m)])
            for line, names in best.modifiers.items()
            for m in names
        ]
    kind = Function("another", [Function("marks" if marks else "lines")])
    try:
        return solve([*choosing_facts(at), kind, *avoided], seconds)
    except NoClaim:
        return None


def _told(at: Situation, best: Outcome, other: Outcome, marks: bool) -> RunnerUp:
    less = best.total - other.total
    if less:
        says = "It is compliant too, and pays less."
    elif marks:
        says = "It pays the same; the claim has modifiers or places that the payer prefers, or fewer of them."
    else:
        says = "It pays the same; the claim has fewer modifiers, or comes first in the order of the record."
    return RunnerUp(claim=claim_text(at, other), cents=other.total, less_cents=less, says=says)
