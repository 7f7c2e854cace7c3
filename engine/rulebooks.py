"""Rulebooks by payer and date of service, and what follows from an encounter's facts under one. No solver is needed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from engine.believed import believed
from engine.clock import Clock
from engine.contradicted import doubts_of
from engine.derive import derive
from engine.doubts import with_doubts
from engine.editions_asked import other_editions
from engine.encounter import Encounter, InputProblem
from engine.encounter.answers import answer_in
from engine.encounter.mistakes import quoted, shown
from engine.identity import one_of_each
from engine.lexicon import lexicon_of, spelled
from engine.lines import Derivation, Doubt
from engine.pricing import LookedUp, PriceList
from engine.readings import OPEN, Choice, Contradiction, contradictions, numbered, reading
from engine.settle import settle
from engine.tables import Tables
from engine.words import nearest, normalise
from rules_dsl.diagnostics import PolicyError
from rules_dsl.library import PolicyLibrary
from rules_dsl.rulebook import RuleBook
from rules_dsl.rulebook.choices import MOST_ALTERNATIVES

FEW = 5
"""More payers than these are not listed in a message."""


class BadWords(ValueError):
    """The encounter uses words or a payer that the policies do not know; `problems` says which."""

    def __init__(self, problems: tuple[InputProblem, ...]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class RuleBooks:
    """Policies and tables. Holds nothing of any encounter between calls but dates of service, for each of which a
    rulebook and its fees are kept. `today` is the day that records are judged on; the system's day when left out."""

    def __init__(
        self, library: PolicyLibrary | None = None, tables: Tables | None = None, today: date | None = None
    ) -> None:
        self.library = library or PolicyLibrary.load()
        self.tables = tables or Tables.default()
        self.clock = Clock(today)
        self._books: dict[tuple[str, date], RuleBook] = {}
        self._fees: dict[int, LookedUp] = {}

    def book(self, payer: str, encounter: Encounter) -> RuleBook:
        """The payer's rulebook on the date of service; its contractor's, where the encounter names one that has a
        policy. Raises BadWords for a payer no policy is for, another payer's contractor, or a date that the policy
        does not cover."""
        return self._kept(self._routed(payer, encounter), encounter)

    def price_list(self, encounter: Encounter, book: RuleBook) -> PriceList:
        """Prices under a rulebook that is kept here."""
        return PriceList(encounter, book, self.tables, self._fees.setdefault(id(book), {}))

    def _kept(self, payer: str, encounter: Encounter) -> RuleBook:
        key = (payer, encounter.dos)
        if key not in self._books:
            self._books[key] = self._compiled(payer, encounter)
        return self._books[key]

    def _compiled(self, payer: str, encounter: Encounter) -> RuleBook:
        if payer not in self.library.policies():
            raise BadWords((self._unknown_payer(payer, encounter),))
        try:
            book = self.library.rulebook(payer, encounter.dos)
            for table in book.tables:
                self.tables.refuse_elsewhere(table.kind.replace("-", "_"), table.path)
            for schedule in book.fee_schedules:
                self.tables.refuse_elsewhere("fee_schedule", schedule.path)
            return book
        except PolicyError as error:
            if error.diagnostics:  # the policy is broken, not the encounter
                raise
            holds = str(error).partition(", and not on ")[0]
            expected = f"a date on which the policy is in force ({holds})"
            problem = InputProblem(field="dos", found=shown(encounter.dos), expected=expected, suggestion="")
            raise BadWords((problem,)) from error

    def _routed(self, payer: str, encounter: Encounter) -> str:
        """The policy of the encounter's contractor upon this payer's, else the payer's own. Raises BadWords for a
        contractor that no policy speaks for: without its local rules nothing is known to be covered."""
        mac = encounter.mac
        if mac is None or payer not in self.library.policies() or answer_in(mac):
            return payer
        known = self.library.contractors_of(payer) or self.library.contractors_upon(payer)
        found = self._contractor(mac, payer, encounter)
        upon = self.library.contractor_policy(payer, found)
        if not known or found in known or upon:
            return upon or payer
        expected = f"a contractor that {payer} speaks for: {', '.join(known)}"
        problem = InputProblem(
            field="mac", found=shown(mac), expected=expected, suggestion=nearest(spelled(mac), known)
        )
        raise BadWords((problem,))

    def _contractor(self, mac: str, payer: str, encounter: Encounter) -> str:
        """The contractor as the policies spell it: "Novitas Solutions" is novitas."""
        book = self._kept(payer, encounter)
        return lexicon_of(book).find("contractor", mac) or spelled(mac)

    def payers(self, dos: date) -> list[str]:
        """The policies a claim can be billed under on the day: those with a fee schedule; others are only extended."""
        return [name for name in self.library.policies() if self.library.has("fee schedule", name, dos)]

    def _unknown_payer(self, payer: str, encounter: Encounter) -> InputProblem:
        names = self.payers(encounter.dos)
        few = len(names) <= FEW
        found = shown(payer) if payer == encounter.payer else quoted(payer)  # the record's text is not told
        expected = f"one of {', '.join(names)}" if few else "a payer that `claimwright payers` lists"
        return InputProblem(field="payer", found=found, expected=expected, suggestion=nearest(payer, names))

    def prepare(
        self, encounter: Encounter, payer: str = "", read_as: Choice | None = None
    ) -> tuple[Encounter, RuleBook, PriceList, Derivation]:
        """The encounter in the policy's words, its rulebook and prices, and what follows from its facts.

        A record that contradicts itself is read as `read_as` says, else as :meth:`read` chooses. Raises BadWords.
        """
        encounter, book, doubts = self.settled(encounter, payer)
        prices = self.price_list(encounter, book)
        found = contradictions(encounter)
        if not found:
            return encounter, book, prices, with_doubts(self.derived(encounter, book, prices), doubts)
        contradicted, asked = doubts_of(encounter, book, found)
        choice = self.read(encounter, book, prices, found) if read_as is None else read_as
        encounter, twice = self.as_read(encounter, choice, book)
        derivation = with_doubts(self.derived(encounter, book, prices), (*doubts, *contradicted, *twice))
        told = replace(derivation, questions=(*asked, *derivation.questions), read_as=numbered(found, choice))
        return encounter, book, prices, told

    def as_read(
        self, encounter: Encounter, choice: Choice, book: RuleBook
    ) -> tuple[Encounter, tuple[Doubt, ...]]:
        """A settled encounter read in one way, with what its words then imply, and one entry for each thing."""
        return one_of_each(normalise(reading(encounter, choice), book)[0], lexicon_of(book))

    def settled(self, encounter: Encounter, payer: str = "") -> tuple[Encounter, RuleBook, tuple[Doubt, ...]]:
        """The encounter in the policy's words, one entry for each thing and one fact for what several fields say."""
        if to_come := self.clock.to_come(encounter):
            raise BadWords(to_come)
        book = self.book(payer or encounter.payer, encounter)
        written = encounter
        encounter, ahead = believed(written, lexicon_of(book), self.clock.today)
        encounter, words = normalise(encounter, book)
        if ahead:  # what is taken out has words too
            words = normalise(written, book)[1]
        if wrong := other_editions(encounter, self.tables):
            raise BadWords(wrong)
        encounter, twice = one_of_each(encounter, lexicon_of(book))
        encounter, disagree = settle(encounter, book)
        return encounter, book, (*ahead, *words, *twice, *disagree)

    def derived(self, encounter: Encounter, book: RuleBook, prices: PriceList) -> Derivation:
        """What follows from the facts. Raises BadWords where more choices take some work than can be searched."""
        derivation = derive(encounter, book, prices)
        if too_many := _too_many_choices(derivation):
            raise BadWords((too_many,))
        return derivation

    def read(
        self, encounter: Encounter, book: RuleBook, prices: PriceList, found: tuple[Contradiction, ...]
    ) -> Choice:
        """How a record that contradicts itself is read: here nothing is chosen, since nothing is solved."""
        return OPEN


def _too_many_choices(derivation: Derivation) -> InputProblem | None:
    """A problem for the first work that more choices of code take than can be searched in the time budget."""
    chosen: dict[str, set[str]] = {}
    for line in derivation.lines:
        for item in line.items:
            chosen.setdefault(item, set()).add(line.rule)
    most = max((len(rules) for rules in chosen.values()), default=0)
    if most <= MOST_ALTERNATIVES:
        return None
    found = f"work that {most} choices of code take"
    return InputProblem("policy", found, f"at most {MOST_ALTERNATIVES} choices for one piece of work")
