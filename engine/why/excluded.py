"""Rules that keep a documented item from being coded, where several may each be enough."""

from __future__ import annotations

from itertools import combinations

from engine.derive import derive
from engine.situation import Situation
from engine.unsupported import choice_of
from engine.why.minimal import hitting

KINDS = ("included", "not_covered", "self_pay", "separate_work")
"""Ways in which a rule sets an item aside."""
MOST_TOGETHER = 3


def excluding_rules(at: Situation, code: str) -> list[tuple[str, ...]]:
    """Sets of rules, each of which keeps the record from supporting the code as long as one of its rules stands.

    The record supports the code once some set of rules is left out; those sets are found by trying, smallest first,
    and turned round. Empty when no rule that set an item aside is in the way.
    """
    choice = choice_of(at, code)
    if choice is None or any(line.hcpcs == code for line in at.derivation.lines):
        return []
    refused = {line.denial.rule for line in at.derivation.lines if line.denial is not None}
    fired = sorted({aside.rule for aside in at.derivation.aside if aside.kind in KINDS} | refused)
    before = any(line.rule == choice.rule for line in at.derivation.lines)
    releases: list[frozenset[str]] = []
    for size in range(1, min(len(fired), MOST_TOGETHER) + 1):
        for rules in combinations(fired, size):
            if any(known <= set(rules) for known in releases):
                continue
            lines = derive(at.encounter, at.book, at.prices, without=rules).lines
            if any(x.hcpcs == code or (not before and x.rule == choice.rule) for x in lines):
                releases.append(frozenset(rules))
    order = {name: n for n, name in enumerate(fired)}
    return [tuple(sorted(each)) for each in hitting(releases, order)] if releases else []
