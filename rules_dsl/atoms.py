"""Words of one statement to values, each with its place: codes, numbers, dates, percentages, lengths."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from lark import Token

from rules_dsl.diagnostics import Diagnostic, Span, error
from rules_dsl.source import Chunk
from rules_dsl.syntax import CodeRange, Word
from rules_dsl.vocabulary import did_you_mean

_HCPCS = re.compile(r"\d{5}|[A-Z]\d{4}|\d{4}[A-Z]", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*", re.ASCII)
_MODIFIER = re.compile(r"[A-Z0-9]{2}", re.ASCII)
_DIAGNOSIS = re.compile(r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,4})?", re.ASCII)
_PERCENT = re.compile(r"\d{1,4}(?:\.\d)?%", re.ASCII)
_CARC = re.compile(r"[A-Z]?\d{1,3}", re.ASCII)
_MM = {"mm": Decimal(1), "cm": Decimal(10)}


class Mistake(Exception):
    """A clause that cannot be built; the builder collects the diagnostic and goes on with the next clause."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def is_code(text: str) -> bool:
    """True for a HCPCS code: five digits, a letter and four digits, or four digits and a letter."""
    return _HCPCS.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """True for a name: small letters and digits, joined by hyphens or dots."""
    return _NAME.fullmatch(text) is not None


def is_diagnosis(text: str) -> bool:
    """True for what has the shape of an ICD-10-CM code."""
    return _DIAGNOSIS.fullmatch(text) is not None


def millimetres(number: Decimal, unit: str) -> Decimal:
    """A length in `unit`, cm or mm, as millimetres."""
    return number * _MM[unit]


class Atoms:
    """Reads the words of one statement."""

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk

    def span(self, token: Token) -> Span:
        """Where a token was written."""
        line, column = token.line or 1, token.column or 1
        return Span(self.chunk.file, self.chunk.first_line + line - 1, column, max(len(token), 1))

    def word(self, token: Token) -> Word:
        """The token as written, without the quotes of a text."""
        text = str(token)
        return Word(text[1:-1] if token.type == "TEXT" else text, self.span(token))

    def words(self, tokens: Iterable[Token]) -> tuple[Word, ...]:
        return tuple(self.word(token) for token in tokens)

    def code(self, word: Word) -> Word:
        """A HCPCS code, or a mistake."""
        return _fit(word, is_code(word.text), "a code: five digits, or a letter and four digits")

    def codes(self, first: Word, last: Word | None) -> CodeRange:
        """A code, a range of codes of one length, or the name of a group."""
        if last is None:
            if first.text[:1].islower():
                return CodeRange(_fit(first, is_name(first.text), "the name of a group of codes"))
            return CodeRange(self.code(first))
        self.code(first)
        self.code(last)
        if first.text > last.text:
            message = f"the range {first.text} to {last.text} runs backwards"
            raise Mistake(error("P014", message, first.span, help=f"write {last.text} to {first.text}"))
        return CodeRange(first, last)

    def modifier(self, word: Word) -> Word:
        return _fit(
            word, _MODIFIER.fullmatch(word.text) is not None, "a modifier: two capital letters or digits"
        )

    def diagnosis(self, word: Word) -> Word:
        return _fit(word, is_diagnosis(word.text), "a diagnosis code such as L57.0")

    def name(self, word: Word) -> Word:
        return _fit(word, is_name(word.text), "a name: small letters and digits, joined by hyphens")

    def carc(self, word: Word) -> str:
        return _fit(
            word, _CARC.fullmatch(word.text) is not None, "a CARC: a number of up to three digits"
        ).text

    def decimal(self, word: Word) -> Decimal:
        return Decimal(_fit(word, _NUMBER.fullmatch(word.text) is not None, "a number").text)

    def integer(self, word: Word, most: int = 1_000_000) -> int:
        fits = word.text.isascii() and word.text.isdigit() and len(word.text) < 10 and int(word.text) <= most
        return int(_fit(word, fits, f"a whole number up to {most:,}").text)

    def percent(self, word: Word) -> Decimal:
        fits = _PERCENT.fullmatch(word.text) is not None
        return Decimal(_fit(word, fits, "a percentage such as 50% or 13.6%").text[:-1])

    def date(self, word: Word) -> date:
        """A date, year first."""
        try:
            return date.fromisoformat(word.text if len(word.text) == 10 else "")
        except ValueError:
            raise Mistake(
                error("P014", f"`{word.text}` is not a date such as 2026-01-31", word.span)
            ) from None

    def length(self, number: Word, unit: Word) -> Decimal:
        """A length in millimetres."""
        self.one_of(unit, _MM, "a unit of length")
        return millimetres(self.decimal(number), unit.text)

    def one_of(self, word: Word, known: Iterable[str], what: str) -> Word:
        """A word of a closed list, or a mistake that names the list."""
        known = tuple(known)
        if word.text in known:
            return word
        near = did_you_mean(word.text, known) or f"one of: {', '.join(known)}"
        raise Mistake(error("P105", f"`{word.text}` is not {what}", word.span, help=near))


def _fit(word: Word, fits: bool, what: str) -> Word:
    if not fits:
        raise Mistake(error("P014", f"`{word.text}` is not {what}", word.span))
    return word
