"""`claimwright batch`: many encounters, one a line, in order, with the bad ones in a file of their own."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from engine.cli import common, inputs
from engine.cli.common import Budget, Payer, Policies, PtpTable

if TYPE_CHECKING:
    from engine.batch import Record, Result, Totals

EXAMPLE = """\b
Examples:
  claimwright batch clinic-day.jsonl -o claims.jsonl
  claimwright batch year.jsonl -o claims.jsonl --jobs 4 --rejects to-mend.jsonl
"""
LONGEST_LINE = 4_000_000
"""Bytes of one record; what is longer is refused without being held."""
TICK = 0.2
"""Seconds between two looks of the progress bar."""


def batch(
    source: Annotated[
        str, typer.Argument(metavar="IN.jsonl", help="One encounter a line; - is standard input.")
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="OUT.jsonl", help="Where the answers go, one a line.")
    ],
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="Processes; one a core when left out.")
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option("--rejects", metavar="FILE", help="Where bad records go; OUT.rejects.jsonl."),
    ] = None,
    payer: Payer = "",
    policies: Policies = None,
    ptp_table: PtpTable = None,
    time_budget: Budget = None,
) -> None:
    """Code every encounter of a file, in order; a bad record goes to the rejects file and the rest go on."""
    from engine.batch import Totals, code_records
    from engine.pool import Setting, code_in_pool
    from engine.solve import SECONDS

    rejects = rejects or out.with_name(f"{out.name.removesuffix('.jsonl')}.rejects.jsonl")
    _distinct(source, out, rejects)
    kernel = inputs.kernel(payer, policies, ptp_table, time_budget)
    setting = Setting(payer, policies, ptp_table, SECONDS if time_budget is None else time_budget)
    jobs = jobs or _cores()
    totals, start = Totals(), time.monotonic()
    with _opened(source) as file, _written(out) as good, _written(rejects) as bad:
        lines = Lines(file, inputs.shown_name(source))
        bar = Progress(lines)
        records = iter(lines)
        coded = code_records(records, kernel, payer) if jobs == 1 else code_in_pool(records, setting, jobs)
        for result in coded:
            totals.add(result)
            _keep(result, good, bad)
            bar.show(totals)
        bar.end()
        if not totals.records:
            raise common.Unusable(f"{inputs.shown_name(source)} holds no encounters")
    _report(totals, out, rejects, time.monotonic() - start)
    if totals.our_fault:
        raise typer.Exit(common.OUR_FAULT)
    if totals.rejected:
        raise typer.Exit(common.FINDINGS if totals.coded else common.UNUSABLE)
    if totals.unproved:
        raise typer.Exit(common.BUDGET)


def _keep(result: Result, good: IO[str], bad: IO[str]) -> None:
    if result.problems:
        bad.write(result.reject() + "\n")
    else:
        good.write(result.coded + "\n")


def _report(totals: Totals, out: Path, rejects: Path, seconds: float) -> None:
    from engine.view.text import count, money

    bad = totals.rejected + totals.our_fault
    write = sys.stderr.write
    nothing = f" ({totals.nothing_billable:,} with nothing billable)" if totals.nothing_billable else ""
    write(f"{totals.coded:,} coded{nothing} -> {out}\n")
    if bad:
        ours = f" ({totals.our_fault:,} our fault; please report)" if totals.our_fault else ""
        write(f"{bad:,} rejected{ours} -> {rejects}\n")
    if totals.unproved:
        write(f"{count(totals.unproved, 'claim')} not proved the best in the time allowed\n")
    pace = totals.records / seconds if seconds > 0 else 0
    write(f"allowed {money(totals.allowed_cents)}; {seconds:.1f} s, {pace:,.0f} encounters/s\n")


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def _distinct(source: str, out: Path, rejects: Path) -> None:
    """Stops before one of the files would be written over another."""
    places = [path.resolve() for path in (out, rejects)]
    if source != "-":
        places.append(Path(source).resolve())
    if len(set(places)) < len(places):
        raise common.Unusable("input, output and rejects must be three different files")


@contextmanager
def _opened(source: str) -> Iterator[IO[bytes]]:
    if source == "-":
        yield sys.stdin.buffer
        return
    with ExitStack() as stack:
        try:
            file = stack.enter_context(Path(source).open("rb"))
        except FileNotFoundError:
            raise common.Unusable(f"there is no file {source}") from None
        except OSError as error:
            raise common.Unusable(f"{source} cannot be read: {inputs.reason(error)}") from None
        yield file


@contextmanager
def _written(path: Path) -> Iterator[IO[str]]:
    """A file that appears under its name only when everything has been written to it."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        file = part.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise common.Unusable(f"{path} cannot be written: {inputs.reason(error)}") from None
    try:
        with file:
            yield file
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


class Lines:
    """The records of a file of JSON Lines; blank lines are passed over but counted."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file, self._name = file, name
        self.bytes_read = 0
        self.bytes_in_all = (
            os.fstat(file.fileno()).st_size if hasattr(file, "fileno") and _is_file(file) else 0
        )

    def __iter__(self) -> Iterator[Record]:
        number, first = 0, True
        while data := self._file.readline(LONGEST_LINE + 1):
            number += 1
            self.bytes_read += len(data)
            if data.strip():
                if first:
                    self._refuse_other_forms(data)
                    first = False
                yield self._record(number, data)

    def _refuse_other_forms(self, data: bytes) -> None:
        if data.removeprefix(b"\xef\xbb\xbf").strip() in (b"{", b"["):
            raise common.Unusable(
                f"{self._name} is not JSON Lines: a batch wants one encounter a line "
                "(`claimwright optimize` also reads lists and JSON over several lines)"
            )

    def _record(self, number: int, data: bytes) -> Record:
        from engine.batch import Record
        from engine.encounter import InputProblem

        if len(data) > LONGEST_LINE:
            while not data.endswith(b"\n") and (data := self._file.readline(LONGEST_LINE)):
                self.bytes_read += len(data)
            return Record(
                number, "", InputProblem("encounter", f"over {LONGEST_LINE} bytes", "a shorter line")
            )
        try:
            return Record(number, data.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n"))
        except UnicodeDecodeError as error:
            return Record(
                number, "", InputProblem("encounter", f"byte {error.start} is not UTF-8", "UTF-8 text")
            )


def _is_file(file: IO[bytes]) -> bool:
    import stat

    try:
        return stat.S_ISREG(os.fstat(file.fileno()).st_mode)
    except (OSError, ValueError):
        return False


class Progress:
    """A line on standard error that is written over, and only when that is a terminal."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._wanted = sys.stderr.isatty()
        self._next = 0.0

    def show(self, totals: Totals) -> None:
        now = time.monotonic()
        if not self._wanted or now < self._next:
            return
        self._next = now + TICK
        share = self._lines.bytes_read / self._lines.bytes_in_all if self._lines.bytes_in_all else None
        bar = "" if share is None else f"[{('#' * int(30 * share)).ljust(30, '.')}] {share:4.0%}  "
        sys.stderr.write(f"\r{bar}{totals.records:,} done, {totals.rejected + totals.our_fault:,} rejected ")
        sys.stderr.flush()

    def end(self) -> None:
        if self._wanted:
            sys.stderr.write("\r\x1b[K")
