"""Which single tests can hold at once: numbers by their bounds, words of one fact by what lies under both.

A condition is taken apart into its ways: each a list of single tests that would all have to hold. A definition stands
for its own tests, told at the place that names it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import combinations, islice, product
from typing import Final, NamedTuple, TypeAlias

from rules_dsl.diagnostics import Span
from rules_dsl.rulebook import Subject
from rules_dsl.scope import Scope
from rules_dsl.syntax import Compare, Condition, Documented, IsFlag, IsWord, Past, Several, When
from rules_dsl.vocabulary import FACTS, FactType, factor

MOST_WAYS: Final = 2_000
"""Of a condition with more ways than this nothing is concluded."""
LISTS: Final = frozenset({"site", "role"})
"""Facts of which one part may have several words at once."""
FRACTIONS: Final = frozenset({"volume-cc", "bsa-percent", "units", "units-discarded", "years-since-seen"})
"""Plain numbers that need not be whole."""
AT_MOST: Final = {"bsa-percent": Decimal(100)}


class Leaf(NamedTuple):
    """A single test, and the place in the statement that it comes from."""

    test: Documented | IsWord | IsFlag | Compare | Past
    place: Span


Way: TypeAlias = tuple[Leaf, ...]


@dataclass(frozen=True)
class Together:
    """Reads the tests of one statement, with the names of its chain."""

    scope: Scope
    subjects: tuple[Subject, ...]

    def ways(self, condition: Condition) -> list[Way]:
        """Every way in which the condition could hold; none at all when there are too many to look at."""
        found = list(islice(self._ways(condition, None, ()), MOST_WAYS + 1))
        return found if len(found) <= MOST_WAYS else []

    def clash(self, way: Way) -> tuple[Leaf, Leaf] | None:
        """Two tests of a way, or one test twice, that cannot hold together."""
        for leaf in way:
            if not self._hold((leaf,)):
                return leaf, leaf
        for one, other in combinations(way, 2):
            if self._key(one) == self._key(other) != "" and not self._hold((one, other)):
                return one, other
        return None

    def same(self, one: Leaf, other: Leaf) -> bool:
        """Whether two tests say the same."""
        return _said(one.test) == _said(other.test)

    def _ways(self, condition: Condition, place: Span | None, inside: tuple[str, ...]) -> Iterator[Way]:
        if isinstance(condition, Several):
            parts = [list(islice(self._ways(p, place, inside), MOST_WAYS + 1)) for p in condition.parts]
            if condition.mode == "any of":
                yield from (way for part in parts for way in part)
            else:
                yield from (tuple(leaf for way in chosen for leaf in way) for chosen in product(*parts))
            return
        at = place or condition.span
        meant = self._definition(condition, inside)
        if meant is None:
            yield (Leaf(condition, at),)
        else:
            assert isinstance(condition, Documented)
            yield from self._ways(meant, at, (*inside, condition.word.text))

    def _definition(self, test: Condition, inside: tuple[str, ...]) -> Condition | None:
        if not isinstance(test, Documented) or any(test.word.text in FACTS[s] for s in self.subjects):
            return None
        rule = self.scope.named.get(("define", test.word.text))
        if rule is None or test.word.text in inside:
            return None
        when = rule.statement.one("when", When)
        return when.condition if when else None

    # ── single tests ─────────────────────────────────────────────────────────────────────────────────────────────

    def _key(self, leaf: Leaf) -> str:
        """What a test is about; empty for a test that contradicts no other."""
        match leaf.test:
            case Compare(fact=fact, number=None, than=than):
                return f"{fact.text} beside {than.text}"
            case Compare(fact=fact):
                return fact.text
            case Past(what=what, of=of):
                return " ".join([what, *(f"{a.text}-{b.text if b else ''}" for a, b in of)])
            case IsFlag(fact=fact):
                return fact.text
            case IsWord(fact=fact):
                known = self._fact(fact.text)
                return fact.text if known and known.form == "word" and fact.text not in LISTS else ""
            case _:
                return ""

    def _fact(self, name: str) -> FactType | None:
        return self.scope.fact(name, self.subjects)

    def _hold(self, leaves: Sequence[Leaf]) -> bool:
        tests = [leaf.test for leaf in leaves]
        if flags := {test.yes for test in tests if isinstance(test, IsFlag)}:
            return len(flags) == 1
        words = [test for test in tests if isinstance(test, IsWord)]
        if words:
            return len(words) < len(tests) or self._some_word(words)
        numbers = [test for test in tests if isinstance(test, Compare | Past)]
        return len(numbers) < len(tests) or self._some_number(numbers)

    def _some_word(self, tests: Sequence[IsWord]) -> bool:
        known = self._fact(tests[0].fact.text)
        if known is None or known.form != "word" or tests[0].fact.text in LISTS:
            return True
        is_a, canonical = self.scope.is_a, self.scope.canonical
        wanted = [[canonical(known.words, word.text) for word in test.words] for test in tests]
        words = {*self.scope.aliases.get(known.words, {}).values(), *(w for each in wanted for w in each)}
        return any(all(any(is_a(known.words, w, wide) for wide in each) for each in wanted) for w in words)

    def _some_number(self, tests: Sequence[Compare | Past]) -> bool:
        first = tests[0]
        beside = isinstance(first, Compare) and first.number is None
        name = first.fact.text
        known = self._fact(name)
        low: tuple[Decimal, bool] | None = None if beside else (Decimal(0), False)
        high: tuple[Decimal, bool] | None = (AT_MOST[name], False) if name in AT_MOST and not beside else None
        for test in tests:
            bound = _bound(test, known)
            if test.op in ("at least", "over"):
                low = max(low, (bound, test.op == "over")) if low else (bound, test.op == "over")
            else:
                closer = (bound, test.op == "under")
                high = min(high, closer, key=lambda each: (each[0], not each[1])) if high else closer
        if low is None or high is None:
            return True
        if not beside and (isinstance(first, Past) or _whole(name, known)):
            least = low[0].to_integral_value(ROUND_CEILING)
            least += low[1] and least == low[0]
            most = high[0].to_integral_value(ROUND_FLOOR)
            most -= high[1] and most == high[0]
            return least <= most
        return low[0] < high[0] or (low[0] == high[0] and not low[1] and not high[1])


def _bound(test: Compare | Past, known: FactType | None) -> Decimal:
    if isinstance(test, Past):
        return test.number
    scale = factor(test.unit.text, known.kept) if test.unit and known else 1
    return (test.number or Decimal(0)) * scale


def _whole(name: str, known: FactType | None) -> bool:
    counted = known is not None and known.form == "number" and known.unit in ("", "minutes", "days")
    return counted and name not in FRACTIONS


def _said(test: Documented | IsWord | IsFlag | Compare | Past) -> tuple[object, ...]:
    """What a test says, without its place."""
    match test:
        case Documented(word=word):
            return ("documented", word.text)
        case IsFlag(fact=fact, yes=yes):
            return (fact.text, yes)
        case IsWord(fact=fact, words=words):
            return (fact.text, frozenset(word.text for word in words))
        case Compare(fact=fact, op=op, than=than, unit=unit):
            return (fact.text, op, than.text, unit.text if unit else "")
        case Past(what=what, of=of, op=op, number=number):
            return (what, tuple((a.text, b.text if b else "") for a, b in of), op, number)
