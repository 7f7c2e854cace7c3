"""Reading a table file: every fault is a `TableError` naming file, line, what was found and what was expected."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from importlib.resources import files
from typing import Protocol


class Source(Protocol):
    """Anything with a name and bytes: a `pathlib.Path`, or a resource inside an installed package."""

    @property
    def name(self) -> str: ...

    def read_bytes(self) -> bytes: ...


class TableError(ValueError):
    """A table file is missing, damaged, or not what it should be. `line`: 1 is the header, None the whole file."""

    def __init__(self, file: str, line: int | None, found: str, expected: str) -> None:
        self.file, self.line, self.found, self.expected = file, line, found, expected
        where = file if line is None else f"{file}, line {line}"
        super().__init__(f"{where}: found {found}; expected {expected}")

    def __reduce__(self) -> tuple[type[TableError], tuple[str, int | None, str, str]]:
        return type(self), (self.file, self.line, self.found, self.expected)


def packaged(name: str) -> Source:
    """A file of the shipped tables by its name below payers/tables, such as `mpfs/2025.csv`."""
    try:
        root = files("payers")
    except ModuleNotFoundError:
        raise TableError(f"payers/tables/{name}", None, "no package payers", "the shipped tables") from None
    return root.joinpath("tables", *name.split("/"))


def read_text(source: Source, label: str) -> str:
    """The whole file as UTF-8 text; a byte order mark is dropped."""
    try:
        return source.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise TableError(label, None, "no such file", "a table in CSV form") from None
    except OSError as error:
        raise TableError(label, None, error.strerror or "an unreadable file", "a readable table") from None
    except UnicodeDecodeError as error:
        raise TableError(
            label, None, f"bytes that are not UTF-8 at offset {error.start}", "UTF-8 text"
        ) from None


def read_rows(
    source: Source, label: str, header: Sequence[str], optional: Sequence[str] = ()
) -> tuple[list[str], list[list[str]]]:
    """The columns present and the data rows (text fields, in file order) of a CSV file.

    The header must be `header`, followed by none, some or all of `optional` in that order. Row i is line i + 2 for
    a file without line breaks inside quotes, which the shipped form never has.
    """
    text = read_text(source, label)
    if '"' in text:
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except csv.Error as error:
            raise TableError(label, None, f"a broken CSV row ({error})", "well-formed CSV") from None
    else:
        rows = [line.split(",") for line in text.replace("\r\n", "\n").rstrip("\n").split("\n")]
    columns = rows.pop(0) if rows else []
    extra = columns[len(header) :]
    if columns[: len(header)] != list(header) or extra != [name for name in optional if name in extra]:
        wanted = ",".join([*header, *(f"[{name}]" for name in optional)])
        raise TableError(label, 1, repr(",".join(columns)[:120]), f"the header {wanted}")
    width = len(columns)
    if any(len(row) != width for row in rows):
        index = next(index for index, row in enumerate(rows) if len(row) != width)
        raise TableError(
            label, index + 2, f"{len(rows[index])} fields", f"{width} fields ({','.join(columns)})"
        )
    if not rows:
        raise TableError(label, 2, "no rows", "at least one row")
    return columns, rows


def is_iso_date(text: str) -> bool:
    """Whether the text is a date written YYYY-MM-DD."""
    try:
        return len(text) == 10 and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_hcpcs(text: str) -> bool:
    """Whether the text has the shape of a CPT/HCPCS code: five ASCII capitals or digits."""
    return len(text) == 5 and text.isascii() and text.isalnum() and text == text.upper()


def first_line(rows: Sequence[Sequence[str]], column: int, value: str) -> int:
    """Line number of the first row holding the value in that column, for an error message."""
    return next(index for index, row in enumerate(rows) if row[column] == value) + 2
