"""P315 a condition, or a part of one, that can never hold.

Avoid:

    define middling of lesion
      when all of
        diameter over 5 mm
        diameter under 2 mm

Prefer bounds that leave something between them, and one word of a fact that can only have one:

    define middling of lesion
      when all of
        diameter over 2 mm
        diameter under 5 mm

Why: the rule reads as if it did something, and no record can ever meet it. Numbers are compared by their bounds, words
by their kinds, and a definition by what it stands for.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.compile_conditions import subjects_of
from rules_dsl.diagnostics import Diagnostic, Place, Span, error
from rules_dsl.layers import Rule
from rules_dsl.syntax import When
from rules_dsl.together import Leaf, Together, Way


def check(view: View) -> Iterator[Diagnostic]:
    for rule in view.own:
        clauses = [clause for clause in rule.statement.clauses if isinstance(clause, When)]
        if not any(clause in rule.origin.clauses for clause in clauses):
            continue
        together = Together(view.scope, subjects_of(rule.statement, view.scope))
        for clause in clauses:
            if clause in rule.origin.clauses:
                yield from _never(clause, together)
        yield from _excluded(rule, together)


def _never(clause: When, together: Together) -> Iterator[Diagnostic]:
    """Each pair of tests for which some test is in no way that could hold."""
    ways = [(way, together.clash(way)) for way in together.ways(clause.condition)]
    alive = {leaf.place for way, clash in ways if clash is None for leaf in way}
    told: set[tuple[Span, Span]] = set()
    for way, clash in ways:
        if clash is None or all(leaf.place in alive for leaf in way):
            continue
        one, other = clash
        if (one.place, other.place) not in told:
            told.add((one.place, other.place))
            yield _told(one, other)


def _told(one: Leaf, other: Leaf) -> Diagnostic:
    if one.place == other.place:
        return error("P315", "this can never hold", one.place)
    there = Place(one.place, "not together with this")
    return error("P315", "this can never hold beside what it is joined with", Place(other.place), there)


def _excluded(rule: Rule, together: Together) -> Iterator[Diagnostic]:
    """What ``unless`` takes away is all that ``when`` leaves."""
    when, unless = rule.statement.one("when", When), rule.statement.one("unless", When)
    if when is None or unless is None:
        return
    left = [way for way in together.ways(when.condition) if together.clash(way) is None]
    taken = together.ways(unless.condition)
    if left and all(any(_within(less, way, together) for less in taken) for way in left):
        there = Place(when.span, "all that this asks for")
        yield error("P315", "this takes away all that `when` leaves", Place(unless.span), there)


def _within(fewer: Way, way: Way, together: Together) -> bool:
    return all(any(together.same(one, other) for other in way) for one in fewer)
