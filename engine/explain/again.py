"""Solves for variations of one encounter, where many of them come to the same facts for the solver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clingo import Symbol

from engine.encounter import Encounter
from engine.program import choosing_facts
from engine.situation import Situation
from engine.solve import Outcome

if TYPE_CHECKING:
    from engine.kernel import Kernel


class Again:
    """The best claim of each variation of a situation's encounter, at its prices. Lives as long as one explanation."""

    def __init__(self, kernel: Kernel, at: Situation, best: Outcome) -> None:
        self.kernel = kernel
        self.at = at
        self._known: dict[tuple[Symbol, ...], Outcome] = {tuple(choosing_facts(at)): best}

    def outcome(self, encounter: Encounter) -> tuple[Situation, Outcome]:
        """The situation and the best claim of an encounter in the policy's words."""
        at = self.kernel.situation(encounter, self.at.book.policy, self.at.prices)
        key = tuple(choosing_facts(at))
        if key not in self._known:
            self._known[key] = self.kernel.decide(key)
        return at, self._known[key]
