"""The policies at hand: the packaged ones and the user's own files; what is wrong with them; rulebooks by date.

Only the files of a payer's chain are parsed for its rulebook, and the others when every mistake is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from rules_dsl.checks import check_policy
from rules_dsl.compile import compile_rulebook
from rules_dsl.diagnostics import Diagnostic, PolicyError, Span, error
from rules_dsl.files import SUFFIX, read_path
from rules_dsl.gather import Gathered, Heads, Reader, gather
from rules_dsl.layers import Policy, Rule, chain_of, contractors, flatten, own_rules, replacements
from rules_dsl.rulebook import RuleBook
from rules_dsl.source import Source, SourceText, read
from rules_dsl.vocabulary import did_you_mean

if TYPE_CHECKING:
    from rules_dsl.casefile import Case
    from rules_dsl.cases_read import CasesRead


class PolicyLibrary:
    """Policies by name. Reading them tells every mistake; only asking for a rulebook with mistakes raises."""

    def __init__(self, texts: Iterable[SourceText]) -> None:
        self._texts = tuple(texts)
        self._given: frozenset[str] = frozenset()
        self._nothing_in: tuple[Diagnostic, ...] = ()
        self._reader = Reader()
        self._heads = Heads.of(self._texts, self._reader)
        self._parts: dict[frozenset[str], Gathered] = {}
        self._books: dict[tuple[str, tuple[int, ...]], RuleBook] = {}
        self._checked: dict[str, tuple[Diagnostic, ...]] = {}

    @classmethod
    def packaged(cls) -> PolicyLibrary:
        """The policies that claimwright brings along."""
        return cls.load()

    @classmethod
    def load(cls, *paths: str | Path, packaged: bool = True) -> PolicyLibrary:
        """The packaged policies (unless told otherwise) and those of the user's files and folders.

        A folder gives all its `*.policy` files, at any depth. A path that cannot be read becomes a diagnostic, and so
        does one in which nothing was found to read. A file that stands for a packaged one is read in its place, under
        its own name.
        """
        own: dict[Path, SourceText] = {}  # each file once, however it was named
        nothing: list[Diagnostic] = []
        for path in map(Path, paths):
            found = list(read_path(path))
            if not any(text.chunks or _unreadable(text) for text in found):
                nothing.append(_nothing_in(path, len(found)))
            own |= {Path(os.path.realpath(text.source.name)): text for text in found}
        brought = [read(name, entry.read_bytes()) for name, entry in (_packaged() if packaged else ())]
        kept = [text for text in brought if not any(_stands_for(*mine, text) for mine in own.items())]
        library = cls([*kept, *own.values()])
        library._given = frozenset(text.source.name for text in own.values())
        library._nothing_in = tuple(nothing)
        return library

    @property
    def given(self) -> frozenset[str]:
        """The names of the user's own files."""
        return self._given

    @property
    def nothing_in(self) -> tuple[Diagnostic, ...]:
        """The user's files and folders in which there was nothing to read, each with what was looked for."""
        return self._nothing_in

    @property
    def sources(self) -> Mapping[str, Source]:
        """The text of each file, by the name that diagnostics use."""
        return {text.source.name: text.source for text in self._texts}

    def text_of(self, policy: str) -> Mapping[str, str]:
        """The text of each file that the policy itself is written in, by the file's name."""
        own = self._heads.files_of({policy}, self._texts)
        return {text.source.name: "\n".join(text.source.lines) for text in own}

    def policies(self) -> tuple[str, ...]:
        """The names of all policies, sorted."""
        return tuple(sorted(self._heads.policies))

    def chain(self, policy: str) -> tuple[Policy, ...]:
        """The policy and what it extends, the nearest first; raises `PolicyError` for an unknown policy."""
        if policy not in self._heads.policies:
            near = did_you_mean(policy, self._heads.policies)
            raise PolicyError(f"there is no policy `{policy}`" + (f"; {near}" if near else ""))
        return tuple(chain_of(policy, self._read_for(policy).policies))

    def contractors_of(self, policy: str) -> tuple[str, ...]:
        """The contractors that a policy speaks for; none for most policies."""
        return tuple(word.text for word in contractors(self._heads.policies[policy]))

    def contractor_policy(self, policy: str, contractor: str) -> str:
        """The policy that stands upon `policy` and speaks for the contractor, or ""."""
        return self._contractors.get((policy, contractor), "")

    def contractors_upon(self, policy: str) -> tuple[str, ...]:
        """The contractors that policies upon this one speak for, by name; their numbers stand for the same."""
        named = (word for above, word in self._contractors if above == policy)
        return tuple(sorted(word for word in named if not word.isdigit()))

    @cached_property
    def _contractors(self) -> Mapping[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        for name in self.policies():
            for word in contractors(self._heads.policies[name]):
                for base in chain_of(name, self._heads.policies)[1:]:
                    found.setdefault((base.name, word.text), name)
        return found

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Every finding, as a reader meets them. Where the user gave files of their own: in the policies that those are
        part of and in what stands upon them, and in their own tests."""
        found = {*self._nothing_in, *self._gathered.diagnostics}
        for name in self.policies():
            if self._may_differ(name):
                found.update(self._findings(name, self._gathered))
        found.update(self._tests.mistakes(self.policies(), self._given or None))
        return tuple(sorted(found, key=Diagnostic.key))

    def _may_differ(self, policy: str) -> bool:
        """The policy or one that it extends is written, in part, in the user's files, or nobody knows in which."""
        gathered = self._gathered
        mine = [gathered.owners.get(file) for file in self._given]
        chain = {each.name for each in chain_of(policy, gathered.policies)}
        return not mine or any(owners is None or owners & chain for owners in mine)

    def rulebook(self, policy: str, dos: date) -> RuleBook:
        """What `policy` says on a date of service.

        Raises `PolicyError`, with the diagnostics, for an unknown policy, one that is not in force on that day, or
        one with errors in its chain.
        """
        chain = self.chain(policy)
        self._refuse_errors(chain)
        if not chain[0].period(chain[0].head).holds(dos):
            raise PolicyError(f"`{policy}` holds {chain[0].period(chain[0].head)}, and not on {dos}")
        rules = flatten(chain, dos)
        key = (policy, tuple(id(rule.origin) for rule in rules))
        if key not in self._books:
            self._books[key] = compile_rulebook(chain, rules, dos)
        book = self._books[key]
        return book if book.as_of == dos else replace(book, as_of=dos)

    def has(self, kind: str, policy: str, dos: date) -> bool:
        """The policy holds on the day and has a rule of this kind then, its own or inherited."""
        chain = self.chain(policy)
        holds = chain[0].period(chain[0].head).holds(dos)
        return holds and any(rule.kind == kind for rule in flatten(chain, dos))

    def own_rules(self) -> tuple[Rule, ...]:
        """Every rule as each policy writes it, at whatever time, with what it inherits."""
        found: list[Rule] = []
        for name in self.policies():
            chain = tuple(chain_of(name, self._gathered.policies))
            found += own_rules(chain, flatten(chain[1:], None))
        return tuple(found)

    def replacements(self) -> tuple[tuple[Rule, Rule, tuple[str, ...]], ...]:
        """Each rule that replaces another, the one replaced, and the labels of the clauses that it inherits."""
        names = self.policies()
        return tuple(each for name in names for each in replacements(chain_of(name, self._gathered.policies)))

    def cases(self, policy: str | None = None) -> tuple[Case, ...]:
        """The tests of a policy, or of all policies, without those that have mistakes."""
        if policy is not None:
            self.chain(policy)
        names = self.policies() if policy is None else (policy,)
        return tuple(self._tests.cases(names))

    def cases_in(self, files: Collection[str]) -> tuple[Case, ...]:
        """The tests that are written in these files, without those that have mistakes."""
        return tuple(self._tests.cases(self.policies(), files))

    @cached_property
    def _tests(self) -> CasesRead:
        from rules_dsl.cases_read import CasesRead

        return CasesRead(self._gathered.policies)

    @cached_property
    def _gathered(self) -> Gathered:
        """All files, read whole."""
        return gather(self._texts, self._reader)

    def _read_for(self, policy: str) -> Gathered:
        """The files of the policy and of what it extends, read whole; of the other policies only the heads."""
        names = frozenset(each.name for each in chain_of(policy, self._heads.policies))
        if names not in self._parts:
            found = gather(self._heads.files_of(set(names), self._texts), self._reader)
            found.policies = self._heads.policies | found.policies
            self._parts[names] = found
        return self._parts[names]

    def _findings(self, name: str, gathered: Gathered) -> tuple[Diagnostic, ...]:
        if name not in self._checked:
            self._checked[name] = tuple(check_policy(name, gathered.policies))
        return self._checked[name]

    def _refuse_errors(self, chain: Iterable[Policy]) -> None:
        chain = tuple(chain)
        names = {policy.name for policy in chain}
        gathered = self._read_for(chain[0].name)
        # A file that could not be read far enough to say whose it is may be part of any policy.
        found = [*self._nothing_in]
        found += [d for d in gathered.diagnostics if gathered.owners.get(d.span.file, names) & names]
        found += [each for policy in chain for each in self._findings(policy.name, gathered)]
        errors = sorted({d for d in found if d.severity == "error"}, key=Diagnostic.key)
        if errors:
            more = f", and {len(errors) - 1} more" if len(errors) > 1 else ""
            place = errors[0].span
            message = (
                f"`{chain[0].name}` cannot be used: {errors[0].message} ({place.file}:{place.line}){more}"
            )
            raise PolicyError(message, errors)


def _packaged() -> Iterator[tuple[str, Traversable]]:
    """The policy files of the `payers` package, whether installed or in a checkout."""
    yield from _walk(files("payers"), "payers")


def _walk(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.is_dir():
            yield from _walk(entry, f"{name}/{entry.name}")
        elif entry.name.endswith(SUFFIX):
            yield f"{name}/{entry.name}", entry


def _stands_for(path: Path, own: SourceText, packaged: SourceText) -> bool:
    """The file is the packaged one itself, or a copy of it in another checkout: its path ends as the packaged name
    does, and it begins with the same policy or part."""
    parts = Path(packaged.source.name).parts
    return path.parts[-len(parts) :] == parts and _first_line(own) == _first_line(packaged)


def _first_line(text: SourceText) -> list[str]:
    return text.chunks[0].code[0].split() if text.chunks else []


def _unreadable(text: SourceText) -> bool:
    return any(each.severity == "error" for each in text.diagnostics)


def _nothing_in(path: Path, files: int) -> Diagnostic:
    """That there was nothing to read: no policy file in a folder, or no statement in any file."""
    message = "no policy file is in this folder"
    help = f"`*{SUFFIX}` was looked for, at any depth"
    if files:
        message = (
            "no statement is in this file"
            if not path.is_dir()
            else "no statement is in any file of this folder"
        )
        help = "a policy starts with `policy NAME` or `part of NAME`"
    return error("P005", message, Span(path.as_posix(), 1, 1), help=help)
