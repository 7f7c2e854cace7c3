"""A modifier more than needed: one that lifts an edit which is lifted without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.claim import Warning_
from engine.program import Claimed, auditing_facts
from engine.situation import Situation
from engine.solve import Outcome

if TYPE_CHECKING:
    from engine.kernel import Kernel


def needless(kernel: Kernel, at: Situation, lines: Sequence[Claimed], outcome: Outcome) -> Iterator[Warning_]:
    """A warning for each modifier of the claim that breaks no rule, lifts edits, and may be left off without any rule
    being broken for it. What documented facts put on a line is needed to say them."""
    broken = {(v.kind, v.rule, v.args) for v in outcome.violations}
    said = {(line, modifier) for line, modifier, _ in at.assigned}
    for n, line in enumerate(lines):
        code = at.lines[line.line].hcpcs
        for modifier in line.modifiers:
            known = at.book.modifiers.get(modifier)
            if known is None or not known.lifts or (line.line, modifier) in said:
                continue
            if any(line.line in args and modifier in args for _, _, args in broken):
                continue
            fewer = [*lines]
            fewer[n] = replace(line, modifiers=tuple(m for m in line.modifiers if m != modifier))
            without = kernel.decide(auditing_facts(at, fewer))
            if {(v.kind, v.rule, v.args) for v in without.violations} <= broken:
                says = f"{modifier} on {code} lifts no edit that is not lifted without it: leave it off."
                yield Warning_(line=code, rule=known.rule, says=says)
