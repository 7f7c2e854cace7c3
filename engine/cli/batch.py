"""`claimwright batch`: many encounters, one a line, in order, with the bad ones in a file of their own."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from engine.cli import common, inputs, output, streams
from engine.cli.common import Budget, Payer, Policies, PtpTable, Today
from engine.cli.source import opened, read_line, shown_name

if TYPE_CHECKING:
    from engine.batch import Record, Result, Totals
    from engine.cli.output import Output

EXAMPLE = """\b
Examples:
  claimwright batch clinic-day.jsonl -o claims.jsonl
  claimwright batch year.jsonl -o claims.jsonl --jobs 4 --rejects to-mend.jsonl
"""
THREE = "input, output and rejects must be three"
LONGEST_LINE = 4_000_000
"""Bytes of one record; what is longer is refused without being held."""
TICK = 0.2
"""Seconds between two looks of the progress bar."""


def batch(
    source: Annotated[
        str, typer.Argument(metavar="IN.jsonl", help="One encounter a line; - is standard input.")
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out", "-o", metavar="OUT.jsonl", help="Where the answers go, one a line; - is standard output."
        ),
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
    today: Today = None,
) -> None:
    """Code every encounter of a file, in order; a bad record goes to the rejects file and the rest go on."""
    from engine.batch import Totals, code_records
    from engine.pool import Setting, code_in_pool
    from engine.solve import SECONDS

    rejects = rejects or _beside(out)
    output.distinct([source, ptp_table], [out, rejects] if rejects else [out], THREE)
    seconds = SECONDS if time_budget is None else time_budget
    setting = Setting(payer, policies, ptp_table, seconds, today.date() if today else None)
    jobs = jobs or _cores()
    totals, start = Totals(), time.monotonic()
    with opened(source) as file, output.written(out) as good, _rejects(rejects) as bad:
        lines = Lines(file, source)
        bar = Progress(lines)
        records = iter(lines)
        kernel = inputs.kernel(payer, policies, ptp_table, time_budget, today)
        coded = code_records(records, kernel, payer) if jobs == 1 else code_in_pool(records, setting, jobs)
        with closing(coded):
            for result in coded:
                totals.add(result)
                _keep(result, good, bad)
                bar.show(totals)
        bar.end()
        if not totals.records:
            raise common.Unusable(f"{shown_name(source)} holds no encounters")
    _report(totals, out, rejects, time.monotonic() - start)
    if totals.our_fault:
        raise typer.Exit(common.OUR_FAULT)
    if totals.rejected:
        raise typer.Exit(common.FINDINGS if totals.coded else common.UNUSABLE)
    if totals.unproved:
        raise typer.Exit(common.BUDGET)


def _beside(out: Path) -> Path | None:
    """Where the bad records go when nothing else is said: a file beside the answers, or standard error."""
    if out == output.STANDARD:
        return None
    if not out.name:
        raise common.Unusable(f"{out} is a folder and is left alone: expected the name of a plain file")
    return out.with_name(f"{out.name.removesuffix('.jsonl')}.rejects.jsonl")


@contextmanager
def _rejects(path: Path | None) -> Iterator[Output | Told]:
    if path is None:
        yield Told()
        return
    with output.written(path) as file:
        yield file


class Told:
    """Standard error as an output."""

    def write(self, text: str) -> None:
        streams.tell(text)


def _keep(result: Result, good: Output, bad: Output | Told) -> None:
    if result.problems:
        bad.write(streams.escaped(result.reject()) + "\n")
    else:
        good.write(streams.escaped(result.coded) + "\n")


def _report(totals: Totals, out: Path, rejects: Path | None, seconds: float) -> None:
    from engine.view.text import count, money

    bad = totals.rejected + totals.our_fault
    write = streams.tell
    nothing = f" ({totals.nothing_billable:,} with nothing billable)" if totals.nothing_billable else ""
    write(f"{totals.coded:,} coded{nothing} -> {output.shown_output(out)}\n")
    if bad:
        ours = f" ({totals.our_fault:,} our fault; please report)" if totals.our_fault else ""
        write(f"{bad:,} rejected{ours} -> {output.shown_output(rejects) if rejects else 'standard error'}\n")
    if totals.unproved:
        write(f"{count(totals.unproved, 'claim')} not proved the best in the time allowed\n")
    pace = totals.records / seconds if seconds > 0 else 0
    write(f"allowed {money(totals.allowed_cents)}; {seconds:.1f} s, {pace:,.0f} encounters/s\n")


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


class Lines:
    """The records of a file of JSON Lines; blank lines are passed over but counted."""

    def __init__(self, file: IO[bytes], source: str) -> None:
        self._file, self._source, self._name = file, source, shown_name(source)
        self.bytes_read = 0
        self.bytes_in_all = (
            os.fstat(file.fileno()).st_size if hasattr(file, "fileno") and _is_file(file) else 0
        )

    def __iter__(self) -> Iterator[Record]:
        number, first = 0, True
        while data := read_line(self._file, self._source, LONGEST_LINE + 1):
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
            while not data.endswith(b"\n") and (data := read_line(self._file, self._source, LONGEST_LINE)):
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
        self._draw(f"\r{bar}{totals.records:,} done, {totals.rejected + totals.our_fault:,} rejected ")

    def end(self) -> None:
        if self._wanted:
            self._draw("\r\x1b[K")

    def _draw(self, line: str) -> None:
        try:
            sys.stderr.write(line)
            sys.stderr.flush()
        except OSError:
            self._wanted = False
