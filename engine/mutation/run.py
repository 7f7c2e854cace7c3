"""Runs the tests against the mutants: which changes to the rules does no test notice?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, Protocol

from clingo import Symbol

from engine.coverage import Coverage
from engine.encounter import Encounter
from engine.kernel import Kernel
from engine.mutation.mutant import Mutant, mutants, records
from engine.mutation.places import of_places
from engine.mutation.watch import ANY, Reads, keys_of, of_code, watched
from engine.policy_tests import failures
from engine.situation import Situation
from engine.solve import Outcome
from rules_dsl.casefile import Case, cases
from rules_dsl.diagnostics import PolicyError
from rules_dsl.library import PolicyLibrary
from rules_dsl.rulebook import CodeChoice, RuleBook


class Probe(Protocol):
    """Something that can notice a change: a test of a policy, or an example whose claim is known."""

    @property
    def payer(self) -> str: ...
    @property
    def dos(self) -> date: ...
    @property
    def file(self) -> str: ...
    def passes(self, kernel: Kernel) -> bool:
        """Whether what it expects still holds."""
        ...


@dataclass(frozen=True)
class CaseProbe:
    """A `test` statement."""

    case: Case
    payer: str
    dos: date
    file: str

    @classmethod
    def of(cls, case: Case) -> CaseProbe:
        """The case, with its payer and day at hand."""
        day = date.fromisoformat(str(case.encounter["dos"]))
        return cls(case, case.payer, day, case.place.file)

    def passes(self, kernel: Kernel) -> bool:
        return next(iter(failures(kernel, self.case, Coverage())), None) is None


@dataclass
class Seen:
    """A probe and what it read of the rules."""

    probe: Probe
    reads: Reads
    rules: frozenset[str]


Known = dict[tuple[Symbol, ...], Outcome]
"""What the solver made of facts."""


class _Changed(Kernel):
    """A kernel whose rulebooks are changed after they are compiled."""

    def __init__(
        self, base: Kernel, known: Known, mutant: Mutant | None = None, reads: Reads | None = None
    ) -> None:
        super().__init__(base.library, base.tables, base.seconds)
        self.base = base
        self.known = known
        self.mutant = mutant
        self.reads = reads

    def _compiled(self, payer: str, encounter: Encounter) -> RuleBook:
        book = self.base.book(payer, encounter)
        if self.mutant is not None:
            book = self.mutant.applied(book)
        return watched(book, self.reads) if self.reads is not None else book

    def decide(self, facts: Sequence[Symbol]) -> Outcome:
        """Facts that no change has touched have been decided before."""
        key = tuple(facts)
        found = self.known.get(key) or super().decide(facts)
        if self.mutant is None:
            self.known[key] = found
        return found

    def check(self, at: Situation, outcome: Outcome) -> None:
        """Not here: what is on trial is whether the tests notice, not whether the engine does."""


@dataclass
class MutationRun:
    """The mutants of some policy files, and which of them no probe notices."""

    library: PolicyLibrary
    files: Collection[str]
    more: Sequence[Probe] = ()
    """Probes besides the `test` statements of the library."""
    seen: list[Seen] = field(default_factory=list)
    mutants: list[Mutant] = field(default_factory=list)
    noticing: dict[str, list[Seen]] = field(default_factory=dict)
    """By rule, the probes that noticed a change of it, the latest first: they are the likeliest to notice another."""

    def __post_init__(self) -> None:
        self.kernel = Kernel(self.library, today=date.max)
        self.known: Known = {}
        found: dict[tuple[object, str], Mutant] = {}
        here: dict[tuple[str, date], bool] = {}
        for probe in (*map(CaseProbe.of, cases(self.library)), *self.more):
            key = (probe.payer, probe.dos)
            if key not in here:
                book = self.library.rulebook(*key)
                mine = [
                    *mutants(book, self._inherited(book), self.files),
                    *of_places(self.library, *key, self.files),
                ]
                here[key] = bool(mine)
                for mutant in mine:
                    found.setdefault((mutant.place, mutant.label), mutant)
            reads: Reads = set()
            # A test under a payer without these rules cannot notice, and a failing test shows nothing.
            if here[key] and probe.passes(_Changed(self.kernel, self.known, reads=reads)):
                self.seen.append(Seen(probe, reads, frozenset(rule for rule, _ in reads)))
        self.mutants = sorted(found.values(), key=lambda m: (m.place, m.label))

    def _inherited(self, book: RuleBook) -> dict[str, Any]:
        """For each rule of the book that replaces one of a policy above, that one's record."""
        named: dict[str, dict[str, Any]] = {}
        for policy in book.chain[1:]:
            with suppress(PolicyError):  # not in force on the day
                whole = self.library.rulebook(policy, book.as_of)
                named[policy] = {record.rule.rpartition("/")[2]: record for _, record in records(whole)}
        found: dict[str, Any] = {}
        for _, record in records(book):
            owner, _, name = record.rule.rpartition("/")
            higher = book.chain[book.chain.index(owner) + 1 :]
            above = next((named[p][name] for p in higher if name in named.get(p, {})), None)
            if above is not None:
                found[record.rule] = above
        return found

    def survivors(self, chosen: Iterable[Mutant], most: int | None = None) -> list[Mutant]:
        """Those of the mutants that no probe notices, or none of the `most` likeliest."""
        return [mutant for mutant in chosen if not self._noticed(mutant, most)]

    def _noticed(self, mutant: Mutant, most: int | None) -> bool:
        kernel = _Changed(self.kernel, self.known, mutant)
        could = [each for each in self.seen if _could_notice(mutant, each)]
        # Those of the rule's own file that read the fewest other rules are the likeliest to notice, and the quickest.
        could.sort(key=lambda s: (s.probe.file != mutant.place[0], len(s.reads)))
        before = self.noticing.setdefault(mutant.rule, [])
        able = {id(each) for each in could}
        first = [each for each in before if id(each) in able]
        tried = {id(each) for each in first}
        for each in islice((*first, *(s for s in could if id(s) not in tried)), most):
            if not _passes(each.probe, kernel):
                before[:] = [each, *(other for other in before if other is not each)]
                return True
        return False


def _passes(probe: Probe, kernel: Kernel) -> bool:
    try:
        return probe.passes(kernel)
    except Exception:  # the engine stumbles over the change: noticed
        return False


def _could_notice(mutant: Mutant, seen: Seen) -> bool:
    """The probe reads what was changed."""
    if not mutant.where:
        return mutant.rule in seen.rules
    if mutant.lost:
        lists = mutant.shared or ((mutant.rule, mutant.where),)
        return any((r, of_code(name, c)) in seen.reads for r, name in lists for c in (*mutant.lost, ANY))
    parts = keys_of(mutant.where, mutant.what)
    if any((rule, key) in seen.reads for rule in (mutant.rule, *mutant.rules) for key in parts):
        return True
    if isinstance(mutant.record, CodeChoice) and (mutant.rule, "codes") in seen.reads:
        return bool(mutant.record.codes() != mutant.original.codes())
    return False
