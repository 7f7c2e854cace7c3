"""The parts that several clauses are made of: conditions, code lists, what a band bills, and bases."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Literal, cast

from lark import Token, Tree

from rules_dsl.atoms import Atoms, Mistake
from rules_dsl.diagnostics import Diagnostic, Span, error
from rules_dsl.source import Chunk
from rules_dsl.syntax import (
    Bill,
    CodeRange,
    Compare,
    Condition,
    Documented,
    Extra,
    IsFlag,
    IsWord,
    Past,
    Several,
    Word,
)
from rules_dsl.vocabulary import BASES, EARLIER_CARE, UNITS

ONE = Decimal(1)


def trees(tree: Tree[Token]) -> list[Tree[Token]]:
    return [child for child in tree.children if isinstance(child, Tree)]


def tokens(tree: Tree[Token]) -> list[Token]:
    return [child for child in tree.children if isinstance(child, Token)]


class Builder(Atoms):
    """Builds the parts of one statement; what is wrong inside a table is collected in `diagnostics`."""

    def __init__(self, chunk: Chunk) -> None:
        super().__init__(chunk)
        self.diagnostics: list[Diagnostic] = []

    def line_of(self, tree: Tree[Token]) -> Span:
        """The first line of a clause, without its indentation."""
        line = tree.meta.line
        text = self.chunk.code[line - 1]
        return self.chunk.span(line, len(text) - len(text.lstrip()) + 1)

    # ── conditions ───────────────────────────────────────────────────────────────────────────────────────────────

    def condition(self, tree: Tree[Token]) -> Condition:
        span = self.line_of(tree)
        parts = trees(tree)
        if tree.data in ("all_of", "any_of"):
            mode: Literal["all of", "any of"] = "all of" if tree.data == "all_of" else "any of"
            return Several(mode, tuple(self.condition(part) for part in parts), span)
        words = self.words(tokens(tree))
        if tree.data == "documented":
            return Documented(words[0], span)
        if tree.data == "is_word":
            return IsWord(words[0], words[1:], span)
        if tree.data in ("is_yes", "is_no"):
            return IsFlag(words[0], tree.data == "is_yes", span)
        if tree.data.startswith("past_"):
            return self._past(tree, span)
        than = self.word(tokens(parts[0])[0])
        number = self.decimal(than) if than.text[:1].isdigit() else None
        unit = self.unit(parts[0])
        op = cast(Literal["at least", "over", "up to", "under"], tree.data.replace("_", " "))
        return Compare(words[0], op, than, number, unit, span)

    def _past(self, tree: Tree[Token], span: Span) -> Past:
        """What the history says: of codes, or of courses by their word."""
        (named,) = trees(tree)
        what = cast(
            Literal["days since", "units this year", "sessions this year"], named.data.replace("_", " ")
        )
        of = self.code_ranges(trees(named)) or tuple(
            CodeRange(self.name(self.word(t))) for t in tokens(named)
        )
        op = cast(
            Literal["at least", "over", "up to", "under"], tree.data.removeprefix("past_").replace("_", " ")
        )
        number = Decimal(self.integer(self.word(tokens(tree)[0])))
        return Past(what, of, op, number, Word(EARLIER_CARE, span), span)

    def unit(self, tree: Tree[Token]) -> Word | None:
        """The unit written last in a tree, with its ``sq``, or None."""
        units = [token for token in tokens(tree) if token.type == "UNIT"]
        if not units:
            return None
        word = self.word(units[-1])
        if any(each.data == "square" for each in trees(tree)):
            word = word._replace(text=f"sq {word.text}")
        known = dict.fromkeys(unit for each in UNITS.values() for unit in each)
        return self.one_of(word, known, "a unit")

    # ── codes and bills ──────────────────────────────────────────────────────────────────────────────────────────

    def code_ranges(self, ranges: Iterable[Tree[Token]]) -> tuple[CodeRange, ...]:
        found = []
        for each in ranges:
            first, last = each.children
            assert isinstance(first, Token)
            found.append(self.codes(self.word(first), self.word(last) if isinstance(last, Token) else None))
        return tuple(found)

    def bill(self, tree: Tree[Token], where: Callable[[Token], Word] | None = None) -> Bill:
        """What a band bills; `where` places the tokens of a table cell."""
        word = where or self.word
        first = next(tree.scan_values(lambda value: isinstance(value, Token)))
        span = word(first).span
        if tree.data == "hand_over":
            return Bill((), (), self.name(word(first)), span)
        codes = tuple(self.code(word(each)) for each in tokens(tree))
        return Bill(codes, tuple(self._extra(each, word) for each in trees(tree)), None, span)

    def _extra(self, tree: Tree[Token], word: Callable[[Token], Word]) -> Extra:
        code, first, *others = [word(token) for token in tokens(tree)]
        self.code(code)
        counts = first.text[:1].isdigit()
        every = self.decimal(first) if counts else ONE
        if not every:
            raise Mistake(error("P014", "an add-on for every 0 never ends", code.span))
        if tree.data == "per_part":
            self.decimal(first)
            return Extra(code, every, self.decimal(others[0]))
        if counts and not others:
            help = f"write `per {first.text} mg`, or `per {first.text} or part after` a number"
            raise Mistake(error("P014", f"nothing says what {first.text} counts", first.span, help=help))
        if not counts and others:
            raise Mistake(error("P014", f"`{first.text}` is not a number", first.span))
        after, each = Decimal(0), None
        for start in trees(tree):
            after = self.decimal(word(tokens(start)[0])) if start.data == "after" else ONE
            for part in trees(start):
                each = self.name(word(tokens(part)[0]))
        return Extra(code, every, after, self.name(others[0] if counts else first), each)

    def basis_words(self, tree: Tree[Token]) -> Word:
        """A basis of several words as one word."""
        words = self.words(tokens(tree))
        last = words[-1].span
        first = words[0].span
        whole = Word(
            " ".join(w.text for w in words), first._replace(length=last.column + last.length - first.column)
        )
        return self.one_of(whole, BASES, "a basis that sets services apart")
