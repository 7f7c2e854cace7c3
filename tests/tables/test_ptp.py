"""Procedure-to-procedure edits: the shipped slice, and the same questions to a database of the full table."""

import gzip
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.tables import SqlitePtpTable, TableError, Tables, import_full

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "payers/tables/ncci_ptp/2024q3.csv"
FULL = ROOT.parent / "shared/reference/ncci_ptp_practitioner_2024q3.csv.gz"
IN_QUARTER, LATER = date(2024, 8, 1), date(2026, 11, 23)
HEAD = "column1,column2,indicator,deletion_date\n"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tables]:
    """The shipped rows, imported as if they were a whole published table."""
    path = tmp_path_factory.mktemp("ptp") / "table.sqlite"
    assert import_full(SHIPPED, path, "2024q3") == SHIPPED.read_bytes().count(b"\n") - 1
    tables = Tables.default().with_ptp(path)
    yield tables
    assert isinstance(tables.ptp, SqlitePtpTable)
    tables.ptp.close()


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        pytest.param({"11104", "17000"}, [("11104", "17000", 1)], id="indicator-1"),
        pytest.param({"11102", "17000"}, [("11102", "17000", 1)], id="deleted-and-reinstated"),
        pytest.param({"17004", "17000"}, [("17004", "17000", 0)], id="indicator-0"),
        pytest.param({"12001", "12011"}, [("12011", "12001", 1)], id="flipped-direction"),
        pytest.param({"11042", "17000"}, [("11042", "17000", 1)], id="flipped-in-2019"),
        pytest.param({"10061", "11642"}, [("11642", "10061", 1)], id="indicator-9-ignored"),
        pytest.param({"17000", "99213"}, [("17000", "99213", 1)], id="established-visit"),
        pytest.param({"17000", "99203"}, [], id="new-visit-has-no-edit"),
        pytest.param({"17000"}, [], id="one-code"),
        pytest.param(set(), [], id="no-codes"),
        pytest.param(
            {"17004", "17000", "17003"}, [("17004", "17000", 0), ("17004", "17003", 0)], id="three-codes"
        ),
    ],
)
def test_active_edits(codes: set[str], found: list[tuple[str, str, int]], database: Tables) -> None:
    for tables in (Tables.default(), database):
        for dos in (IN_QUARTER, LATER):
            pairs = tables.ptp.pairs(codes, dos)
            assert [(pair.column1, pair.column2, pair.indicator) for pair in pairs] == found
            assert {pair.edition for pair in pairs} <= {"2024 Q3"}


def test_before_the_edition_nothing_is_said(database: Tables) -> None:
    for tables in (Tables.default(), database):
        before = date(2024, 6, 30)
        assert tables.ptp.pairs({"17004", "17000"}, before) == []
        assert tables.ptp.history("17004", "17000", before) == []
        assert tables.ptp.unknown({"17004", "17000"}, before) == ("17000", "17004")
        assert tables.ptp.used(before).status == "no_data"


def test_history_shows_why_an_edit_does_not_apply(database: Tables) -> None:
    for tables in (Tables.default(), database):
        rows = tables.ptp.history("12001", "12011", LATER)
        assert [(row.indicator, row.deletion) for row in rows] == [(1, "2019-12-31")]
        assert [row.indicator for row in tables.ptp.history("10061", "11642", LATER)] == [9]
        assert len(tables.ptp.history("11102", "17000", LATER)) == 2


def test_codes_of_which_the_table_can_say_nothing(database: Tables) -> None:
    asked = {"17000", "15011", "G2211", "J3301"}
    assert Tables.default().ptp.unknown(asked, LATER) == ("15011", "G2211")
    assert database.ptp.unknown(asked, LATER) == ("15011", "G2211", "J3301")


