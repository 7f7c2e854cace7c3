"""What the grammar would have accepted, in the words of the language; never the name of a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rules_dsl.vocabulary import FULL_CLAUSE, nearest

MOST = 5

_SORTS = {
    "CODE": "a code",
    "DATE": "a date such as 2026-01-31",
    "MODIFIER": "a modifier",
    "NAME": "a name",
    "NUMBER": "a number",
    "PATH": "a path",
    "ROW": "a table row",
    "TEXT": "a text in quotes",
    "UNIT": "cm or mm",
    "WORD": "a word",
    "COMMA": "a comma",
    "_NL": "the end of the line",
    "_INDENT": "indented lines beneath",
    "_DEDENT": "the end of these lines",
    "$END": "the end of the statement",
}


def keywords(accepted: Iterable[str], literals: Mapping[str, str]) -> list[str]:
    """The literal words among the accepted terminals, in the order of the grammar."""
    chosen = set(accepted)
    return [word for terminal, word in literals.items() if terminal in chosen and word != ","]


def in_words(
    accepted: Iterable[str], literals: Mapping[str, str], found: str, *, starts_line: bool
) -> tuple[str, ...]:
    """At most five things that could stand here: the word nearest to what was found, then as the grammar has them."""
    chosen = set(accepted)
    words = keywords(chosen, literals)
    near = nearest(found, words)
    if near:
        words.remove(near)
        words.insert(0, near)
    if starts_line:
        words = [FULL_CLAUSE.get(word, word) for word in words]
    sorts = [] if starts_line else [_SORTS[terminal] for terminal in sorted(chosen) if terminal in _SORTS]
    return tuple(dict.fromkeys([*sorts, *words]))[:MOST]
