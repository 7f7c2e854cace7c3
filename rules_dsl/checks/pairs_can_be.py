"""P314 an edit of a pair that no table of edits could hold.

Avoid:

    ptp edit one-biopsy
      column 1   11102
      column 2   11102
      indicator  5

Prefer two different codes, once, with indicator 0 (never together), 1 (with a modifier) or 9 (ended):

    ptp edit biopsy-with-keratosis
      column 1   11102
      column 2   17000
      indicator  1

Why: the column says which of the two is paid, so a pair the other way round would contradict it. How often a code may
stand on a claim is said by an ``mue``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, Place, error
from rules_dsl.layers import Rule

INDICATORS: Final = ("0", "1", "9")


def check(view: View) -> Iterator[Diagnostic]:
    own = {rule.name for rule in view.own}
    edits = [rule for rule in view.own if rule.kind == "ptp edit"]
    seen = {_pair(rule): rule for rule in view.above if rule.kind == "ptp edit" and rule.name not in own}
    for rule in edits:
        one, two = _pair(rule)
        indicator = rule.statement.word("indicator")
        if indicator and indicator.text not in INDICATORS:
            message = f"an indicator is 0, 1 or 9, and not {indicator.text}"
            help = "0: never together, 1: with a modifier, 9: no longer an edit"
            yield error("P314", message, indicator.span, help=help)
        if one == two and one:
            help = "how many units may stand on a claim is said by `mue`"
            yield error("P314", f"an edit of {one} with itself", rule.statement.span, help=help)
        other = seen.get((two, one))
        if other and one != two and other.period.overlaps(rule.period):
            message = f"{one} and {two} are the columns of `{other.called}` the other way round"
            there = Place(other.statement.span, "the first one")
            yield error("P314", message, Place(rule.statement.span), there, help="leave one of the two out")
        seen[one, two] = rule


def _pair(rule: Rule) -> tuple[str, str]:
    return rule.statement.value("column 1"), rule.statement.value("column 2")
