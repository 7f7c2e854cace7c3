"""Policies one upon another: who extends whom, which statements are a policy's own, and what holds on a day.

A child only adds, replaces by name, or withdraws by name. What it writes in a ``replaces`` stands in for the clauses
of the same label, and what it leaves out by name goes; the other clauses are inherited, except what was *said*: a
reason, a citation, how sure somebody was, and what a payer may do belong to the words they were given for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from rules_dsl.dates import Period
from rules_dsl.diagnostics import Diagnostic, error
from rules_dsl.source import Chunk
from rules_dsl.syntax import Clause, Dated, Statement, Word, Words
from rules_dsl.vocabulary import ALTERNATIVES, LEAVES_OUT, SAID, did_you_mean

Key: TypeAlias = tuple[str, str]
"""The list that a name stands in (rules, sources, groups of codes), and the name."""

ADDS_ROWS = frozenset({"words", "sites"})
"""Statements that only add rows: several of one name make one list."""


@dataclass(frozen=True)
class Policy:
    """One policy: its head, its own statements from all of its files, and the texts of its tests."""

    name: str
    head: Statement
    own: tuple[Statement, ...]
    tests: tuple[Chunk, ...] = ()
    cut: bool = False
    """True when some of its statements could not be read at all."""

    @property
    def extends(self) -> str:
        return self.head.value("extends")

    def period(self, statement: Statement) -> Period:
        """When a statement holds: by its own dates, else by those of the policy."""
        return Period(
            _day(statement, "effective") or _day(self.head, "effective") or date.min, self._end(statement)
        )

    def _end(self, statement: Statement) -> date | None:
        return _day(statement, "until") or _day(self.head, "until")


@dataclass(frozen=True)
class Rule:
    """A statement as it stands in a chain: under the policy that wrote it last, with what it inherits."""

    policy: str
    statement: Statement
    period: Period
    origin: Statement = field(repr=False)
    """As written, before anything was inherited."""

    @property
    def id(self) -> str:
        return f"{self.policy}/{self.statement.name.text}"

    @property
    def called(self) -> str:
        """What an author calls it."""
        return self.statement.called

    @property
    def kind(self) -> str:
        return self.statement.kind

    @property
    def name(self) -> str:
        return self.statement.name.text


def key_of(statement: Statement) -> Key:
    """Where a statement's name must be the only one of its kind."""
    space = statement.kind if statement.kind in ("source", "codes", "words", "sites") else "rule"
    return space, statement.name.text


def chain_of(name: str, policies: Mapping[str, Policy]) -> list[Policy]:
    """The policy and what it extends, the nearest first; stops before an unknown policy or a circle."""
    found: dict[str, Policy] = {}
    while name in policies and name not in found:
        found[name] = policies[name]
        name = policies[name].extends
    return list(found.values())


def contractors(policy: Policy) -> tuple[Word, ...]:
    """The contractors that a policy speaks for, by number or name."""
    clause = policy.head.one("contractor", Words)
    return clause.words if clause else ()


def extends_mistakes(policy: Policy, policies: Mapping[str, Policy]) -> Iterable[Diagnostic]:
    """An unknown policy to extend, or a policy that extends itself through others."""
    above = policy.head.word("extends")
    if above is None:
        return
    if above.text not in policies:
        yield error(
            "P402", f"there is no policy `{above.text}`", above.span, help=did_you_mean(above.text, policies)
        )
        return
    chain = chain_of(policy.name, policies)
    if chain[-1].extends == policy.name:
        route = " extends ".join([*(each.name for each in chain), policy.name])
        yield error("P403", f"a policy that extends itself: {route}", above.span)


def flatten(chain: Sequence[Policy], on: date | None) -> list[Rule]:
    """What holds under a chain (nearest first) on a day; with no day, whatever ever held, the latest of each name."""
    standing: dict[tuple[Key, int], Rule] = {}
    for policy in reversed(chain):
        for statement in policy.own:
            period = policy.period(statement)
            if on is not None and not period.holds(on):
                continue
            space, name = key_of(statement)
            key = ((space, name), id(statement) if space in ADDS_ROWS else 0)
            if statement.kind in ("replaces", "withdraws"):
                target = standing.get(key)
                if target is None or statement.about is None or target.policy != statement.about.text:
                    continue
                if statement.kind == "withdraws":
                    del standing[key]
                else:
                    standing[key] = Rule(policy.name, merged(target.statement, statement), period, statement)
            else:
                standing[key] = Rule(policy.name, statement, period, statement)
    return list(standing.values())


def own_rules(chain: Sequence[Policy], above: Sequence[Rule]) -> list[Rule]:
    """Every rule that the first policy of a chain writes, at whatever time, with what it inherits from `above`."""
    standing = {key_of(rule.statement): rule for rule in above}
    found = []
    for statement in chain[0].own:
        if statement.kind == "withdraws":
            continue
        target = standing.get(key_of(statement))
        if statement.kind != "replaces":
            found.append(Rule(chain[0].name, statement, chain[0].period(statement), statement))
        elif target and statement.about and target.policy == statement.about.text:
            whole = merged(target.statement, statement)
            found.append(Rule(chain[0].name, whole, chain[0].period(statement), statement))
    return found


def merged(target: Statement, by: Statement) -> Statement:
    """The statement `by`, with the clauses it inherits from the one it replaces."""
    own = tuple(clause for clause in by.clauses if clause.label != LEAVES_OUT)
    return Statement(
        target.kind,
        target.name,
        (*inherited(target, by), *own),
        by.span,
        by.text,
        target.about,
        target.target,
        target.broken or by.broken,
    )


def inherited(target: Statement, by: Statement) -> tuple[Clause, ...]:
    """The clauses of the statement replaced that still stand."""
    written = {clause.label for clause in by.clauses} | left_out(by)
    for group in ALTERNATIVES:
        if written & group:
            written |= group
    return tuple(clause for clause in target.clauses if clause.label not in written | SAID)


def replacements(chain: Sequence[Policy]) -> Iterator[tuple[Rule, Rule, tuple[str, ...]]]:
    """Each rule of the first policy that replaces another, the one replaced, and the clauses that it inherits."""
    standing = {key_of(rule.statement): rule for rule in flatten(chain[1:], None)}
    for rule in own_rules(chain, list(standing.values())):
        if rule.origin.kind == "replaces":
            target = standing[key_of(rule.origin)]
            kept = inherited(target.statement, rule.origin)
            yield rule, target, tuple(dict.fromkeys(clause.label for clause in kept))


def left_out(by: Statement) -> frozenset[str]:
    """The labels of the clauses that a ``replaces`` leaves out."""
    return frozenset(word.text for clause in by.all(LEAVES_OUT, Words) for word in clause.words)


def _day(statement: Statement, label: str) -> date | None:
    clause = statement.one(label, Dated)
    return clause.on if clause else None
