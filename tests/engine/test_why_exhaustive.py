"""All minimal reasons, and only they, against exhaustive search: every choice of lines beside the asked ones is tried,
by the independent checker where the record supports the asked lines, and by enumerating the theory where it does not.

A choice of lines is a list of violations, each with its grounds. The asked lines are illegal by some rules and facts
when every choice has a violation whose grounds are among them; the minimal such sets follow by multiplying out.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.kernel import Kernel, Solved
from engine.program import control, pinned_facts
from engine.solve import Violation, violation_of
from engine.verify import Billed, Checker, Fault
from engine.why.element import Element, Grounds
from engine.why.found import Found, find
from engine.why.minimal import smallest, ways_out
from engine.why.pinned import LEFT_OFF
from tests.engine.combinations_asked import MARKS, asked_lines
from tests.engine.documented import encounter
from tests.engine.made import encounters
from tests.engine.oracle import TooMany, helpful, unit_choices

MOST_CHOICES = 4_000
SLOW = settings(max_examples=1_000 if os.environ.get("HYPOTHESIS_PROFILE") == "slow" else 8)
REFUSED = {"modifier_not_accepted", "modifier_on_wrong_line", "modifier_unknown"}
"""Kinds that the checker does not tell apart."""


def multiplied(choices: Iterable[frozenset[Grounds]]) -> set[Grounds]:
    """Minimal sets that hold one of the grounds of every choice; none when some choice breaks nothing."""
    found: list[Grounds] = [frozenset()]
    for grounds in set(choices):
        found = smallest(m | g for m in found for g in grounds)
    return set(found)


def of_theory(found: Found) -> set[Grounds]:
    """By enumerating every model of the theory."""
    ctl = control(pinned_facts(found.at, found.asked, found.free))
    ctl.configuration.solve.opt_mode = "ignore"
    ctl.configuration.solve.models = 0
    choices: set[frozenset[Grounds]] = set()
    with ctl.solve(yield_=True) as handle:
        for n, model in enumerate(handle):
            if n > MOST_CHOICES:
                raise TooMany
            broken = [violation_of(s) for s in model.symbols(shown=True) if s.name == "violation"]
            if not any(v.kind in LEFT_OFF and v.args[0] in found.free for v in broken):
                choices.add(frozenset(found.possible[v] for v in broken))
    return multiplied(choices)


def of_checker(kernel: Kernel, found: Found) -> set[Grounds]:
    """By trying every choice of free lines and judging it without the solver."""
    at = found.at
    derivation = replace(at.derivation, lines=tuple(at.lines.values()))
    checker = Checker(at.encounter, at.book, kernel.tables, derivation)
    fixed = {c.line: Billed(c.units, frozenset(c.modifiers)) for c in found.asked}
    options: list[list[tuple[str, Billed] | None]] = []
    size = 1
    for name in found.free:
        names = helpful(checker, name)
        marks: list[frozenset[str]] = [frozenset()]
        for mark in names:
            marks += [m | {mark} for m in marks]
        here = [(name, Billed(u, m)) for u in unit_choices(checker, name) for m in marks]
        options.append([None, *here])
        size *= len(options[-1])
        if size > MOST_CHOICES:
            raise TooMany
    choices: set[frozenset[Grounds]] = set()
    for picked in product(*options):
        claim = fixed | dict(p for p in picked if p is not None)
        faults = checker.faults(claim)
        free_codes = {at.lines[n].hcpcs for n in found.free}
        if any(f.kind in LEFT_OFF and set(f.codes) <= free_codes for f in faults):
            continue
        known = [grounds_of(found, f) for f in faults]
        if all(known):  # a modifier of no possible use on a free line is a choice that the theory leaves out
            choices.add(frozenset(g for grounds in known for g in grounds))
    return multiplied(choices)


def grounds_of(found: Found, fault: Fault) -> list[Grounds]:
    kinds = REFUSED if fault.kind in REFUSED else {fault.kind}
    same = [g for v, g in found.possible.items() if v.kind in kinds and _same_codes(found, fault, v)]
    asked_codes = {found.at.lines[c.line].hcpcs for c in found.asked}
    assert same or not set(fault.codes) <= asked_codes | set(MARKS), fault
    return same


def _same_codes(found: Found, fault: Fault, violation: Violation) -> bool:
    codes = tuple(found.grounds.tell.code(a) for a in violation.args)
    if fault.kind == "modifiers_exclusive":  # the checker names one of the two
        return set(fault.codes) <= set(codes)
    return fault.codes == codes[: len(fault.codes)]


def asked(kernel: Kernel, data: dict[str, Any], pick: st.DataObject, strangers: bool) -> tuple[Solved, Found]:
    best = kernel.solve(encounter(data), questions=False)
    whole = pick.draw(st.booleans())
    return best, find(kernel, best, pick.draw(asked_lines(best, strangers)), whole)


def check(found: Found, exhaustive: set[Grounds]) -> None:
    assert found.complete
    ours, theirs = (
        sorted(sorted(e.id for e in reason) for reason in reasons)
        for reasons in ([r.elements for r in found.reasons], exhaustive)
    )
    assert ours == theirs
    sound(found)


def sound(found: Found) -> None:
    """Held alone a reason forbids, and no part of it does; without a way out nothing is left, and no less will do."""
    reasons = [r.elements for r in found.reasons]

    def illegal(kept: frozenset[Element]) -> bool:
        return any(reason <= kept for reason in reasons)

    everything = frozenset(e for reason in reasons for e in reason)
    for reason in reasons:
        assert illegal(reason)
        assert not any(illegal(reason - {e}) for e in reason)
    if reasons:
        for way in ways_out(reasons, lambda e: e.order, 50):
            assert not illegal(everything - way)
            assert all(illegal(everything - (way - {e})) for e in way)


@SLOW
@given(encounters(most=4), st.data())
def test_reasons_are_those_of_the_independent_checker(
    kernel: Kernel, data: dict[str, Any], pick: st.DataObject
) -> None:
    _, found = asked(kernel, data, pick, strangers=False)
    codes = [line.hcpcs for line in found.at.lines.values()]
    assume(not found.told and len(set(codes)) == len(codes) <= 8)
    try:
        exhaustive = of_checker(kernel, found)
    except TooMany:
        assume(False)
    check(found, exhaustive)


@SLOW
@given(encounters(most=5), st.data())
def test_reasons_are_those_of_every_choice_of_lines(
    kernel: Kernel, data: dict[str, Any], pick: st.DataObject
) -> None:
    _, found = asked(kernel, data, pick, strangers=True)
    assume(len(found.at.lines) <= 8)
    try:
        exhaustive = of_theory(found)
    except TooMany:
        assume(False)
    check(found, exhaustive)


@pytest.mark.slow
@settings(max_examples=2_000)
@given(encounters(most=5), st.data())
def test_thousands_of_combinations(kernel: Kernel, data: dict[str, Any], pick: st.DataObject) -> None:
    _, found = asked(kernel, data, pick, strangers=pick.draw(st.booleans()))
    assume(len(found.at.lines) <= 8)
    try:
        exhaustive = of_theory(found)
    except TooMany:
        assume(False)
    check(found, exhaustive)
