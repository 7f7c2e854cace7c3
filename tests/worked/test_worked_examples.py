"""The worked examples: for three payers the best claim to the cent, and each tempting claim rejected for its reason.

A tempting claim may be one of the same record `with` other facts. Amounts are 2026 national non-facility amounts; com-a
pays 125 % and com-b 110 % of Medicare. Both are invented.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.audit import audit
from engine.claimed import parse_claim
from engine.encounter import Encounter
from engine.kernel import Kernel

EXAMPLES = Path(__file__).parents[2] / "examples" / "worked"
EXPECTED: dict[str, Any] = json.loads(Path(__file__).with_name("expected.json").read_text(encoding="utf-8"))
PAYERS = ("medicare.national", "com-a", "com-b")


@pytest.fixture(scope="module")
def kernel() -> Kernel:
    return Kernel()


def encounter(name: str) -> Encounter:
    return Encounter.from_json((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def test_every_example_file_has_an_expectation() -> None:
    assert {p.stem for p in EXAMPLES.glob("*.json")} == set(EXPECTED)


@pytest.mark.parametrize("payer", PAYERS)
@pytest.mark.parametrize("name", EXPECTED)
def test_the_claim_is_the_expected_one_to_the_cent(kernel: Kernel, name: str, payer: str) -> None:
    expected = EXPECTED[name]["payers"][payer]
    coded = kernel.solve(encounter(name), payer).coded
    assert coded.status == "optimal"
    found = sorted((line.hcpcs, line.modifiers, line.units) for line in coded.claim.lines)
    assert found == sorted((x["hcpcs"], tuple(x["modifiers"]), x["units"]) for x in expected["lines"])
    cents = {line.hcpcs: line.allowed_cents for line in coded.claim.lines}
    assert {
        x["hcpcs"]: x["allowed_cents"] for x in expected["lines"] if "allowed_cents" in x
    }.items() <= cents.items()
    assert coded.claim.allowed_cents == expected["allowed_cents"]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_optimum_audits_clean(kernel: Kernel, name: str) -> None:
    for payer in PAYERS:
        best = kernel.solve(encounter(name), payer).coded
        claimed = parse_claim(best.claim.text())
        assert isinstance(claimed, tuple)
        assert audit(kernel, encounter(name), claimed, payer).findings == ()


@pytest.mark.parametrize("name", EXPECTED)
def test_the_tempting_claim_is_rejected_for_the_reason_given(kernel: Kernel, name: str) -> None:
    tempting = EXPECTED[name]["tempting"]
    claimed = parse_claim(tempting["claim"])
    assert isinstance(claimed, tuple)
    changed = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8")) | tempting.get("with", {})
    found = audit(kernel, Encounter.from_json(json.dumps(changed)), claimed)
    assert not found.compliant
    rules = [finding.rule.rpartition("/")[2].partition("#")[0] for finding in found.findings]
    assert tempting["policy_rule"] in rules, [(f.rule, f.says) for f in found.findings]
