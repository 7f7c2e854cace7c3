"""Every minimal reason against the lines asked for, found and put in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.audit import ORDER, placed
from engine.claimed import ClaimedLine
from engine.kernel import Kernel, Solved
from engine.program import Claimed
from engine.situation import Situation, build
from engine.solve import Violation
from engine.unsupported import Unsupported
from engine.why.element import Grounds, rule
from engine.why.excluded import excluding_rules
from engine.why.grounds import GroundsOf
from engine.why.minimal import classes, reasons, smallest
from engine.why.pinned import OutOfTime, Pinned

RECORD = (
    "excluded_by_rule",
    "not_chosen",
    "fact_missing",
    "nothing_documented",
    "unknown_code",
    "units_over",
)
"""Kinds of a line that is not what the record supports. They are told first, in the order in which lines were asked."""


@dataclass(frozen=True)
class Reason:
    """A minimal set of rules and facts that forbids what was asked: without any one of them it would not."""

    elements: Grounds
    head: Violation
    """The violation that it is told by."""
    also: tuple[Violation, ...]
    """Others that it takes, as when the line in the way cannot be left off either."""


@dataclass(frozen=True)
class Found:
    """All reasons against the asked lines, the plainest first."""

    at: Situation
    asked: tuple[Claimed, ...]
    free: tuple[str, ...]
    told: dict[str, Unsupported]
    grounds: GroundsOf
    reasons: tuple[Reason, ...]
    complete: bool
    """False when time or patience ran out and there may be more."""
    possible: dict[Violation, Grounds]


def find(kernel: Kernel, best: Solved, asked: Sequence[ClaimedLine], whole: bool = False) -> Found:
    """All minimal reasons. `whole`: the lines are the entire claim; otherwise any supported lines may stand beside."""
    at, told, given = placed(kernel, best, asked)
    at = _without_rivals(kernel, at, told)
    given = [_with_every_exclusion(at, line, told) for line in given]
    excluded = _exclusions(at, given)
    free = () if whole else tuple(n for n in at.lines if n not in {c.line for c in given})
    grounds = GroundsOf(at, given, excluded)
    pinned = Pinned(at, given, free, grounds, kernel.seconds)
    forced = set(pinned.forced)
    sets = [pinned.grounds[v] for v in pinned.forced]
    open_ = {v: g for v, g in pinned.grounds.items() if v not in forced}
    complete = True
    usual = pinned.beside(best.outcome.units, best.outcome.modifiers)
    groups = classes(open_.values(), lambda e: e.order)
    pinned.watch(open_, groups)
    members = {group[0]: group for group in groups}
    try:
        mixed, complete = reasons(tuple(members), pinned.illegal)
        sets += [frozenset(e for head in each for e in members[head]) for each in mixed]
    except OutOfTime:
        complete = False
    place = {c.line: n for n, c in enumerate(given)}
    found = [_told(each, pinned.grounds, forced, usual, place) for each in smallest(sets)]
    found.sort(key=lambda r: (*_order(r.head, place), sorted(e.order for e in r.elements)))
    return Found(at, tuple(given), free, told, grounds, tuple(found), complete, pinned.grounds)


def _without_rivals(kernel: Kernel, at: Situation, told: dict[str, Unsupported]) -> Situation:
    """The situation without candidate lines that an unsupported asked line stands in for: the same choice for the same
    work, which would only repeat that the record leads to another code."""
    rivals = {
        name
        for name, line in at.lines.items()
        for wrong in (at.lines[t] for t in told)
        if name not in told and line.rule == wrong.rule and set(line.items) & set(wrong.items)
        if not name.startswith("C")
    }
    if not rivals:
        return at
    left = tuple(line for name, line in at.lines.items() if name not in rivals)
    return build(at.encounter, at.book, kernel.tables, at.derivation, at.prices, left)


def _with_every_exclusion(at: Situation, line: Claimed, told: dict[str, Unsupported]) -> Claimed:
    if line.line not in told or told[line.line].kind != "excluded_by_rule":
        return line
    kept = tuple(pair for pair in line.unsupported if pair[0] != "excluded_by_rule")
    sets = excluding_rules(at, at.lines[line.line].hcpcs) or [(told[line.line].rule,)]
    return replace(line, unsupported=(*(("excluded_by_rule", each[0]) for each in sets), *kept))


def _exclusions(at: Situation, given: Sequence[Claimed]) -> dict[tuple[str, str], Grounds]:
    found: dict[tuple[str, str], Grounds] = {}
    for line in given:
        if any(kind == "excluded_by_rule" for kind, _ in line.unsupported):
            for each in excluding_rules(at, at.lines[line.line].hcpcs):
                said = [at.book.rules[r].because.rstrip(".") if r in at.book.rules else "" for r in each]
                found[line.line, each[0]] = frozenset(rule(r, s) for r, s in zip(each, said, strict=True))
    return found


def _told(
    each: Grounds,
    possible: dict[Violation, Grounds],
    forced: set[Violation],
    usual: frozenset[Violation],
    place: dict[str, int],
) -> Reason:
    """The reason told by its plainest violation: one that always holds, else one that holds beside the best claim."""
    rests = [v for v, grounds in possible.items() if grounds <= each]
    rests = [v for v in rests if v in forced and possible[v] == each] or rests
    rests.sort(key=lambda v: (v not in usual, not set(v.args) & set(place), *_order(v, place)))
    return Reason(each, rests[0], tuple(rests[1:]))


def _order(violation: Violation, place: dict[str, int]) -> tuple[int, list[int], str, tuple[str, ...]]:
    asked = sorted(place[a] for a in violation.args if a in place)
    return _rank(violation), asked, violation.kind, violation.args


def _rank(violation: Violation) -> int:
    if violation.kind in RECORD:
        return -1
    return ORDER.index(violation.kind) if violation.kind in ORDER else len(ORDER)
