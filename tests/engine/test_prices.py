"""Prices by modifier: what the table, the payer and the modifiers make of a unit, before and after it is ranked."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given

from engine.audit import audit
from engine.claimed import parse_claim
from engine.derive import derive
from engine.kernel import Kernel
from engine.pricing import PriceList, rank_reduction, steps_by_unit
from engine.program import choosing_facts
from engine.situation import build
from engine.solve import solve
from engine.verify import Billed, Checker
from rules_dsl.rulebook import Assignment, CodesWith, Modifier, Reduction
from tests.engine.documented import encounter
from tests.engine.made import encounters

CY_2025, OCTOBER = "2025-06-16", "2026-10-15"
SPECIMEN = {"id": "x1", "kind": "skin", "label": "A", "microscopic": True, "diagnoses": ["D22.5"]}
EXCISION = {
    "lesions": [
        {"id": "A", "kind": "nevus", "site": "back", "diameter_mm": 8, "margin_mm": 1, "symptoms": ["pain"]}
    ],
    "services": [{"id": "s1", "technique": "excision", "lesions": ["A"], "diagnoses": ["D22.5"]}],
}


def record(dos: str, **parts: Any) -> dict[str, Any]:
    signed = [{"by": "p1", "on": dos}, {"by": "p2", "on": dos}]
    people = [{"id": "p1"}, {"id": "p2"}, {"id": "lab", "group": "another practice"}]
    return {
        "encounter": "e",
        "payer": "medicare.national",
        "dos": dos,
        "practitioners": people,
        "documents": {"signature": signed},
        **parts,
    }


@pytest.mark.parametrize(
    ("dos", "by", "line", "cents"),
    [
        pytest.param(CY_2025, {"read_by": "p1", "technical_by": "p1"}, "88305", 6954, id="both-2.15"),
        pytest.param(CY_2025, {"read_by": "p1", "technical_by": "lab"}, "88305-26", 3493, id="read-1.08"),
        pytest.param(CY_2025, {"read_by": "lab", "technical_by": "p1"}, "88305-TC", 3461, id="prepared-1.07"),
        pytest.param(CY_2025, {"read_by": "p1"}, "88305-26", 3493, id="preparing-not-said"),
        pytest.param(CY_2025, {"technical_by": "p1"}, "88305-TC", 3461, id="reading-not-said"),
        pytest.param(OCTOBER, {"read_by": "p1", "technical_by": "p1"}, "88305", 7014, id="2026-both"),
        pytest.param(
            OCTOBER, {"read_by": "p1", "technical_by": "lab"}, "88305-26", 3493, id="2026-has-no-parts"
        ),
    ],
)
def test_parts_of_pathology(kernel: Kernel, dos: str, by: dict[str, str], line: str, cents: int) -> None:
    """RVU25D rows x 32.3465. The totals of October 2026 have no rows of parts: those of 2025 stand in, as they were."""
    coded = kernel.solve(encounter(record(dos, specimens=[SPECIMEN | by])), questions=False).coded
    assert (coded.claim.text(), coded.claim.allowed_cents) == (line, cents)
    stale = [e for e in coded.ledger if e.check == "price" and e.status == "stale"]
    assert bool(stale) == (dos == OCTOBER and "-" in line)


def test_the_missing_word_on_the_slides_is_asked_with_its_worth(kernel: Kernel) -> None:
    """Both parts are 69.54, the professional part 34.93."""
    coded = kernel.solve(encounter(record(CY_2025, specimens=[SPECIMEN | {"read_by": "p1"}]))).coded
    assert [(q.fact, q.worth_cents) for q in coded.queries] == [("prepares-slides", 6954 - 3493)]


def test_a_fee_by_report_that_is_cut_is_not_called_the_full_one(kernel: Kernel) -> None:
    parts = {**EXCISION, "services": [EXCISION["services"][0] | {"practitioner": "p2", "extra_work": True}]}
    data = record(OCTOBER, **parts) | {"practitioners": [{"id": "p1"}, {"id": "p2", "credential": "NP"}]}
    coded = kernel.solve(encounter(data), questions=False).coded
    (said,) = [w.says for w in coded.warnings if "paid by report" in w.says]
    assert "full fee" not in said


@pytest.mark.parametrize(
    ("fact", "modifier"), [("extra_work", "22"), ("reduced", "52"), ("discontinued", "53")]
)
def test_what_is_paid_by_report_is_shown_at_the_full_fee_and_said(
    kernel: Kernel, fact: str, modifier: str
) -> None:
    parts = {**EXCISION, "services": [EXCISION["services"][0] | {fact: True}]}
    plain = kernel.solve(encounter(record(OCTOBER, **EXCISION)), questions=False).coded
    coded = kernel.solve(encounter(record(OCTOBER, **parts)), questions=False).coded
    assert coded.claim.text() == f"11401-{modifier}"
    assert coded.claim.allowed_cents == plain.claim.allowed_cents
    assert [w.says for w in coded.warnings if "paid by report" in w.says]
    assert [e.status for e in coded.ledger if e.edition == f"11401-{modifier}: by report"] == ["assumed"]
    assert not [w for w in plain.warnings if "paid by report" in w.says]


def with_modifiers(kernel: Kernel, dos: str, *cuts: Reduction) -> PriceList:
    """Medicare's prices, with these rules beside its own."""
    seen, book, _, _ = kernel.prepare(encounter(record(dos, **EXCISION)))
    known = {
        cut.modifier: Modifier("t/m", cut.modifier, "", (), False, frozenset(), frozenset(), (), 1)
        for cut in cuts
    }
    changed = replace(book, reductions=(*book.reductions, *cuts), modifiers={**book.modifiers, **known})
    return PriceList(seen, changed, kernel.tables)


