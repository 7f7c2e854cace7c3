"""Fee schedule: amounts to the cent, editions never mixed silently, localities by hand."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest

from engine.tables import Amount, Tables

OCTOBER, SUMMER, YEAR_2025 = date(2026, 11, 23), date(2026, 7, 1), date(2025, 6, 2)
RVU25, RVU26 = "CY 2025 (RVU25D)", "October 2026 national totals (RVU26D)"
FEES = Tables.default().fees


def cents(amount: Amount | None) -> Decimal:
    assert amount is not None
    return amount.dollars.quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("hcpcs", "dollars"),
    [
        ("11102", "95.53"),
        ("11104", "121.25"),
        ("11200", "92.19"),
        ("12032", "299.94"),
        ("13132", "462.27"),
        ("17000", "66.47"),
        ("17003", "6.35"),
        ("17004", "162.33"),
        ("17110", "111.22"),
        ("17111", "129.93"),
        ("99204", "177.36"),
        ("99214", "135.61"),
        ("G2211", "17.37"),
    ],
)
def test_october_2026_to_the_cent(hcpcs: str, dollars: str) -> None:
    amount = FEES.national_amount(hcpcs, OCTOBER, facility=False)
    assert cents(amount) == Decimal(dollars)
    assert amount is not None
    assert (amount.edition, amount.status) == (RVU26, "applied")
    assert amount.dollars == amount.rvu * Decimal("33.4009")


@pytest.mark.parametrize(
    ("dos", "edition", "status", "dollars"),
    [
        pytest.param(date(2025, 1, 1), RVU25, "applied", "66.31", id="2025-first"),
        pytest.param(date(2025, 12, 31), RVU25, "applied", "66.31", id="2025-last"),
        pytest.param(date(2026, 1, 1), RVU25, "stale", "66.31", id="2026-first"),
        pytest.param(date(2026, 9, 30), RVU25, "stale", "66.31", id="2026-september"),
        pytest.param(date(2026, 10, 1), RVU26, "applied", "66.47", id="2026-october"),
        pytest.param(date(2026, 12, 31), RVU26, "applied", "66.47", id="2026-last"),
        pytest.param(date(2027, 1, 1), RVU26, "stale", "66.47", id="2027"),
    ],
)
def test_edition_by_date(dos: date, edition: str, status: str, dollars: str) -> None:
    amount = FEES.national_amount("17000", dos, facility=False)
    assert cents(amount) == Decimal(dollars)
    assert amount is not None
    assert (amount.edition, amount.status) == (edition, status)
    assert bool(amount.note) == (status == "stale")


def test_before_every_edition_there_is_no_price() -> None:
    assert FEES.national_amount("17000", date(2024, 12, 31), facility=False) is None
    assert FEES.row("17000", date(2024, 12, 31)) is None


@pytest.mark.parametrize(
    ("locality", "hcpcs", "facility", "rvu"),
    [
        # Alabama 1.000, 0.869, 0.575
        pytest.param(
            ("10112", "00"), "11102", False, "0.66 * 1.000 + 2.24 * 0.869 + 0.06 * 0.575", id="alabama-biopsy"
        ),
        # Alaska 1.500, 1.081, 0.592
        pytest.param(
            ("02102", "01"), "99214", True, "1.92 * 1.500 + 0.83 * 1.081 + 0.15 * 0.592", id="alaska-visit"
        ),
        # Manhattan 1.065, 1.166, 1.656
        pytest.param(
            ("13202", "01"), "17000", False, "0.61 * 1.065 + 1.39 * 1.166 + 0.05 * 1.656", id="manhattan-ak"
        ),
    ],
)
def test_a_locality_in_2025_recomputed(
    locality: tuple[str, str], hcpcs: str, facility: bool, rvu: str
) -> None:
    weighted = Decimal(0)
    for part in rvu.split(" + "):
        left, right = part.split(" * ")
        weighted += Decimal(left) * Decimal(right)
    amount = FEES.amount(hcpcs, YEAR_2025, facility, locality=locality)
    assert amount == Amount(weighted * Decimal("32.3465"), RVU25, "applied", "", weighted, Decimal("32.3465"))


def test_alabama_to_the_cent() -> None:
    assert cents(FEES.amount("11102", YEAR_2025, False, locality=("10112", "00"))) == Decimal("85.43")
    assert cents(FEES.amount("11102", YEAR_2025, False)) == Decimal("95.75")


@pytest.mark.parametrize(
    ("dos", "locality", "status", "note"),
    [
        pytest.param(
            YEAR_2025, ("10112", "99"), "assumed", "locality 10112/99 is not", id="unknown-locality"
        ),
        pytest.param(OCTOBER, ("10112", "00"), "assumed", "no GPCI edition covers 2026-11-23", id="2026"),
        pytest.param(SUMMER, ("10112", "00"), "stale", "no GPCI edition covers 2026-07-01", id="stale-year"),
    ],
)
def test_without_an_index_the_amount_is_national_and_says_so(
    dos: date, locality: tuple[str, str], status: str, note: str
) -> None:
    amount = FEES.amount("17000", dos, False, locality=locality)
    national = FEES.national_amount("17000", dos, False)
    assert amount is not None
    assert national is not None
    assert amount.dollars == national.dollars
    assert amount.status == status
    assert note in amount.note


@pytest.mark.parametrize("hcpcs", ["54050", "69100", "99243", "88314"])
def test_a_code_without_2026_totals_is_priced_wholly_from_2025(hcpcs: str) -> None:
    amount = FEES.national_amount(hcpcs, OCTOBER, facility=False)
    before = FEES.national_amount(hcpcs, YEAR_2025, facility=False)
    assert amount is not None
    assert before is not None
    assert (amount.dollars, amount.edition, amount.status) == (before.dollars, RVU25, "stale")
    assert f"does not list {hcpcs}" in amount.note


def test_modifier_rows_exist_in_2025_alone() -> None:
    parts = [FEES.national_amount("88305", YEAR_2025, False, modifier) for modifier in ("26", "TC")]
    assert [part.rvu for part in parts if part] == [Decimal("1.08"), Decimal("1.07")]
    professional = FEES.national_amount("88305", OCTOBER, False, "26")
    assert professional is not None
    assert (professional.edition, professional.status) == (RVU25, "stale")
    assert professional.note.endswith("does not list 88305-26")
    assert FEES.national_amount("17000", YEAR_2025, False, "26") is None


@pytest.mark.parametrize("hcpcs", ["J3301", "J7308", "17380", "00000"])
def test_no_price_where_the_schedule_has_none(hcpcs: str) -> None:
    for dos in (YEAR_2025, SUMMER, OCTOBER):
        assert FEES.national_amount(hcpcs, dos, False) is None


def test_facility_and_marks() -> None:
    office, hospital = (FEES.national_amount("12032", OCTOBER, facility) for facility in (False, True))
    assert cents(office) > cents(hospital)
    marked = FEES.national_amount("12018", YEAR_2025, facility=False)
    assert marked is not None
    assert "NA for the non-facility setting" in marked.note
    consult = FEES.national_amount("99243", YEAR_2025, facility=False)
    assert consult is not None
    assert "status I" in consult.note


def test_indicators() -> None:
    row = FEES.row("17000", YEAR_2025)
    assert row is not None
    assert (row.status_code, row.payable) == ("A", True)
    assert (row.global_days, row.mult_proc, row.bilateral, row.pctc) == ("010", "2", "0", "0")
    assert row.pre_op + row.intra_op + row.post_op == 1
    assert (row.edition, row.status, row.stale, row.note) == (RVU25, "applied", False, "")
    consult = FEES.row("99243", YEAR_2025)
    assert consult is not None
    assert not consult.payable


def test_indicators_of_2026_are_carried_and_say_so() -> None:
    for dos in (SUMMER, OCTOBER, date(2027, 1, 1)):
        row = FEES.row("17000", dos)
        assert row is not None
        assert (row.edition, row.stale) == (RVU25, True)
        assert "carried from" in row.note


@pytest.mark.parametrize(
    ("hcpcs", "days"),
    [
        ("11102", "000"),
        ("17000", "010"),
        ("14040", "090"),
        ("17003", "ZZZ"),
        ("99213", "XXX"),
        ("17311", "000"),
    ],
)
def test_global_days(hcpcs: str, days: str) -> None:
    row = FEES.row(hcpcs, YEAR_2025)
    assert row is not None
    assert row.global_days == days


def test_parts_add_up_to_the_printed_totals() -> None:
    one = Tables.default().gpci.locality("10112", "00", YEAR_2025)
    assert one is not None
    assert one.work == 1
    for hcpcs in Tables.default().universe:
        for facility in (False, True):
            amount = FEES.national_amount(hcpcs, YEAR_2025, facility)
            if amount is not None:
                assert amount.dollars > 0
                assert amount.conversion_factor == Decimal("32.3465")
                local = FEES.amount(hcpcs, YEAR_2025, facility, locality=("10112", "00"))
                assert local is not None
                assert local.rvu <= amount.rvu


def test_localities_of_the_year() -> None:
    gpci = Tables.default().gpci
    assert len(gpci.localities(YEAR_2025)) == 109
    assert gpci.localities(OCTOBER) == {}
    assert gpci.locality("10112", "00", OCTOBER) is None
