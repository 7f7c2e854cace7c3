"""P412 a day that cannot be meant: a review to come, or a rule from before its policy.

Avoid, in a policy in force since 2025-01-01:

    policy com-c
      reviewed   2036-11-28

    mue 17003
      effective  2020-01-01

Prefer the day on which somebody read it, and rules that start with their policy or later:

    mue 17003
      effective  2025-07-01

Why: a date is what an answer rests on. A rule never holds outside the days of its policy.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, Place, warning
from rules_dsl.syntax import Dated

EARLIEST_TODAY: Final = date(2026, 11, 28)
"""A clock that is behind this file is wrong."""


def check(view: View) -> Iterator[Diagnostic]:
    head = view.policy.head
    reviewed, starts, ends = (head.one(label, Dated) for label in ("reviewed", "effective", "until"))
    today = max(date.today(), EARLIEST_TODAY)
    if reviewed and reviewed.on > today:
        message = f"reviewed on {reviewed.on}, which is to come"
        yield warning("P412", message, reviewed.span, help="write the day on which it was last read")
    for statement in view.policy.own:
        first, last = statement.one("effective", Dated), statement.one("until", Dated)
        if first and starts and first.on < starts.on:
            message = f"`{statement.called}` starts on {first.on}, before its policy"
            yield warning("P412", message, Place(first.span), Place(starts.span, "the policy starts here"))
        elif first and ends and first.on >= ends.on:
            message = f"`{statement.called}` starts on {first.on}, when its policy has ended"
            yield warning("P412", message, Place(first.span), Place(ends.span, "the policy ends here"))
        if last and ends and last.on > ends.on:
            message = f"`{statement.called}` ends on {last.on}, after its policy"
            yield warning("P412", message, Place(last.span), Place(ends.span, "the policy ends here"))
