"""Asks the solver whether lines can stand, with some rules and facts held against them and the others waived.

The lines asked for are pinned; the free lines beside them are chosen. A violation is held against the claim only while
all of its grounds are kept, so fewer kept grounds never make a legal combination illegal.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from time import monotonic

from clingo import Symbol

from engine.program import Claimed, control, pinned_facts
from engine.situation import Situation
from engine.solve import Violation, violation_of
from engine.why.element import Element, Grounds

LEFT_OFF = ("not_reported", "units_left_out")
"""Kinds that no choice of free lines may bring: what stands beside the asked lines is complete, and that is not in
question."""


class OutOfTime(Exception):
    """The budget ended before a question was answered."""


class Pinned:
    """One combination of lines under examination."""

    def __init__(
        self,
        at: Situation,
        claimed: Sequence[Claimed],
        free: Collection[str],
        grounds_of: Callable[[Violation], Grounds],
        seconds: float,
    ) -> None:
        self._ctl = control(pinned_facts(at, claimed, free))
        self._ctl.configuration.solve.opt_mode = "ignore"  # type: ignore[union-attr]
        self._end = monotonic() + seconds
        self._free = frozenset(free)
        self.grounds: dict[Violation, Grounds] = {}
        """Every violation that some choice of free lines could bring, and what it rests on."""
        self._where: dict[Violation, int] = {}
        complete = []
        for atom in self._ctl.symbolic_atoms.by_signature("violation", 3):
            violation = violation_of(atom.symbol)
            if violation.kind in LEFT_OFF and violation.args[0] in self._free:
                complete.append(atom.literal)
                continue
            self.grounds[violation] = grounds_of(violation)
            self._where[violation] = atom.literal
        with self._ctl.backend() as backend:
            for literal in complete:
                backend.add_rule([], [literal])
        self.forced = self._forced()
        """The violations that no choice of free lines avoids."""
        self._kept: dict[Element, int] = {}

    def _forced(self) -> tuple[Violation, ...]:
        solving = self._ctl.configuration.solve
        solving.enum_mode, solving.models = "cautious", 0  # type: ignore[union-attr]
        common: Sequence[Symbol] = ()
        with self._ctl.solve(yield_=True) as handle:
            for model in handle:
                common = model.symbols(shown=True)
                self._in_time()
        solving.enum_mode, solving.models = "auto", 1  # type: ignore[union-attr]
        return tuple(violation_of(s) for s in sorted(common) if s.name == "violation")

    def beside(
        self, units: Mapping[str, int], modifiers: Mapping[str, Sequence[str]]
    ) -> frozenset[Violation]:
        """The violations of one choice of free lines; none when it cannot be made beside the pinned ones. To be asked
        before anything is watched."""
        assumed = []
        for atom in self._ctl.symbolic_atoms.by_signature("bill", 2):
            line, number = atom.symbol.arguments[0].string, atom.symbol.arguments[1].number
            if line in self._free:
                assumed.append((atom.symbol, units.get(line) == number))
        for atom in self._ctl.symbolic_atoms.by_signature("has", 2):
            line, mark = (a.string for a in atom.symbol.arguments)
            if line in self._free:
                assumed.append((atom.symbol, mark in modifiers.get(line, ())))
        with self._ctl.solve(assumptions=assumed, yield_=True) as handle:
            for model in handle:
                return frozenset(violation_of(s) for s in model.symbols(shown=True) if s.name == "violation")
        return frozenset()

    def watch(self, violations: Iterable[Violation], classes: Iterable[tuple[Element, ...]]) -> None:
        """Holds these violations against the claim while a member of each class of their grounds is kept."""
        named = {member: group[0] for group in classes for member in group}
        with self._ctl.backend() as backend:
            for head in dict.fromkeys(named.values()):
                self._kept[head] = backend.add_atom()
                backend.add_rule([self._kept[head]], choice=True)
            for violation in violations:
                kept = sorted({self._kept[named[e]] for e in self.grounds[violation]})
                backend.add_rule([], [self._where[violation], *kept])

    def illegal(self, kept: frozenset[Element]) -> frozenset[Element] | None:
        """None when some choice of free lines breaks nothing that is held against it; else an illegal part of `kept`.
        Raises OutOfTime."""
        self._in_time()
        assumed = [(atom if e in kept else -atom) for e, atom in self._kept.items()]
        with self._ctl.solve(assumptions=assumed, yield_=True) as handle:
            if handle.get().satisfiable:
                return None
            core = set(handle.core())
        return frozenset(e for e, atom in self._kept.items() if atom in core)

    def _in_time(self) -> None:
        if monotonic() > self._end:
            raise OutOfTime
