"""Many encounters through the kernel: records in, results out, in order.

`code_records` is the whole of it and knows neither files nor processes, so that a larger engine can call it on its own
partitions; `engine.pool` spreads it over local processes.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Any

from engine.attempt import attempt
from engine.encounter import InputProblem, Rejected, read_encounters
from engine.encounter.mistakes import key_of
from engine.fault import place_of
from engine.kernel import Kernel


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the input; `flaw` says why its bytes are no text."""

    line: int
    text: str
    flaw: InputProblem | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a record: its answer as a line of JSON, or why there is none."""

    line: int
    encounter: str | None
    status: str
    coded: str = ""
    allowed_cents: int = 0
    problems: tuple[InputProblem, ...] = ()
    our_fault: bool = False

    def reject(self) -> str:
        """The line for the rejects file."""
        problems = [problem.to_dict() for problem in self.problems]
        return json.dumps(
            {"line": self.line, "encounter": self.encounter, "problems": problems}, ensure_ascii=False
        )


@dataclass(slots=True)
class Totals:
    """Counts over a batch."""

    coded: int = 0
    nothing_billable: int = 0
    unproved: int = 0
    rejected: int = 0
    our_fault: int = 0
    allowed_cents: int = 0

    def add(self, result: Result) -> None:
        if result.our_fault:
            self.our_fault += 1
        elif result.problems:
            self.rejected += 1
        else:
            self.coded += 1
            self.nothing_billable += result.status == "nothing_billable"
            self.unproved += result.status == "best_found"
            self.allowed_cents += result.allowed_cents

    @property
    def records(self) -> int:
        return self.coded + self.rejected + self.our_fault


def code_records(records: Iterable[Record], kernel: Kernel, payer: str = "") -> Generator[Result, None, None]:
    """Each record's result, in order. One bad record, or a fault of ours in one, never stops the others."""
    for record in records:
        try:
            yield _result(record, kernel, payer)
        except Exception as error:
            yield at_fault(record, place_of(error))


def _result(record: Record, kernel: Kernel, payer: str) -> Result:
    if record.flaw:
        return Result(record.line, None, "rejected_input", problems=(record.flaw,))
    if record.text.lstrip()[:1] == "[":
        told = InputProblem("encounter", "a list", "one encounter a line")
        return Result(record.line, None, "rejected_input", problems=(told,))
    (found,) = read_encounters(record.text, "record")
    if not isinstance(found, Rejected):
        answer = attempt(kernel, found, payer, "record", 1, record.line)
        if not isinstance(answer, Rejected):
            coded = answer.coded
            return Result(
                record.line,
                coded.encounter,
                coded.status,
                coded.to_json(),
                allowed_cents=coded.claim.allowed_cents,
            )
        found = answer
    problems = tuple(_on_line(problem, record.line) for problem in found.problems)
    return Result(record.line, found.encounter, "rejected_input", problems=problems)


def _on_line(problem: InputProblem, line: int) -> InputProblem:
    """The reader sees every record as line 1."""
    if not problem.field.startswith("line 1,"):
        return problem
    place = problem.field.replace("line 1,", f"line {line},", 1)
    return InputProblem(place, problem.found, problem.expected, problem.suggestion)


def at_fault(record: Record, what: str) -> Result:
    """The result of a record on which the engine broke."""
    told = InputProblem(
        "claimwright", what, "an answer; this is our fault and not the record's, please report it"
    )
    return Result(record.line, _id(record.text), "our_fault", problems=(told,), our_fault=True)


def _id(text: str) -> str | None:
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    found = value.get("encounter") if isinstance(value, dict) else None
    return key_of(found)
