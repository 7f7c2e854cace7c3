"""A reason is about its rule: where that rule is truly withdrawn from the policy, the reason is gone, whatever else may
then stand in the way; and where nothing else did, the lines can be billed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.claimed import parse_claim
from engine.kernel import Kernel
from engine.why.found import Found, find
from rules_dsl.rulebook import Mue, PtpEdit, RuleBook
from tests.engine.documented import encounter, record

ONE_LESION = record(
    lesions=[{"id": "A", "kind": "uncertain-lesion", "site": "back"}],
    services=[{"id": "s1", "technique": "shave-biopsy", "lesions": ["A"], "diagnoses": ["D49.2"]}],
)
DECIDED = ONE_LESION | {
    "visit": {"problems": [{"id": "p", "status": "not-at-goal", "decided": ["s1"], "diagnoses": ["D49.2"]}]}
}
CLOSED = record(
    lesions=[{"id": "A", "kind": "nevus", "site": "left cheek", "diameter_mm": 3, "margin_mm": 1}],
    services=[{"id": "s1", "technique": "excision", "lesions": ["A"], "diagnoses": ["D22.39"]}],
    wounds=[{"id": "w1", "lesion": "A", "layered": True, "length_mm": 14, "diagnoses": ["D22.39"]}],
)
COSMETIC = record(
    lesions=[{"id": "A", "kind": "skin-tag", "site": "neck", "count": 4, "cosmetic": True}],
    services=[{"id": "s1", "technique": "snipping", "lesions": ["A"], "diagnoses": ["L91.8"]}],
)
CONTINUED = record(
    lesions=[{"id": "A", "kind": "uncertain-lesion", "site": "back"}],
    services=[{"id": "s1", "technique": "shave-biopsy", "lesions": ["A"], "diagnoses": ["D49.2"]}],
    visit={
        "problems": [{"id": "p", "status": "not-at-goal", "diagnoses": ["L40.0"]}],
        "risk": [{"decision": "prescription-drug", "problem": "p"}],
        "longitudinal": "Seen here for years",
    },
)
UNSIGNED = ONE_LESION | {"documents": {}}

CASES = [
    ("inclusion", CLOSED, "12051-59", "dermatology.coding/closure-of-small-benign-excision"),
    ("edit", CLOSED, "11440, 12051", "ncci.practitioner/ptp-edits#11440-12051"),
    ("coverage", COSMETIC, "11200", "medicare.national/cosmetic-removal"),
    ("exclusion", CONTINUED, "G2211", "medicare.national/longitudinal-care-with-25"),
    ("document", UNSIGNED, "11102", "medicare.national/signed-note"),
    ("visit", DECIDED, "99213-25", "medicare.national/minor-procedure"),
]


def without(book: RuleBook, rule: str) -> RuleBook:
    """The rulebook without the rule; a row of a table is put out of force by a row of the policy's own."""
    name, _, row = rule.partition("#")
    if "-" in row:
        one, two = row.split("-")
        return replace(book, ptp_edits=(*book.ptp_edits, PtpEdit(name, one, two, 9)))
    if row:
        return replace(book, mues=(*book.mues, Mue(name, row, 9999, 3)))
    kept = {
        part: tuple(r for r in getattr(book, part) if r.rule != rule)
        for part in ("included", "coverages", "exclusions", "documentation", "global_periods", "add_ons")
    }
    return replace(book, **kept)


def asked(kernel: Kernel, data: dict[str, object], text: str) -> Found:
    lines = parse_claim(text)
    assert isinstance(lines, tuple)
    return find(kernel, kernel.solve(encounter(data), questions=False), lines)


@pytest.mark.parametrize(("data", "text", "rule"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_withdrawn_rule_is_no_reason(
    kernel: Kernel, monkeypatch: pytest.MonkeyPatch, data: dict[str, object], text: str, rule: str
) -> None:
    before = asked(kernel, data, text)
    mine = [r for r in before.reasons if rule in {e.id for e in r.elements}]
    assert mine, [[e.id for e in r.elements] for r in before.reasons]
    book = before.at.book
    monkeypatch.setattr(kernel, "book", lambda payer, encounter: without(book, rule))
    after = asked(kernel, data, text)
    assert not any(rule in {e.id for e in r.elements} for r in after.reasons)
    assert len(after.reasons) < len(before.reasons) + len(mine)
    if len(before.reasons) == len(mine) and not any("-" in x for x in text.split(", ")):
        assert after.reasons == ()
