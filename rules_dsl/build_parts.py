"""The parts that several clauses are made of: conditions, code lists, what a band bills, and bases."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Literal, cast

from lark import Token, Tree

from rules_dsl.atoms import Atoms, Mistake
from rules_dsl.diagnostics import Diagnostic, Span, error
from rules_dsl.source import Chunk
from rules_dsl.syntax import Bill, CodeRange, Compare, Condition, Documented, Extra, IsWord, Several, Word
from rules_dsl.vocabulary import BASES

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
        than, *units = self.words(tokens(parts[0]))
        number = self.decimal(than) if than.text[:1].isdigit() else None
        unit = units[0] if units else None
        if unit is not None and number is not None:
            number = self.length(than, unit)
        op = cast(Literal["at least", "over", "up to", "under"], tree.data.replace("_", " "))
        return Compare(words[0], op, than, number, unit, span)

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
        first, *more = tree.children
        assert isinstance(first, Token)
        span = word(first).span
        if tree.data == "hand_over":
            return Bill((), (), self.name(word(first)), span)
        codes, extra = [self.code(word(first))], []
        for each in more:
            if isinstance(each, Token):
                codes.append(self.code(word(each)))
            elif isinstance(each, Tree):
                code, *numbers = [word(token) for token in tokens(each)]
                every, after = map(self.decimal, numbers) if numbers else (ONE, ONE)
                if not every:
                    raise Mistake(error("P014", "an add-on for every 0 never ends", code.span))
                extra.append(Extra(self.code(code), every, after))
        return Bill(tuple(codes), tuple(extra), None, span)

    def basis_words(self, tree: Tree[Token]) -> Word:
        """A basis of several words as one word."""
        words = self.words(tokens(tree))
        last = words[-1].span
        first = words[0].span
        whole = Word(
            " ".join(w.text for w in words), first._replace(length=last.column + last.length - first.column)
        )
        return self.one_of(whole, BASES, "a basis that sets services apart")
