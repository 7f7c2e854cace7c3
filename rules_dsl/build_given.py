"""Clauses of a test: what is given, what is expected."""

from __future__ import annotations

from decimal import Decimal

from lark import Token, Tree

from rules_dsl.build_parts import Builder, tokens, trees
from rules_dsl.diagnostics import Span
from rules_dsl.syntax import Clause, Expect, Fact, Given, Word

_LENGTHS = frozenset({"diameter", "margin", "length", "undermining", "defect_width", "defect"})
_NUMBERS = frozenset({"count", "session", "minutes", "minutes_on_procedures", "data"})
_PIECES = frozenset({"count", "nails", "patches", "stages", "frozen_blocks", "sessions"})
_DAYS = frozenset({"treating_physician", "nail_care", "days_ago"})
MOST_DAYS = 36_500
_AMOUNTS = frozenset(
    {
        "area",
        "defect_area",
        "secondary_area",
        "graft_area",
        "bsa",
        "volume",
        "given_mg",
        "discarded_mg",
        "given_units",
        "discarded_units",
        "container_size",
    }
)


def given(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    """A ``given`` line: something done, a closed wound, what was done before, or facts of the visit."""
    (body,) = trees(tree)
    facts = [_fact(b, each) for each in trees(body) if each.data != "of_kind"]
    kinds = [b.word(tokens(each)[0]) for each in trees(body) if each.data == "of_kind"]
    words = b.words(tokens(body))
    if body.data == "report_given":
        b.integer(words[1], 36_500)
    if body.data == "prior_given":
        b.code(words[0])
        b.integer(words[1], MOST_DAYS)
    form = f"given {body.data.removesuffix('_given')}"
    return Given(form, span, words, kinds[0] if kinds else None, tuple(facts))


def _fact(b: Builder, tree: Tree[Token]) -> Fact:
    words = b.words([*tokens(tree), *(token for each in trees(tree) for token in tokens(each))])
    where = words[0].span if words else b.line_of(tree)
    label = tree.data.replace("_", "-")
    number: Decimal | None = None
    if tree.data in _LENGTHS:
        number = b.length(words[0], words[1])
    elif tree.data in _NUMBERS | _PIECES:
        number = Decimal(b.integer(words[0], 999 if tree.data in _PIECES else 1440))
        words = words[1:]
    elif tree.data in _DAYS:
        number = Decimal(b.integer(words[0], MOST_DAYS))
        words = words[1:]
    elif tree.data in _AMOUNTS:
        number = b.decimal(words[0])
    elif tree.data == "risk" and (often := next((t for t in trees(tree) if t.data == "every"), None)):
        number = Decimal(b.integer(b.word(tokens(often)[0]), 3_650))
        words = tuple(w for w in words if w != b.word(tokens(often)[0]))
    elif tree.data == "last_seen":
        b.date(words[0])
    elif tree.data == "blocks":
        for word in words:
            b.integer(word, 999)
    elif tree.data == "contract":
        number = Decimal(b.percent(words[0]))
    elif tree.data == "filed":
        b.date(words[0])
    elif tree.data == "dx":
        words = tuple(b.diagnosis(word) for word in words)
    return Fact(label, words, number, where)


def expect(b: Builder, tree: Tree[Token], label: str, span: Span) -> Clause:
    """``expect``, ``reject``, ``self-pay`` and ``warn``: a code with its modifiers, its units, and the rule."""
    found = tokens(tree)
    parts = {each.data: each for each in trees(tree)}
    if not found:
        return Expect(label, span, None, (), 0, None)
    if "whole_claim" in parts:
        return Expect(label, span, Word("", span), (), 1, b.word(found[0]))
    line = b.word(found[0])
    code, *modifiers = line.text.split("-")
    b.code(Word(code, line.span))
    for modifier in modifiers:
        b.modifier(Word(modifier, line.span))
    units = [b.integer(b.word(token), 9_999) for token in found[1:] if token.type == "NUMBER"]
    by = [b.word(token) for token in found[1:] if token.type == "NAME"]
    at = [
        b.percent(b.word(token)) for token in (tokens(parts["at_percent"]) if "at_percent" in parts else ())
    ]
    return Expect(
        label,
        span,
        Word(code, line.span),
        tuple(modifiers),
        units[0] if units else 1,
        by[0] if by else None,
        at[0] if at else None,
    )
