"""P201 a rule that cites nothing, P202 a rule that only weak authority speaks for.

Avoid:

    mue 17003
      limit  13 units
      mai    2

    exclude second-visit
      code  99212
      when its primary carries  modifier 25
      cite  coding-blog

Prefer the published place; and where there is only a weak one, say how sure you are:

    mue 17003
      limit  13 units
      mai    2
      cite   ncci-mue "17003"

    exclude second-visit
      code        99212
      when its primary carries  modifier 25
      cite        coding-blog
      confidence  low

Why: a rule decides what a practice may bill. Whoever is denied, or audited, must be able to read where that comes
from, and how much weight it has.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.compile_rules import COMPILERS
from rules_dsl.diagnostics import Diagnostic, warning
from rules_dsl.syntax import Cite
from rules_dsl.vocabulary import KINDS_OF_RULE, WEAK_TIERS


def check(view: View) -> Iterator[Diagnostic]:
    for rule in view.own:
        cites = rule.statement.all("cite", Cite)
        if not cites and rule.kind in KINDS_OF_RULE:
            help = "write `cite`, the name of a source, and the place in it"
            yield warning("P201", f"`{rule.called}` cites nothing", rule.statement.span, help=help)
        elif cites and rule.kind in COMPILERS and rule.statement.value("confidence", "high") == "high":
            tiers = {cite.source.text: _tier(view, cite.source.text) for cite in cites}
            if set(tiers.values()) <= WEAK_TIERS:
                named = " and ".join(f"`{source}` ({tier})" for source, tier in tiers.items())
                help = "cite a stronger source, or write `confidence low`"
                message = f"`{rule.called}` rests on {named} alone"
                yield warning("P202", message, cites[0].source.span, help=help)


def _tier(view: View, source: str) -> str:
    """The tier of a source; an unknown source is told by another check."""
    rule = view.scope.named.get(("source", source))
    return rule.statement.value("tier") if rule else ""
