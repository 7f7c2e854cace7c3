"""When things happened: days to come, reports of another place, the record's own history against what it says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from engine.kernel import BadWords, Kernel
from tests.engine.documented import encounter, record

TODAY = date(2026, 11, 28)
CANCER: dict[str, Any] = {
    "lesions": [{"id": "A", "kind": "bcc", "site": "left cheek", "diameter_mm": 8, "margin_mm": 4}],
    "services": [{"id": "s1", "technique": "excision", "lesions": ["A"], "diagnoses": ["C44.319"]}],
}
REPORT = {"date": "2026-09-01", "lesion": "A", "result": "malignant", "accession": "S-1"}
VISIT = {
    "problems": [{"id": "a", "status": "not-at-goal", "diagnoses": ["L40.0"]}],
    "risk": [{"decision": "prescription-drug"}],
}


@pytest.fixture(scope="module")
def judged() -> Kernel:
    return Kernel(today=TODAY)


def test_a_service_of_a_day_to_come_is_refused_by_its_date(judged: Kernel) -> None:
    with pytest.raises(BadWords) as caught:
        judged.solve(encounter(record(**CANCER, dos="2026-11-29")))
    (problem,) = caught.value.problems
    assert problem.text() == (
        "dos: found a date; expected a date of service that is not after today, 2026-11-28"
    )


def test_today_is_no_day_to_come(judged: Kernel) -> None:
    assert judged.solve(encounter(record(visit=VISIT, dos="2026-11-28"))).coded.claim.text() == "99214"


def test_a_kernel_may_be_asked_of_another_day() -> None:
    kernel = Kernel(today=date(2027, 1, 4))
    assert kernel.solve(encounter(record(visit=VISIT, dos="2026-12-24"))).coded.claim.text() == "99214"


REPORTS: list[tuple[str, dict[str, Any], str, str]] = [
    ("of the lesion's place", {"site": "cheek"}, "11642", ""),
    ("of the face as a whole", {"site": "face"}, "11642", ""),
    ("without a place", {}, "11642", ""),
    ("of a place that nobody knows", {"site": "sakrum"}, "11642", "not_understood"),
    ("of another place", {"site": "back"}, "", "disagree"),
    ("of the other side", {"site": "right cheek"}, "", "disagree"),
    ("of today", {"date": "2026-11-28"}, "11642", ""),
    ("of tomorrow", {"date": "2026-11-29"}, "", "to_come"),
]


@pytest.mark.parametrize(("what", "change", "claim", "kind"), REPORTS, ids=[case[0] for case in REPORTS])
def test_what_an_earlier_report_proves(
    judged: Kernel, what: str, change: dict[str, Any], claim: str, kind: str
) -> None:
    data = record(**CANCER, history={"pathology": [REPORT | change]})
    coded = judged.solve(encounter(data)).coded
    assert coded.claim.text() == claim
    assert [each.kind for each in coded.uncounted] == ([kind] if kind else [])
    assert bool(claim) or {"report", "pathology-report"} <= {query.fact for query in coded.queries}


@pytest.mark.parametrize(("day", "claim"), [("2026-11-28", "11642"), ("2026-11-29", "")])
def test_a_lesions_own_report_of_a_day_to_come_proves_nothing(judged: Kernel, day: str, claim: str) -> None:
    own = {"result": "malignant", "accession": "S-1", "date": day}
    lesions = [{**CANCER["lesions"][0], "pathology": own}]
    assert judged.solve(encounter(record(**CANCER | {"lesions": lesions}))).coded.claim.text() == claim


def test_a_signature_of_a_day_to_come_is_none_and_is_named(judged: Kernel) -> None:
    data = record(visit=VISIT, documents={"signature": {"by": "p1", "on": "2026-11-29"}})
    coded = judged.solve(encounter(data)).coded
    assert coded.claim.text() == ""
    assert [(each.kind, each.where) for each in coded.uncounted] == [("to_come", "documents.signature[0].on")]
    assert "2026-11-29, which is yet to come" in coded.uncounted[0].because


@pytest.mark.parametrize(
    ("history", "claim"),
    [
        ({"procedures": [{"hcpcs": "99213", "date": "2026-06-01", "practitioner": "p1"}]}, "99214"),
        ({"procedures": [{"hcpcs": "11102", "date": "2023-10-15"}]}, "99214"),
        ({"remits": [{"hcpcs": "99213", "date": "2026-06-01"}]}, "99214"),
        ({"procedures": [{"hcpcs": "11102", "date": "2023-10-14"}]}, "99204"),
        ({"procedures": [{"hcpcs": "99213", "date": "2026-06-01", "practitioner": "p2"}]}, "99204"),
        ({}, "99204"),
    ],
    ids=[
        "this year",
        "three years ago to the day",
        "a paid claim",
        "a day more",
        "another group",
        "no history",
    ],
)
def test_new_against_the_records_own_history(judged: Kernel, history: dict[str, Any], claim: str) -> None:
    people = [{"id": "p1", "group": "north"}, {"id": "p2", "group": "south"}]
    data = record(visit=VISIT, patient={"status": "new"}, history=history, practitioners=people)
    assert judged.solve(encounter(data), questions=False).coded.claim.text() == claim


@pytest.mark.parametrize(
    ("stated", "days", "claim", "asked"),
    [
        (None, 6, "", False),
        ("010", 6, "", False),
        ("000", 6, "", True),
        ("090", 20, "", True),
        (None, 20, "11104", False),
    ],
    ids=["by the schedule", "the same", "shorter", "longer", "over"],
)
def test_of_two_global_periods_the_longer_holds(
    judged: Kernel, stated: str | None, days: int, claim: str, asked: bool
) -> None:
    prior = {"hcpcs": "11402", "date": str(date(2026, 10, 15) - timedelta(days=days))}
    prior |= {"lesion": "A"} | ({"global_days": stated} if stated else {})
    data = record(
        lesions=[{"id": "A", "kind": "uncertain-lesion", "site": "back"}],
        services=[{"id": "s1", "technique": "punch-biopsy", "lesions": ["A"], "diagnoses": ["D49.2"]}],
        history={"procedures": [prior]},
    )
    coded = judged.solve(encounter(data)).coded
    assert coded.claim.text() == claim
    assert ("global-days" in {query.fact for query in coded.queries}) is asked


@pytest.mark.parametrize(
    ("lesion", "prior", "service", "claim"),
    [
        ("A", {}, {"relation": "unrelated"}, ""),
        ("A", {"related": False}, {}, ""),
        ("B", {}, {"relation": "unrelated"}, "11104-79"),
        ("B", {"related": False}, {}, "11104-79"),
        ("A", {"staged": True}, {}, "11104-58"),
    ],
    ids=[
        "called so",
        "the history calls it so",
        "another lesion",
        "another lesion, by the history",
        "planned",
    ],
)
def test_the_same_lesion_is_not_unrelated(
    judged: Kernel, lesion: str, prior: dict[str, Any], service: dict[str, Any], claim: str
) -> None:
    earlier = {"hcpcs": "11402", "date": "2026-10-09", "lesion": lesion} | prior
    done = {"id": "s1", "technique": "punch-biopsy", "lesions": ["A"], "diagnoses": ["D49.2"]} | service
    lesions = [{"id": name, "kind": "uncertain-lesion", "site": "back"} for name in ("A", "B")]
    data = record(lesions=lesions, services=[done], history={"procedures": [earlier]})
    coded = judged.solve(encounter(data)).coded
    assert coded.claim.text() == claim
    assert bool(claim) or "relation" in {query.fact for query in coded.queries}
