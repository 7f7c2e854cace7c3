"""Runs the solver within a time budget and reads back what it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Literal, TypeAlias

import clingo
from clingo import Symbol, SymbolType

from engine.program import control

SECONDS = 10.0
"""Time budget of one solve. Grounding cannot be interrupted and is not counted."""

PATIENCE = 30.0
"""How much longer to wait for a first claim when the budget ends without one."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a combination breaks: its id, the kind of violation, and the lines, modifiers or code concerned."""

    rule: str
    kind: str
    about: str
    """line, pair, carries, carries_both or code."""
    args: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Justification:
    """Why a line is not billed: kind, rule, and the line that stands in its way."""

    line: str
    kind: str
    rule: str
    by: str


@dataclass
class Outcome:
    """A model read back: units and modifiers by line, earnings in cents, violations and justifications."""

    status: Literal["optimal", "best_found"] = "optimal"
    bound_cents: int | None = None
    units: dict[str, int] = field(default_factory=dict)
    modifiers: dict[str, list[str]] = field(default_factory=dict)
    earns: dict[str, int] = field(default_factory=dict)
    above: dict[str, int] = field(default_factory=dict)
    violations: list[Violation] = field(default_factory=list)
    justifications: list[Justification] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.earns.values())


class NoClaim(RuntimeError):
    """The theory has no model: a contradiction in the rules, which is our fault and never the encounter's."""


Outcomes: TypeAlias = dict[tuple[Symbol, ...], Outcome]
"""What the solver made of facts."""


def solve(facts: Sequence[Symbol], seconds: float = SECONDS) -> Outcome:
    """The best model of the facts within the budget; `best_found`, with a bound, when the budget ran out.

    Raises NoClaim when the facts have no model, or when not even one was found in time.
    """
    ctl = control(facts)
    last: list[tuple[Symbol, ...]] = []

    def keep(model: clingo.Model) -> None:
        last[:] = [tuple(model.symbols(shown=True))]

    with ctl.solve(on_model=keep, async_=True) as handle:
        done = handle.wait(seconds)
        end = monotonic() + PATIENCE
        while not done and not last and monotonic() < end:  # a claim, any claim, before the search is stopped
            done = handle.wait(0.02)
        if not done:
            handle.cancel()
        result = handle.get()
    if not last:
        raise NoClaim(
            "the rules leave no claim at all" if result.unsatisfiable else "no claim was found in time"
        )
    found = _read(last[0])
    if not done and not result.exhausted:
        found.status = "best_found"
        lower = ctl.statistics["summary"]["lower"]
        found.bound_cents = -int(lower[0]) if len(lower) else None
    return found


def _text(term: Symbol) -> str:
    return (
        term.string
        if term.type is SymbolType.String
        else term.name
        if term.type is SymbolType.Function
        else str(term)
    )


def violation_of(atom: Symbol) -> Violation:
    """A violation as the solver states it, read back."""
    rule, kind, about = atom.arguments
    return Violation(rule.string, kind.name, about.name, tuple(_text(a) for a in about.arguments))


def _read(model: tuple[Symbol, ...]) -> Outcome:
    found = Outcome()
    for atom in sorted(model):
        args = atom.arguments
        match atom.name:
            case "bill":
                found.units[args[0].string] = args[1].number
            case "has":
                found.modifiers.setdefault(args[0].string, []).append(args[1].string)
            case "earns":
                found.earns[args[0].string] = args[1].number
            case "above":
                found.above[args[0].string] = args[1].number
            case "violation":
                found.violations.append(violation_of(atom))
            case "justified":
                found.justifications.append(Justification(*(_text(a) for a in args)))
    return found
