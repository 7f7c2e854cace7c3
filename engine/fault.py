"""Naming a fault of ours without repeating anything of the input."""

from __future__ import annotations

import traceback
from pathlib import Path

OURS = ("engine", "rules_dsl")


def place_of(error: BaseException) -> str:
    """The kind of error and the last place in our code: ``KeyError at engine/derive.py:120``."""
    places = []
    for frame in traceback.extract_tb(error.__traceback__):
        parts = Path(frame.filename).parts[:-1]
        start = max((n for n, part in enumerate(parts) if part in OURS), default=None)
        if start is not None:
            places.append(f" at {'/'.join(Path(frame.filename).parts[start:])}:{frame.lineno}")
    return type(error).__name__ + (places[-1] if places else "")
