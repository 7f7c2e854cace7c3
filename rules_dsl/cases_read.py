"""The tests of policies, read when they are asked for: a claim does not need them, nor the modules that read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from rules_dsl.build import statement
from rules_dsl.casefile import Case, CaseReader
from rules_dsl.diagnostics import Diagnostic
from rules_dsl.layers import Policy
from rules_dsl.source import Chunk


class CasesRead:
    """By policy, its tests and what is wrong with them; each policy's are read once."""

    def __init__(self, policies: Mapping[str, Policy]) -> None:
        self._policies = policies
        self._reader = CaseReader(policies)
        self._read: dict[str, Sequence[tuple[Case | None, Sequence[Diagnostic]]]] = {}

    def policies_in(self, files: Collection[str]) -> Iterator[str]:
        """The policies, by name, that have a test in one of the files."""
        for name in sorted(self._policies):
            if any(chunk.file in files for chunk in self._policies[name].tests):
                yield name

    def cases(self, names: Iterable[str]) -> Iterator[Case]:
        """The tests of these policies, without those that have mistakes."""
        return (case for name in names for case, _ in self._of(name) if case is not None)

    def mistakes(self, names: Iterable[str]) -> Iterator[Diagnostic]:
        """What is wrong with the tests of these policies."""
        return (mistake for name in names for _, mistakes in self._of(name) for mistake in mistakes)

    def _of(self, policy: str) -> Sequence[tuple[Case | None, Sequence[Diagnostic]]]:
        if policy not in self._read:
            self._read[policy] = [self._case(policy, chunk) for chunk in self._policies[policy].tests]
        return self._read[policy]

    def _case(self, policy: str, chunk: Chunk) -> tuple[Case | None, Sequence[Diagnostic]]:
        test, mistakes = statement(chunk)
        return self._reader.read(policy, test) if test is not None and not mistakes else (None, mistakes)
