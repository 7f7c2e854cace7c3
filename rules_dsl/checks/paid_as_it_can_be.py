"""P312 a reduction that pays in a way that its lines cannot be paid in.

Avoid:

    reduction several
      applies to  multiple-procedure indicator 2
      pay         the intra-operative share

Prefer percentages by rank for lines that are ranked, and one way to pay for lines with a modifier:

    reduction returned
      applies to  modifier 78
      pay         the intra-operative share

Why: only a modifier has a fee or a share of its own, and a line with a modifier has no rank by it.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, error
from rules_dsl.syntax import AppliesTo, Pay


def check(view: View) -> Iterator[Diagnostic]:
    for rule in view.own:
        applies = rule.statement.one("applies to", AppliesTo)
        pay = rule.statement.one("pay", Pay)
        if applies is None or pay is None:
            continue
        by_modifier = applies.words[0].text in ("modifier", "practitioners")
        if not by_modifier and pay.how != "percent":
            message = "only lines with a modifier can be paid so"
            yield error("P312", message, pay.span, help="write percentages by rank, such as `pay 100%, 50%`")
        if by_modifier and pay.how == "percent" and (len(pay.percents) > 1 or pay.by_report):
            message = "a line with a modifier is paid in one way, whatever its rank"
            yield error("P312", message, pay.span, help="write one percentage, or `pay by report`")
