"""The worked examples as probes: their claims and amounts are known to the cent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from engine.encounter import Encounter
from engine.kernel import Kernel

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class WorkedProbe:
    """One worked example under one payer."""

    encounter: Encounter
    expected: dict[str, Any]
    payer: str
    dos: date
    file: str

    def passes(self, kernel: Kernel) -> bool:
        claim = kernel.solve(self.encounter, self.payer, questions=False).coded.claim
        found = sorted((line.hcpcs, line.modifiers, line.units) for line in claim.lines)
        lines = sorted((x["hcpcs"], tuple(x["modifiers"]), x["units"]) for x in self.expected["lines"])
        return (found, claim.allowed_cents) == (lines, self.expected["allowed_cents"])


def worked_probes() -> Iterator[WorkedProbe]:
    """Every worked example under each of its payers."""
    expected = json.loads((ROOT / "tests" / "worked" / "expected.json").read_text(encoding="utf-8"))
    for name, example in expected.items():
        path = ROOT / "examples" / "worked" / f"{name}.json"
        encounter = Encounter.from_json(path.read_text(encoding="utf-8"))
        for payer, claim in example["payers"].items():
            yield WorkedProbe(encounter, claim, payer, encounter.dos, path.name)
