"""P409 a rule or policy that ends before it starts.

Avoid:

    mue 17003
      limit      13 units
      mai        2
      effective  2025-01-01
      until      2024-12-31

Prefer the first day it holds, and the first day it no longer does:

      effective  2024-01-01
      until      2025-01-01

Why: periods are half-open, so a rule from a day until the same day holds never, and nobody would notice.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, error
from rules_dsl.syntax import Dated


def check(view: View) -> Iterator[Diagnostic]:
    for statement in (view.policy.head, *view.policy.own):
        period = view.policy.period(statement)
        if period.end is not None and period.end <= period.start:
            last = statement.one("until", Dated) or statement.one("effective", Dated)
            message = f"this starts on {period.start}, and has ended by {period.end}"
            yield error("P409", message, last.span if last else statement.span)
