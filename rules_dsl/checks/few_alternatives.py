"""P320 more choices of code for one kind of work than anybody means.

Avoid a choice for every code that might do:

    choose code destruction-1
      for   destruction
      bill  17000

    choose code destruction-2
      for   destruction
      bill  17110

Prefer one choice that says by what the code is chosen, or choices for kinds that exclude each other:

    choose code wart-destruction
      for   destruction of wart
      count lesions
      when 1 to 14     bill 17110
      when 15 or more  bill 17111

Why: one claim is searched among the codes of all choices that take a lesion; each more makes the search much longer.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, Place, error
from rules_dsl.layers import Rule
from rules_dsl.rulebook.choices import MOST_ALTERNATIVES
from rules_dsl.syntax import For, Words


def check(view: View) -> Iterator[Diagnostic]:
    own = {id(rule) for rule in view.own}
    choices = [rule for rule in (*view.above, *view.own) if _is_alternative(rule)]
    taken: dict[tuple[str, str], list[Rule]] = {}
    for rule in choices:
        for place in _takes(rule):
            taken.setdefault(place, []).append(rule)
    told: set[str] = set()
    for (head, kind), rules in taken.items():
        rules = rules if not kind else [*taken.get((head, ""), ()), *rules]
        mine = [rule for rule in rules if id(rule) in own]
        if len(rules) > MOST_ALTERNATIVES and mine and head not in told:
            told.add(head)
            message = f"{len(rules)} choices of code for `{head}`, where {MOST_ALTERNATIVES} are allowed"
            yield error(
                "P320",
                message,
                Place(mine[-1].statement.span),
                help="choose by a count, a size or a word in one choice, or by kinds that exclude each other",
            )


def _is_alternative(rule: Rule) -> bool:
    return rule.kind == "choose code" and rule.statement.one("beside any choice", Words) is None


def _takes(rule: Rule) -> Iterator[tuple[str, str]]:
    """What a choice is for, as (head, kind); an empty kind stands for every kind."""
    for clause in rule.statement.all("for", For):
        for head in clause.heads:
            yield from (
                ((head.text, kind.text) for kind in clause.kinds) if clause.kinds else ((head.text, ""),)
            )
