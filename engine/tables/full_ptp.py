"""The whole published PTP table, 2.5 million rows, as a SQLite file that opens in milliseconds.

`import_full` builds it once from a CSV (plain or .gz) with the columns column1, column2, deletion_date and indicator or
modifier_indicator, optionally effective_date; further columns are ignored. `SqlitePtpTable` answers as `PtpTable` does.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import sqlite3
import zlib
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from engine.tables.editions import Edition, Used, quarter
from engine.tables.ptp import PtpFile, PtpPair, PtpRow, compared, confirmation
from engine.tables.source import TableError, is_hcpcs, is_iso_date

FORMAT = "claimwright-ptp-1"
_CHUNK = 400
_SCHEMA = """
CREATE TABLE meta (format TEXT NOT NULL, edition TEXT NOT NULL, rows INTEGER NOT NULL);
CREATE TABLE code (hcpcs TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE pair (column1 TEXT NOT NULL, column2 TEXT NOT NULL, indicator INTEGER NOT NULL, effective TEXT NOT NULL,
  deletion TEXT NOT NULL, PRIMARY KEY (column1, column2, indicator, deletion, effective)) WITHOUT ROWID;
"""

_CONFLICT = """
SELECT column1, column2 FROM pair WHERE deletion = '' AND indicator <> 9
GROUP BY column1, column2 HAVING min(indicator) < max(indicator) LIMIT 1
"""

Stored = tuple[str, str, int, str, str]


class _Reader:
    """Checked rows of a CSV file; `line` is the line last read, `codes` every code seen."""

    def __init__(self, path: Path) -> None:
        self.path, self.line, self.codes = path, 0, set[str]()

    def __iter__(self) -> Iterator[Stored]:
        name = self.path.name
        try:
            with self.path.open("rb") as raw:
                zipped = raw.read(2) == b"\x1f\x8b"
                raw.seek(0)
                with gzip.open(raw) if zipped else raw as unpacked:
                    text = io.TextIOWrapper(unpacked, encoding="utf-8-sig", newline="")
                    yield from self._rows(name, csv.reader(text))
        except FileNotFoundError:
            raise TableError(
                str(self.path), None, "no such file", "the PTP table as .csv or .csv.gz"
            ) from None
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise TableError(name, self.line, f"a damaged gzip file ({error})", "a whole .csv.gz") from None
        except UnicodeDecodeError:
            raise TableError(name, self.line + 1, "bytes that are not UTF-8", "UTF-8 text") from None
        except csv.Error as error:
            raise TableError(name, self.line + 1, f"a broken CSV row ({error})", "well-formed CSV") from None
        except OSError as error:
            raise TableError(
                str(self.path), None, error.strerror or "an unreadable file", "a readable table"
            ) from None

    def _rows(self, name: str, lines: Iterator[list[str]]) -> Iterator[Stored]:
        header = next(lines, [])
        self.line = 1
        flag = "indicator" if "indicator" in header else "modifier_indicator"
        wanted = ("column1", "column2", "deletion_date", flag)
        if any(column not in header for column in wanted):
            expected = "the columns column1, column2, deletion_date and indicator (or modifier_indicator)"
            raise TableError(name, 1, repr(",".join(header)[:120]), expected)
        at1, at2, at_deletion, at_flag = (header.index(column) for column in wanted)
        at_effective = header.index("effective_date") if "effective_date" in header else None
        width, numbers, codes, dates = len(header), {"0": 0, "1": 1, "9": 9}, self.codes, {""}
        for row in lines:
            self.line += 1
            if len(row) != width:
                raise TableError(name, self.line, f"{len(row)} fields", f"{width} fields")
            column1, column2, deletion = row[at1], row[at2], row[at_deletion]
            effective = "" if at_effective is None else row[at_effective]
            indicator = numbers.get(row[at_flag])
            if indicator is None:
                raise TableError(name, self.line, f"indicator {row[at_flag]!r}", "0, 1 or 9")
            for code in (column1, column2):
                if code not in codes:
                    if not is_hcpcs(code):
                        raise TableError(name, self.line, f"code {code!r}", "a five-character code")
                    codes.add(code)
            for day in (deletion, effective):
                if day not in dates:
                    if not is_iso_date(day):
                        raise TableError(name, self.line, f"date {day!r}", "a date as YYYY-MM-DD, or blank")
                    dates.add(day)
            yield column1, column2, indicator, effective, deletion


def import_full(source: str | Path, target: str | Path, edition: str) -> int:
    """Build the SQLite file from a published table and return its number of rows. `edition` is a quarter: `2026q4`.

    The target is replaced only when the whole source was good; otherwise a `TableError` tells the line.
    """
    source, target = Path(source), Path(target)
    name = quarter(edition, file=source.name).name
    draft = target.with_name(f"{target.name}.{os.getpid()}.partial")
    reader = _Reader(source)
    try:
        draft.unlink(missing_ok=True)
        base = sqlite3.connect(draft, isolation_level=None)
        try:
            base.executescript(
                "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;" + _SCHEMA
            )
            base.execute("BEGIN")
            base.executemany("INSERT OR IGNORE INTO pair VALUES (?, ?, ?, ?, ?)", reader)
            rows = reader.line - 1
            if rows < 1:
                raise TableError(source.name, 2, "no rows", "at least one row")
            for column1, column2 in base.execute(_CONFLICT):
                found = f"two indicators in force for {column1}/{column2}"
                raise TableError(source.name, None, found, "one indicator a pair")
            base.executemany("INSERT INTO code VALUES (?)", ((code,) for code in sorted(reader.codes)))
            base.execute("INSERT INTO meta VALUES (?, ?, ?)", (FORMAT, name, rows))
            base.execute("COMMIT")
        finally:
            base.close()
        draft.replace(target)
    except (sqlite3.Error, OSError) as error:
        found = f"a target that cannot be written ({error})"
        raise TableError(str(target), None, found, "a writable path") from None
    finally:
        if draft.exists():
            draft.unlink()
    return rows


class SqlitePtpTable:
    """A full PTP table in a file of `import_full`, opened read-only. `later` is the partial edition that confirms."""

    def __init__(self, path: str | Path, later: PtpFile | None = None) -> None:
        self._path, self._later = Path(path), later
        self._base: sqlite3.Connection | None = None
        self._owner = 0
        found = self._ask("SELECT format, edition, rows FROM meta")
        if len(found) != 1 or found[0][0] != FORMAT:
            raise TableError(
                self._path.name, None, "another kind of database", f"a file in the form {FORMAT}"
            )
        self.edition: Edition = quarter(str(found[0][1]), file=self._path.name)
        self.rows = int(str(found[0][2]))

    def _ask(self, question: str, values: Collection[str] = ()) -> list[tuple[object, ...]]:
        """Run one query on this process's own connection: a connection must not cross a fork."""
        try:
            if self._base is None or self._owner != os.getpid():
                if not self._path.is_file():
                    raise TableError(str(self._path), None, "no such file", "a PTP file made by import_full")
                address = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
                self._base = sqlite3.connect(address, uri=True, check_same_thread=False)
                self._owner = os.getpid()
            return self._base.execute(question, tuple(values)).fetchall()
        except sqlite3.Error as error:
            found = f"an unreadable database ({error})"
            raise TableError(self._path.name, None, found, "a PTP file made by import_full") from None

    def close(self) -> None:
        """Close the file; the next question opens it again."""
        if self._base is not None and self._owner == os.getpid():
            self._base.close()
        self._base = None

    def __del__(self) -> None:
        if getattr(self, "_base", None) is not None:
            self.close()

    def __reduce__(self) -> tuple[type[SqlitePtpTable], tuple[Path, PtpFile | None]]:
        return type(self), (self._path, self._later)

    def pairs(self, codes: Collection[str], dos: date) -> list[PtpPair]:
        """All edits active among the codes on the date, sorted; none when the date is before the edition."""
        if dos < self.edition.first:
            return []
        wanted, day = sorted(set(codes)), dos.isoformat()
        found: list[tuple[str, str, int]] = []
        for start in range(0, len(wanted), _CHUNK):
            some = wanted[start : start + _CHUNK]
            marks = ",".join("?" * len(some))
            question = (
                f"SELECT column1, column2, min(indicator) FROM pair WHERE column1 = ? AND column2 IN ({marks})"
                " AND indicator <> 9 AND effective <= ? AND (deletion = '' OR deletion >= ?)"
                " GROUP BY column1, column2"
            )
            for column1 in wanted:
                for row in self._ask(question, (column1, *some, day, day)):
                    found.append((str(row[0]), str(row[1]), int(str(row[2]))))
        return compared(sorted(found), self.edition.name, dos, self._later)

    def history(self, column1: str, column2: str, dos: date) -> list[PtpRow]:
        """Every printed row of a pair, deleted and never-effective ones too."""
        if dos < self.edition.first:
            return []
        question = "SELECT indicator, effective, deletion FROM pair WHERE column1 = ? AND column2 = ?"
        return [
            PtpRow(column1, column2, int(str(row[0])), str(row[1]), str(row[2]))
            for row in self._ask(question, (column1, column2))
        ]

    def unknown(self, codes: Collection[str], dos: date) -> tuple[str, ...]:
        """The codes that occur nowhere in the table: without edits, or newer than the edition."""
        wanted = sorted(set(codes))
        if dos < self.edition.first:
            return tuple(wanted)
        return tuple(code for code in wanted if not self._ask("SELECT 1 FROM code WHERE hcpcs = ?", (code,)))

    def used(self, dos: date) -> Used:
        """Ledger entry of the edition."""
        return self.edition.used(dos, "full table")

    def ledger(self, dos: date) -> tuple[Used, ...]:
        """`used`, and the partial later edition that confirms single pairs."""
        return (self.used(dos), *confirmation(self._later, dos))
