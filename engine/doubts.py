"""What of a record is not counted as it is written, joined to what follows from the rest of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.lines import Derivation, Doubt


def with_doubts(derivation: Derivation, doubts: Iterable[Doubt]) -> Derivation:
    """The derivation with the doubts, and with the question of each that has one, before the others."""
    told = tuple(dict.fromkeys((*doubts, *derivation.doubts)))
    asked = tuple(doubt.question() for doubt in told if doubt.ask)
    return replace(derivation, doubts=told, questions=tuple(dict.fromkeys((*asked, *derivation.questions))))
