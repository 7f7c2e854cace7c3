"""P206 a rule that keeps something off a claim, or is switched off, without a reason.

Avoid:

    coverage tags
      covers  11200
      when    documented bleeding

Prefer the payer's reason, as a clinician would say it:

    coverage tags
      covers   11200
      when     documented bleeding
      because  "A tag is removed at the payer's cost only when it troubles the patient."

Why: the reason stands on the page of everybody whose line is left off. Without one a sentence is made of the rule,
which says what the rule asks for and not why.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, warning

KEEP_OFF: Final = frozenset(
    {"coverage", "included", "exclude", "documentation", "liability", "prior authorisation", "filing limit"}
)


def check(view: View) -> Iterator[Diagnostic]:
    help = 'write `because "..."`'
    for rule in view.own:
        if rule.kind in KEEP_OFF and not rule.statement.value("because"):
            yield warning("P206", f"`{rule.called}` gives no reason", rule.statement.span, help=help)
    for statement in view.written("withdraws"):
        if not statement.broken and not statement.value("because"):
            message = f"`{statement.called}` is withdrawn without a reason"
            yield warning("P206", message, statement.span, help=help)
