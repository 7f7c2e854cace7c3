"""One encounter in, its best compliant claim out. The same kernel serves one encounter, a batch, and the Python API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clingo import Symbol

from engine.answer import answer
from engine.claim import Coded
from engine.derive import derive
from engine.encounter import Encounter
from engine.pricing import PriceList
from engine.program import choosing_facts
from engine.questions import asked
from engine.readings import Choice, Contradiction, Worth, lowest
from engine.rulebooks import BadWords, RuleBooks
from engine.situation import Situation, build
from engine.solve import SECONDS, Outcome, Outcomes, solve
from engine.tables import Tables
from engine.telling import Telling
from engine.verify import Billed, Checker
from rules_dsl.library import PolicyLibrary
from rules_dsl.rulebook import RuleBook

__all__ = ["BadWords", "Kernel", "Solved", "WrongClaim"]


class WrongClaim(RuntimeError):
    """The independent check disagrees with the solver: our fault, and the claim is withheld."""


@dataclass(frozen=True)
class Solved:
    """An encounter with everything that was worked out for it."""

    situation: Situation
    outcome: Outcome
    coded: Coded

    @property
    def telling(self) -> Telling:
        return Telling(self.situation, self.outcome.units, self.outcome.modifiers)


class Kernel(RuleBooks):
    """Policies and tables, ready to code encounters."""

    def __init__(
        self,
        library: PolicyLibrary | None = None,
        tables: Tables | None = None,
        seconds: float = SECONDS,
        today: date | None = None,
    ) -> None:
        super().__init__(library, tables, today)
        self.seconds = seconds

    def solve(
        self, encounter: Encounter, payer: str = "", questions: bool = True, valued: bool = True
    ) -> Solved:
        """The best compliant claim, checked and priced a second time without the solver, with its questions and what
        each is worth, as far as they are wanted.

        Raises BadWords for words or a payer unknown to the policies, WrongClaim if the second check disagrees.
        """
        encounter, book, prices, derivation = self.prepare(encounter, payer)
        situation = build(encounter, book, self.tables, derivation, prices, derivation.lines)
        outcome = self.decide(choosing_facts(situation))
        self.check(situation, outcome)
        coded = answer(situation, outcome, self.tables)
        if questions:
            queries = tuple(asked(self, situation, outcome.total, valued))
            coded = coded.model_copy(update={"queries": queries})
        return Solved(situation, outcome, coded)

    def value(self, encounter: Encounter, payer: str, solved: Outcomes | None = None) -> int | None:
        """Cents of the best claim of an encounter already in the policy's words; None when it cannot be coded. What is
        among `solved` is not solved again."""
        return self._decided(self.situation(encounter, payer), {} if solved is None else solved).total

    def situation(self, encounter: Encounter, payer: str, prices: PriceList | None = None) -> Situation:
        """What is to be solved for an encounter in the policy's words; `prices` may be lent for the day."""
        book = self.book(payer, encounter)
        prices = prices or self.price_list(encounter, book)
        derivation = derive(encounter, book, prices)
        return build(encounter, book, self.tables, derivation, prices, derivation.lines)

    def read(
        self, encounter: Encounter, book: RuleBook, prices: PriceList, found: tuple[Contradiction, ...]
    ) -> Choice:
        """The reading of a record that contradicts itself whose best claim pays least; of those the one of fewest
        units, since not every code has a price."""

        solved: Outcomes = {}

        def worth(choice: Choice) -> Worth:
            record, _ = self.as_read(encounter, choice, book)
            derivation = derive(record, book, prices)
            at = build(record, book, self.tables, derivation, prices, derivation.lines)
            outcome = self._decided(at, solved)
            codes = sorted(at.lines[name].hcpcs for name in outcome.units)
            return outcome.total, sum(outcome.units.values()), tuple(codes)

        return lowest(found, worth)

    def _decided(self, at: Situation, solved: Outcomes) -> Outcome:
        """Many ways to read a record, and many answers, differ in nothing that the solver is told."""
        facts = tuple(choosing_facts(at))
        if facts not in solved:
            solved[facts] = self.decide(facts)
        return solved[facts]

    def decide(self, facts: Sequence[Symbol]) -> Outcome:
        """What the solver makes of the facts, within the time budget."""
        return solve(facts, self.seconds)

    def check(self, at: Situation, outcome: Outcome) -> None:
        """The outcome judged and priced a second time; raises WrongClaim where that differs."""
        checker = Checker(at.encounter, at.book, self.tables, at.derivation)
        claim = {n: Billed(u, frozenset(outcome.modifiers.get(n, ()))) for n, u in outcome.units.items()}
        faults = checker.faults(claim)
        prices = checker.price(claim)
        if faults or prices != outcome.earns:
            raise WrongClaim(f"{[(f.kind, f.codes) for f in faults]} {prices} {outcome.earns}")
