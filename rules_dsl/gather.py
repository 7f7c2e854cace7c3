"""Statements of many files to policies: each file belongs to the policy it starts with, or says it is part of.

Whose a file is shows from its heads alone, so that a claim needs to read only the files of its payer's chain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rules_dsl.alike import one_by_one
from rules_dsl.build import statement
from rules_dsl.diagnostics import Diagnostic, Place, error
from rules_dsl.layers import Policy
from rules_dsl.source import Chunk, SourceText
from rules_dsl.syntax import Statement
from rules_dsl.vocabulary import did_you_mean


@dataclass
class Gathered:
    """All policies by name, what is wrong with their text, and the policies that each file belongs to."""

    policies: dict[str, Policy] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    owners: dict[str, set[str]] = field(default_factory=dict)


@dataclass
class _Draft:
    head: Statement | None = None
    own: list[Statement] = field(default_factory=list)
    tests: list[Chunk] = field(default_factory=list)
    parts: list[Statement] = field(default_factory=list)
    cut: bool = False


class Reader:
    """Builds statements, each of them once, however many policies ask for it."""

    def __init__(self) -> None:
        self._built: dict[int, tuple[Chunk, tuple[Statement | None, list[Diagnostic]]]] = {}

    def statement(self, chunk: Chunk) -> tuple[Statement | None, list[Diagnostic]]:
        """The statement of a chunk and the mistakes in it."""
        known = self._built.get(id(chunk))
        if known is None:  # the chunk is kept beside it, so that its id stays its own
            known = self._built[id(chunk)] = (chunk, statement(chunk))
        return known[1]


@dataclass
class Heads:
    """Which policies there are, and which files each is written in, from the first statements of the files alone."""

    policies: dict[str, Policy] = field(default_factory=dict)
    """With their heads, and nothing else."""
    owners: list[set[str]] = field(default_factory=list)
    """For each file the policies it belongs to; none for a file that could not be read so far."""

    @classmethod
    def of(cls, texts: Sequence[SourceText], reader: Reader) -> Heads:
        """The heads in these files."""
        found = cls()
        for text in texts:
            owned: set[str] = set()
            for chunk in text.chunks:
                built = reader.statement(chunk)[0] if chunk.head in ("policy", "part") else None
                if built is not None and built.kind in ("policy", "part of"):
                    name = built.name.text
                    owned.add(name)
                    if built.kind == "policy":
                        found.policies.setdefault(name, Policy(name, built, ()))
            found.owners.append(owned)
        return found

    def files_of(self, names: set[str], texts: Sequence[SourceText]) -> list[SourceText]:
        """The files of these policies, and those of which nobody knows whose they are."""
        return [text for text, owned in zip(texts, self.owners, strict=True) if not owned or owned & names]


def gather(texts: Iterable[SourceText], reader: Reader) -> Gathered:
    """Every policy of the files, and every mistake in their text. Tests are kept as text, to be read when run."""
    found = Gathered()
    drafts: dict[str, _Draft] = {}
    for text in texts:
        found.diagnostics += text.diagnostics
        _one_file(text, drafts, found, reader)
    known = [name for name, draft in drafts.items() if draft.head]
    for name, draft in drafts.items():
        if draft.head:
            found.policies[name] = Policy(name, draft.head, tuple(draft.own), tuple(draft.tests), draft.cut)
        for part in draft.parts if not draft.head else ():
            help = did_you_mean(name, known)
            found.diagnostics.append(error("P402", f"there is no policy `{name}`", part.name.span, help=help))
    return found


def _one_file(text: SourceText, drafts: dict[str, _Draft], found: Gathered, reader: Reader) -> None:
    draft: _Draft | None = None
    for chunk in text.chunks:
        if chunk.head == "test" and draft is not None:
            draft.tests.append(chunk)
            continue
        built, mistakes = reader.statement(chunk)
        found.diagnostics += mistakes
        if built is None:
            if draft is not None:
                draft.cut = True
            # The words of a head that could not be read may have named the policy: what follows is not homeless.
            if chunk.head in ("policy", "part") and draft is None:
                draft = _Draft()
        elif built.kind in ("policy", "part of"):
            draft = drafts.setdefault(built.name.text, _Draft())
            found.owners.setdefault(chunk.file, set()).add(built.name.text)
            draft.cut |= bool(text.diagnostics)
            _start(built, draft, found)
        elif draft is None:
            help = "start the file with `policy NAME` or `part of NAME`"
            found.diagnostics.append(
                error("P407", "this statement belongs to no policy", built.span, help=help)
            )
            draft = _Draft()
        else:
            draft.own += one_by_one(built)


def _start(built: Statement, draft: _Draft, found: Gathered) -> None:
    if built.kind == "part of":
        draft.parts.append(built)
    elif draft.head is not None:
        first = Place(draft.head.span, "the first one")
        message = f"two policies are named `{built.name.text}`"
        found.diagnostics.append(error("P401", message, Place(built.span), first))
    else:
        draft.head = built
