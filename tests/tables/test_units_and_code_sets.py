"""Unit limits, add-on rules, places of service, diagnoses."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from engine.tables import TableError, Tables
from engine.tables.addon import AddOnFile
from engine.tables.editions import quarter
from engine.tables.fee_files import ComponentFile, TotalsFile, load_factors
from engine.tables.gpci import GpciFile
from engine.tables.icd10 import IcdFile
from engine.tables.mue import MueFile
from engine.tables.place_of_service import PlaceOfServiceTable

Q3, AFTER = date(2024, 8, 1), date(2026, 11, 23)
TABLES = Tables.default()


@pytest.mark.parametrize(
    ("hcpcs", "dos", "units", "mai", "edition"),
    [
        pytest.param("17003", Q3, 13, 2, "2024 Q3", id="17003"),
        pytest.param("17003", AFTER, 13, 2, "2024 Q3", id="17003-not-in-the-partial-edition"),
        pytest.param("11201", Q3, 1, 3, "2024 Q3", id="11201"),
        pytest.param("11201", AFTER, 1, 3, "2026 Q2 (MAI 3 only)", id="11201-listed-again"),
        pytest.param("88346", date(2026, 3, 31), 2, 3, "2024 Q3", id="88346-day-before"),
        pytest.param("88346", date(2026, 4, 1), 3, 3, "2026 Q2 (MAI 3 only)", id="88346-raised"),
        pytest.param("J0585", AFTER, 800, 3, "2026 Q2 (MAI 3 only)", id="J0585-raised"),
    ],
)
def test_unit_limits(hcpcs: str, dos: date, units: int, mai: int, edition: str) -> None:
    limit = TABLES.mue.limit(hcpcs, dos)
    assert limit is not None
    assert (limit.units, limit.mai, limit.edition) == (units, mai, edition)


def test_status_of_a_limit_is_that_of_its_edition() -> None:
    limits = [TABLES.mue.limit("11201", dos) for dos in (Q3, date(2025, 1, 1), date(2026, 5, 1), AFTER)]
    assert [limit and limit.status for limit in limits] == ["applied", "stale", "applied", "stale"]


def test_no_limit_known() -> None:
    assert TABLES.mue.limit("J7345", Q3) is None
    assert TABLES.mue.limit("17003", date(2024, 6, 30)) is None
    assert TABLES.mue.limit("00000", AFTER) is None


def test_the_partial_edition_is_in_the_ledger_from_its_first_day() -> None:
    assert len(TABLES.mue.ledger(date(2026, 3, 31))) == 1
    complete, partial = TABLES.mue.ledger(date(2026, 4, 1))
    assert (complete.status, partial.status) == ("stale", "applied")
    assert "absence means nothing" in partial.note


@pytest.mark.parametrize(
    ("addon", "primaries"),
    [
        ("17003", {"17000"}),
        ("11103", {"11102", "11104", "11106"}),
        ("11105", {"11104", "11106"}),
        ("11107", {"11106"}),
        ("17312", {"17311"}),
        ("17315", {"17311", "17312", "17313", "17314"}),
    ],
)
def test_add_ons_have_closed_lists(addon: str, primaries: set[str]) -> None:
    rule = TABLES.add_on.rule(addon, AFTER)
    assert rule is not None
    assert (rule.type, rule.primaries, rule.edition, rule.status) == (1, primaries, "2024 Q3", "stale")


def test_what_is_no_listed_add_on() -> None:
    assert TABLES.add_on.rule("11901", AFTER) is None
    assert TABLES.add_on.rule("G2211", AFTER) is None
    assert TABLES.add_on.rule("17003", date(2024, 6, 30)) is None


def test_a_type_2_add_on_names_no_primary(tmp_path: Path) -> None:
    path = tmp_path / "2024q3.csv"
    path.write_text("addon,type,primary\n0054T,2,\n")
    assert AddOnFile(quarter("2024q3"), path).rules == {"0054T": (2, frozenset())}


@pytest.mark.parametrize(
    ("pos", "rate"),
    [("11", "nonfacility"), ("22", "facility"), ("02", "facility"), ("10", "nonfacility"), ("00", None)],
)
def test_places(pos: str, rate: str | None) -> None:
    assert TABLES.place_of_service.rate(pos, AFTER) == rate
    assert TABLES.place_of_service.rate(pos, date(2024, 6, 30)) is None


@pytest.mark.parametrize(
    ("code", "printed", "billable"),
    [("L57.0", "L57.0", True), ("l570", "L57.0", True), ("C44", "C44", False), ("C44.319", "C44.319", True)],
)
def test_diagnoses(code: str, printed: str, billable: bool) -> None:
    found = TABLES.icd10.diagnosis(code, AFTER)
    assert found is not None
    assert (found.code, found.billable, found.status) == (printed, billable, "stale")
    assert found.description


def test_an_unknown_diagnosis() -> None:
    assert TABLES.icd10.diagnosis("L57.99", AFTER) is None
    assert TABLES.icd10.diagnosis("L57.0", date(2025, 3, 31)) is None


COMPONENTS = (Path(__file__).resolve().parents[2] / "payers/tables/mpfs/2025.csv").read_text().splitlines()[0]


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        pytest.param("mue", "hcpcs,units,mai\n17003,x,2\n", "units 'x'", id="mue-units"),
        pytest.param("mue", "hcpcs,units,mai\n17003,1,4\n", "mai '4'", id="mue-mai"),
        pytest.param("mue", "hcpcs,units,mai\n1700,1,2\n", "hcpcs '1700'", id="mue-code"),
        pytest.param("addon", "addon,type,primary\n17003,7,17000\n", "type '7'", id="addon-type"),
        pytest.param("addon", "addon,type,primary\n17003,1,1700\n", "primary '1700'", id="addon-primary"),
        pytest.param("pos", "pos,rate\n11,cheap\n", "rate 'cheap'", id="pos-rate"),
        pytest.param("pos", "pos,rate\n1,facility\n", "pos '1'", id="pos-code"),
        pytest.param("icd", "code,billable,description\nL57.0,yes,x\n", "billable 'yes'", id="icd-billable"),
        pytest.param("icd", "code,billable,description\nL5,1,x\n", "code 'L5'", id="icd-code"),
        pytest.param(
            "totals", "hcpcs,nonfac_total_rvu,fac_total_rvu\n17000,-1,2\n", "'-1'", id="totals-negative"
        ),
        pytest.param(
            "totals", "hcpcs,nonfac_total_rvu,fac_total_rvu\n17000,NaN,2\n", "'NaN'", id="totals-nan"
        ),
        pytest.param(
            "gpci",
            "mac,state,locality,locality_name,work_gpci,pe_gpci,mp_gpci\n1,AL,00,A,one,1,1\n",
            "'one'",
            id="gpci-number",
        ),
        pytest.param("components", f"{COMPONENTS}\n1700{',' * 18}\n", "hcpcs '1700'", id="components-code"),
        pytest.param("components", f"{COMPONENTS}\n17000,,A,x{',0' * 15}\n", "'x'", id="components-number"),
        pytest.param("factors", "edition,conversion_factor,applies_to,source\na,b,c,d\n", "'b'", id="factor"),
        pytest.param(
            "factors", "edition,conversion_factor,applies_to,source\na,1,c,d\n", "'wanted'", id="no-factor"
        ),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, kind: str, text: str, found: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text)
    edition = quarter("2024q3", file="table.csv")
    read: dict[str, Callable[[], object]] = {
        "mue": lambda: MueFile(edition, path).limits,
        "addon": lambda: AddOnFile(edition, path).rules,
        "pos": lambda: PlaceOfServiceTable(edition, path).rate("11", Q3),
        "icd": lambda: IcdFile(edition, path).codes,
        "totals": lambda: TotalsFile(edition, path).lists("17000"),
        "gpci": lambda: GpciFile(edition, path).localities,
        "components": lambda: ComponentFile(edition, path).row("17000", ""),
        "factors": lambda: load_factors(path, "table.csv", ["wanted"]),
    }
    with pytest.raises(TableError) as caught:
        read[kind]()
    assert caught.value.file == "table.csv"
    assert found in caught.value.found
    assert caught.value.line in (2, None)


def test_a_blank_total_is_not_priced(tmp_path: Path) -> None:
    path = tmp_path / "totals.csv"
    path.write_text("hcpcs,nonfac_total_rvu,fac_total_rvu\n17000,,1.00\n")
    totals = TotalsFile(quarter("2026q4"), path)
    assert totals.lists("17000")
    assert totals.total("17000", facility=False) is None
    assert totals.total("17000", facility=True) == 1


@pytest.mark.parametrize(
    ("code", "day", "standing"),
    [
        ("L57.0", date(2026, 10, 15), "in force"),
        ("l570", date(2026, 10, 15), "in force"),
        ("L57.77", date(2026, 10, 15), "no code"),
        ("L57", date(2026, 10, 15), "heading"),
        ("L66.1", date(2024, 9, 30), "in force"),
        ("L66.1", date(2024, 10, 1), "heading"),
        ("L49.0", date(2019, 9, 30), "in force"),
        ("L02.237", date(2026, 9, 30), "to come"),
        ("L02.237", date(2026, 10, 1), "in force"),
        ("Z99.9", date(2026, 10, 15), ""),
        ("L57.77", date(2019, 6, 30), ""),
        ("L57.77", date(2027, 4, 1), ""),
    ],
)
def test_how_a_diagnosis_stands_on_a_day(code: str, day: date, standing: str) -> None:
    assert TABLES.icd10.standing(code, day) == standing
