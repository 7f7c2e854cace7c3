"""Sizes and numbers in the words of the record: ``1.8 cm``, ``24 sq cm``, ``9 lesions``."""

from __future__ import annotations

from decimal import Decimal

from rules_dsl.rulebook import RuleBook
from rules_dsl.vocabulary import FACTS, factor

UNITS = {name: kept.kept for facts in FACTS.values() for name, kept in facts.items()}
"""What each fact is kept in: length (millimetres), sq mm, sq cm, mg, minutes, or nothing."""
SHOWN = {"length": "cm", "sq mm": "sq cm"}


def amount(value: Decimal, name: str, book: RuleBook) -> str:
    """A value of the fact or measure with its unit, as people write it."""
    kept = "length" if name in book.measures else UNITS.get(name, "")
    unit = SHOWN.get(kept, kept)
    number = f"{(value / factor(unit, kept)).normalize():f}"
    if not unit and name in ("lesions", "specimens"):
        return f"{number} {name.removesuffix('s') if value == 1 else name}"
    return f"{number} {unit}".rstrip()
