"""Runs the `test` statements of policies: codes what each gives and compares the claim with what it expects."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pydantic import ValidationError

from engine.claim import ClaimLine
from engine.claimed import ClaimedLine
from engine.coverage import Coverage
from engine.encounter import Encounter
from engine.kernel import BadWords, Kernel, Solved
from engine.refused import findings_against
from engine.view.text import PLAIN, Paint, columns, count
from rules_dsl.casefile import Case, Line, Refusal
from rules_dsl.library import PolicyLibrary


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that was not met."""

    what: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A test that was run; `fault` is ours when the engine broke on it."""

    case: Case
    failures: tuple[Failure, ...] = ()
    fault: str = ""

    @property
    def passed(self) -> bool:
        return not self.failures and not self.fault


@dataclass(slots=True)
class Run:
    """All outcomes, and which rules of the policies under test had a part in them."""

    outcomes: list[Outcome] = field(default_factory=list)
    coverage: Coverage = field(default_factory=Coverage)

    @property
    def failed(self) -> int:
        return sum(not outcome.passed for outcome in self.outcomes)

    @property
    def faults(self) -> int:
        return sum(bool(outcome.fault) for outcome in self.outcomes)


def run_tests(library: PolicyLibrary, files: Collection[str]) -> Run:
    """Every test written in one of the files, in the order written."""
    kernel = Kernel(library, today=date.max)  # a policy may be tested on a day to come
    chosen = library.cases_in(files)
    days = [date.fromisoformat(str(case.encounter["dos"])) for case in chosen]
    run = Run(coverage=Coverage.of(library, files, days))
    for case in chosen:
        try:
            run.outcomes.append(Outcome(case, tuple(failures(kernel, case, run.coverage))))
        except Exception as error:
            run.outcomes.append(Outcome(case, fault=type(error).__name__))
    return run


def failures(kernel: Kernel, case: Case, coverage: Coverage) -> Iterable[Failure]:
    """Each expectation of the case that is not met, found when asked for; `coverage` takes note of the rules."""
    try:
        encounter = Encounter.model_validate(case.encounter)
        asking = bool(case.asks) or case.ask_nothing
        solved = kernel.solve(encounter, case.payer, questions=asking, valued=False)
    except ValidationError as error:
        yield from (Failure("given", "an encounter", f"{e['loc']}: {e['msg']}") for e in error.errors())
        return
    except BadWords as error:
        yield from (Failure("given", "words of the policy", problem.text()) for problem in error.problems)
        return
    coverage.saw(solved.situation.book, solved.coded)
    yield from (*_claim(case, solved), *_self_pay(case, solved), *_asked(case, solved))
    yield from (*_shares(case, solved), *_warned(case, solved), *_filing(case, solved))
    for refusal in case.rejects:
        yield from _refused(kernel, encounter, case, refusal, solved, coverage)


# ── what is compared ─────────────────────────────────────────────────────────────────────────────────────────────


def _claim(case: Case, solved: Solved) -> list[Failure]:
    if not case.expected and not case.expect_nothing:
        return []
    return _compared("expect", case.expected, solved.coded.claim.lines)


def _self_pay(case: Case, solved: Solved) -> list[Failure]:
    if not case.self_pay and not case.self_pay_nothing:
        return []
    return _compared("self-pay", case.self_pay, solved.coded.self_pay.lines)


def _compared(what: str, expected: Iterable[Line], found: Iterable[ClaimLine]) -> list[Failure]:
    """Lines expected and not there, each beside a line of its code that is; then lines that nobody expects."""
    wanted = [_text(line.hcpcs, line.modifiers, line.units) for line in expected]
    billed = [_text(line.hcpcs, line.modifiers, line.units) for line in found]
    extra = list(billed)
    missing = []
    for text in wanted:
        if text in extra:
            extra.remove(text)
        else:
            missing.append(text)
    failures = []
    for text in missing:
        near = next((other for other in extra if other[:5] == text[:5]), "")
        if near:
            extra.remove(near)
        failures.append(Failure(what, text, near or "no such line"))
    return [*failures, *(Failure(what, "no such line", text) for text in extra)]


def _text(hcpcs: str, modifiers: Iterable[str], units: int) -> str:
    return "-".join((hcpcs, *modifiers)) + (f" x {units}" if units != 1 else "")


def _asked(case: Case, solved: Solved) -> list[Failure]:
    facts = {query.fact for query in solved.coded.queries}
    found = ", ".join(sorted(facts)) or "no question"
    missing = [Failure("ask", fact, found) for fact in case.asks if fact not in facts]
    return [*missing, *([Failure("ask", "nothing", found)] if case.ask_nothing and facts else [])]


def _shares(case: Case, solved: Solved) -> list[Failure]:
    """Lines that are paid at another share of their amount than the test says."""
    paid = {(x.hcpcs, x.modifiers, x.units): x.percent for x in solved.coded.claim.lines}
    return [
        Failure("expect", f"{_text(*line)} at {percent}%", f"at {paid[line]}%")
        for line, percent in case.shares
        if line in paid and (paid[line] is None or Decimal(str(paid[line])) != percent)
    ]


def _warned(case: Case, solved: Solved) -> list[Failure]:
    given = [(each.line, each.rule.rpartition("/")[2]) for each in solved.coded.warnings]
    text = "; ".join(f"{line or 'claim'} by {rule}" for line, rule in given) or "no warning"
    missing = [Failure("warn", f"{a or 'claim'} by {b}", text) for a, b in case.warns if (a, b) not in given]
    return [*missing, *([Failure("warn", "nothing", text)] if case.warn_nothing and given else [])]


def _filing(case: Case, solved: Solved) -> list[Failure]:
    by = solved.coded.filing.by if solved.coded.filing else None
    return [Failure("file by", str(case.file_by), str(by))] if case.file_by not in (None, by) else []


def _refused(
    kernel: Kernel, encounter: Encounter, case: Case, refusal: Refusal, best: Solved, coverage: Coverage
) -> list[Failure]:
    """The line is put on the best claim; a rule of the name given must stand against it."""
    line = ClaimedLine(refusal.hcpcs, refusal.modifiers, refusal.units)
    findings = findings_against(kernel, encounter, [line], best)
    coverage.refused(best.situation.book, findings)
    rules = {finding.rule.partition("#")[0] for finding in findings}
    if refusal.rule in {rule.rpartition("/")[2] for rule in rules}:
        return []
    text = _text(refusal.hcpcs, refusal.modifiers, refusal.units)
    return [
        Failure(
            "reject",
            f"{text} by {refusal.rule}",
            f"by {', '.join(sorted(rules))}" if rules else "it is billable",
        )
    ]


# ── telling ──────────────────────────────────────────────────────────────────────────────────────────────────────


def report(run: Run, paint: Paint = PLAIN) -> str:
    """A line a test under its file, what differs beneath each failure, counts, and what no test had a part in."""
    lines: list[str] = []
    file = ""
    for outcome in run.outcomes:
        if outcome.case.place.file != file:
            file = outcome.case.place.file
            lines += ["", paint(file, "bold")] if lines else [paint(file, "bold")]
        lines += _told(outcome, paint)
    if not run.outcomes:
        return "No tests."
    total = (
        f"{count(len(run.outcomes), 'test')}: {len(run.outcomes) - run.failed} passed, {run.failed} failed."
    )
    lines += ["", paint(total, "bold", "red" if run.failed else "green"), *run.coverage.told()]
    return "\n".join(lines)


def _told(outcome: Outcome, paint: Paint) -> list[str]:
    mark = paint("PASS", "green") if outcome.passed else paint("FAIL", "bold", "red")
    where = "" if outcome.passed else f"  (line {outcome.case.place.line})"
    lines = [f"  {mark}  {outcome.case.name}{where}"]
    if outcome.fault:
        lines.append(f"          our fault, please report: {outcome.fault}")
    rows = [(f.what, f"expected {f.expected}", f"found {f.found}") for f in outcome.failures]
    return [*lines, *columns(rows, indent=10)]
