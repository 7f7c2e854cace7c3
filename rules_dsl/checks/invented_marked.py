"""P203 something invented in a policy that does not say that it is.

Avoid:

    policy com-a
      title      "COM-A"
      effective  2024-01-01

    source com-a-profile
      title    "Profile made up for an example"
      version  "1"
      tier     invented

Prefer to mark the policy, so that everything it decides is marked too:

    policy com-a
      title      "COM-A (invented payer)"
      effective  2024-01-01
      invented   yes

Why: nobody may take an example for a payer's rule. A policy that extends an invented one is invented as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, Place, error


def check(view: View) -> Iterator[Diagnostic]:
    head = view.policy.head
    if head.value("invented") == "yes" or head.broken:
        return
    help = f"write `invented yes` in `policy {view.policy.name}`"
    for source in view.written("source"):
        tier = source.word("tier")
        if tier and tier.text == "invented":
            message = f"an invented source in `{view.policy.name}`, which is not marked as invented"
            yield error("P203", message, Place(tier.span), Place(head.span, "the policy"), help=help)
    above = head.word("extends")
    if above and any(policy.head.value("invented") == "yes" for policy in view.chain[1:2]):
        message = f"`{view.policy.name}` extends an invented policy, and is not marked as invented"
        yield error("P203", message, above.span, help=help)