def test_confirmed_edits_and_their_own_dates() -> None:
    def confirmed(*codes: str, dos: date = LATER) -> list[tuple[str, bool]]:
        return [(pair.column1, pair.confirmed) for pair in Tables.default().ptp.pairs(codes, dos)]

    assert confirmed("17004", "17000") == [("17004", True)]
    assert confirmed("12001", "12011", dos=IN_QUARTER) == [("12011", True)]
    assert confirmed("11104", "17000") == [("11104", False)]


def test_no_shipped_edit_differs_from_the_confirmed_ones() -> None:
    tables = Tables.default()
    pairs = tables.ptp.pairs(tables.universe, LATER)
    assert len(pairs) == 19301
    assert not [pair for pair in pairs if pair.difference]
    # Of the 153 rows active in 2026 Q4, one names a code outside the universe.
    assert sum(pair.confirmed for pair in pairs) == 152
    assert pairs == sorted(pairs)
    assert not {(p.column1, p.column2) for p in pairs} & {(p.column2, p.column1) for p in pairs}


def test_the_database_gives_the_same_pairs(database: Tables) -> None:
    universe = Tables.default().universe
    assert database.ptp.pairs(universe, LATER) == Tables.default().ptp.pairs(universe, LATER)


WHOLE = Tables.default().ptp.pairs(Tables.default().universe, LATER)


@given(codes=st.sets(st.sampled_from(sorted(Tables.default().universe)), max_size=12))
def test_a_slice_is_the_part_of_the_whole(codes: set[str]) -> None:
    assert Tables.default().ptp.pairs(codes, LATER) == [p for p in WHOLE if {p.column1, p.column2} <= codes]


OWN = """column1,column2,indicator,deletion_date,effective_date
11102,11104,1,2026-11-10,2026-10-05
11102,17000,0,,2026-10-05
11102,17003,9,,2026-10-05
11102,17004,9,2026-10-05,2026-10-05
"""


@pytest.mark.parametrize("form", ["csv", "sqlite"])
@pytest.mark.parametrize(
    ("dos", "column2"),
    [
        pytest.param(date(2026, 10, 4), [], id="day-before-effective"),
        pytest.param(date(2026, 10, 5), ["11104", "17000"], id="effective-date"),
        pytest.param(date(2026, 11, 10), ["11104", "17000"], id="deletion-date-is-active"),
        pytest.param(date(2026, 11, 11), ["17000"], id="day-after-deletion"),
        pytest.param(date(2027, 1, 1), ["17000"], id="after-the-quarter"),
        pytest.param(date(2026, 9, 30), [], id="before-the-quarter"),
    ],
)
def test_first_and_last_day_of_an_edit(tmp_path: Path, form: str, dos: date, column2: list[str]) -> None:
    path = tmp_path / "2026q4.csv"
    path.write_text(OWN)
    if form == "sqlite":
        import_full(path, tmp_path / "own.sqlite", "2026q4")
        path = tmp_path / "own.sqlite"
    ptp = Tables.default().with_ptp(path).ptp
    assert [pair.column2 for pair in ptp.pairs({"11102", "11104", "17000", "17003", "17004"}, dos)] == column2
    expected = "no_data" if dos < date(2026, 10, 1) else "applied" if dos.year == 2026 else "stale"
    assert ptp.used(dos).status == expected
    assert [entry.kind for entry in ptp.ledger(dos)] == ["ptp", "ptp_confirmed"]


def test_a_difference_from_the_confirmed_edition_is_said(tmp_path: Path) -> None:
    path = tmp_path / "2024q3.csv"
    path.write_text(HEAD + "17004,17000,1,\n")
    (pair,) = Tables.default().with_ptp(path).ptp.pairs({"17004", "17000"}, LATER)
    assert (pair.indicator, pair.confirmed, pair.difference) == (1, False, "2026 Q4 lists indicator 0")


