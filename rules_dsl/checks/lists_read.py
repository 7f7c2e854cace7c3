"""P111 a list of words that nothing reads.

Avoid:

    words lesion-type
      | word | kind of | implies | also called |
      | mole |         |         |             |

Prefer the name of a list that a fact of the record has its words in:

    words lesion-kind
      | word | kind of | implies | also called |
      | mole |         |         |             |

Why: a word is understood where its list is asked for, and nobody asks for this one. A policy that extends no other
gives the lists their names.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, error
from rules_dsl.vocabulary import FACTS, ITEM_KINDS, did_you_mean


def check(view: View) -> Iterator[Diagnostic]:
    if not view.policy.extends:
        return
    known = {fact.words for facts in FACTS.values() for fact in facts.values()} | set(ITEM_KINDS.values())
    known |= {rule.name for rule in view.above if rule.kind == "words"}
    known |= {
        rule.statement.about.text for rule in view.own if rule.kind == "element" and rule.statement.about
    }
    for statement in view.written("words"):
        if statement.name.text not in known:
            message = f"`{statement.name.text}` is a list of words that nothing reads"
            help = did_you_mean(statement.name.text, known - {""})
            yield error("P111", message, statement.name.span, help=help)
