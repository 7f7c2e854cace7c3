"""Words that the policies know, for contradictions between two of them."""

from __future__ import annotations

from datetime import date
from functools import cache

from engine.kernel import Kernel
from engine.lexicon import lexicon_of


@cache
def kernel() -> Kernel:
    return Kernel()


@cache
def known_words(vocabulary: str) -> tuple[str, ...]:
    """The words of a vocabulary of the national policy, without their aliases."""
    book = kernel().library.rulebook("medicare.national", date(2026, 10, 15))
    return tuple(sorted(set(lexicon_of(book).spellings(vocabulary).values())))
