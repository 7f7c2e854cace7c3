"""What must hold of every encounter: the optimum audits clean, order and scale do not matter, and losing a fact never
raises the total. The one exception, the layers of a closure, is argued in docs/decisions/005."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.audit import audit
from engine.claimed import parse_claim
from engine.kernel import Kernel
from engine.pricing import PriceList
from engine.program import choosing_facts
from engine.situation import build
from engine.solve import solve
from rules_dsl.rulebook import Documentation
from tests.engine.documented import encounter, joined_in
from tests.engine.made import encounters

MEASURES = {
    "lesions": ("margin_mm", "diameter_mm", "count", "pathology", "depth", "area_mm2"),
    "services": ("nails", "patches", "depth"),
    "wounds": (
        "length_mm",
        "undermining_mm",
        "undermining_whole_edge",
        "defect_width_mm",
        "retention_sutures",
        "exposed",
        "free_margin",
        "primary_defect_mm",
        "secondary_defect_mm",
    ),
    "mohs": ("stages", "deep_structures"),
    "drugs": ("given_mg", "name", "discarded_mg"),
    "specimens": ("kind", "read_by", "frozen", "stains"),
    "light": ("type", "area_cm2", "applicator", "debrided"),
    "debridements": ("depth", "area_cm2"),
}
NAMES = {"lesions": ("kind",), "services": ("technique", "intent")}
OF_THE_VISIT = (
    "risk",
    "data",
    "minutes",
    "minutes_on_procedures",
    "longitudinal",
    "preventive_service",
    "separate_work",
    "unrelated_to_global",
)


def total(kernel: Kernel, data: dict[str, Any]) -> int:
    return kernel.solve(encounter(data), questions=False).outcome.total


def without(data: dict[str, Any], part: str, index: int | None, key: str) -> dict[str, Any]:
    """The record with one fact not documented. A count that is left out means one, so it is set to null."""
    changed = copy.deepcopy(data)
    holder = changed[part] if index is None else changed[part][index]
    if key == "count":
        holder[key] = None
    else:
        del holder[key]
    return changed


def lose_one(
    kernel: Kernel, data: dict[str, Any], pick: st.DataObject, kinds: dict[str, tuple[str, ...]]
) -> None:
    data = {name: part for name, part in data.items() if name != "history"}  # 58 and 79 rest on it both ways
    facts: list[tuple[str, int | None, str]] = [
        (part, n, key)
        for part, keys in kinds.items()
        for n, x in enumerate(data.get(part, ()))
        for key in keys
        if x.get(key) is not None
    ]
    facts += [("visit", None, key) for key in OF_THE_VISIT if key in data.get("visit", {})]
    if facts:
        assert total(kernel, without(data, *pick.draw(st.sampled_from(facts)))) <= total(kernel, data)


@given(encounters(), st.data())
def test_losing_a_measure_never_raises_the_total(
    kernel: Kernel, data: dict[str, Any], pick: st.DataObject
) -> None:
    lose_one(kernel, data, pick, MEASURES)


@given(encounters(most=2), st.data())
def test_losing_what_was_done_never_raises_the_total(
    kernel: Kernel, data: dict[str, Any], pick: st.DataObject
) -> None:
    """With few services: where several share one pooled line, see docs/decisions/005."""
    lose_one(kernel, data, pick, {k: (*v, *NAMES.get(k, ())) for k, v in MEASURES.items()})


@given(encounters())
def test_an_unsigned_note_bills_nothing(kernel: Kernel, data: dict[str, Any]) -> None:
    unsigned = {**data, "documents": {}}
    coded = kernel.solve(encounter(unsigned), questions=False).coded
    assert coded.claim.lines == ()
    assert coded.status == "nothing_billable" or coded.self_pay.lines


@given(encounters(), st.sampled_from(["margin", "diagnosis", "longitudinal-relationship"]))
def test_a_requirement_added_never_raises_a_line(kernel: Kernel, data: dict[str, Any], fact: str) -> None:
    """Column 1 may go for want of a fact and leave column 2; but no line that stays pays more than its full fee."""
    seen, book, prices, derivation = kernel.prepare(encounter(data))
    strict = replace(
        book,
        documentation=(*book.documentation, Documentation("test/strict", frozenset(), fact, "block", "")),
    )
    at = build(
        seen, strict, kernel.tables, derivation, PriceList(seen, strict, kernel.tables), derivation.lines
    )
    outcome = solve(choosing_facts(at))
    for name, cents in outcome.earns.items():
        assert cents <= prices.fee(at.lines[name].hcpcs).unit_cents * outcome.units[name]


@given(encounters())
def test_the_optimum_audits_clean(kernel: Kernel, data: dict[str, Any]) -> None:
    best = kernel.solve(encounter(data), questions=False).coded
    if best.claim.lines:
        claimed = parse_claim(best.claim.text())
        assert isinstance(claimed, tuple)
        found = audit(kernel, encounter(data), claimed)
        assert found.findings == ()
        assert found.claimed_cents == best.claim.allowed_cents


@given(encounters())
def test_the_order_of_the_record_does_not_matter(kernel: Kernel, data: dict[str, Any]) -> None:
    turned = {**data, "lesions": data["lesions"][::-1]}
    assert total(kernel, turned) == total(kernel, data)


@given(encounters(), st.sampled_from([50, 200, 1000]))
def test_scaling_every_fee_keeps_the_lines(kernel: Kernel, data: dict[str, Any], percent: int) -> None:
    seen, book, prices, derivation = kernel.prepare(encounter(data))
    scaled = replace(book, fee_schedules=(replace(book.fee_schedules[0], percent=percent),))
    plain = solve(choosing_facts(build(seen, book, kernel.tables, derivation, prices, derivation.lines)))
    at = build(
        seen, scaled, kernel.tables, derivation, PriceList(seen, scaled, kernel.tables), derivation.lines
    )
    dear = solve(choosing_facts(at))
    assert (dear.units, dear.modifiers) == (plain.units, plain.modifiers)


@given(encounters())
def test_every_documented_service_is_accounted_for(kernel: Kernel, data: dict[str, Any]) -> None:
    coded = kernel.solve(encounter(data), questions=False).coded
    told = {s for line in (*coded.claim.lines, *coded.self_pay.lines) for s in line.services}
    told |= {u.service for u in coded.unreported} | joined_in(coded)
    documented = {s["id"] for s in data["services"]} | {w["id"] for w in data["wounds"]}
    assert documented <= told
    assert all(u.because for u in coded.unreported)


@pytest.fixture(scope="module")
def another() -> Kernel:
    """A kernel that shares nothing with the first."""
    return Kernel()


@given(encounters())
def test_the_same_record_gives_the_same_bytes(kernel: Kernel, another: Kernel, data: dict[str, Any]) -> None:
    assert kernel.solve(encounter(data)).coded.to_json() == another.solve(encounter(data)).coded.to_json()
