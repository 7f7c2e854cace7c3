"""The shipped files are what SOURCE.md says, can be rebuilt to the byte, and fail in words when they are missing."""

import csv
import hashlib
import pickle
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from engine.tables import TableError, Tables

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "payers/tables"
SHARED = ROOT.parent / "shared"
FILES = sorted(path.relative_to(DATA).as_posix() for path in DATA.rglob("*.csv"))
DOS = date(2026, 11, 23)


def listed() -> dict[str, tuple[int, str]]:
    rows = re.findall(
        r"^\| (\S+\.csv) \| (\d+) \| ([0-9a-f]{64}) \|$", (DATA / "SOURCE.md").read_text(), re.M
    )
    return {name: (int(count), digest) for name, count, digest in rows}


def test_source_page_lists_every_file_with_its_origin() -> None:
    assert sorted(listed()) == FILES
    page = (DATA / "SOURCE.md").read_text()
    origins = set(re.findall(r"^\| (\S+\.csv) \| \D", page, re.M))
    assert sorted(origins) == FILES


@pytest.mark.parametrize("name", FILES)
def test_rows_and_digest_have_not_drifted(name: str) -> None:
    data = (DATA / name).read_bytes()
    assert (data.count(b"\n") - 1, hashlib.sha256(data).hexdigest()) == listed()[name]


@pytest.mark.parametrize("name", FILES)
def test_plain_sorted_text(name: str) -> None:
    data = (DATA / name).read_bytes()
    assert data.endswith(b"\n")
    assert b"\r" not in data
    rows = list(csv.reader(data.decode("utf-8").splitlines()))[1:]
    assert rows == sorted(rows)
    assert len({tuple(row) for row in rows}) == len(rows)
    assert len(data) < 400_000


def test_every_edition_names_a_file_and_every_file_an_edition() -> None:
    named = {edition.file for edition in Tables.default().editions}
    assert named == set(FILES) - {"editions.csv", "universe.csv"}


@pytest.mark.skipif(not (SHARED / "reference").is_dir(), reason="needs the public CMS files")
def test_a_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    shutil.copy(DATA / "SOURCE.md", tmp_path)
    vignettes = SHARED / "vignettes/vignettes_public.jsonl"
    command = [sys.executable, "-m", "payers.tables.build", "--reference", str(SHARED / "reference")]
    command += ["--domain", str(SHARED / "domain"), "--vignettes", str(vignettes), "--out", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True)
    for name in [*FILES, "SOURCE.md"]:
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes(), name


QUESTIONS: dict[str, Callable[[Tables], object]] = {
    "icd10cm/2025april.csv": lambda tables: tables.icd10.diagnosis("L57.0", DOS),
    "icd10cm/days.csv": lambda tables: tables.icd10.standing("L57.0", DOS),
    "mpfs/2025.csv": lambda tables: tables.fees.row("17000", DOS),
    "mpfs/2025_gpci.csv": lambda tables: tables.gpci.localities(date(2025, 1, 1)),
    "mpfs/2026oct_totals.csv": lambda tables: tables.fees.national_amount("17000", DOS, False),
    "mpfs/conversion_factors.csv": lambda tables: tables.fees,
    "ncci_addon/2024q3.csv": lambda tables: tables.add_on.rule("17003", DOS),
    "ncci_mue/2024q3.csv": lambda tables: tables.mue.limit("17003", DOS),
    "ncci_mue/2026q2_mai3.csv": lambda tables: tables.mue.limit("17003", DOS),
    "ncci_ptp/2024q3.csv": lambda tables: tables.ptp.pairs(["17000", "17004"], DOS),
    "ncci_ptp/2026q4_confirmed.csv": lambda tables: tables.ptp.pairs(["17000", "17004"], DOS),
    "place_of_service.csv": lambda tables: tables.place_of_service.rate("11", DOS),
    "universe.csv": lambda tables: tables.universe,
    "editions.csv": lambda tables: tables.editions,
}


@pytest.mark.parametrize("damage", ["missing", "header", "bytes", "empty"])
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_named_with_what_was_expected(tmp_path: Path, name: str, damage: str) -> None:
    shutil.copytree(DATA, tmp_path / "tables")
    path = tmp_path / "tables" / name
    match damage:
        case "missing":
            path.unlink()
        case "header":
            path.write_text("a,b,c\n1,2,3\n")
        case "bytes":
            path.write_bytes(b"\xff\xfe" + path.read_bytes())
        case _:
            path.write_bytes(b"")
    with pytest.raises(TableError) as caught:
        QUESTIONS[name](Tables(tmp_path / "tables"))
    assert caught.value.file == name
    assert caught.value.expected
    assert str(caught.value).startswith(name)


def test_an_error_survives_a_process_border() -> None:
    error = TableError("a.csv", 3, "x", "y")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.line) == ("a.csv, line 3: found x; expected y", 3)


def test_a_kind_without_an_edition_is_an_error(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "tables")
    path = tmp_path / "tables/editions.csv"
    path.write_text(
        "".join(line for line in path.read_text().splitlines(True) if not line.startswith("gpci,"))
    )
    with pytest.raises(TableError, match="no edition of kind 'gpci'"):
        _ = Tables(tmp_path / "tables").gpci


def test_the_default_is_shared() -> None:
    assert Tables.default() is Tables.default()
