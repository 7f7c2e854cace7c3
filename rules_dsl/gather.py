"""Statements of many files to policies: each file belongs to the policy it starts with, or says it is part of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

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


def gather(texts: Iterable[SourceText]) -> Gathered:
    """Every policy of the files, and every mistake in their text. Tests are kept as text, to be read when run."""
    found = Gathered()
    drafts: dict[str, _Draft] = {}
    for text in texts:
        found.diagnostics += text.diagnostics
        _one_file(text, drafts, found)
    known = [name for name, draft in drafts.items() if draft.head]
    for name, draft in drafts.items():
        if draft.head:
            found.policies[name] = Policy(name, draft.head, tuple(draft.own), tuple(draft.tests), draft.cut)
        for part in draft.parts if not draft.head else ():
            help = did_you_mean(name, known)
            found.diagnostics.append(error("P402", f"there is no policy `{name}`", part.name.span, help=help))
    return found


def _one_file(text: SourceText, drafts: dict[str, _Draft], found: Gathered) -> None:
    draft: _Draft | None = None
    for chunk in text.chunks:
        if chunk.head == "test" and draft is not None:
            draft.tests.append(chunk)
            continue
        built, mistakes = statement(chunk)
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
            draft.own.append(built)


def _start(built: Statement, draft: _Draft, found: Gathered) -> None:
    if built.kind == "part of":
        draft.parts.append(built)
    elif draft.head is not None:
        first = Place(draft.head.span, "the first one")
        message = f"two policies are named `{built.name.text}`"
        found.diagnostics.append(error("P401", message, Place(built.span), first))
    else:
        draft.head = built
