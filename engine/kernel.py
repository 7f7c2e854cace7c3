"""One encounter in, its best compliant claim out. The same kernel serves one encounter, a batch, and the Python API."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from engine.answer import answer
from engine.claim import Coded
from engine.derive import derive
from engine.encounter import Encounter, InputProblem
from engine.lines import Derivation
from engine.pricing import PriceList
from engine.program import choosing_facts
from engine.questions import asked
from engine.situation import Situation, build
from engine.solve import SECONDS, Outcome, solve
from engine.tables import Tables
from engine.telling import Telling
from engine.verify import Billed, Checker
from engine.words import nearest, normalise
from rules_dsl.diagnostics import PolicyError
from rules_dsl.library import PolicyLibrary
from rules_dsl.rulebook import RuleBook


class WrongClaim(RuntimeError):
    """The independent check disagrees with the solver: our fault, and the claim is withheld."""


class BadWords(ValueError):
    """The encounter uses words or a payer that the policies do not know; `problems` says which."""

    def __init__(self, problems: tuple[InputProblem, ...]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True)
class Solved:
    """An encounter with everything that was worked out for it."""

    situation: Situation
    outcome: Outcome
    coded: Coded

    @property
    def telling(self) -> Telling:
        return Telling(self.situation, self.outcome.units, self.outcome.modifiers)


class Kernel:
    """Policies and tables, ready to code encounters. Holds nothing of any encounter between calls but dates of service,
    for each of which a rulebook is kept."""

    def __init__(
        self, library: PolicyLibrary | None = None, tables: Tables | None = None, seconds: float = SECONDS
    ) -> None:
        self.library = library or PolicyLibrary.load()
        self.tables = tables or Tables.default()
        self.seconds = seconds
        self._books: dict[tuple[str, date], RuleBook] = {}

    def book(self, payer: str, encounter: Encounter) -> RuleBook:
        """The payer's rulebook on the date of service. Raises BadWords for a payer no policy is for, or a date
        that its policy does not cover."""
        key = (payer, encounter.dos)
        if key not in self._books:
            self._books[key] = self._compiled(payer, encounter)
        return self._books[key]

    def _compiled(self, payer: str, encounter: Encounter) -> RuleBook:
        if payer not in self.library.policies():
            raise BadWords((self._unknown_payer(payer, encounter.dos),))
        try:
            return self.library.rulebook(payer, encounter.dos)
        except PolicyError as error:
            if error.diagnostics:  # the policy is broken, not the encounter
                raise
            expected = f"a date on which the policy is in force ({error})"
            problem = InputProblem(field="dos", found=str(encounter.dos), expected=expected, suggestion="")
            raise BadWords((problem,)) from error

    def payers(self, dos: date) -> list[str]:
        """The policies a claim can be billed under on the day: those with a fee schedule; others are only extended."""
        names = []
        for name in self.library.policies():
            with suppress(PolicyError):
                if self.library.rulebook(name, dos).fee_schedules:
                    names.append(name)
        return sorted(names)

    def _unknown_payer(self, payer: str, dos: date) -> InputProblem:
        names = self.payers(dos)
        expected = "one of " + ", ".join(names)
        return InputProblem(field="payer", found=payer, expected=expected, suggestion=nearest(payer, names))

    def prepare(
        self, encounter: Encounter, payer: str = ""
    ) -> tuple[Encounter, RuleBook, PriceList, Derivation]:
        """The encounter in the policy's words, its rulebook and prices, and what follows from its facts."""
        payer = payer or encounter.payer
        book = self.book(payer, encounter)
        encounter, problems = normalise(encounter, book)
        if problems:
            raise BadWords(problems)
        prices = PriceList(encounter, book, self.tables)
        return encounter, book, prices, derive(encounter, book, prices.global_days)

    def solve(self, encounter: Encounter, payer: str = "", questions: bool = True) -> Solved:
        """The best compliant claim, checked and priced a second time without the solver.

        Raises BadWords for words or a payer unknown to the policies, WrongClaim if the second check disagrees.
        """
        encounter, book, prices, derivation = self.prepare(encounter, payer)
        situation = build(encounter, book, self.tables, derivation, prices, derivation.lines)
        outcome = solve(choosing_facts(situation), self.seconds)
        self._check(situation, outcome)
        coded = answer(situation, outcome, self.tables)
        if questions:
            coded = coded.model_copy(update={"queries": tuple(asked(self, situation, outcome.total))})
        return Solved(situation, outcome, coded)

    def value(self, encounter: Encounter, payer: str) -> int | None:
        """Cents of the best claim of an encounter already in the policy's words; None when it cannot be coded."""
        book = self.book(payer, encounter)
        prices = PriceList(encounter, book, self.tables)
        derivation = derive(encounter, book, prices.global_days)
        situation = build(encounter, book, self.tables, derivation, prices, derivation.lines)
        return solve(choosing_facts(situation), self.seconds).total

    def _check(self, at: Situation, outcome: Outcome) -> None:
        checker = Checker(at.encounter, at.book, self.tables, at.derivation)
        claim = {n: Billed(u, frozenset(outcome.modifiers.get(n, ()))) for n, u in outcome.units.items()}
        faults = checker.faults(claim)
        prices = checker.price(claim)
        if faults or prices != outcome.earns:
            raise WrongClaim(f"{[(f.kind, f.codes) for f in faults]} {prices} {outcome.earns}")
