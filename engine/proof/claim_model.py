"""The rules of a compliant claim as linear rows over 0/1 columns, written from the independent check's relations.

A column says that a line is billed with so many units, that a modifier stands on it, or that a ranked line has so many
units above it. The rules are those that :class:`engine.verify.Checker` judges, one method each.
"""

from __future__ import annotations

from functools import cached_property

from engine.pricing import percent_at, share
from engine.proof.columns import Columns
from engine.situation import same_group
from engine.verify import Checker


class ClaimModel:
    """The model of one encounter; `columns` holds it whole."""

    def __init__(self, checker: Checker) -> None:
        self.checker = checker
        self.columns = Columns()
        self.units: dict[str, dict[int, int]] = {}
        """Line -> units -> column."""
        self.billed: dict[str, int] = {}
        self.has: dict[tuple[str, str], int] = {}
        self.ranked_below: dict[str, list[int]] = {line: [] for line in checker.lines}
        """Columns that say that the line's first unit ranks second or lower."""
        for line in checker.lines:
            self._line(line)
        self._payment()
        self._edits()
        self._limits()
        self._modifiers()
        self._completeness()

    # ── what is billed ───────────────────────────────────────────────────────────────────────────────────────────

    def _line(self, line: str) -> None:
        columns, checker = self.columns, self.checker
        most = checker.lines[line].units
        bound = checker.limit_of(line)
        options = range(1, most + 1) if bound is not None else (most,)
        self.units[line] = {n: columns.column() for n in options}
        self.billed[line] = columns.column()
        columns.equal([self.billed[line]], self.units[line].values())
        for modifier in checker.book.modifiers.values():
            if checker.accepts(checker.lines[line], modifier):
                self.has[line, modifier.modifier] = columns.column()
                columns.implies(self.has[line, modifier.modifier], [self.billed[line]])

    def _marks(self, line: str, modifiers: set[str]) -> list[int]:
        return [self.has[line, m] for m in sorted(modifiers) if (line, m) in self.has]

    # ── payment ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _payment(self) -> None:
        checker = self.checker
        by_rank = {r.indicator: r for r in checker.book.reductions if r.indicator}
        conditional = {r.rule: r.modifier for r in checker.book.reductions if r.modifier and r.conditional}
        fixed = {line: checker.fixed(line) for line in checker.lines}
        fees = {
            line: checker.prices.fee(x.hcpcs, fixed[line], conditional) for line, x in checker.lines.items()
        }
        denied = {line for line, x in checker.lines.items() if x.denial is not None}
        order = [x for x in checker.lines if fees[x].indicator in by_rank and x not in denied]
        order.sort(key=lambda line: -fees[line].unit_cents)
        for line, fee in fees.items():
            rule = by_rank.get(fee.indicator) if line not in denied else None
            higher = order[: order.index(line)] if line in order else []
            before = [
                x for x in higher if same_group(checker.encounter, checker.lines[x], checker.lines[line])
            ]
            places = range(sum(checker.lines[x].units for x in before) + 1)
            found: dict[tuple[int, int, str], int] = {}
            for units in self.units[line]:
                for above in places:
                    whole = fee.unit_cents * units if line not in denied else 0
                    if rule is not None:
                        ranks = range(above + 1, above + units + 1)
                        whole = sum(share(fee.unit_cents, percent_at(rule, rank)) for rank in ranks)
                    found[units, above, ""] = self.columns.column(whole)
                    may_follow = {r.modifier for r in checker.book.reductions} - fixed[line]
                    for cut in sorted(may_follow | set(conditional.values())):
                        if (line, cut) in self.has and line not in denied:
                            chosen = checker.prices.fee(fee.hcpcs, {*fixed[line], cut}).unit_cents
                            if chosen != fee.unit_cents:
                                found[units, above, cut] = self.columns.column(chosen * units)
            self._places(line, before, found)

    def _places(self, line: str, before: list[str], found: dict[tuple[int, int, str], int]) -> None:
        """Exactly one place for a billed line: its units, the units above it, and the modifier that cuts its fee."""
        columns = self.columns
        for units, column in self.units[line].items():
            columns.equal([column], [c for (n, _, _), c in found.items() if n == units])
        for cut in {m for _, _, m in found if m}:
            columns.equal([self._cut(line, cut)], [c for (_, _, m), c in found.items() if m == cut])
        place = [(c, above) for (_, above, _), c in found.items()]
        units_above = [(c, n) for other in before for n, c in self.units[other].items()]
        columns.at_most(0, *place, *((c, -n) for c, n in units_above))
        most = sum(self.checker.lines[other].units for other in before)
        columns.at_most(most, *units_above, *((c, -k) for c, k in place), (self.billed[line], most))
        self.ranked_below[line] = [c for (_, above, _), c in found.items() if above]

    def _cut(self, line: str, modifier: str) -> int:
        """A column that is 1 just when the line carries the modifier and its reduction holds."""
        columns, mark = self.columns, self.has[line, modifier]
        rules = [r for r in self.checker.book.reductions if r.modifier == modifier]
        rule = next((r for r in rules if r.conditional), rules[0])
        beside = self.checker.cut_beside(rule)
        if beside is None:
            return mark
        holds, cut = columns.column(), columns.column()
        for procedure in sorted(beside):
            columns.implies(self.billed[procedure], [holds])
        columns.implies(holds, [self.billed[p] for p in sorted(beside)])
        columns.implies(cut, [mark])
        columns.implies(cut, [holds])
        columns.never_both(mark, holds, [cut])
        return cut

    # ── what may not stand together ──────────────────────────────────────────────────────────────────────────────

    def _edits(self) -> None:
        columns, checker, billed = self.columns, self.checker, self.billed
        for (a, b), lifters in checker.lifters.items():
            columns.never_both(billed[a], billed[b], [self.has[x] for x in sorted(lifters) if x in self.has])
        for a, b in checker.same_work:
            columns.never_both(billed[a], billed[b])
        for (p, v), (_, allowed) in checker.visits.items():
            marks = {m for (_, other), (_, names) in checker.visits.items() if other == v for m in names}
            columns.never_both(billed[p], billed[v], self._marks(v, marks) if allowed else ())
        for line, (_, primaries) in checker.add_ons.items():
            columns.implies(billed[line], [billed[p] for p in sorted(primaries)])
            for _, beside in self._not_beside(line):
                columns.never_both(billed[line], beside)
        for line in {*checker.blocked, *checker.in_global, *checker.not_payable, *checker.held}:
            columns.at_most(0, (billed[line], 1))

    def _not_beside(self, line: str) -> list[tuple[str, int]]:
        """(primary, its modifier's column) that keep the add-on off."""
        checker = self.checker
        visit = checker.derivation.items.get("visit")
        return [
            (primary, self.has[primary, rule.modifier])
            for rule in checker.book.exclusions
            if rule.code == checker.lines[line].hcpcs and line in checker.add_ons
            if not (
                rule.unless is not None and visit is not None and checker.facts.holds(rule.unless, visit).met
            )
            for primary in sorted(checker.add_ons[line][1])
            if (primary, rule.modifier) in self.has
        ]

    def _limits(self) -> None:
        for code in sorted({line.hcpcs for line in self.checker.lines.values()}):
            bound = self.checker.limit(code)
            if bound is None:
                continue
            units = self._units_of(code)
            if bound[2] == "per_day":
                self.columns.at_most(bound[1], *units)
            else:
                for column, n in units:
                    if n > bound[1]:
                        self.columns.at_most(0, (column, 1))

    def _units_of(self, code: str) -> list[tuple[int, int]]:
        """(column, units) of every line of the code."""
        lines = [line for line, x in self.checker.lines.items() if x.hcpcs == code and x.denial is None]
        return [(c, n) for line in lines for n, c in self.units[line].items()]

    @cached_property
    def full(self) -> dict[str, int]:
        """Code -> a column that is 1 only when the day's limit on its units is reached."""
        found: dict[str, int] = {}
        for code in sorted({line.hcpcs for line in self.checker.lines.values()}):
            bound = self.checker.limit(code)
            if bound is not None and bound[2] == "per_day":
                found[code] = self.columns.column()
                self.columns.at_most(0, (found[code], bound[1]), *((c, -n) for c, n in self._units_of(code)))
        return found

    # ── modifiers ────────────────────────────────────────────────────────────────────────────────────────────────

    def _modifiers(self) -> None:
        columns, checker = self.columns, self.checker
        append = {m for p in checker.book.preferences if p.of == "reduction" for m in p.append}
        assigned = {(line, mark) for line, mark, _ in checker.assigned}
        for line, mark in assigned:
            columns.implies(self.billed[line], self._marks(line, {mark}))
        for line in checker.lines:
            for mark in sorted(append):
                for column in self.ranked_below[line]:
                    columns.implies(column, self._marks(line, {mark}))
        for (line, mark), column in list(self.has.items()):
            others = checker.book.modifiers[mark].never_with
            for other in self._marks(line, set(others)):
                columns.never_both(column, other)
            if (line, mark) not in assigned:
                below = self.ranked_below[line] if mark in append else []
                columns.implies(column, [*below, *self._purposes(line, mark)])

    def _purposes(self, line: str, mark: str) -> list[int]:
        """Columns of which one must be 1 for the modifier to serve an edit or a visit."""
        checker = self.checker
        found = [
            self.billed[p] for (p, v), (_, names) in checker.visits.items() if v == line and mark in names
        ]
        for (a, b), lifters in checker.lifters.items():
            if (line, mark) not in lifters:
                continue
            if line == b:
                found.append(self.billed[a])
                continue
            alone = self.columns.column()  # on column 1 it serves only where column 2 carries none that lifts
            self.columns.implies(alone, [self.billed[b]])
            for end, other in sorted(lifters):
                if end == b and (end, other) in self.has:
                    self.columns.never_both(alone, self.has[end, other])
            found.append(alone)
        return found

    # ── nothing left out ─────────────────────────────────────────────────────────────────────────────────────────

    def _completeness(self) -> None:
        columns, checker = self.columns, self.checker
        waiting = {*checker.blocked, *checker.in_global, *checker.not_payable, *checker.held}
        for name, line in checker.lines.items():
            bound = checker.limit_of(name)
            full = [self.full[line.hcpcs]] if bound is not None and line.hcpcs in self.full else []
            for units, column in self.units[name].items():
                at_line_limit = bound is not None and bound[2] == "per_line" and units == bound[1]
                if units < line.units and not at_line_limit:
                    columns.implies(column, full)
            if name not in waiting:  # billed, or excused
                columns.at_most(
                    -1, (self.billed[name], -1), *((c, -1) for c in [*full, *self._excuses(name)])
                )

    def _excuses(self, name: str) -> list[int]:
        columns, checker, billed = self.columns, self.checker, self.billed
        found = [billed[b] for a, b in checker.same_work if a == name]
        firm = [pair for pair, lifters in checker.lifters.items() if not lifters]
        found += [billed[a] for a, b in firm if b == name]
        found += [billed[b] for a, b in firm if a == name and checker.circular(b, a, firm)]
        found += [billed[p] for (p, v), (_, names) in checker.visits.items() if v == name and not names]
        if name in checker.add_ons:
            alone = columns.column()
            for primary in sorted(checker.add_ons[name][1]):
                columns.never_both(alone, billed[primary])
            found += [alone, *(beside for _, beside in self._not_beside(name))]
        return found
