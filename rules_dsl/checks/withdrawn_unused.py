"""P408 a statement that is withdrawn, and that rules still standing need.

Avoid:

    withdraws excised-diameter from dermatology.coding

where ``benign-excision`` stays, which goes ``by site and excised-diameter``.

Prefer to replace what it gives, or to withdraw the rules that need it too:

    replaces excised-diameter from dermatology.coding
      is  diameter plus 1 x margin

Why: a rule whose names have no meaning any more holds for nothing, and says nothing about it.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.names_known import named_by
from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, Place, error
from rules_dsl.layers import Rule, flatten, key_of
from rules_dsl.syntax import Cite, Compare, Documented, For, SizeTable, Sum, When, Without, Word, leaves


def check(view: View) -> Iterator[Diagnostic]:
    withdrawn = {key_of(each): each for each in view.written("withdraws")}
    if not withdrawn:
        return
    gone = {
        (_SAME.get(rule.kind, rule.kind), rule.name): withdrawn[key_of(rule.statement)]
        for rule in view.above
        if key_of(rule.statement) in withdrawn
    }
    standing = flatten(view.chain, None)
    back = {(_SAME.get(rule.kind, rule.kind), rule.name) for rule in standing}
    told: set[tuple[str, str]] = set()
    for rule in standing:
        for kind, word in _uses(rule):
            use = (kind, word.text)
            if use in gone and use not in back and use not in told:
                told.add(use)
                message = f"`{word.text}` is withdrawn, and `{rule.called}` still needs it"
                here, there = Place(gone[use].span), Place(word.span, f"in `{rule.id}`")
                help = f"replace it, or write `withdraws {rule.called} from {rule.policy}` too"
                yield error("P408", message, here, there, help=help)


_SAME = {"measure": "define"}
"""Definitions and measures are named in the same places."""


def _uses(rule: Rule) -> Iterator[tuple[str, Word]]:
    """Every name of another statement that a rule uses."""
    for kind, word, _ in named_by(rule):
        yield kind, word
    for clause in rule.statement.clauses:
        match clause:
            case Cite(source=source):
                yield "source", source
            case For(heads=heads, kinds=kinds, exceptions=exceptions):
                yield from (("define", word) for word in (*heads, *kinds, *exceptions))
            case Sum(terms=terms):
                yield from (("define", word) for _, word in terms)
            case SizeTable(measure=measure, by=by):
                yield from (("define", word) for word in (measure, by) if word)
            case Without(fact=fact):
                yield "define", fact
            case When(condition=condition):
                for leaf in leaves(condition):
                    yield "define", leaf.word if isinstance(leaf, Documented) else leaf.fact
                    if isinstance(leaf, Compare) and leaf.number is None:
                        yield "define", leaf.than
            case _:
                pass
    required = rule.statement.word("requires") if rule.kind == "documentation" else None
    if required is not None:
        yield "define", required
