"""P410 one contractor that two policies upon the same policy speak for.

Avoid:

    policy medicare.north
      extends     medicare.national
      contractor  12502

    policy medicare.south
      extends     medicare.national
      contractor  12502

Prefer to name each contractor once:

    policy medicare.south
      extends     medicare.national
      contractor  07102

Why: an encounter that names its contractor is coded under that contractor's policy. Of two, one would be taken and
nobody would know which.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, Place, error
from rules_dsl.layers import contractors


def check(view: View) -> Iterator[Diagnostic]:
    own = view.policy
    others = [each for name, each in sorted(view.policies.items()) if name < own.name]
    for word in contractors(own):
        for other in others:
            if other.extends == own.extends:
                for theirs in contractors(other):
                    if theirs.text == word.text:
                        there = Place(theirs.span, f"in {other.name}")
                        message = f"`{other.name}` speaks for contractor {word.text} already"
                        yield error("P410", message, Place(word.span), there)
