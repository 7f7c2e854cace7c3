"""P204 a policy that says nothing.

Avoid:

    policy com-c
      title      "COM-C"
      extends    medicare.national
      effective  2024-01-01

Prefer at least one statement, or no policy: encounters can name the policy that was extended.

Why: an empty policy is most often a file that was cut off, or rules that ended up in another file.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, error
from rules_dsl.layers import contractors


def check(view: View) -> Iterator[Diagnostic]:
    if not (view.policy.own or view.policy.tests or view.policy.cut or contractors(view.policy)):
        help = "write its rules, or name the policy it extends instead"
        yield error("P204", f"`{view.policy.name}` says nothing", view.policy.head.span, help=help)
