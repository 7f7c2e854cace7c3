"""P108 a word that implies something no record of its subject can hold.

Avoid:

    words technique
      | word       | kind of | implies          | also called |
      | shave-tool |         | intention biopsy |             |

Prefer a fact of the same subject, and a word of that fact's list; ``yes`` or ``no`` for a flag:

      | shave-tool |         | intent diagnosis |             |

Why: what a word implies is taken as documented. Were it not understood, the rules that need it would ask a question
that the record has answered.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.build_tables import words_in
from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, error
from rules_dsl.scope import Scope
from rules_dsl.syntax import Word, table_rows
from rules_dsl.vocabulary import FACTS, SUBJECTS, FactType, a, did_you_mean


def check(view: View) -> Iterator[Diagnostic]:
    for rule in view.own:
        if rule.kind == "words":
            for row in table_rows(rule.statement):
                for implied in words_in(row[2]):
                    yield from _implied(rule.name, implied, view.scope)


def _implied(vocabulary: str, implied: Word, scope: Scope) -> Iterator[Diagnostic]:
    fact, _, word = implied.text.partition(" ")
    facts = _facts_beside(vocabulary)
    if not word.strip():
        help = "write the fact and its word, as in `intent removal`"
        yield error("P108", f"`{implied.text}` does not say what is implied", implied.span, help=help)
    elif fact not in facts:
        message = f"{a(vocabulary.replace('-', ' '))} cannot imply `{fact}`"
        help = did_you_mean(fact, facts) or f"it may imply: {', '.join(sorted(facts))}"
        yield error("P108", message, implied.span, help=help)
    elif facts[fact].form == "flag":
        if word not in ("yes", "no"):
            yield error("P108", f"`{fact}` is yes or no, not `{word}`", implied.span)
    elif not scope.knows(facts[fact].words, word.strip()):
        help = did_you_mean(word, scope.aliases.get(facts[fact].words, ()))
        yield error("P108", f"`{word}` is not {a(fact.replace('-', ' '))}", implied.span, help=help)


def _facts_beside(vocabulary: str) -> dict[str, FactType]:
    """The words and flags of every subject that has a fact with words of this list."""
    found: dict[str, FactType] = {}
    for subject in SUBJECTS:
        if any(fact.words == vocabulary for fact in FACTS[subject].values()):
            found |= {n: fact for n, fact in FACTS[subject].items() if fact.form in ("word", "flag")}
    return found
