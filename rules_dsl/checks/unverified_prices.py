"""P205 a price that rests on what nobody has confirmed.

Avoid:

    replaces multiple-surgery from commercial.base
      pay         100%, 50%, then 25%
      confidence  low

Prefer to price by what is confirmed, and to say what may come instead:

    replaces multiple-surgery from commercial.base
      pay         100%, 50%, then 50%
      may pay     100%, 50%, then 25%
      confidence  low

Why: an unverified value would make a claim dearer or cheaper without a word. What the payer `may pay` is told beside
the claim, with the difference, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, warning
from rules_dsl.layers import key_of
from rules_dsl.syntax import Pay

_UNSURE = frozenset({"low", "unverified"})


def check(view: View) -> Iterator[Diagnostic]:
    above = {key_of(rule.statement): rule for rule in view.above}
    for rule in view.own:
        pay = rule.statement.one("pay", Pay)
        if rule.kind not in ("reduction", "fee schedule") or pay is None or pay.contract:
            continue
        replaced = above.get(key_of(rule.statement))
        before = replaced.statement.one("pay", Pay) if replaced else None
        usual = before.percents if before else (Decimal(100),)
        if (
            pay.how != "report"
            and rule.statement.value("confidence") in _UNSURE
            and not _same(pay.percents, usual)
        ):
            help = "write `may pay`, and price the claim by what is confirmed"
            yield warning("P205", f"`{rule.called}` prices by what is not confirmed", pay.span, help=help)


def _same(one: tuple[Decimal, ...], other: tuple[Decimal, ...]) -> bool:
    """Percentages by rank that come to the same, the last of each repeating."""
    if not one or not other:
        return one == other
    most = max(len(one), len(other))
    return [*one, *[one[-1]] * (most - len(one))] == [*other, *[other[-1]] * (most - len(other))]
