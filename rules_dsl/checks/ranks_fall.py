"""P316 a reduction that pays a later rank more than an earlier one, or more than all.

Avoid:

    reduction several
      applies to  multiple-procedure indicator 2
      pay         50%, then 150%

Prefer percentages that fall, or stay:

    reduction several
      applies to  multiple-procedure indicator 2
      pay         100%, then 50%

Why: the highest procedure ranks first, so the dearest would be paid at half. What a payer pays above the fee schedule
is the ``pay`` of its ``fee schedule``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, error
from rules_dsl.syntax import AppliesTo, Pay


def check(view: View) -> Iterator[Diagnostic]:
    for rule in view.own:
        for pay in (c for c in rule.origin.clauses if isinstance(c, Pay) and rule.kind == "reduction"):
            applies = rule.statement.one("applies to", AppliesTo)
            by_rank = applies is not None and applies.words[0].text == "indicator"
            over = next((percent for percent in pay.percents if percent > 100 and by_rank), None)
            rises = next(((a, b) for a, b in pairwise(pay.percents) if b > a), None)
            if over is not None:
                help = "what is paid above the fees is the `pay` of a `fee schedule`"
                yield error("P316", f"a reduction to {over}%", pay.span, help=help)
            elif rises:
                message = f"a later rank is paid {rises[1]}%, and the one before it {rises[0]}%"
                yield error(
                    "P316", message, pay.span, help="write the percentages by rank, the highest first"
                )
