"""Nothing documented disappears: what is not on the claim is named with its reason, and so is what no table covered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.answer import answer
from engine.kernel import BadWords, Kernel
from engine.program import choosing_facts
from engine.situation import build
from engine.solve import solve
from rules_dsl.rulebook import Mue
from tests.engine.documented import encounter, record

LESIONS = [
    {"id": x, "kind": "uncertain-lesion", "site": site}
    for x, site in zip("ABC", ("back", "leg", "arm"), strict=True)
]
BIOPSIES = {
    "lesions": LESIONS,
    "services": [
        {"id": f"s{x}", "technique": "shave-biopsy", "lesions": [x], "diagnoses": ["D49.2"]}
        for x in ("A", "B", "C")
    ],
}


def test_units_that_a_limit_keeps_off_are_named(kernel: Kernel) -> None:
    seen, book, prices, derivation = kernel.prepare(encounter(record(**BIOPSIES)))
    tight = replace(book, mues=(Mue("test/mue", "11103", 1, 2),))
    at = build(seen, tight, kernel.tables, derivation, prices, derivation.lines)
    coded = answer(at, solve(choosing_facts(at)), kernel.tables)
    assert coded.claim.text() == "11102, 11103"
    (cut,) = [u for u in coded.unreported if u.hcpcs == "11103" and u.service == "sC"]
    assert cut.rule == "test/mue"
    assert cut.because.startswith("1 of 2 units")


@pytest.mark.parametrize(
    "part",
    [
        {"specimens": [{"id": "x1"}]},
        {"drugs": [{"id": "x1", "name": "a drug of no rule", "given_mg": 10}]},
        {
            "services": [
                {"id": "x1", "technique": "nail-debridement", "lesions": ["A"], "intent": "diagnosis"}
            ]
        },
    ],
    ids=["specimen", "drug", "contradicted-service"],
)
def test_work_that_no_rule_takes_is_named(kernel: Kernel, part: dict[str, Any]) -> None:
    coded = kernel.solve(encounter(record(lesions=LESIONS[:1], **part))).coded
    told = {u.service for u in coded.unreported} | {s for line in coded.claim.lines for s in line.services}
    assert "x1" in told


def test_no_table_for_the_date_is_said_and_is_not_a_pass(kernel: Kernel) -> None:
    """The earliest PTP and MUE tables are of July 2024."""
    before = record(**BIOPSIES, dos="2024-05-01")
    coded = kernel.solve(encounter(before)).coded
    said = {(entry.check, entry.status) for entry in coded.ledger}
    assert {("ptp", "no_data"), ("mue", "no_data"), ("coverage", "no_data")} <= said


def test_an_old_table_is_said_to_be_stale(kernel: Kernel) -> None:
    coded = kernel.solve(encounter(record(**BIOPSIES))).coded
    assert ("ptp", "stale") in {(entry.check, entry.status) for entry in coded.ledger}
    assert ("fee_schedule", "applied") in {(entry.check, entry.status) for entry in coded.ledger}


def test_an_invented_payer_says_so(kernel: Kernel) -> None:
    coded = kernel.solve(encounter(record(**BIOPSIES)), "com-a").coded
    assert any(entry.check == "policy" and "invented" in entry.note for entry in coded.ledger)


def test_an_unknown_payer_is_the_biller_s_mistake_with_the_nearest_name(kernel: Kernel) -> None:
    with pytest.raises(BadWords) as caught:
        kernel.solve(encounter(record(**BIOPSIES)), "medicare.natoinal")
    (problem,) = caught.value.problems
    assert problem.suggestion == "medicare.national"
    assert "ncci.practitioner" not in problem.expected


def test_a_date_before_every_policy_names_the_date(kernel: Kernel) -> None:
    with pytest.raises(BadWords) as caught:
        kernel.solve(encounter(record(**BIOPSIES, dos="2021-05-01")))
    assert caught.value.problems[0].field == "dos"


def test_a_drug_of_no_known_amount_is_named(kernel: Kernel) -> None:
    data = record(drugs=[{"id": "x1", "name": "triamcinolone", "diagnoses": ["L73.2"]}])
    coded = kernel.solve(encounter(data)).coded
    assert not coded.claim.lines
    (left,) = coded.unreported
    assert left.service == "x1"
    assert left.rule.endswith("/triamcinolone")
    assert "given" in left.because


def test_the_add_on_of_a_visit_in_a_global_period_goes_where_the_visit_goes(kernel: Kernel) -> None:
    """24 stands on the visit alone: asked of its add-on too, the rules would leave no claim at all."""
    data = record(
        history={"procedures": [{"hcpcs": "11602", "date": "2026-10-14", "related": False}]},
        visit={
            "problems": [{"id": "p", "status": "not-at-goal", "diagnoses": ["L40.0"]}],
            "risk": [{"decision": "prescription-drug", "problem": "p"}],
            "longitudinal": True,
            "unrelated_to_global": True,
        },
    )
    assert kernel.solve(encounter(data)).coded.claim.text() == "99214-24, G2211"
