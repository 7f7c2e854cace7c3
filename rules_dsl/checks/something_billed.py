"""P411 a policy under which nothing can be billed.

Avoid:

    policy com-c
      title      "COM-C"
      effective  2025-01-01

Prefer to stand on a policy that has codes and a fee schedule:

    policy com-c
      title      "COM-C"
      extends    medicare.national
      effective  2025-01-01

Why: a policy holds what it says and what it extends, and nothing else. Without a choice of code and a fee schedule no
encounter has a claim, whatever was done. A policy that others extend need not have them.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, warning
from rules_dsl.layers import chain_of


def check(view: View) -> Iterator[Diagnostic]:
    policy = view.policy
    kinds = {rule.kind for rule in [*view.above, *view.own]}
    missing = [kind for kind in ("choose code", "fee schedule") if kind not in kinds]
    if policy.cut or not missing or _unknown_above(view):
        return
    if not any(policy.name == each.extends for each in view.policies.values()):
        without = " and no ".join(f"`{kind}`" for kind in missing)
        who = "it and what it extends have" if policy.extends else "it extends nothing, and has"
        message = f"nothing can be billed under `{policy.name}`: {who} no {without}"
        help = "write `extends medicare.national`, or another policy that claims are billed under"
        yield warning("P411", message, policy.head.span, help=help)


def _unknown_above(view: View) -> bool:
    last = chain_of(view.policy.name, view.policies)[-1]
    return bool(last.extends)
