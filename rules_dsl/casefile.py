"""The tests of a policy as cases to run: an encounter, and what its claim must and must not hold.

A case only says what its author said. With neither ``expect`` lines nor ``expect nothing`` the claim is left open,
and only the refusals, questions and self-pay lines are to be looked at.

P501 a test that gives or expects nothing, or has no day. P502 a word of no list. P503 a rule or a fact that the
payer's policies do not have. P504 a lesion of which two things are said, or nothing. P505 a number that no record
can hold. P506 expectations that exclude each other. P507 a payer or a day that the test cannot be run for. P508 two
tests of one name. P509 a line to expect whose code or modifier nothing knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from rules_dsl.case_encounter import encounter_of
from rules_dsl.compile_rules import COMPILERS
from rules_dsl.diagnostics import Diagnostic, Place, Span, error
from rules_dsl.known_codes import known_to_tables
from rules_dsl.layers import Policy, chain_of, flatten
from rules_dsl.scope import Scope
from rules_dsl.syntax import Dated, Expect, Given, Statement, Word, Words
from rules_dsl.vocabulary import SUBJECTS, did_you_mean

if TYPE_CHECKING:
    from rules_dsl.library import PolicyLibrary

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
EXPECTATIONS = frozenset({"expect", "reject", "ask", "self-pay", "warn", "file by"})
MOST_LINES = 100
"""``given`` lines of one test: far more than a day in a practice has."""


class Line(NamedTuple):
    """A claim line as a test writes it."""

    hcpcs: str
    modifiers: tuple[str, ...]
    units: int


class Refusal(NamedTuple):
    """A line that must not be billed, and the name of the rule that says so."""

    hcpcs: str
    modifiers: tuple[str, ...]
    units: int
    rule: str


@dataclass(frozen=True)
class Case:
    """One test. `encounter` is in the JSON form of an encounter; `place` is where the test is written."""

    policy: str
    name: str
    place: Span
    payer: str
    encounter: Mapping[str, Any]
    expected: tuple[Line, ...]
    rejects: tuple[Refusal, ...]
    asks: tuple[str, ...]
    self_pay: tuple[Line, ...]
    expect_nothing: bool
    shares: tuple[tuple[Line, Decimal], ...] = ()
    """Lines that are to be paid at a percentage of their amount."""
    warns: tuple[tuple[str, str], ...] = ()
    """Code (empty for the whole claim) and name of the rule of each warning expected."""
    warn_nothing: bool = False
    self_pay_nothing: bool = False
    ask_nothing: bool = False
    file_by: date | None = None


def cases(library: PolicyLibrary, policy: str | None = None) -> tuple[Case, ...]:
    """The cases of a policy, or of all, in the order written. Tests with mistakes are left out: they are among the
    library's diagnostics. Raises `PolicyError` for an unknown policy."""
    return library.cases(policy)


