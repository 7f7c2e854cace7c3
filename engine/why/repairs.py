"""What to do instead: the compliant claim that keeps the most of what was asked, and what to ask about the facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from engine.claimed import ClaimedLine
from engine.encounter import Encounter
from engine.kernel import BadWords, Kernel, Solved
from engine.program import keeping_facts
from engine.solve import Outcome
from engine.why.changes import Change, changes_for
from engine.why.found import Found, find

MOST_TRIALS = 16
"""Changes of facts tried for one question; each is a solve and a search for reasons."""
MOST_LOOKED_AT = 200
"""Changes of facts of which the codes that they lead to are looked at."""


@dataclass(frozen=True)
class Repair:
    """Facts that, if they were so, would let the asked lines stand, and what the record would then be worth."""

    changes: tuple[Change, ...]
    solved: Solved
    worth_cents: int
    """Best claim with these facts, less the best claim of the record as it is."""


def keeping(kernel: Kernel, best: Solved, asked: Sequence[ClaimedLine]) -> Outcome:
    """The best of the compliant claims that keep the most of the asked lines, checked like any other."""
    wanted: dict[str, tuple[str, ...]] = {}
    for line in asked:
        name = next(
            (n for n, x in best.situation.lines.items() if x.hcpcs == line.hcpcs and n not in wanted), None
        )
        if name is not None:
            wanted[name] = line.modifiers
    if not wanted:
        return best.outcome
    found = kernel.decide(keeping_facts(best.situation, wanted))
    kernel.check(best.situation, found)
    return found


def fact_repairs(
    kernel: Kernel, best: Solved, found: Found, asked: Sequence[ClaimedLine], whole: bool
) -> list[Repair]:
    """The fewest changes of facts after which the asked lines are compliant; each is solved and asked again.

    A change is offered for a fact that is missing, or for an identification; never for one that the record denies.
    """
    choices: list[list[Change]] = []
    for reason in found.reasons:
        of_reason = [
            c for e in sorted(reason.elements, key=lambda e: e.order) for c in changes_for(found.at, e)
        ]
        if not of_reason:
            return []  # nothing that could have been otherwise: no answer would make it right
        choices.append(of_reason)
    one_each = list(dict.fromkeys(c for each in choices for c in each))
    trials = 0
    for size in (1, 2):
        repairs: list[Repair] = []
        answered: set[tuple[str, ...]] = set()
        for picked in islice(combinations(one_each, size), MOST_LOOKED_AT):
            key = tuple(change.ask for change in picked)
            changed = _changed(kernel, best, picked, asked) if key not in answered else None
            if changed is None or len(set(key)) < size:
                continue
            trials += 1
            if trials > MOST_TRIALS:
                return repairs
            repair = _tried(kernel, best, changed, picked, asked, whole)
            if repair is not None:
                repairs.append(repair)
                answered.add(key)
        if repairs:
            return repairs
    return []


def _changed(
    kernel: Kernel, best: Solved, picked: tuple[Change, ...], asked: Sequence[ClaimedLine]
) -> Encounter | None:
    """The encounter with the changes, when it can be used and its facts lead to every code asked for."""
    changed: Encounter | None = best.situation.encounter
    for change in picked:
        changed = change.apply(changed) if changed is not None else None
    if changed is None:
        return None
    try:
        derivation = kernel.prepare(changed, best.situation.book.policy)[3]
    except BadWords:
        return None
    units: dict[str, int] = {}
    for line in derivation.lines:
        units[line.hcpcs] = units.get(line.hcpcs, 0) + line.units
    return changed if all(x.units <= units.get(x.hcpcs, 0) for x in asked) else None


def _tried(
    kernel: Kernel,
    best: Solved,
    changed: Encounter,
    picked: tuple[Change, ...],
    asked: Sequence[ClaimedLine],
    whole: bool,
) -> Repair | None:
    solved = kernel.solve(changed, best.situation.book.policy, questions=False)
    if find(kernel, solved, asked, whole).reasons and not _on_the_claim(asked, solved):
        return None
    return Repair(picked, solved, solved.outcome.total - best.outcome.total)


def _on_the_claim(asked: Sequence[ClaimedLine], solved: Solved) -> bool:
    """Every asked line is on the best claim, perhaps with a modifier more that says what was asked."""
    lines = {line.hcpcs: line for line in solved.coded.claim.lines}
    return all(
        x.hcpcs in lines
        and x.units <= lines[x.hcpcs].units
        and set(x.modifiers) <= set(lines[x.hcpcs].modifiers)
        for x in asked
    )
