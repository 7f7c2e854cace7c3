"""What a reason may speak of: codes, places, preferred modifiers and the policy's own words for a rule."""

from __future__ import annotations

from dataclasses import dataclass

from engine.situation import Situation


@dataclass(frozen=True)
class Telling:
    """What a reason may speak of: the situation, and the units and modifiers of the claim in question."""

    at: Situation
    units: dict[str, int]
    modifiers: dict[str, list[str]]

    def code(self, line: str) -> str:
        return self.at.lines[line].hcpcs if line in self.at.lines else line

    def because(self, rule: str) -> str:
        info = self.at.book.rules.get(rule.partition("#")[0])
        return info.because.rstrip(".") if info else ""

    def place(self, line: str) -> str:
        """What the line was done on, in a few words."""
        names = sorted(self.at.lines[line].structures - {""})
        return ", ".join(names[:4]) + (" and more" if len(names) > 4 else "")

    def preferred(self, one: str, other: str) -> str:
        """The modifier that the payer would see for the pair, or nothing when no basis is documented."""
        bases = self.at.bases.get((one, other), frozenset())
        for preference in self.at.book.preferences:
            for basis, order in preference.order:
                if basis in bases and order:
                    return order[0]
        sides = {m for line, m, _ in self.at.assigned if line == other and m in self.at.book.modifiers}
        shown = sorted(m for m in sides if set(self.at.book.modifiers[m].bases) & bases)
        if shown:
            return shown[0]
        visit = [
            m.modifier
            for m in self.at.book.modifiers.values()
            if m.lifts and m.only_on and set(m.bases) & bases
        ]
        return visit[0] if visit else ""

    def carc(self, rule: str) -> str:
        """The denial code of a rule, without its group, or nothing."""
        info = self.at.book.rules.get(rule.partition("#")[0])
        return info.carc if info else ""
