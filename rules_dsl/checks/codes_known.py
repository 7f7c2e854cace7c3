"""P110 a code that no table and no policy knows, or a range in which there is none.

Avoid:

    coverage tags
      covers  1120O, 17005 to 17050

Prefer codes that can stand on a claim; a code of the payer's own is given its plain words first:

    codes own-codes
      | code  | plain words        |
      | S9999 | plan's tag removal |

    coverage tags
      covers  11200, S9999

Why: a rule for a code that nobody can bill never applies, and nobody would notice.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.atoms import is_code
from rules_dsl.checks.view import View
from rules_dsl.codes_named import code_ranges, code_words
from rules_dsl.diagnostics import Diagnostic, error
from rules_dsl.known_codes import known_to_tables
from rules_dsl.layers import Rule
from rules_dsl.syntax import CodeRange, Past, Statement, When, Word, leaves
from rules_dsl.vocabulary import did_you_mean


def check(view: View) -> Iterator[Diagnostic]:
    for rule in view.own:
        for word in _single(rule):
            if not _known(word.text, view):
                yield _unknown(word, view)
        for first, last in _ranges(rule.origin):
            if last is not None and not _any_known(first.text, last.text, view):
                message = f"no code from {first.text} to {last.text} is known to any table or policy"
                yield error(
                    "P110", message, first.span, help="write a range that holds a code that is billed"
                )


def _single(rule: Rule) -> Iterator[Word]:
    """The codes that a rule, as written, speaks of one by one. What a choice bills and a ``codes`` table names is a
    code by that alone."""
    statement = rule.origin
    if rule.kind in ("mue", "add-on"):
        code = statement.name.text.removeprefix(f"{rule.kind}-")
        if is_code(code):
            yield Word(code, statement.name.span)
    if rule.kind != "choose code":
        yield from code_words(statement)
    if rule.kind != "codes":
        for first, last in _ranges(statement):
            if last is None and is_code(first.text):
                yield first


def _ranges(statement: Statement) -> Iterator[CodeRange]:
    """All lists of codes, those that conditions ask the history for too."""
    yield from code_ranges(statement)
    for clause in statement.clauses:
        if isinstance(clause, When):
            for leaf in leaves(clause.condition):
                if isinstance(leaf, Past):
                    yield from leaf.of


def _known(code: str, view: View) -> bool:
    return code in known_to_tables() or code in view.own_codes


def _any_known(first: str, last: str, view: View) -> bool:
    known = (*known_to_tables(), *view.own_codes)
    return any(first <= code <= last and len(code) == len(first) for code in known)


def _unknown(word: Word, view: View) -> Diagnostic:
    help = did_you_mean(word.text, known_to_tables() | view.own_codes)
    help = help or "a code of the payer's own is named in a `codes` statement"
    return error("P110", f"`{word.text}` is a code that no table and no policy knows", word.span, help=help)
