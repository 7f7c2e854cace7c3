"""Rule coverage: which rules of some policy files had a part in a test, and which codes no test ever billed.

A rule has a part where it stands behind a line, a modifier, an amount, something left off, a warning, or the refusal of
a line that a test asks for. A code that a choice can bill has one where the claim, or the patient's own bill, holds it
by that choice. Each wording counts: a rule that ended and its successor need a test each, on a day of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from engine.claim import Coded
from engine.findings import Finding
from engine.view.text import count, wrapped
from rules_dsl.compile_rules import COMPILERS
from rules_dsl.diagnostics import PolicyError
from rules_dsl.library import PolicyLibrary
from rules_dsl.rulebook import RuleBook
from rules_dsl.vocabulary import ALTERNATIVES

WITHOUT_EFFECT = frozenset({"define", "measure", "element"})
"""Kinds of rule that only serve others: what they do shows in those, and in the mutation run."""

CHOOSING = ALTERNATIVES[-1]
"""The clauses that say which codes a choice can bill."""

Wording = tuple[str, int]
"""Where a rule is written: file and line."""


@dataclass(slots=True)
class Coverage:
    """The wordings that must have a part in a test, those that had, and likewise the codes of each choice."""

    rules: dict[Wording, str] = field(default_factory=dict)
    """Wording -> what to call it."""
    codes: dict[tuple[Wording, str], str] = field(default_factory=dict)
    seen: set[Wording] = field(default_factory=set)
    billed: set[tuple[Wording, str]] = field(default_factory=set)

    @classmethod
    def of(cls, library: PolicyLibrary, files: Collection[str], days: Iterable[date]) -> Coverage:
        """What is written in the files; the codes of a choice as they stand on any of the days of the tests. A
        `replaces` that inherits its codes leaves them to the tests of the rule they are written in."""
        found = cls()
        chosen: set[Wording] = set()
        owners: set[str] = set()
        for rule in library.own_rules():
            place = (rule.statement.span.file, rule.statement.span.line)
            if place[0] in files and rule.kind in COMPILERS and rule.kind not in WITHOUT_EFFECT:
                ended = f" (until {rule.period.end})" if rule.period.end else ""
                found.rules[place] = rule.id + ended
                if CHOOSING & {clause.label for clause in rule.origin.clauses}:
                    chosen.add(place)
                    owners.add(rule.id.rpartition("/")[0])
        for book in _books(library, owners, days):
            for choice in book.choices:
                info = book.rules[choice.rule]
                if (place := (info.file, info.line)) in chosen:
                    found.codes |= {(place, code): f"{code} ({choice.name})" for code in choice.codes()}
        return found

    def saw(self, book: RuleBook, coded: Coded) -> None:
        """Takes note of the rules behind an answer."""
        lines = [*coded.claim.lines, *coded.self_pay.lines]
        self._rules(book, (rule for line in lines for rule in line.rules))
        self._rules(book, (each.rule for each in coded.unreported))
        self._rules(book, (each.rule for each in coded.warnings))
        self._rules(book, (each.rule for each in coded.queries))
        self._rules(book, (coded.filing.rule,) if coded.filing else ())
        for line in lines:
            info = book.rules.get(line.rules[0].partition("#")[0]) if line.rules else None
            if info is not None:
                self.billed.add(((info.file, info.line), line.hcpcs))

    def refused(self, book: RuleBook, findings: Iterable[Finding]) -> None:
        """Takes note of the rules that stood against a line asked for."""
        self._rules(book, (finding.rule for finding in findings))

    def _rules(self, book: RuleBook, rules: Iterable[str]) -> None:
        for rule in rules:
            info = book.rules.get(rule.partition("#")[0])
            if info is not None:
                self.seen.add((info.file, info.line))

    @property
    def left(self) -> list[str]:
        """Rules without a part in any test."""
        return sorted(name for place, name in self.rules.items() if place not in self.seen)

    @property
    def never_billed(self) -> list[str]:
        """Codes of choices that no test bills."""
        return sorted(name for key, name in self.codes.items() if key not in self.billed)

    @property
    def complete(self) -> bool:
        return not self.left and not self.never_billed

    def told(self) -> list[str]:
        """Two counts, and beneath each what is missing."""
        return [
            *_counted(self.rules, self.left, "rule", "had a part in a test", "Without a part"),
            *_counted(self.codes, self.never_billed, "code", "was billed in a test", "Never billed"),
        ]


def _counted(whole: Collection[object], left: list[str], what: str, verb: str, missing: str) -> list[str]:
    if len(whole) != 1:
        verb = verb.replace("was ", "were ")
    lines = [f"{len(whole) - len(left)} of {count(len(whole), what)} {verb}."] if whole else []
    return lines + (wrapped(f"{missing}: {', '.join(left)}.", "", "  ") if left else [])


def _books(library: PolicyLibrary, owners: set[str], days: Iterable[date]) -> Iterable[RuleBook]:
    """The policies that one of these is, or that stand upon one, on each of the days."""
    names = [n for n in library.policies() if owners & {each.name for each in library.chain(n)}]
    for day in sorted(set(days)):
        for name in names:
            with suppress(PolicyError):  # a policy that is not in force on the day
                yield library.rulebook(name, day)
