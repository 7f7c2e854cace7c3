"""What a check sees: one policy's own rules, as they stand upon the policies it extends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rules_dsl.codes_named import code_words, ranges_in
from rules_dsl.layers import Policy, Rule, chain_of, flatten, own_rules
from rules_dsl.scope import Scope
from rules_dsl.syntax import Statement


@dataclass(frozen=True)
class View:
    """One policy, and all policies by name."""

    policy: Policy
    policies: Mapping[str, Policy]

    @cached_property
    def chain(self) -> Sequence[Policy]:
        """The policy and what it extends, the nearest first."""
        return chain_of(self.policy.name, self.policies)

    @cached_property
    def above(self) -> Sequence[Rule]:
        """What it inherits, whenever it holds."""
        return flatten(self.chain[1:], None)

    @cached_property
    def own(self) -> Sequence[Rule]:
        """Its own rules, with the clauses that a ``replaces`` inherits; statements with mistakes in them aside."""
        return [rule for rule in own_rules(self.chain, self.above) if not rule.statement.broken]

    @cached_property
    def scope(self) -> Scope:
        """Every name that its rules may use. Statements with mistakes in them still give their names."""
        return Scope.of([*self.above, *own_rules(self.chain, self.above)])

    @cached_property
    def own_codes(self) -> frozenset[str]:
        """The codes that are known by its policies alone: those that a choice bills or a ``codes`` statement names."""
        found: set[str] = set()
        for rule in [*self.above, *own_rules(self.chain, self.above)]:
            if rule.kind == "choose code":
                found.update(word.text for word in code_words(rule.statement))
            elif rule.kind == "codes":
                found.update(first.text for first, last in ranges_in(rule.statement) if last is None)
        return frozenset(found)

    def written(self, kind: str) -> list[Statement]:
        """Its own statements of a kind, as written."""
        return [statement for statement in self.policy.own if statement.kind == kind]
