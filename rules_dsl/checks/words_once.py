"""P304 a word that is listed twice, or two words with one other name.

Avoid:

    words lesion-kind
      | word  | kind of       | implies | also called |
      | nevus | benign-lesion |         | mole        |
      | tag   | benign-lesion |         | mole        |

Prefer each name once in its list:

    words lesion-kind
      | word  | kind of       | implies | also called |
      | nevus | benign-lesion |         | mole        |
      | tag   | benign-lesion |         | skin-flap   |

Why: an encounter that says `mole` must mean one thing. Of two meanings, one would be taken without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rules_dsl.atoms import is_name
from rules_dsl.build_tables import COLUMNS, words_in
from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, Place, error
from rules_dsl.layers import ADDS_ROWS, Rule
from rules_dsl.syntax import Word, table_rows


def check(view: View) -> Iterator[Diagnostic]:
    lists: dict[tuple[str, str], dict[str, Listed]] = {}
    for rule in view.above:
        if rule.kind in ADDS_ROWS:
            known = lists.setdefault((rule.kind, rule.name), {})
            for listed in _names(rule):
                known.setdefault(listed.word.text, listed)
    for rule in view.own:
        if rule.kind in ADDS_ROWS:
            yield from _own(rule, lists.setdefault((rule.kind, rule.name), {}))


class Listed(NamedTuple):
    """A word of a list, or another name for one."""

    word: Word
    first: bool


def _own(rule: Rule, known: dict[str, Listed]) -> Iterator[Diagnostic]:
    for listed in _names(rule):
        word = listed.word
        if not is_name(word.text):
            help = "use small letters and digits, joined by hyphens"
            yield error("P014", f"`{word.text}` cannot be a word of a list", word.span, help=help)
        earlier = known.setdefault(word.text, listed)
        if earlier is not listed:
            said = "is listed twice" if listed.first and earlier.first else "means two things"
            there = Place(earlier.word.span, "the first one")
            yield error("P304", f"`{word.text}` {said}", Place(word.span), there)


def _names(rule: Rule) -> Iterator[Listed]:
    """Every word of a list, and every other name it has."""
    also = COLUMNS[rule.kind].index("also called")
    for row in table_rows(rule.statement):
        yield Listed(row[0], True)
        yield from (Listed(word, False) for word in words_in(row[also]))
