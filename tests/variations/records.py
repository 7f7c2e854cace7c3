"""The records that are varied: worked examples, vignettes, a day of a clinic, the small cases, made encounters,
and a few that hold what no other does."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.made_encounters import made
from engine.encounter.model import with_ids
from tests.cases.cases import CASES, laid_over

ROOT = Path(__file__).parents[2]
MADE = 120
Record = dict[str, Any]


@cache
def records() -> dict[str, Record]:
    """Every record by its name; the ids that a reader would give by place are written out."""
    found: dict[str, Record] = {}
    for path in sorted((ROOT / "examples").glob("*/*.json")):
        found[f"{path.parent.name}/{path.stem}"] = json.loads(path.read_text(encoding="utf-8"))
    for path in (ROOT / "examples" / "clinic-day.jsonl", Path(__file__).with_name("rich.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            read = json.loads(line)
            found[f"{path.stem}/{read['encounter']}"] = read
    found |= {f"cases/{case['id']}": laid_over(case) for case in CASES}
    rng = random.Random(8)
    for number in range(MADE):
        found[f"made/{number}"] = made(rng, number)
    return {name: with_ids(each) for name, each in found.items()}
