"""The tests of policies, read when they are asked for: a claim does not need them, nor the modules that read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from rules_dsl.build import statement
from rules_dsl.casefile import Case, CaseReader
from rules_dsl.diagnostics import Diagnostic
from rules_dsl.layers import Policy
from rules_dsl.source import Chunk


class CasesRead:
    """The tests of each policy and what is wrong with them, all or those in some files; each is read once."""

    def __init__(self, policies: Mapping[str, Policy]) -> None:
        self._policies = policies
        self._reader = CaseReader(policies)
        self._known: dict[int, tuple[Case | None, Sequence[Diagnostic]]] = {}

    def cases(self, names: Iterable[str], files: Collection[str] | None = None) -> Iterator[Case]:
        """The tests of these policies in the order written, without those that have mistakes."""
        return (case for case, _ in self._of(names, files) if case is not None)

    def mistakes(self, names: Iterable[str], files: Collection[str] | None = None) -> Iterator[Diagnostic]:
        """What is wrong with the tests of these policies."""
        return (mistake for _, mistakes in self._of(names, files) for mistake in mistakes)

    def _of(
        self, names: Iterable[str], files: Collection[str] | None
    ) -> Iterator[tuple[Case | None, Sequence[Diagnostic]]]:
        for name in names:
            for chunk in self._policies[name].tests:
                if files is None or chunk.file in files:
                    if id(chunk) not in self._known:  # the policies keep their chunks
                        self._known[id(chunk)] = self._case(name, chunk)
                    yield self._known[id(chunk)]

    def _case(self, policy: str, chunk: Chunk) -> tuple[Case | None, Sequence[Diagnostic]]:
        test, mistakes = statement(chunk)
        return self._reader.read(policy, test) if test is not None and not mistakes else (None, mistakes)
