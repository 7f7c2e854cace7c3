"""P404 a name that an extended policy uses already, P405 a ``replaces`` or ``withdraws`` that names nothing,
P406 a clause that the replaced rule cannot have.

Avoid:

    policy com-a
      extends  medicare.national

    reduction multiple-surgery
      applies to  multiple-procedure indicator 2
      pay         100%, 50%, then 25%

Prefer to say whose rule it stands in for. What is not written is inherited, save what was said (``because``, ``cite``,
``confidence``, ``may pay``, ``lacks``, ``lcd``), and what is left out by name:

    replaces multiple-surgery from medicare.national
      leaves out  when
      pay         100%, 50%, then 25%

Why: two rules of one name would both hold, or one would hide the other without a word. A rule that is replaced on
purpose says so, and a reader finds both.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, Place, error
from rules_dsl.layers import ADDS_ROWS, Rule, key_of
from rules_dsl.syntax import ModifierTable, Pay, Statement, Words
from rules_dsl.vocabulary import CLAUSES, COMMON, LEAVES_OUT, SAID, a, did_you_mean

_MEANINGS = frozenset({"source", "codes", "words", "sites"})
"""Statements that only say what a name means; a policy adds its own."""


def check(view: View) -> Iterator[Diagnostic]:
    above = {key_of(rule.statement): rule for rule in view.above}
    for statement in view.policy.own:
        standing = above.get(key_of(statement))
        if statement.kind in ("replaces", "withdraws"):
            yield from _names_something(statement, standing, view)
        elif standing and statement.kind not in ADDS_ROWS:
            message = f"`{statement.called}` is the name of a rule of `{standing.policy}`"
            here = Place(statement.span, f"{statement.kind} in {view.policy.name}")
            there = Place(
                standing.statement.span, f"{standing.kind} in {standing.policy}   (extended from here)"
            )
            help = f"write `replaces {standing.called} from {standing.policy}`, or choose another name"
            yield error("P404", message, here, there, help=help)


def _names_something(statement: Statement, standing: Rule | None, view: View) -> Iterator[Diagnostic]:
    assert statement.about is not None
    name, policy = statement.name, statement.about
    doing = "replaced" if statement.kind == "replaces" else "withdrawn"
    extended = [each.name for each in view.chain[1:]]
    if policy.text not in extended:
        message = f"`{view.policy.name}` does not extend `{policy.text}`"
        yield error("P405", message, policy.span, help=did_you_mean(policy.text, extended))
    elif standing is None:
        others = {rule.name: rule.kind for rule in view.above if rule.policy == policy.text}
        if others.get(name.text) in _MEANINGS:
            message = f"`{name.text}` is a `{others[name.text]}` statement, and only rules can be {doing}"
            yield error("P405", message, name.span, help="write your own, under another name")
            return
        known = [r.called for r in view.above if r.policy == policy.text and r.kind not in _MEANINGS]
        message = f"`{policy.text}` has no rule `{statement.called}` to {statement.kind[:-1]}"
        yield error("P405", message, name.span, help=did_you_mean(statement.called, known))
    elif standing.policy != policy.text:
        message = f"`{standing.called}` is a rule of `{standing.policy}` by now, not of `{policy.text}`"
        there = Place(standing.statement.span, "where it was last written")
        help = f"write `from {standing.policy}`"
        yield error("P405", message, Place(policy.span), there, help=help)
    elif statement.kind == "replaces":
        yield from _clauses_fit(statement, standing)
        yield from _left_out(statement, standing)


def _left_out(statement: Statement, standing: Rule) -> Iterator[Diagnostic]:
    """Each clause to leave out is one that would be inherited."""
    inherited = {clause.label for clause in standing.statement.clauses} | SAID
    written = {clause.label for clause in statement.clauses}
    for clause in statement.all(LEAVES_OUT, Words):
        for word in clause.words:
            if word.text in written:
                message = f"`{word.text}` is left out, and written in the same statement"
                yield error("P406", message, word.span, help="leave out the one or the other")
            elif word.text not in inherited:
                message = f"`{standing.called}` has no `{word.text}` to leave out"
                help = did_you_mean(word.text, inherited) or f"it has: {', '.join(sorted(inherited - SAID))}"
                there = Place(standing.statement.span, "the rule that is replaced")
                yield error("P406", message, Place(word.span), there, help=help)


def _clauses_fit(statement: Statement, standing: Rule) -> Iterator[Diagnostic]:
    allowed = CLAUSES.get(standing.kind, frozenset()) | COMMON
    allowed |= {LEAVES_OUT}
    of_modifiers = standing.kind == "assign modifier"
    for clause in statement.clauses:
        what = f"`{clause.label}`"
        if clause.label == "by" and isinstance(clause, ModifierTable) != of_modifiers:
            what += " over a table of codes" if of_modifiers else " over a table of modifiers"
        elif isinstance(clause, Pay) and clause.contract and standing.kind != "fee schedule":
            what = "`pay contract`"
        elif clause.label in allowed:
            continue
        message = f"{what} is not a clause of {a(standing.kind).replace(' ', ' `', 1)}`"
        there = Place(standing.statement.span, "the rule that is replaced")
        yield error("P406", message, Place(clause.span), there)