def test_edition_of_an_own_file_by_name_or_by_word(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(HEAD + "17004,17000,0,\n")
    with pytest.raises(TableError, match=r"own\.csv: found edition 'own'; expected a quarter"):
        Tables.default().with_ptp(path)
    assert Tables.default().with_ptp(path, "2026q3").ptp.used(date(2026, 8, 1)).edition == "2026 Q3"
    assert Tables.default().with_ptp(path, "2026q3").ptp.unknown({"17000", "17003"}, LATER) == ("17003",)


@pytest.mark.parametrize(
    ("rows", "line", "message"),
    [
        pytest.param("17004,17000,2,\n", 2, "indicator '2'", id="indicator"),
        pytest.param("17004,17000,1,\n17004,17003,1,20191231\n", 3, "'20191231'", id="date"),
        pytest.param("17004,17000,1,\n17004,1700,1,\n", 3, "'1700'", id="code"),
        pytest.param("17004,17000,1\n", 2, "3 fields", id="fields"),
        pytest.param("", 2, "no rows", id="empty"),
    ],
)
@pytest.mark.parametrize("form", ["csv", "import"])
def test_a_bad_row_is_named(tmp_path: Path, form: str, rows: str, line: int, message: str) -> None:
    path, target = tmp_path / "2026q4.csv", tmp_path / "own.sqlite"
    path.write_text(HEAD + rows)
    read = (
        (lambda: Tables.default().with_ptp(path))
        if form == "csv"
        else (lambda: import_full(path, target, "2026q4"))
    )
    with pytest.raises(TableError) as caught:
        read()
    assert (caught.value.file, caught.value.line) == ("2026q4.csv", line)
    assert message in caught.value.found
    assert caught.value.expected
    assert [item.name for item in tmp_path.iterdir()] == ["2026q4.csv"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"a,b\n1,2\n", "line 1: found 'a,b'; expected the columns column1", id="header"),
        pytest.param(b"", "line 1: found ''", id="empty"),
        pytest.param(
            gzip.compress(HEAD.encode() + b"17004,17000,0,\n" * 9)[:-12], "damaged gzip", id="cut-gzip"
        ),
        pytest.param(HEAD.encode() + b"17004,17000,\xff,\n", "not UTF-8", id="bytes"),
        pytest.param(
            HEAD.encode() + b"17004,17000,0,\n17004,17000,1,\n",
            "two indicators in force for 17004/17000",
            id="both",
        ),
    ],
)
def test_a_bad_file_leaves_the_old_database(tmp_path: Path, content: bytes, message: str) -> None:
    path, target = tmp_path / "full.csv.gz", tmp_path / "own.sqlite"
    target.write_bytes(b"old")
    path.write_bytes(content)
    with pytest.raises(TableError) as caught:
        import_full(path, target, "2026q4")
    assert message in str(caught.value)
    assert target.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 2


def test_missing_and_foreign_files(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="no such file"):
        import_full(tmp_path / "absent.csv", tmp_path / "own.sqlite", "2026q4")
    with pytest.raises(TableError, match="no such file"):
        Tables.default().with_ptp(tmp_path / "absent.sqlite")
    with pytest.raises(TableError, match="writable path"):
        import_full(SHIPPED, tmp_path / "absent" / "own.sqlite", "2026q4")
    with pytest.raises(TableError, match="a quarter such as"):
        import_full(SHIPPED, tmp_path / "own.sqlite", "now")
    (tmp_path / "broken.sqlite").write_bytes(b"SQLite format 3\0" + b"x" * 200)
    with pytest.raises(TableError, match="made by import_full"):
        Tables.default().with_ptp(tmp_path / "broken.sqlite")


@pytest.mark.slow
@pytest.mark.skipif(not FULL.is_file(), reason="needs the full published table")
def test_the_shipped_slice_agrees_with_the_full_table(tmp_path: Path) -> None:
    assert import_full(FULL, tmp_path / "full.sqlite", "2024q3") == 2546017
    full = Tables.default().with_ptp(tmp_path / "full.sqlite")
    universe = Tables.default().universe
    for dos in (IN_QUARTER, date(2024, 9, 30) + timedelta(days=1), LATER):
        assert full.ptp.pairs(universe, dos) == Tables.default().ptp.pairs(universe, dos)
