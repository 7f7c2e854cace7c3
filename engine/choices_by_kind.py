"""Which code choices could be for an item of a kind and a technique at all, worked out once a rulebook."""

from __future__ import annotations

from functools import lru_cache

from engine.items import KINDS
from engine.same_book import SameBook
from rules_dsl.rulebook import CodeChoice, RuleBook


def choices_by_kind(book: RuleBook, kind: str, technique: str = "") -> tuple[CodeChoice, ...]:
    """In the order written: every choice with a pattern whose head an item of the kind could have; of a service whose
    technique is known, those whose head is that technique or a wider one, or no technique at all."""
    return _by_kind(SameBook(book), kind, technique)


@lru_cache(maxsize=2048)
def _by_kind(same: SameBook, kind: str, technique: str) -> tuple[CodeChoice, ...]:
    book = same.book
    return tuple(c for c in book.choices if any(_fits(book, p.head, kind, technique) for p in c.patterns))


def _fits(book: RuleBook, head: str, kind: str, technique: str) -> bool:
    if head in KINDS:
        return kind == head
    definition = book.definitions.get(head)
    if definition is not None:  # a lesion may be that of any kind of item
        return definition.of in ("lesion", kind)
    return kind == "service" and (not technique or book.vocabularies["technique"].is_a(technique, head))
