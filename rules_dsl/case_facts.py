"""The facts of a ``given`` line as JSON values: words of the policy's lists, and numbers that a record can hold."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from rules_dsl.diagnostics import Diagnostic, Place, error
from rules_dsl.scope import Scope
from rules_dsl.syntax import Fact, Given, Word
from rules_dsl.vocabulary import a, did_you_mean

SIDES = ("left", "right", "bilateral")
LONGEST = Decimal(2000)
"""Millimetres: no wound is longer."""

_SEVERAL = frozenset(
    {
        "lesion",
        "symptom",
        "dx",
        "exposed-structure",
        "free-margin",
        "problem",
        "data",
        "risk",
        "stain",
        "deep-structure",
        "denied",
    }
)
"""Facts that a line may give more than once."""


class CaseFacts:
    """Reads facts with the words of one payer's policies, and collects what is wrong with them."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.mistakes: list[Diagnostic] = []

    def by_label(self, given: Given) -> dict[str, list[Fact]]:
        """The facts of a line; one that can be said only once and is said twice is told."""
        found: dict[str, list[Fact]] = {}
        for fact in given.facts:
            earlier = found.setdefault(fact.label, [])
            if earlier and fact.label not in _SEVERAL:
                first = Place(earlier[0].span, "the first one")
                self.mistakes.append(
                    error("P504", f"`{fact.label}` twice in one line", Place(fact.span), first)
                )
                continue
            earlier.append(fact)
        return found

    # ── words ────────────────────────────────────────────────────────────────────────────────────────────────────

    def word(self, vocabulary: str, word: Word) -> str:
        """The word that stands in the list of words, for one of its names."""
        if not self.scope.knows(vocabulary, word.text):
            message = f"`{word.text}` is not {a(vocabulary.replace('-', ' '))}"
            known = self.scope.aliases.get(vocabulary, {})
            help = did_you_mean(word.text, known) or f"use a word of `words {vocabulary}`, or add it there"
            if vocabulary not in self.scope.vocabularies and known:
                help = f"one of: {', '.join(known)}"
            self.mistakes.append(error("P502", message, word.span, help=help))
        return self.scope.canonical(vocabulary, word.text)

    def narrower(self, vocabulary: str) -> list[str]:
        """The words of a list that are kinds of its first word, and not of a narrower one."""
        words = self.scope.vocabularies.get(vocabulary, {})
        first = next(iter(words), "")
        kinds = [name for name in words if name != first and self.scope.is_a(vocabulary, name, first)]
        return [
            name
            for name in kinds
            if not any(name != wider and self.scope.is_a(vocabulary, name, wider) for wider in kinds)
        ]

    def words(self, vocabulary: str, facts: Iterable[Fact]) -> list[str]:
        """Every word of these facts, once."""
        found = [self.word(vocabulary, word) for fact in facts for word in fact.words]
        return list(dict.fromkeys(found))

    def site(self, word: Word) -> str:
        """A site, with its side before it: ``left-cheek`` is the left cheek."""
        if self.scope.knows("site", word.text):
            return self.scope.canonical("site", word.text)
        side, _, site = word.text.partition("-")
        if side in SIDES and self.scope.knows("site", site):
            return f"{side} {self.scope.canonical('site', site)}"
        known = self.scope.aliases.get("site", {})
        names = [*known, *(f"{side}-{name}" for name in known)] if side in SIDES else list(known)
        help = did_you_mean(word.text, names) or "use a word of `sites`, or add it there"
        self.mistakes.append(error("P502", f"`{word.text}` is not a site", word.span, help=help))
        return word.text

    # ── numbers ──────────────────────────────────────────────────────────────────────────────────────────────────

    def length(self, fact: Fact, *, zero: bool = False) -> int | float:
        """Millimetres."""
        number = fact.number or Decimal(0)
        if number > LONGEST or (number == 0 and not zero):
            least = "0" if zero else "above 0"
            message = (
                f"a {fact.label} of {number.normalize():f} mm, where {least} to {LONGEST} mm can be recorded"
            )
            self.mistakes.append(error("P505", message, fact.span))
        elif number % Decimal("0.01"):
            message = f"a {fact.label} of {number.normalize():f} mm is finer than a hundredth of a millimetre"
            self.mistakes.append(error("P505", message, fact.span))
        return int(number) if number == int(number) else float(number)

    def amount(self, fact: Fact, most: int, unit: str, times: int = 1, *, zero: bool = False) -> int | float:
        """An area, a dose or a share; a record holds `times` the number written."""
        number = fact.number or Decimal(0)
        label = fact.label.removesuffix("-mg")
        written = f"{number.normalize():f} {unit}"
        if number > most or (number == 0 and not zero):
            least = "0" if zero else "above 0"
            message = f"{a(label)} of {written}, where {least} to {most} {unit} can be recorded"
            self.mistakes.append(error("P505", message, fact.span))
        elif number % Decimal("0.01"):
            message = f"{a(label)} of {written} is finer than a hundredth"
            self.mistakes.append(error("P505", message, fact.span))
        number *= times
        return int(number) if number == int(number) else float(number)

    def whole(self, fact: Fact, least: int, most: int) -> int:
        """A number of pieces or minutes."""
        number = int(fact.number or 0)
        if not least <= number <= most:
            message = f"a {fact.label} of {number}, where {least} to {most} can be recorded"
            self.mistakes.append(error("P505", message, fact.span))
        return number
