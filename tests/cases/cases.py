"""The small cases of this folder, read from its files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = [
    json.loads(line)
    for path in sorted(HERE.glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]


def laid_over(case: dict[str, Any]) -> dict[str, Any]:
    """The case's record upon an ordinary one of Medicare, signed by p1 on the day."""
    day = case["record"].get("dos", "2026-10-15")
    return {
        "encounter": case["id"],
        "payer": "medicare.national",
        "dos": day,
        "patient": {"status": "established"},
        "documents": {"signature": {"by": "p1", "on": day}},
    } | case["record"]
