"""What an encounter says of its payer: contractor, contract rate, editions, product, and the day of filing."""

from typing import Any

import pytest

from engine.claim import Coded
from engine.encounter import Encounter
from engine.kernel import BadWords, Kernel


@pytest.fixture(scope="module")
def kernel() -> Kernel:
    return Kernel()


def biopsy(**head: Any) -> Encounter:
    record = {
        "encounter": "e",
        "payer": "medicare.national",
        "dos": "2026-10-15",
        "patient": {"status": "established"},
        "lesions": [{"id": "A", "kind": "uncertain-lesion", "site": "nose"}],
        "services": [{"technique": "punch", "intent": "diagnosis", "lesions": ["A"], "diagnoses": ["D48.5"]}],
        "documents": {"signature": {"by": "p1", "on": "2026-10-15"}},
    }
    return Encounter.model_validate(record | head)


def entries(coded: Coded, check: str) -> list[tuple[str, str]]:
    return [(each.edition, each.status) for each in coded.ledger if each.check == check]


@pytest.mark.parametrize(
    ("payer", "mac", "policy"),
    [
        ("medicare.national", None, "medicare.national"),
        ("medicare.national", "12502", "medicare.novitas"),
        ("medicare.national", "Novitas", "medicare.novitas"),
        ("medicare.national", "01112", "medicare.noridian-je"),
        ("medicare.national", "Novitas Solutions", "medicare.novitas"),
        ("medicare.national", "JH", "medicare.novitas"),
        ("medicare.national", "unknown", "medicare.national"),
        ("medicare.wps", "05102", "medicare.wps"),
        ("com-a", "12502", "com-a"),
    ],
)
def test_the_contractor_of_the_encounter_decides(
    kernel: Kernel, payer: str, mac: str | None, policy: str
) -> None:
    coded = kernel.solve(biopsy(payer=payer, mac=mac)).coded
    assert coded.payer == policy
    assert entries(coded, "contractor") == []
    assert [each.said for each in coded.uncounted] == (["unknown"] if mac == "unknown" else [])


def test_a_contractor_that_nobody_speaks_for_is_refused(kernel: Kernel) -> None:
    """Without its local rules nothing would be known to be covered, and the national rules alone allow more."""
    with pytest.raises(BadWords) as refused:
        kernel.solve(biopsy(payer="medicare.national", mac="99999"))
    (problem,) = refused.value.problems
    assert problem.expected.startswith("a contractor that medicare.national speaks for: cgs, first-coast")


def test_every_contractor_with_fees_has_a_policy(kernel: Kernel) -> None:
    with_fees = {row[0] for row in kernel.tables.fees._gpci.localities(biopsy(dos="2025-06-01").dos)}
    assert with_fees
    for mac in with_fees:
        assert kernel.library.contractor_policy("medicare.national", mac), mac


def test_a_contractor_refuses_anothers_encounter(kernel: Kernel) -> None:
    with pytest.raises(BadWords) as refused:
        kernel.solve(biopsy(payer="medicare.wps", mac="12502"))
    (problem,) = refused.value.problems
    assert (problem.field, problem.found) == ("mac", "text of 5 characters")


def test_a_contract_rate_is_used_where_the_policy_leaves_it_to_the_contract(kernel: Kernel) -> None:
    medicare, assumed, agreed, own = (
        kernel.solve(biopsy(payer=payer, contract_percent=percent)).coded
        for payer, percent in (
            ("medicare.national", None),
            ("aetna", None),
            ("aetna", 112.5),
            ("medicare.national", 112.5),
        )
    )
    (fee,) = (line.allowed_cents for line in medicare.claim.lines)
    assert fee is not None
    assert assumed.claim.allowed_cents == fee
    # The percentage is of the amount before it is rounded, so a cent is left open here.
    assert abs(agreed.claim.allowed_cents * 1000 - fee * 1125) < 1000
    assert own.claim.allowed_cents == fee
    assert entries(medicare, "contract") == []
    assert entries(assumed, "contract") == [("100%", "assumed")]
    assert entries(agreed, "contract") == [("112.5%", "applied")]
    assert [each.rule for each in own.warnings] == ["medicare.national/physician"]


