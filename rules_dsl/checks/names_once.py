"""P401 two statements of one policy with one name, on the same dates.

Avoid:

    mue 17003
      limit  13 units
      mai    2

    mue 17003
      limit  12 units
      mai    2

Prefer one statement, or an end for the older one, so that each day has one answer:

    mue 17003
      limit  13 units
      mai    2
      until  2025-01-01

    mue 17003
      limit      12 units
      mai        2
      effective  2025-01-01

Why: a rule is known by its name, in messages, tests and other policies. Periods are half-open: the older statement
holds up to, and not including, the day the newer one starts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, Place, error
from rules_dsl.layers import ADDS_ROWS, key_of
from rules_dsl.syntax import Statement


def check(view: View) -> Iterator[Diagnostic]:
    named: dict[object, list[Statement]] = defaultdict(list)
    period = view.policy.period
    for statement in view.policy.own:
        if statement.kind in ADDS_ROWS:
            continue
        for earlier in named[key_of(statement)]:
            if period(earlier).overlaps(period(statement)):
                message = f"two statements named `{statement.called}` hold on the same dates"
                here = Place(statement.span, f"{statement.kind}, {period(statement)}")
                there = Place(earlier.span, f"{earlier.kind}, {period(earlier)}")
                help = "end the older one with `until`, or give one of them another name"
                yield error("P401", message, here, there, help=help)
                break
        named[key_of(statement)].append(statement)
