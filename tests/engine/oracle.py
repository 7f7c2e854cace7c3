"""A brute-force oracle without a solver: tries every subset of lines, units and modifiers, and keeps the best.

Best means, as in the objective: most payment; then the payer's preferred modifiers in the preferred column; then few
modifiers; then the documented order.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations, product

from engine.verify import Assignment, Billed, Checker

MOST_TRIALS = 60_000
UNLISTED = 10
"""Place of a modifier that the payer does not list, after all that it does."""


class TooMany(Exception):
    """The encounter has more assignments than are worth trying."""


def helpful(checker: Checker, line: str) -> list[str]:
    """Modifiers that could be of any use on the line."""
    append = {m for p in checker.book.preferences if p.of == "reduction" for m in p.append}
    found = {m for lifters in checker.lifters.values() for end, m in lifters if end == line}
    found |= {m for (_, visit), (_, names) in checker.visits.items() if visit == line for m in names}
    found |= {mark for at, mark, _ in checker.assigned if at == line}
    found |= {m for m in append if checker.accepts(checker.lines[line], checker.book.modifiers[m])}
    return sorted(found)


def unit_choices(checker: Checker, line: str) -> range | tuple[int, ...]:
    code = checker.lines[line].hcpcs
    bound = checker.limit(code)
    total = sum(other.units for other in checker.lines.values() if other.hcpcs == code)
    most = checker.lines[line].units
    return range(1, most + 1) if bound is not None and total > bound[1] else (most,)


def assignments(checker: Checker) -> Iterator[dict[str, Billed]]:
    options: list[list[Billed | None]] = []
    size = 1
    for line in checker.lines:
        names = helpful(checker, line)
        called_for = sum(at == line for at, _, _ in checker.assigned)
        most = min(len(names), max(3, called_for + 2))  # what the record calls for, and two that are chosen
        subsets = chain.from_iterable(combinations(names, n) for n in range(most + 1))
        marks = [frozenset(s) for s in subsets]
        here: list[Billed | None] = [None]
        here += [Billed(units, mark) for units in unit_choices(checker, line) for mark in marks]
        options.append(here)
        size *= len(here)
        if size > MOST_TRIALS:
            raise TooMany
    for picked in product(*options):
        yield {line: billed for line, billed in zip(checker.lines, picked, strict=True) if billed is not None}


def exposure(checker: Checker, claim: Assignment) -> tuple[int, int]:
    """Cost of modifiers away from the payer's preference, and how many modifiers there are."""
    order = {
        (b, m): n for p in checker.book.preferences for b, names in p.order for n, m in enumerate(names, 1)
    }
    column = next((p.column for p in checker.book.preferences if p.of == "ptp edits"), "either column")
    cost = 0
    for line, billed in claim.items():
        for modifier in billed.modifiers:
            pairs = [
                pair
                for pair, ends in checker.lifters.items()
                if (line, modifier) in ends and set(pair) <= set(claim)
            ]
            ranks = [
                order[basis, modifier]
                for pair in pairs
                for basis in checker.bases(*pair)
                if basis in checker.book.modifiers[modifier].bases and (basis, modifier) in order
            ]
            cost += min(ranks, default=UNLISTED) if pairs else 0
            in1, in2 = any(p[0] == line for p in pairs), any(p[1] == line for p in pairs)
            cost += 10 * (
                (column == "column 2" and in1 and not in2) + (column == "column 1" and in2 and not in1)
            )
    return cost, sum(len(billed.modifiers) for billed in claim.values())


def documented_order(checker: Checker, claim: Assignment) -> tuple[bool, ...]:
    """The last criterion: from the last possible mark to the first, fewer is better."""
    marks: list[bool] = []
    for name, line in checker.lines.items():
        for modifier in checker.book.modifiers.values():
            wrong = line.hcpcs in modifier.never_on or (
                modifier.only_on and line.hcpcs not in modifier.only_on
            )
            if not wrong:
                marks.append(name in claim and modifier.modifier in claim[name].modifiers)
        marks.append(name not in claim)
    return tuple(reversed(marks))


def best(checker: Checker) -> tuple[int, dict[str, Billed]]:
    """Value in cents and the best legal assignment. Raises TooMany."""
    found: tuple[tuple[object, ...], int, dict[str, Billed]] | None = None
    for claim in assignments(checker):
        if checker.faults(claim):
            continue
        value = sum(checker.price(claim).values())
        key = (-value, exposure(checker, claim), documented_order(checker, claim))
        if found is None or key < found[0]:
            found = (key, value, claim)
    assert found is not None, "every encounter has a legal claim, if only the empty one"
    return found[1], found[2]
