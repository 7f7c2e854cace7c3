"""What came before: who bills as one, when a global period ends, when a patient was seen or a report written."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine.audit import audit
from engine.claimed import parse_claim
from engine.encounter.people import Practitioner
from engine.fact_sources import never, report_age, years_since_seen
from engine.history import running
from engine.kernel import Kernel
from engine.practices import bill_as_one
from tests.engine.documented import encounter, record

DOS = date(2026, 10, 15)
NEVER = never(encounter(record()))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("north", "dermatology"), ("north", "dermatology"), True),
        (("north", "dermatology"), ("North ", "Dermatology"), True),
        (("north", "dermatology"), ("south", "dermatology"), False),
        (("north", "dermatology"), ("north", "plastic surgery"), False),
        (("north", "dermatology"), (None, "dermatology"), True),
        (("north", None), ("north", "plastic surgery"), True),
        ((None, None), (None, None), True),
    ],
)
def test_who_bills_as_one(
    one: tuple[str | None, str | None], other: tuple[str | None, str | None], same: bool
) -> None:
    first = Practitioner(id="p1", group=one[0], specialty=one[1])
    second = Practitioner(id="p2", group=other[0], specialty=other[1])
    assert bill_as_one(first, second) is same
    assert bill_as_one(second, first) is same


@pytest.mark.parametrize(
    ("days", "ago", "runs"),
    [
        ("000", 1, False),
        ("010", 1, True),
        ("010", 10, True),
        ("010", 11, False),
        ("090", 90, True),
        ("090", 91, False),
        ("XXX", 1, False),
    ],
)
def test_the_last_day_of_a_period(days: str, ago: int, runs: bool) -> None:
    prior = {"hcpcs": "11602", "global_days": days, "date": str(DOS - timedelta(days=ago))}
    found = running(encounter(record(history={"procedures": [prior]})), lambda _: "", "p1")
    assert bool(found) is runs


@pytest.mark.parametrize(
    ("seen", "dos", "years"),
    [
        ("2023-10-15", "2026-10-15", Decimal(3)),
        ("2023-10-14", "2026-10-15", 3 + Decimal(1) / 366),
        ("2023-10-16", "2026-10-15", 2 + Decimal(364) / 366),
        ("2024-02-29", "2027-02-28", 2 + Decimal(364) / 366),
        ("2024-02-29", "2027-03-01", Decimal(3)),
        ("2026-10-15", "2026-10-15", Decimal(0)),
    ],
)
def test_years_since_the_patient_was_seen(seen: str, dos: str, years: Decimal) -> None:
    found = years_since_seen(encounter(record(dos=dos, patient={"last_seen": seen})), None)
    assert found.value == years


REPORT = {"result": "malignant", "accession": "S-1"}


@pytest.mark.parametrize(
    ("own", "past", "days"),
    [
        ({}, [], NEVER),
        (REPORT, [], None),
        (REPORT | {"date": "2026-10-15"}, [], NEVER),
        (REPORT | {"date": "2026-08-16"}, [], 60),
        (REPORT, [{"lesion": "A", "date": "2026-08-15"}], 61),
        ({}, [{"lesion": "A", "date": "2026-08-15"}, {"lesion": "A", "date": "2026-10-01"}], 14),
        ({}, [{"lesion": "B", "date": "2026-10-01"}], NEVER),
    ],
)
def test_how_old_the_last_report_is(
    own: dict[str, Any], past: list[dict[str, Any]], days: int | None
) -> None:
    lesions = [{"id": "A", "kind": "basal-cell-carcinoma", "pathology": own}, {"id": "B"}]
    found = encounter(record(lesions=lesions, history={"pathology": past}))
    assert report_age(found, found.lesion("A")).value == days


BOTH = record(
    history={"procedures": [{"hcpcs": "11602", "date": "2026-10-10"}]},
    lesions=[{"id": "B", "kind": "uncertain-lesion", "site": "thigh"}],
    services=[
        {
            "id": "s1",
            "technique": "punch-biopsy",
            "lesions": ["B"],
            "diagnoses": ["D48.5"],
            "relation": "unrelated",
        }
    ],
    visit={
        "problems": [{"id": "eczema", "status": "not-at-goal", "diagnoses": ["L20.9"]}],
        "risk": [{"decision": "prescription-drug", "problem": "eczema"}],
        "unrelated_to_global": True,
    },
)


@pytest.mark.parametrize(
    ("claim", "compliant"),
    [
        ("99214-24-25, 11104-79", True),
        ("99214-25-24, 11104-79", True),
        ("99214-24, 11104-79", False),
        ("99214-25, 11104-79", False),
        ("99214-24-57, 11104-79", False),
    ],
)
def test_24_and_25_on_one_visit_in_either_order(kernel: Kernel, claim: str, compliant: bool) -> None:
    lines = parse_claim(claim)
    assert isinstance(lines, tuple)
    assert audit(kernel, encounter(BOTH), lines).compliant is compliant


@pytest.mark.parametrize(
    ("specialty", "line", "cents"),
    [("dermatology", "17000-XS", 3324), ("plastic surgery", "17000", 6647)],
    ids=["bill as one: an edit, and a second rank", "bill apart: neither"],
)
def test_edits_and_ranks_are_among_those_who_bill_as_one(
    kernel: Kernel, specialty: str, line: str, cents: int
) -> None:
    given = encounter(
        {
            "encounter": "two",
            "payer": "medicare.national",
            "dos": "2026-10-15",
            "practitioners": [
                {"id": "d", "group": "north", "specialty": "dermatology"},
                {"id": "s", "group": "north", "specialty": specialty},
            ],
            "lesions": [
                {"id": "A", "kind": "nevus", "site": "back"},
                {"id": "B", "kind": "actinic-keratosis", "site": "scalp"},
            ],
            "services": [
                {
                    "id": "s1",
                    "technique": "punch-biopsy",
                    "lesions": ["A"],
                    "practitioner": "d",
                    "diagnoses": ["D48.5"],
                },
                {
                    "id": "s2",
                    "technique": "destruction",
                    "lesions": ["B"],
                    "practitioner": "s",
                    "diagnoses": ["L57.0"],
                },
            ],
            "documents": {"signature": [{"by": name, "on": "2026-10-15"} for name in ("d", "s")]},
        }
    )
    claim = kernel.solve(given, questions=False).coded.claim
    assert [(x.text(), x.allowed_cents) for x in claim.lines] == [("11104", 12125), (line, cents)]
