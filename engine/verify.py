"""An independent check of a claim: compliance and price worked out in plain Python, without the solver's program.

It shares with the engine only what follows from the facts (:mod:`engine.derive`) and the tables; edits, limits,
modifiers, completeness and payment are judged here a second time, from the policy, in the words of the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from engine.pricing import percent_at, share
from engine.relations import Relations
from engine.situation import same_group
from rules_dsl.rulebook import Reduction


@dataclass(frozen=True, slots=True)
class Billed:
    """What an assignment bills on a line: units and modifiers."""

    units: int
    modifiers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken rule, by kind and the codes concerned."""

    kind: str
    rule: str
    codes: tuple[str, ...]


Assignment = Mapping[str, Billed]
"""Billed lines by derived line id."""


class Checker(Relations):
    """Judges assignments over the derived lines of one encounter under one rulebook."""

    def excluded(self, line: str, claim: Assignment) -> tuple[str, str] | None:
        """(rule, primary line) when the add-on does not go beside the modifier that its primary carries."""
        visit = self.derivation.items.get("visit")
        for rule in self.book.exclusions:
            spared = (
                rule.unless is not None and visit is not None and self.facts.holds(rule.unless, visit).met
            )
            if rule.code != self.lines[line].hcpcs or spared or line not in self.add_ons:
                continue
            for primary in self.add_ons[line][1]:
                if primary in claim and rule.modifier in claim[primary].modifiers:
                    return rule.rule, primary
        return None

    # ── judging ──────────────────────────────────────────────────────────────────────────────────────────────────

    def faults(self, claim: Assignment) -> list[Fault]:
        """Every broken rule of the assignment; an empty list means compliant and complete."""
        return [
            *self._edit_faults(claim),
            *self._line_faults(claim),
            *self._modifier_faults(claim),
            *self._omissions(claim),
        ]

    def _codes(self, *lines: str) -> tuple[str, ...]:
        return tuple(self.lines[line].hcpcs for line in lines)

    def _lifted(self, pair: tuple[str, str], claim: Assignment) -> bool:
        return any(m in claim[end].modifiers for end, m in self.lifters[pair] if end in claim)

    def _edit_faults(self, claim: Assignment) -> list[Fault]:
        found = [
            Fault("ptp_edit", rule, self._codes(a, b))
            for (a, b), (rule, _) in self.edits.items()
            if a in claim and b in claim and not self._lifted((a, b), claim)
        ]
        found += [
            Fault("same_work", "", self._codes(a, b)) for a, b in self.same_work if a in claim and b in claim
        ]
        for (p, v), (rule, allowed) in self.visits.items():
            if p not in claim or v not in claim:
                continue
            marks = {m for (_, other), (_, names) in self.visits.items() if other == v for m in names}
            if not allowed:
                found.append(Fault("visit_included", rule, self._codes(p, v)))
            elif not marks & claim[v].modifiers:
                found.append(Fault("visit_not_marked", rule, self._codes(p, v)))
        return found

    def _line_faults(self, claim: Assignment) -> list[Fault]:
        found: list[Fault] = []
        for name, billed in claim.items():
            line = self.lines[name]
            if billed.units > line.units:
                found.append(Fault("units_over", line.rule, (line.hcpcs,)))
            if name in self.add_ons and not self.add_ons[name][1] & set(claim):
                found.append(Fault("add_on_alone", self.add_ons[name][0], (line.hcpcs,)))
            if (hit := self.excluded(name, claim)) is not None:
                found.append(Fault("not_beside", hit[0], self._codes(hit[1], name)))
            if name in self.blocked:
                found.append(Fault("not_documented", self.blocked[name], (line.hcpcs,)))
            if name in self.not_payable:
                found.append(Fault("not_payable", self.not_payable[name], (line.hcpcs,)))
            if name in self.in_global:
                found.append(Fault("in_global_period", self.in_global[name], (line.hcpcs,)))
            if name in self.held:
                found.append(Fault("held_back", self.held[name], (line.hcpcs,)))
        payable = [name for name in claim if self.lines[name].denial is None]
        for code in sorted({self.lines[name].hcpcs for name in payable}):
            bound = self.limit(code)
            if bound is None:
                continue
            units = [claim[name].units for name in payable if self.lines[name].hcpcs == code]
            if (sum(units) if bound[2] == "per_day" else max(units)) > bound[1]:
                found.append(Fault("unit_limit", bound[0], (code,)))
        return found

    def _modifier_faults(self, claim: Assignment) -> list[Fault]:
        found: list[Fault] = []
        reduced = self.reduced(claim)
        append = {m for p in self.book.preferences if p.of == "reduction" for m in p.append}
        for name, billed in claim.items():
            line = self.lines[name]
            for code in billed.modifiers:
                known = self.book.modifiers.get(code)
                if known is None or not self.accepts(line, known):
                    found.append(
                        Fault("modifier_not_accepted", known.rule if known else "", (line.hcpcs, code))
                    )
                if known is not None and not self._purpose(name, code, claim, append, reduced):
                    found.append(Fault("modifier_without_purpose", known.rule, (line.hcpcs, code)))
                if known is not None and set(known.never_with) & billed.modifiers:
                    found.append(Fault("modifiers_exclusive", known.rule, (line.hcpcs, code)))
            found += [
                Fault("modifier_missing", rule, (line.hcpcs, mark))
                for at, mark, rule in self.assigned
                if at == name and mark not in billed.modifiers
            ]
            if name in reduced:
                found += [Fault("modifier_missing", "", (line.hcpcs, m)) for m in append - billed.modifiers]
        return found

    def _purpose(self, name: str, code: str, claim: Assignment, append: set[str], reduced: set[str]) -> bool:
        if (code in append and name in reduced) or any((name, code) == found[:2] for found in self.assigned):
            return True
        if any(v == name and p in claim and code in names for (p, v), (_, names) in self.visits.items()):
            return True
        for (a, b), lifters in self.lifters.items():
            if a not in claim or b not in claim or (name, code) not in lifters:
                continue
            on_column2 = any(end == b and m in claim[b].modifiers for end, m in lifters)
            if name == b or not on_column2:
                return True
        return False

    def _omissions(self, claim: Assignment) -> list[Fault]:
        found: list[Fault] = []
        for name, line in self.lines.items():
            if name in claim:
                if claim[name].units < line.units and not self._at_limit(name, claim):
                    found.append(Fault("units_left_out", "", (line.hcpcs,)))
            elif not self._excused(name, claim):
                found.append(Fault("not_reported", "", (line.hcpcs,)))
        return found

    def _at_limit(self, name: str, claim: Assignment) -> bool:
        code = self.lines[name].hcpcs
        bound = self.limit_of(name)
        if bound is None:
            return False
        if bound[2] == "per_line":
            return name in claim and claim[name].units == bound[1]
        same = [o for o in claim if self.lines[o].hcpcs == code and self.lines[o].denial is None]
        return sum(claim[other].units for other in same) >= bound[1]

    def _excused(self, name: str, claim: Assignment) -> bool:
        return any(True for _ in self.excuses(name, claim))

    def excuses(self, name: str, claim: Assignment) -> Iterator[tuple[str, str]]:
        """(kind, line in its way) for each rule that says why the line is not billed; the kinds are the reasons'."""
        alone = (
            (self.blocked, "not_documented"),
            (self.held, "held_back"),
            (self.in_global, "in_global_period"),
            (self.not_payable, "not_payable"),
        )
        for waiting, kind in alone:
            if name in waiting:
                yield kind, ""
        for a, b in self.same_work:
            if a == name and b in claim:
                yield "same_work", b
        firm = [pair for pair, lifters in self.lifters.items() if not lifters]
        for a, b in firm:
            if b == name and a in claim:
                yield "ptp_edit", a
            if a == name and b in claim and self.circular(b, a, firm):
                yield "ptp_edit", b
        if name in self.add_ons and not self.add_ons[name][1] & set(claim):
            yield "add_on_alone", ""
        if (hit := self.excluded(name, claim)) is not None:
            yield "not_beside", hit[1]
        for (p, v), (_, names) in self.visits.items():
            if v == name and p in claim and not names:
                yield "visit_included", p
        bound = self.limit(self.lines[name].hcpcs)
        if bound is not None and bound[2] == "per_day" and self._at_limit(name, claim):
            yield "unit_limit", ""

    @staticmethod
    def circular(start: str, goal: str, firm: list[tuple[str, str]]) -> bool:
        seen, edge = {start}, [start]
        while edge:
            edge = [b for a, b in firm if a in edge and b not in seen]
            seen.update(edge)
        return goal in seen

    # ── pricing ──────────────────────────────────────────────────────────────────────────────────────────────────

    def marks(self, name: str) -> frozenset[str]:
        """The modifiers that documented facts call for on the line."""
        return frozenset(mark for at, mark, _ in self.assigned if at == name)

    def fixed(self, name: str) -> frozenset[str]:
        """All that changes the fee of a unit whatever is chosen: the marks, and the rules by practitioner."""
        return self.marks(name) | set(self.rates.get(name, ()))

    @cached_property
    def _alone(self) -> dict[tuple[str, frozenset[str]], int]:
        """Cents of one unit by line and modifiers, whatever else is billed, as far as they are worked out."""
        return {}

    def _unit(self, name: str, modifiers: frozenset[str], claim: Assignment | None = None) -> int:
        """Cents of one unit with these modifiers, before ranks: worked out here from the policy and the table. What
        depends on the rest of the claim counts when the claim is given."""
        if claim is not None:
            return self._worked_out(name, modifiers, claim)
        if (name, modifiers) not in self._alone:
            self._alone[name, modifiers] = self._worked_out(name, modifiers, None)
        return self._alone[name, modifiers]

    def _worked_out(self, name: str, modifiers: frozenset[str], claim: Assignment | None) -> int:
        code = self.lines[name].hcpcs
        row = self.tables.fees.row(code, self.encounter.dos)
        factor, own_fee = Fraction(1), ""
        for rule in self.book.reductions:
            only = rule.codes_with
            if not {rule.modifier, rule.rule} & modifiers or (
                only is not None and (row is None or getattr(row, only.indicator) not in only.values)
            ):
                continue
            if rule.conditional and (claim is None or not self._cut_holds(rule, claim)):
                continue
            if rule.how == "listed":
                own_fee = own_fee or rule.modifier
            elif rule.how == "shares" and row is not None:
                parts = {"pre_op": row.pre_op, "intra_op": row.intra_op, "post_op": row.post_op}
                factor *= sum(Fraction(parts[part]) for part in rule.shares)
            elif rule.how == "percent":
                factor *= Fraction(rule.percents[0]) / 100
        where = self.prices.facility, own_fee, self.prices.locality
        amount = self.tables.fees.amount(code, self.encounter.dos, *where)
        if amount is None or not self.book.fee_schedules:
            return 0
        full = _half_up(Fraction(amount.dollars) * Fraction(self.prices.percent))
        return _half_up(full * factor)

    def _before_ranks(self, name: str, billed: Billed) -> frozenset[str]:
        return (billed.modifiers & self.marks(name)) | set(self.rates.get(name, ()))

    def _ranking(self, claim: Assignment) -> dict[str, int]:
        """Billed lines subject to a reduction by rank, with the units that rank above: those with a higher fee, of the
        same practitioner or one who bills as one with that."""
        indicators = {r.indicator for r in self.book.reductions if r.indicator}
        names = [
            n
            for n in self.lines
            if n in claim
            and self.lines[n].denial is None
            and self.prices.indicator(self.lines[n].hcpcs, "mult_proc") in indicators
        ]
        names.sort(key=lambda n: -self._unit(n, self._before_ranks(n, claim[n])))
        return {
            name: sum(
                claim[other].units
                for other in names[:n]
                if same_group(self.encounter, self.lines[other], self.lines[name])
            )
            for n, name in enumerate(names)
        }

    def reduced(self, claim: Assignment) -> set[str]:
        """Lines whose first unit ranks second or lower."""
        return {name for name, above in self._ranking(claim).items() if above}

    def cut_beside(self, cut: Reduction) -> frozenset[str] | None:
        """Lines of which one must be billed for a reduction by modifier to hold; None when it holds anyway, beside
        anything or for what the visit says."""
        if not cut.beside and cut.or_when is None:
            return None
        visit = self.derivation.items.get("visit")
        if cut.or_when is not None and visit is not None and self.facts.holds(cut.or_when, visit).met:
            return None
        days = ((name, self.prices.global_days(x.hcpcs)) for name, x in self.lines.items() if not x.is_visit)
        return frozenset(name for name, found in days if found in cut.beside)

    def _cut_holds(self, cut: Reduction, claim: Assignment) -> bool:
        beside = self.cut_beside(cut)
        return beside is None or bool(beside & set(claim))

    def price(self, claim: Assignment) -> dict[str, int]:
        """Cents of each billed line. A modifier that facts put on the line changes its fee before it is ranked; one
        that was chosen sets the line apart from the ranks, where it changes the fee at all."""
        by_rank = {r.indicator: r for r in self.book.reductions if r.indicator}
        order = self._ranking(claim)
        paid: dict[str, int] = dict.fromkeys(claim, 0)
        for name, above in order.items():
            indicator = self.prices.indicator(self.lines[name].hcpcs, "mult_proc")
            fee = self._unit(name, self._before_ranks(name, claim[name]))
            ranks = range(above + 1, above + claim[name].units + 1)
            paid[name] = sum(share(fee, percent_at(by_rank[indicator], rank)) for rank in ranks)
        for name, billed in claim.items():
            if self.lines[name].denial is not None:
                continue
            fixed = self._unit(name, self._before_ranks(name, billed))
            chosen = self._unit(name, billed.modifiers | set(self.rates.get(name, ())), claim)
            if name not in order or chosen != fixed:
                paid[name] = chosen * billed.units
        return paid


def _half_up(amount: Fraction) -> int:
    """The nearest whole number, halves up."""
    return int((2 * amount + 1) // 2)
