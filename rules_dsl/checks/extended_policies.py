"""P402 an unknown policy, P403 a policy that extends itself.

Avoid:

    policy com-a
      extends  medicare.nationl

Prefer the name of a policy at hand, and a chain that ends:

    policy com-a
      extends  medicare.national

Why: a policy adds to the one it extends. Without that one, hardly any of its rules could be read; and a circle of
policies has no first rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic
from rules_dsl.layers import extends_mistakes


def check(view: View) -> Iterator[Diagnostic]:
    yield from extends_mistakes(view.policy, view.policies)
