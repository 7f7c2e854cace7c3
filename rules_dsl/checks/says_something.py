"""P207 a clause that says what is said already, or what leaves nothing.

Avoid:

    mue 17003
      limit   0 units
      mai     2

    coverage tags
      covers  11200, 11200 to 11201

Prefer a limit that a claim can keep to, each code once, and a rule that is replaced by something else:

    mue 17003
      limit   13 units
      mai     2

Why: what is said twice was most often meant to be something else. A code that a payer does not pay is the matter of a
``coverage``, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.atoms import is_code
from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, Place, warning
from rules_dsl.layers import Rule, key_of
from rules_dsl.syntax import CodeRange, Codes


def check(view: View) -> Iterator[Diagnostic]:
    above = {key_of(rule.statement): rule for rule in view.above}
    for rule in view.own:
        limit = rule.origin.word("limit")
        if rule.kind == "mue" and limit and int(limit.text) == 0:
            help = "a code that is not covered is said by `coverage`"
            yield warning("P207", "a limit of no units", limit.span, help=help)
        for clause in rule.origin.clauses:
            if isinstance(clause, Codes):
                yield from _doubled(clause)
        if rule.origin.kind == "replaces":
            yield from _unchanged(rule, above[key_of(rule.origin)])


def _doubled(clause: Codes) -> Iterator[Diagnostic]:
    for place, item in enumerate(clause.items):
        one = next((each for each in clause.items[:place] if _overlap(each, item)), None)
        if one is not None:
            there = Place(one.first.span, "the first one")
            yield warning(
                "P207", f"`{item.first.text}` twice in one `{clause.label}`", Place(item.first.span), there
            )


def _overlap(one: CodeRange, other: CodeRange) -> bool:
    ends = [(item.first.text, (item.last or item.first).text) for item in (one, other)]
    if not (is_code(one.first.text) and is_code(other.first.text)):
        return ends[0] == ends[1]
    (low, high), (first, last) = ends
    return low <= last and first <= high and len(low) == len(first)


def _unchanged(rule: Rule, above: Rule) -> Iterator[Diagnostic]:
    written = {" ".join(line.split()) for line in rule.origin.text.splitlines()[1:]}
    if written <= {" ".join(line.split()) for line in above.statement.text.splitlines()[1:]}:
        there = Place(above.statement.span, f"in {above.policy}")
        message = f"`{rule.called}` is replaced by what it says already"
        yield warning("P207", message, Place(rule.statement.span), there, help="leave it out")