@pytest.mark.parametrize(
    ("field", "named", "accepted"),
    [
        ("ncci_edition", "2024q3", True),
        ("ncci_edition", "2024 Q3", True),
        ("ncci_edition", "2026q4", False),
        ("ncci_edition", "-", False),
        ("fee_schedule", "RVU26D", True),
        ("fee_schedule", "RVU25D", False),
    ],
)
def test_only_the_edition_that_is_consulted_may_be_asked_for(
    kernel: Kernel, field: str, named: str, accepted: bool
) -> None:
    if accepted:
        assert kernel.solve(biopsy(**{field: named})).coded.claim.lines
        return
    with pytest.raises(BadWords) as refused:
        kernel.solve(biopsy(**{field: named}))
    assert [problem.field for problem in refused.value.problems] == [field]


def test_a_product_that_no_rule_goes_by_is_in_the_ledger(kernel: Kernel) -> None:
    assert entries(kernel.solve(biopsy(product="HMO")).coded, "product") == [("HMO", "no_data")]


def test_the_encounters_own_last_day_goes_before_the_policys(kernel: Kernel) -> None:
    own = kernel.solve(biopsy(file_by="2026-12-01", filed_on="2026-12-02")).coded
    assert own.filing is not None
    assert (str(own.filing.by), own.filing.rule) == ("2026-12-01", "")
    assert [(each.line, each.carc) for each in own.warnings] == [("", "29")]


def test_rules_on_trust_are_in_the_ledger_and_stand_in_tables_are_no_data(kernel: Kernel) -> None:
    coded = kernel.solve(biopsy(payer="medicaid.base")).coded
    assert ("medicaid.base/physician", "assumed") in entries(coded, "rule")
    assert ("medicaid.base/timely-filing", "assumed") in entries(coded, "rule")
    assert ("medicaid.base/ptp-edits", "no_data") in entries(coded, "ptp")
    assert ("medicaid.base/mue-limits", "no_data") in entries(coded, "mue")
    assert not entries(kernel.solve(biopsy()).coded, "rule")


def test_an_authorisation_counts_for_the_services_it_names(kernel: Kernel) -> None:
    light = [{"type": "excimer", "site": "elbow", "area_cm2": 200, "diagnoses": ["L40.0"]}]

    def warned(**documents: Any) -> list[str]:
        signed = {"signature": {"by": "p1", "on": "2026-10-15"}}
        record = biopsy(
            payer="aetna", lesions=[], services=[], light=light, documents={**signed, **documents}
        )
        return [each.rule for each in kernel.solve(record).coded.warnings]

    rule = ["commercial.base/excimer-treatment"]
    assert warned() == rule
    assert warned(authorisations=[{"number": "1", "services": ["s9"]}]) == rule
    assert warned(authorisations=[{"number": "1", "services": ["t1"]}]) == []
    assert warned(authorisations=[{"number": "1"}]) == []


def test_a_place_of_the_fee_schedule_without_its_contractor_is_told(kernel: Kernel) -> None:
    coded = kernel.solve(biopsy(payer="medicare.national", locality="01")).coded
    assert entries(coded, "gpci") == [("01", "no_data")]


@pytest.mark.parametrize(("diagnosis", "told"), [("D48.5", []), ("Q00.0", [("Q00.0", "no_data")])])
def test_a_diagnosis_whose_category_no_list_holds_is_told(
    kernel: Kernel, diagnosis: str, told: list[tuple[str, str]]
) -> None:
    record = biopsy(payer="medicare.national")
    (service,) = record.services
    changed = record.model_copy(
        update={"services": (service.model_copy(update={"diagnoses": (diagnosis,)}),)}
    )
    assert entries(kernel.solve(changed).coded, "diagnosis") == told
