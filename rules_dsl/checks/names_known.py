"""P104 a definition, element, code choice or group of codes that no policy of the chain has, P106 an undefined
modifier.

Avoid:

    only on  visit-codes

Prefer the name of a statement in this policy or in one it extends:

    codes visit-codes
      | code           | plain words |
      | 99202 to 99205 |             |

Why: a rule that names nothing holds for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.atoms import is_code
from rules_dsl.checks.view import View
from rules_dsl.codes_named import bills_of, code_ranges
from rules_dsl.diagnostics import Diagnostic, error
from rules_dsl.layers import Rule
from rules_dsl.syntax import (
    Basis,
    Condition,
    DenyOtherwise,
    Levels,
    LiabilityTable,
    ModifierTable,
    Past,
    Statement,
    UnlessBasis,
    When,
    Word,
    Words,
    leaves,
)
from rules_dsl.vocabulary import NAIL_CARE, did_you_mean

_WITH_MODIFIERS = frozenset({"never", "never with", "append", "modifier", "when its primary carries"})


def check(view: View) -> Iterator[Diagnostic]:
    for rule in view.own:
        for kind, word, what in named_by(rule):
            if (kind, word.text) not in view.scope.named:
                known = [name for of, name in view.scope.named if of == kind]
                code = "P106" if kind == "modifier" else "P104"
                help = did_you_mean(word.text, known) or f"write a `{kind} {word.text}` statement"
                yield error(code, f"there is no {what} `{word.text}`", word.span, help=help)


def named_by(rule: Rule) -> Iterator[tuple[str, Word, str]]:
    """Each name that a rule uses, with the kind of statement that gives it, and what to call it."""
    for item in code_ranges(rule.statement):
        if item.last is None and not is_code(item.first.text):
            yield "codes", item.first, "group of codes"
    for word in handed_over(rule.statement):
        yield "choose code", word, "choice of code"
    for clause in rule.statement.clauses:
        match clause:
            case Levels(elements=elements):
                yield from (("element", word, "element") for word in elements)
            case Basis(prefer=prefer):
                yield from (("modifier", word, "modifier") for word in prefer)
            case ModifierTable(rows=rows):
                yield from (("modifier", word, "modifier") for _, word in rows)
            case LiabilityTable(rows=liable):
                yield from (("modifier", word, "modifier") for row in liable for word in row.modifiers)
            case DenyOtherwise(liability=Word() as name):
                yield "liability", name, "liability"
            case When(condition=condition):
                yield from _groups(condition)
            case UnlessBasis(modifier=modifier):
                yield "modifier", modifier, "modifier"
            case Words(label=label, words=words) if label in _WITH_MODIFIERS:
                yield from (("modifier", word, "modifier") for word in words)
            case Words(label="instead of", words=words):
                yield from (("choose code", word, "choice of code") for word in words)
            case Words(label="applies to", words=(phrase, word)) if phrase.text == "modifier":
                yield "modifier", word, "modifier"
            case _:
                pass


def _groups(condition: Condition) -> Iterator[tuple[str, Word, str]]:
    """The groups of codes that tests of the history name."""
    for leaf in leaves(condition):
        if isinstance(leaf, Past) and leaf.what != "sessions this year":
            for first, last in leaf.of:
                if last is None and not is_code(first.text) and first.text != NAIL_CARE:
                    yield "codes", first, "group of codes"


def handed_over(statement: Statement) -> Iterator[Word]:
    """The choices of code that a choice hands over to."""
    yield from (bill.handover for bill in bills_of(statement) if bill.handover is not None)
