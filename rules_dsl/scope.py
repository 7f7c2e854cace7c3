"""What the names in a chain of policies mean: sources, words, sites, definitions, measures, groups of codes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import get_args

from rules_dsl.atoms import is_code
from rules_dsl.build_tables import words_in
from rules_dsl.codes_named import code_words, codes_named, ranges_in
from rules_dsl.layers import Rule
from rules_dsl.rulebook import Site, Subject, Vocabulary, Word
from rules_dsl.syntax import CodeRange, Statement, table_rows
from rules_dsl.vocabulary import CLOSED_WORDS, COUNTED_ITEMS, FACTS, ITEM_KINDS, FactType


@dataclass
class Scope:
    """The names of one chain. Unknown names are simply absent: telling so is for the checks."""

    vocabularies: dict[str, dict[str, Word]] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    named: dict[tuple[str, str], Rule] = field(default_factory=dict)
    """Every rule by its kind and name."""
    aliases: dict[str, dict[str, str]] = field(default_factory=dict)
    """By vocabulary (``site`` too): from any accepted word to the word it stands for."""
    codes: list[str] = field(default_factory=list)
    """Every code that the chain names, sorted."""

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> Scope:
        """The names that these rules give."""
        scope = cls()
        codes: set[str] = set()
        for rule in rules:
            scope.named[rule.kind, rule.name] = rule
            if rule.kind == "words":
                scope._add_words(rule.statement)
            elif rule.kind == "sites":
                scope._add_sites(rule.statement)
            codes.update(codes_named(rule.statement))
        scope.codes = sorted(codes)
        for name, words in CLOSED_WORDS.items():
            scope.aliases[name] = {**scope.aliases.get(name, {}), **{word: word for word in words}}
        return scope

    def _add_words(self, statement: Statement) -> None:
        words = self.vocabularies.setdefault(statement.name.text, {})
        names = self.aliases.setdefault(statement.name.text, {})
        for name, kind_of, implies, also, *places in table_rows(statement):
            pairs = [tuple(part.text.split()) for part in words_in(implies)]
            others = tuple(word.text for word in words_in(also))
            facts = tuple((pair[0], pair[1]) for pair in pairs if len(pair) == 2)
            at = tuple(word.text for cell in places for word in words_in(cell))
            words[name.text] = Word(name.text, kind_of.text, facts, others, at)
            names |= dict.fromkeys((*others, name.text), name.text)

    def _add_sites(self, statement: Statement) -> None:
        names = self.aliases.setdefault("site", {})
        for name, part_of, also in table_rows(statement):
            others = tuple(word.text for word in words_in(also))
            self.sites[name.text] = Site(name.text, part_of.text, others)
            names |= dict.fromkeys((*others, name.text), name.text)

    # ── words and facts ──────────────────────────────────────────────────────────────────────────────────────────

    def canonical(self, vocabulary: str, word: str) -> str:
        """The word that a word or one of its other names stands for; itself when it is unknown."""
        return self.aliases.get(vocabulary, {}).get(word, word)

    def knows(self, vocabulary: str, word: str) -> bool:
        return word in self.aliases.get(vocabulary, {})

    def is_a(self, vocabulary: str, word: str, wider: str) -> bool:
        """True when a word is another or a kind of it."""
        return Vocabulary(vocabulary, self.vocabularies.get(vocabulary, {})).is_a(word, wider)

    def subject_of(self, kind: str, name: str) -> Subject | None:
        """The subject of a definition or a measure."""
        rule = self.named.get((kind, name))
        about = rule.statement.about if rule else None
        return next((subject for subject in get_args(Subject) if about and subject == about.text), None)

    def fact(self, name: str, subjects: Iterable[Subject]) -> FactType | None:
        """What a fact, a measure or a definition of any of the subjects holds; None when there is none."""
        subjects = tuple(subjects)
        for subject in subjects:
            if name in FACTS[subject]:
                return FACTS[subject][name]
        if self.subject_of("measure", name) in subjects:
            return FactType("length")
        return FactType("flag") if self.subject_of("define", name) in subjects else None

    def counted(self, name: str, subjects: Iterable[Subject]) -> tuple[str, FactType] | None:
        """The number that a plural or a singular names (``stage``: stages; ``mg``: given), or None. A word of one of
        their lists (``immunostain``) names how many of its kind the list has."""
        subjects = tuple(subjects)
        plurals = (name, f"{name}s", f"{name}es") if name != "mg" else ("given",)
        for plural in plurals:
            if set(COUNTED_ITEMS.get(plural, ())) & set(subjects):
                return plural, FactType("number")
            found = self.fact(plural, subjects)
            if found is not None:
                return plural, found
        _, listed = self.list_with(name, subjects)
        return (self.canonical(listed, name), FactType("number", listed)) if listed else None

    def counted_names(self, subjects: Iterable[Subject]) -> set[str]:
        """Everything that may be counted of these subjects."""
        subjects = tuple(subjects)
        facts = {n for s in subjects for n, fact in FACTS[s].items() if fact.form in ("number", "numbers")}
        return facts | {name for name, of in COUNTED_ITEMS.items() if set(of) & set(subjects)}

    def fact_names(self, subjects: Iterable[Subject]) -> set[str]:
        """Everything that a condition on these subjects may name."""
        subjects = tuple(subjects)
        found = {name for subject in subjects for name in FACTS[subject]}
        return found | {
            name
            for kind, name in self.named
            if self.subject_of(kind, name) in subjects and kind in ("define", "measure")
        }

    def list_with(self, word: str, subjects: Iterable[Subject]) -> tuple[str, str]:
        """The subject's fact (``stains``) whose list of words (``stain``) a word may stand in, and that list."""
        for subject in subjects:
            for name, fact in FACTS[subject].items():
                if fact.form == "words" and self.knows(fact.words, word):
                    return name, fact.words
        return "", ""

    def item_kind(self, head: str) -> Subject | None:
        """The kind of item (``mohs``, ``drug``) that a head is for, by its own name or as a definition of it."""
        for kind in ITEM_KINDS:
            if head == kind or self.subject_of("define", head) == kind:
                return kind
        return None

    def kinds_list(self, head: str) -> str:
        """The list of words that the ``of`` words of a head stand in."""
        kind = self.item_kind(head)
        return ITEM_KINDS[kind] if kind else "lesion-kind"

    # ── codes ────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def groups(self) -> dict[str, tuple[CodeRange, ...]]:
        """The rows of each ``codes`` statement, by its name."""
        return {
            name: tuple(ranges_in(rule.statement))
            for (kind, name), rule in self.named.items()
            if kind == "codes"
        }

    @cached_property
    def billed(self) -> frozenset[str]:
        """The codes that some choice bills."""
        choices = (rule.statement for (kind, _), rule in self.named.items() if kind == "choose code")
        return frozenset(word.text for statement in choices for word in code_words(statement))

    def expand(self, items: Iterable[CodeRange]) -> tuple[str, ...]:
        """The codes of a list: ranges as far as their codes are named in the chain, groups by their rows."""
        found: dict[str, None] = {}
        waiting = list(items)[::-1]
        entered: set[str] = set()
        while waiting:
            first, last = waiting.pop()
            if last is not None:
                low, high = bisect_left(self.codes, first.text), bisect_right(self.codes, last.text)
                size = len(first.text)
                found |= dict.fromkeys(code for code in self.codes[low:high] if len(code) == size)
            elif is_code(first.text):
                found[first.text] = None
            elif first.text not in entered:
                entered.add(first.text)
                waiting += self.groups.get(first.text, ())[::-1]
        return tuple(found)
