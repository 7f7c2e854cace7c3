"""Which edition answers for a date, at every border."""

from datetime import date
from pathlib import Path

import pytest

from engine.tables import Edition, TableError, Tables
from engine.tables.editions import choose, joined, load_editions, quarter, worst

OLD = Edition("ptp", "old", "old.csv", date(2024, 7, 1), date(2024, 9, 30), True)
NEW = Edition("ptp", "new", "new.csv", date(2025, 1, 1), date(2025, 3, 31), True)
OPEN = Edition("place_of_service", "open", "open.csv", date(2024, 7, 1), None, True)


@pytest.mark.parametrize(
    ("dos", "name", "status"),
    [
        pytest.param(date(2024, 6, 30), None, "no_data", id="day-before-the-first"),
        pytest.param(date(2024, 7, 1), "old", "applied", id="first-day"),
        pytest.param(date(2024, 9, 30), "old", "applied", id="last-day"),
        pytest.param(date(2024, 10, 1), "old", "stale", id="day-after"),
        pytest.param(date(2024, 12, 31), "old", "stale", id="last-day-of-the-gap"),
        pytest.param(date(2025, 1, 1), "new", "applied", id="next-edition"),
        pytest.param(date(2026, 11, 23), "new", "stale", id="long-after"),
    ],
)
def test_the_covering_edition_else_the_nearest_earlier_one(dos: date, name: str | None, status: str) -> None:
    for editions in ([OLD, NEW], [NEW, OLD]):
        chosen = choose(editions, dos)
        assert (chosen and chosen.name) == name
        assert (chosen.used(dos).status if chosen else "no_data") == status


def test_an_edition_without_an_end_is_assumed_to_hold_and_says_so() -> None:
    used = OPEN.used(date(2026, 11, 23))
    assert used.status == "assumed"
    assert "no end date" in used.note


FEES = "October 2026 national totals (RVU26D)"


@pytest.mark.parametrize(
    ("kind", "dos", "edition", "status"),
    [
        pytest.param("fees", date(2024, 12, 31), "", "no_data", id="fees-2024"),
        pytest.param("fees", date(2025, 1, 1), "CY 2025 (RVU25D)", "applied", id="fees-2025-first"),
        pytest.param("fees", date(2025, 12, 31), "CY 2025 (RVU25D)", "applied", id="fees-2025-last"),
        pytest.param("fees", date(2026, 1, 1), "CY 2025 (RVU25D)", "stale", id="fees-2026-first"),
        pytest.param("fees", date(2026, 9, 30), "CY 2025 (RVU25D)", "stale", id="fees-2026-september"),
        pytest.param("fees", date(2026, 10, 1), FEES, "applied", id="fees-2026-october"),
        pytest.param("fees", date(2026, 12, 31), FEES, "applied", id="fees-2026-last"),
        pytest.param("fees", date(2027, 1, 1), FEES, "stale", id="fees-2027"),
        pytest.param("ptp", date(2024, 6, 30), "", "no_data", id="ptp-before"),
        pytest.param("ptp", date(2024, 7, 1), "2024 Q3", "applied", id="ptp-first"),
        pytest.param("ptp", date(2024, 10, 1), "2024 Q3", "stale", id="ptp-after"),
        pytest.param("mue", date(2024, 6, 30), "", "no_data", id="mue-before"),
        pytest.param("mue", date(2024, 9, 30), "2024 Q3", "applied", id="mue-last"),
        pytest.param("mue", date(2026, 5, 1), "2024 Q3", "stale", id="mue-after"),
        pytest.param("add_on", date(2024, 6, 30), "", "no_data", id="add-on-before"),
        pytest.param("add_on", date(2026, 5, 1), "2024 Q3", "stale", id="add-on-after"),
        pytest.param("icd10", date(2025, 3, 31), "", "no_data", id="icd-before"),
        pytest.param("icd10", date(2025, 9, 30), "FY 2025 April", "applied", id="icd-last"),
        pytest.param("icd10", date(2025, 10, 1), "FY 2025 April", "stale", id="icd-after"),
        pytest.param("place_of_service", date(2026, 5, 1), "mid 2024", "assumed", id="pos"),
        pytest.param("place_of_service", date(2024, 6, 30), "", "no_data", id="pos-before"),
    ],
)
def test_shipped_editions_at_their_borders(kind: str, dos: date, edition: str, status: str) -> None:
    used = getattr(Tables.default(), kind).used(dos)
    assert (used.edition, used.status) == (edition, status)
    assert (used.note == "") == (status == "applied" and kind != "icd10")


def test_the_ledger_names_every_table_and_says_what_is_not_covered() -> None:
    ledger = Tables.default().ledger(date(2026, 11, 23), ("10112", "00"))
    assert [(entry.kind, entry.status) for entry in ledger] == [
        ("fee_schedule", "applied"),
        ("fee_indicators", "stale"),
        ("gpci", "assumed"),
        ("ptp", "stale"),
        ("ptp_confirmed", "applied"),
        ("mue", "stale"),
        ("mue", "stale"),
        ("add_on", "stale"),
        ("icd10cm", "stale"),
        ("place_of_service", "assumed"),
    ]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024 Q3", date(2024, 7, 1), date(2024, 9, 30)),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_quarter_names_its_days(text: str, first: date, last: date) -> None:
    edition = quarter(text)
    assert (edition.first, edition.last) == (first, last)


@pytest.mark.parametrize("text", ["2024q5", "24q1", "v323", "", "1200q1"])
def test_another_name_is_no_quarter(text: str) -> None:
    with pytest.raises(TableError, match="expected a quarter such as 2026q4"):
        quarter(text)


def test_the_weakest_status_wins_and_notes_do_not_repeat() -> None:
    assert worst("applied", "assumed") == "assumed"
    assert worst("assumed", "stale", "applied") == "stale"
    assert worst("stale", "no_data") == "no_data"
    assert joined("a", "", "b", "a") == "a; b"


HEAD = "kind,edition,file,effective_from,effective_to,complete,source\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("kind,edition\n", "line 1: found 'kind,edition'", id="header"),
        pytest.param(HEAD, "line 2: found no rows", id="empty"),
        pytest.param(HEAD + "ptp,a,a.csv,2024-7-1,,yes,x\n", "line 2: found the period", id="date"),
        pytest.param(
            HEAD + "ptp,a,a.csv,2024-07-01,2024-06-30,yes,x\n", "line 2: found the period", id="order"
        ),
        pytest.param(
            HEAD + "ptp,a,a.csv,2024-07-01,,maybe,x\n", "line 2: found complete 'maybe'", id="complete"
        ),
        pytest.param(HEAD + "ptp,a,a.csv\n", "line 2: found 3 fields; expected 7 fields", id="fields"),
    ],
)
def test_a_damaged_list_of_editions_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "editions.csv"
    path.write_text(text)
    with pytest.raises(TableError) as caught:
        load_editions(path)
    assert message in str(caught.value)
