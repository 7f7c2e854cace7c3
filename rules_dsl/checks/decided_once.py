"""P310 two rules that decide the same thing on the same dates.

Avoid, in a policy whose extended policy decides the pair already:

    ptp edit our-biopsy-edit
      column 1   11102
      column 2   17000
      indicator  0

Prefer to say whose rule it stands in for:

    replaces biopsy-with-ak-destruction from ncci.practitioner
      indicator  0

Why: of two answers one would be taken, and the author of neither would know which.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, Place, error
from rules_dsl.layers import Rule, key_of
from rules_dsl.syntax import AppliesTo, Pay, Words


def check(view: View) -> Iterator[Diagnostic]:
    rewritten = {key_of(each) for each in view.policy.own if each.kind in ("replaces", "withdraws")}
    found: dict[str, list[Rule]] = {}
    for rule in view.above:
        if key_of(rule.statement) not in rewritten:
            for what in _decides(rule):
                found.setdefault(what, []).append(rule)
    for rule in view.own:
        for what in _decides(rule):
            earlier = found.setdefault(what, [])
            for other in earlier:
                if other.name != rule.name and other.period.overlaps(rule.period):
                    yield _twice(what, rule, other)
                    break
            earlier.append(rule)


def _twice(what: str, rule: Rule, other: Rule) -> Diagnostic:
    same = rule.policy == other.policy
    pair = what.startswith("column")
    subject = "pair" if pair else what
    here = Place(rule.statement.span, _note(what, rule) if pair else rule.name)
    extended = "" if same else "   (extended from here)"
    there = Place(other.statement.span, (_note(what, other) if pair else other.name) + extended)
    help = f"write `replaces {other.called} from {other.policy}`"
    if same:
        help = "leave one of them out, or end one with `until`"
    return error("P310", f"two rules decide the same {subject} on the same dates", here, there, help=help)


def _note(what: str, rule: Rule) -> str:
    return f"{what}, indicator {rule.statement.value('indicator')}"


def _decides(rule: Rule) -> Iterator[str]:
    """What a rule decides that only one rule may."""
    value = rule.statement.value
    match rule.kind:
        case "ptp edit":
            yield f"column 1 {value('column 1')} / column 2 {value('column 2')}"
        case "add-on":
            yield f"add-on {value('code') or rule.name.removeprefix('add-on-')}"
        case "exclude":
            yield f"exclusion of {value('code')} beside {value('when its primary carries')}"
        case "fee schedule" | "filing limit":
            yield rule.kind
        case "modifier preference":
            use = value("for use")
            yield f"use of modifiers for {'reductions' if use == 'reduction' else use}"
        case "reduction":
            applies = rule.statement.one("applies to", AppliesTo)
            if applies:
                pay = rule.statement.one("pay", Pay)
                open_ = ", by report" if pay and pay.how == "report" else ""
                of = f"reduction of lines with {' '.join(word.text for word in applies.words)}{open_}"
                among = applies.codes_with
                yield from (f"{of}, {among.name} {v.text}" for v in among.values) if among else (of,)
        case "global period":
            for clause in rule.statement.all("days", Words):
                yield from (f"global period of {word.text} days" for word in clause.words)
        case _:
            pass
