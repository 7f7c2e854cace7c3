"""P307 a rule that is for nothing, since its exceptions take away all it is for.

Avoid:

    choose code nevus-excision
      for  excision of nevus except benign-lesion

Prefer exceptions that are narrower than what the rule is for:

    choose code benign-excision
      for  excision of benign-lesion except nevus

Why: such a rule never applies, and reads as if it did.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, warning
from rules_dsl.rulebook import Vocabulary
from rules_dsl.syntax import For, Word


def check(view: View) -> Iterator[Diagnostic]:
    for rule in view.own:
        for clause in rule.statement.clauses:
            if isinstance(clause, For) and clause.exceptions:
                of = clause.kinds or clause.heads
                name = view.scope.kinds_list(clause.heads[0].text)
                kinds = Vocabulary(name, view.scope.vocabularies.get(name, {}))
                if all(_excepted(word, clause.exceptions, view, kinds) for word in of):
                    named = " and ".join(f"`{word.text}`" for word in of)
                    message = f"the exceptions leave nothing of {named}"
                    yield warning("P307", message, clause.exceptions[0].span)


def _excepted(word: Word, exceptions: tuple[Word, ...], view: View, kinds: Vocabulary) -> bool:
    if ("define", word.text) in view.scope.named:
        return word.text in {each.text for each in exceptions}
    name = view.scope.canonical(kinds.name, word.text)
    wider = [view.scope.canonical(kinds.name, each.text) for each in exceptions]
    return any(name == each or each in _wider(name, kinds) for each in wider)


def _wider(name: str, kinds: Vocabulary) -> set[str]:
    """A word's wider words; a circle of words, which another check tells, ends it."""
    found: set[str] = set()
    while name in kinds.words and name not in found:
        found.add(name)
        name = kinds.words[name].kind_of
    return found | {name}