class CaseReader:
    """Reads tests with the names that hold for their payer on their day."""

    def __init__(self, policies: Mapping[str, Policy]) -> None:
        self._policies = policies
        self._scopes: dict[tuple[str, date], Scope] = {}
        self._names: dict[tuple[str, str], Span] = {}

    def read(self, policy: str, test: Statement) -> tuple[Case | None, list[Diagnostic]]:
        """The case, or None; and every mistake in it."""
        mistakes = [*self._missing(test), *self._name(policy, test)]
        payer = next((word for word in (test.word("under"),) if word), Word(policy, test.span))
        day = test.one("on", Dated)
        if day is None:
            return None, mistakes
        unfit = list(self._unfit(policy, payer, day))
        if unfit:
            return None, [*mistakes, *unfit]
        scope = self._scope(payer.text, day.on)
        encounter, wrong = encounter_of(test, payer.text, day.on, scope)
        mistakes += wrong
        mistakes += self._expectations(test, scope, payer.text, day.on)
        if mistakes:
            return None, mistakes
        lines = {label: _lines(test, label) for label in ("expect", "reject", "self-pay")}
        return Case(
            policy=policy,
            name=test.name.text,
            place=test.span,
            payer=payer.text,
            encounter=encounter,
            expected=tuple(line for line, _ in lines["expect"]),
            rejects=tuple(Refusal(*line, rule) for line, rule in lines["reject"]),
            asks=tuple(word.text for clause in test.all("ask", Words) for word in clause.words),
            self_pay=tuple(line for line, _ in lines["self-pay"]),
            expect_nothing=any(clause.code is None for clause in test.all("expect", Expect)),
            shares=tuple(
                (Line(clause.code.text, clause.modifiers, clause.units), clause.percent)
                for clause in test.all("expect", Expect)
                if clause.code is not None and clause.percent is not None
            ),
            warns=tuple(
                (clause.code.text, clause.by.text)
                for clause in test.all("warn", Expect)
                if clause.code is not None and clause.by is not None
            ),
            self_pay_nothing=any(clause.code is None for clause in test.all("self-pay", Expect)),
            warn_nothing=any(clause.code is None for clause in test.all("warn", Expect)),
            ask_nothing=any(not clause.words for clause in test.all("ask", Words)),
            file_by=next((clause.on for clause in test.all("file by", Dated)), None),
        ), []

    def _scope(self, payer: str, on: date) -> Scope:
        key = (payer, on)
        if key not in self._scopes:
            self._scopes[key] = Scope.of(flatten(chain_of(payer, self._policies), on))
        return self._scopes[key]

    # ── what can be wrong ────────────────────────────────────────────────────────────────────────────────────────

    def _missing(self, test: Statement) -> Iterator[Diagnostic]:
        given = [clause for clause in test.clauses if isinstance(clause, Given)]
        if not given:
            yield error(
                "P501", "a test that gives nothing", test.span, help="write what was done after `given`"
            )
        elif len(given) > MOST_LINES:
            message = f"a test of {len(given)} `given` lines, where {MOST_LINES} are allowed"
            yield error("P501", message, test.span)
        if test.one("on", Dated) is None:
            yield error("P501", "a test without a day", test.span, help="write `on 2026-01-31`")
        if not {clause.label for clause in test.clauses} & EXPECTATIONS:
            help = "write what is billed after `expect`, or `expect nothing`"
            yield error("P501", "a test that expects nothing at all", test.span, help=help)
        for label in ("on", "under", "file by"):
            again = [clause for clause in test.clauses if clause.label == label][1:]
            yield from (error("P501", f"`{label}` twice in one test", clause.span) for clause in again)

    def _name(self, policy: str, test: Statement) -> Iterator[Diagnostic]:
        if not test.name.text.strip():
            yield error("P501", "a test without a name", test.name.span)
            return
        first = self._names.setdefault((policy, test.name.text), test.span)
        if first != test.span:
            message = "two tests of one name"
            yield error("P508", message, Place(test.name.span), Place(first, "the first one"))

    def _unfit(self, policy: str, payer: Word, day: Dated) -> Iterator[Diagnostic]:
        if payer.text not in self._policies:
            help = did_you_mean(payer.text, self._policies)
            yield error("P507", f"there is no policy `{payer.text}`", payer.span, help=help)
            return
        chain = chain_of(payer.text, self._policies)
        if policy not in {each.name for each in chain}:
            yield error("P507", f"`{payer.text}` does not extend `{policy}`", payer.span)
        period = chain[0].period(chain[0].head)
        if not period.holds(day.on):
            yield error("P507", f"`{payer.text}` holds {period}, and not on {day.on}", day.span)
        elif not EARLIEST <= day.on <= LATEST:
            yield error("P507", f"a test on {day.on}, where {EARLIEST} to {LATEST} are allowed", day.span)

    def _lines_can_be(self, test: Statement, scope: Scope, payer: str, on: date) -> Iterator[Diagnostic]:
        """What is expected is billed by some choice; and of every line a table knows the code, the policies the
        modifiers."""
        billed = scope.billed
        modifiers = {name for kind, name in scope.named if kind == "modifier"}
        for label in ("expect", "self-pay", "reject", "warn"):
            known = billed if label in ("expect", "self-pay") else billed | known_to_tables()
            for clause in test.all(label, Expect):
                code = clause.code.text if clause.code else ""
                if clause.code and code and code not in known:
                    message = f"no choice of `{payer}` bills `{code}` on {on}"
                    if label not in ("expect", "self-pay"):
                        message = f"`{code}` is a code that no table and no policy knows"
                    yield error("P509", message, clause.code.span, help=did_you_mean(code, known))
                for modifier in clause.modifiers:
                    if modifier not in modifiers:
                        message = f"there is no modifier `{modifier}` on {on}"
                        help = did_you_mean(modifier, modifiers)
                        yield error("P509", message, clause.span, help=help)

    def _expectations(self, test: Statement, scope: Scope, payer: str, on: date) -> Iterator[Diagnostic]:
        rules = {name for kind, name in scope.named if kind in COMPILERS}
        expected = {
            (clause.code.text, clause.modifiers, clause.units): clause.span
            for clause in test.all("expect", Expect)
            if clause.code
        }
        for clause in test.all("expect", Expect):
            if clause.code is None and expected:
                other = Place(next(iter(expected.values())), "what is expected")
                yield error("P506", "`expect nothing` beside a line to expect", Place(clause.span), other)
        yield from self._lines_can_be(test, scope, payer, on)
        warns = test.all("warn", Expect)
        for label, what in (("warn", "what is warned of"), ("self-pay", "what the patient pays")):
            told = test.all(label, Expect)
            for clause in told:
                if clause.code is None and len(told) > 1:
                    there = Place(next(each for each in told if each is not clause).span, what)
                    message = f"`{label} nothing` beside another `{label}`"
                    yield error("P506", message, Place(clause.span), there)
        for clause in (*test.all("reject", Expect), *warns):
            if clause.by and clause.by.text not in rules:
                message = f"no rule `{clause.by.text}` holds for `{payer}` on {on}"
                yield error("P503", message, clause.by.span, help=did_you_mean(clause.by.text, rules))
        for clause in test.all("reject", Expect):
            line = (clause.code.text if clause.code else "", clause.modifiers, clause.units)
            if line in expected:
                there = Place(expected[line], "expected here")
                yield error("P506", "a line that is both expected and rejected", Place(clause.span), there)
        asks = test.all("ask", Words)
        for ask in asks:
            if not ask.words and len(asks) > 1:
                there = Place(next(each for each in asks if each is not ask).span, "what is asked")
                yield error("P506", "`ask nothing` beside another `ask`", Place(ask.span), there)
            for word in ask.words:
                if scope.fact(word.text, SUBJECTS) is None:
                    help = did_you_mean(word.text, scope.fact_names(SUBJECTS))
                    yield error("P503", f"`{word.text}` is not a fact to ask for", word.span, help=help)


def _lines(test: Statement, label: str) -> list[tuple[Line, str]]:
    """The lines of a label, each with the rule it names."""
    return [
        (Line(clause.code.text, clause.modifiers, clause.units), clause.by.text if clause.by else "")
        for clause in test.all(label, Expect)
        if clause.code is not None
    ]
