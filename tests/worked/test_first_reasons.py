"""The first reason of a why-not is the one that the sources give: for each tempting claim of the worked examples, and
for each line that a published vignette rules out. docs/why-not.md lists them and argues every exception."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.claimed import parse_claim
from engine.encounter import Encounter
from engine.kernel import Kernel
from engine.why.why_not import why_not

ROOT = Path(__file__).parents[2]
EXPECTED = json.loads((Path(__file__).parent / "expected.json").read_text(encoding="utf-8"))
TEMPTING = [name for name in EXPECTED if "tempting" in EXPECTED[name]]

OTHERWISE = {
    "06-twenty-six-tags": "benign-destruction",
    "24-photodynamic-and-separate-freezing": "photodynamic-therapy",
    "25-everything-in-one-day": "established-visit",
}
"""Examples whose first reason is another than the rule that the audit is asked for; argued in docs/why-not.md."""

RULED_OUT = [
    ("V-005", "10040", "nothing_documented", "acne-surgery"),
    ("V-006", "17110", "nothing_documented", "benign-destruction"),
    ("V-007", "11102", "nothing_documented", "skin-biopsy"),
    ("V-009", "11602", "nothing_documented", "malignant-excision"),
    ("V-010", "11102", "not_chosen", "skin-biopsy"),
    ("V-010", "12001", "nothing_documented", "simple-repair"),
    ("V-011", "11102", "nothing_documented", "skin-biopsy"),
    ("V-015", "11402 x4", "nothing_documented", "benign-excision"),
    ("V-017", "12051", "excluded_by_rule", "closure-of-small-benign-excision"),
    ("V-018", "13131", "fact_missing", "complex-repair"),
    ("V-019", "11106", "nothing_documented", "skin-biopsy"),
    ("V-019", "12011", "excluded_by_rule", "simple-closure-with-removal"),
    ("V-022", "11406", "nothing_documented", "benign-excision"),
    ("V-023", "14060 x2", "units_over", "adjacent-tissue-transfer"),
    ("V-024", "11406", "nothing_documented", "benign-excision"),
    ("V-025", "14041", "nothing_documented", "adjacent-tissue-transfer"),
    ("V-030", "12020", "in_global_period", "minor-procedure"),
    ("V-031", "10061", "not_chosen", "abscess-drainage"),
    ("V-036", "17262 x2", "nothing_documented", "malignant-destruction"),
    ("V-037", "99213-25", "excluded_by_rule", "minor-procedure"),
    ("V-038", "88314", "nothing_documented", "frozen-stain-pathology"),
    ("V-040", "11730", "nothing_documented", "nail-avulsion"),
    ("V-041", "11721", "not_chosen", "nail-debridement"),
    ("V-041", "11720 x2", "units_over", "nail-debridement"),
    ("V-043", "88305", "not_chosen", "surgical-pathology"),
    ("V-045", "99221", "unknown_code", ""),
    ("V-046", "96573", "nothing_documented", "photodynamic-therapy"),
    ("V-048", "17110", "nothing_documented", "benign-destruction"),
    ("V-048", "11102", "nothing_documented", "skin-biopsy"),
    ("V-049", "11402", "nothing_documented", "benign-excision"),
    ("V-049", "11102", "nothing_documented", "skin-biopsy"),
]


@pytest.fixture(scope="module")
def kernel() -> Kernel:
    return Kernel()


def read(path: Path) -> Encounter:
    return Encounter.from_json(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", TEMPTING)
def test_the_first_reason_against_a_tempting_claim(kernel: Kernel, name: str) -> None:
    tempting = EXPECTED[name]["tempting"]
    claim = parse_claim(tempting["claim"])
    assert isinstance(claim, tuple)
    path = ROOT / "examples" / "worked" / f"{name}.json"
    record = json.loads(path.read_text(encoding="utf-8")) | tempting.get("with", {})
    found = why_not(kernel, Encounter.from_json(json.dumps(record)), claim, repairs=False)
    assert found.complete
    first = found.reasons[0].rule.rpartition("/")[2].partition("#")[0]
    assert first == OTHERWISE.get(name, tempting["policy_rule"]), [r.says for r in found.reasons]


@pytest.mark.parametrize(("name", "line", "kind", "rule"), RULED_OUT)
def test_the_first_reason_against_a_line_that_a_vignette_rules_out(
    kernel: Kernel, name: str, line: str, kind: str, rule: str
) -> None:
    claim = parse_claim(line)
    assert isinstance(claim, tuple)
    found = why_not(kernel, read(ROOT / "examples" / "vignettes" / f"{name}.json"), claim, repairs=False)
    assert (found.reasons[0].kind, found.reasons[0].rule.rpartition("/")[2]) == (kind, rule)