def cut(modifier: str, percent: str = "100", **more: Any) -> Reduction:
    return Reduction(f"t/{modifier}", "", modifier, (Decimal(percent),), None, **more)


@pytest.mark.parametrize(
    ("hcpcs", "rule", "cents"),
    [
        pytest.param("11450", cut("B1", "150", codes_with=CodesWith("bilateral", ("1",))), 62397, id="150%"),
        pytest.param(
            "11401", cut("B1", "150", codes_with=CodesWith("bilateral", ("1",))), 15106, id="not-bilateral"
        ),
        pytest.param("14301", cut("A1", "16"), 16898, id="16%"),
        pytest.param("14301", cut("A1", "13.6"), 14363, id="13.6%"),
        pytest.param("12032", cut("S1", how="shares", shares=("intra_op",)), 23522, id="intra-operative-80%"),
        pytest.param(
            "11450", cut("S1", how="shares", shares=("pre_op", "intra_op")), 33694, id="pre-and-intra-81%"
        ),
        pytest.param("88305", cut("26", how="listed"), 3493, id="a-row-of-its-own"),
        pytest.param("11401", cut("26", how="listed"), 0, id="no-such-row-no-price"),
        pytest.param("11401", cut("R1", how="report"), 15106, id="by-report-the-full-fee"),
    ],
)
def test_the_fee_of_a_unit(kernel: Kernel, hcpcs: str, rule: Reduction, cents: int) -> None:
    """CY 2025 national, worked out by hand from the row: total x 32.3465, rounded, x the share, rounded."""
    fee = with_modifiers(kernel, CY_2025, rule).fee(hcpcs, {rule.modifier})
    assert fee.unit_cents == cents
    assert fee.priced == bool(cents)


def test_both_sides_rank_as_one_service(kernel: Kernel) -> None:
    """150% of the lower fee stands above the higher one: the share is taken before the ranking (chapter 12, 40.7)."""
    biopsy = {"technique": "punch", "intent": "diagnosis", "lesions": ["B"], "diagnoses": ["D49.2"]}
    parts = {
        "lesions": [*EXCISION["lesions"], {"id": "B", "site": "forearm"}],
        "services": [*EXCISION["services"], {"id": "s2", **biopsy}],
    }
    seen, book, _, _ = kernel.prepare(encounter(record(CY_2025, **parts)))
    mark = Assignment("t/mark", "codes", frozenset({"11104"}), None, "B1")
    known = Modifier("t/m", "B1", "", (), False, frozenset(), frozenset(), (), 1)
    changed = replace(
        book,
        reductions=(*book.reductions, cut("B1", "150")),
        assignments=(*book.assignments, mark),
        modifiers={**book.modifiers, "B1": known},
    )
    prices = PriceList(seen, changed, kernel.tables)
    found = derive(seen, changed, prices)
    at = build(seen, changed, kernel.tables, found, prices, found.lines)
    outcome = solve(choosing_facts(at))
    earned = {at.lines[name].hcpcs: cents for name, cents in outcome.earns.items()}
    assert earned == {"11104": 17904, "11401": 7553}  # 119.36 x 1.5 in full, 151.06 at half
    checker = Checker(seen, changed, kernel.tables, found)
    claim = {n: Billed(u, frozenset(outcome.modifiers.get(n, ()))) for n, u in outcome.units.items()}
    assert checker.faults(claim) == []
    assert checker.price(claim) == outcome.earns


