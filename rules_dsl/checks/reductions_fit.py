"""P311 a reduction by rank that says beside what it holds.

Avoid:

    reduction several
      applies to   multiple-procedure indicator 2
      beside       global days 000, 010
      pay          100%, 50%

Prefer to say it of a reduction for a modifier:

    reduction visit-with-minor-procedure
      applies to   modifier 25
      beside       global days 000, 010
      pay          50%

Why: a rank is a place among all procedures of the day, so a reduction by rank holds beside any of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, error
from rules_dsl.syntax import Clause, Words


def check(view: View) -> Iterator[Diagnostic]:
    for rule in view.own:
        applies = rule.statement.one("applies to", Words)
        if rule.kind == "reduction" and applies and applies.words[0].text == "indicator":
            for label in ("beside", "or when"):
                clause = rule.statement.one(label, Clause)
                if clause:
                    message = f"`{label}` in a reduction by rank"
                    yield error("P311", message, clause.span, help="leave it out, or apply it to a modifier")