def test_modifiers_in_any_order_cost_the_same(kernel: Kernel) -> None:
    one, other = cut("A1", "13.6"), cut("B1", "85")
    forth, back = (with_modifiers(kernel, CY_2025, *rules) for rules in ((one, other), (other, one)))
    assert forth.fee("14301", {"A1", "B1"}).unit_cents == back.fee("14301", {"B1", "A1"}).unit_cents


def test_a_claimed_modifier_sets_the_price_of_an_audit(kernel: Kernel) -> None:
    whole = encounter(record(CY_2025, specimens=[SPECIMEN | {"read_by": "p1", "technical_by": "p1"}]))
    for typed, cents in (("88305", 6954), ("88305-26", 3493), ("88305-TC", 3461)):
        claim = parse_claim(typed)
        assert isinstance(claim, tuple)
        found = audit(kernel, whole, claim)
        assert (found.claimed_cents, found.compliant) == (cents, typed == "88305")


@pytest.mark.parametrize(
    ("person", "cents"),
    [
        pytest.param({"credential": "NP"}, 12840, id="own-work-85%"),
        pytest.param({"credential": "NP", "supervised_by": "p1"}, 15106, id="billed-as-the-physician's"),
        pytest.param({"credential": "MD"}, 15106, id="physician"),
        pytest.param({}, 15106, id="credential-not-said"),
    ],
)
def test_who_did_the_work(kernel: Kernel, person: dict[str, str], cents: int) -> None:
    """11401 in CY 2025: 4.67 x 32.3465 = 151.06, and 85% of it."""
    parts = {**EXCISION, "services": [EXCISION["services"][0] | {"practitioner": "p2"}]}
    data = record(CY_2025, **parts) | {
        "practitioners": [{"id": "p1", "credential": "MD"}, {"id": "p2", **person}],
        "patient": {"status": "established"},
    }
    coded = kernel.solve(encounter(data), questions=False).coded
    assert (coded.claim.text(), coded.claim.allowed_cents) == ("11401", cents)


def half_up(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


@given(encounters())
def test_the_steps_of_a_price_are_the_price(kernel: Kernel, data: dict[str, Any]) -> None:
    """Each line's cents are the sum of its units' steps, and each step follows from the one before it."""
    found = kernel.solve(encounter(data), questions=False)
    at, outcome = found.situation, found.outcome
    for name, units in outcome.units.items():
        line = at.lines[name]
        terms = {*outcome.modifiers.get(name, ()), *line.rates}
        fee = at.prices.fee(line.hcpcs, terms, at.idle(outcome.units))
        steps = steps_by_unit(fee, units, outcome.above.get(name, 0), rank_reduction(at.book, fee))
        assert sum(each.cents for each in steps) == outcome.earns.get(name, 0)
        for each in steps:
            if each.amount is None:
                assert each.steps == ()
                continue
            assert each.amount.dollars == each.amount.rvu * each.amount.conversion_factor
            payer, *modifiers = (s for s in each.steps if s.cause != "rank")
            assert payer.cents == half_up(each.amount.dollars * payer.percent)
            left = Decimal(payer.cents)
            for step in modifiers:
                left = left * step.percent / 100
                assert step.cents == half_up(left)
            for step in each.steps:
                if step.cause == "rank":
                    assert step.cents == half_up(Decimal(fee.unit_cents) * step.percent / 100)
