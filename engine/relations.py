"""Edits, bases, visits, add-ons and limits among derived lines, worked out a second time for the independent check."""

from __future__ import annotations

from functools import cached_property

from engine.assigned import kept_in_global, marked, not_payable, required_modifiers
from engine.derive import derive
from engine.digits import may_share_digit
from engine.documented import requirement_met
from engine.encounter import Encounter
from engine.fact_sources import DIAGNOSIS
from engine.item_facts import ItemFacts
from engine.items import Item
from engine.kept import contiguous
from engine.lines import Derivation, Line
from engine.pricing import PriceList
from engine.situation import add_on_rule, may_bundle, same_group, unit_limit
from engine.tables import Tables
from rules_dsl.rulebook import Modifier, RuleBook


class Relations:
    """What holds between the derived lines of one encounter, whatever is billed: worked out from policy and tables."""

    def __init__(
        self, encounter: Encounter, book: RuleBook, tables: Tables, derivation: Derivation | None = None
    ) -> None:
        self.encounter = encounter
        self.book = book
        self.tables = tables
        self.prices = PriceList(encounter, book, tables)
        self.derivation = derivation or derive(encounter, book, self.prices)
        self.lines = {line.id: line for line in self.derivation.lines}
        self.facts = ItemFacts(encounter, book, self.prices)

    @cached_property
    def edits(self) -> dict[tuple[str, str], tuple[str, int]]:
        """(column 1 line, column 2 line) -> (rule, indicator), for active edits."""
        payable = {name: line for name, line in self.lines.items() if line.denial is None}
        codes = sorted({line.hcpcs for line in payable.values()})
        known: dict[tuple[str, str], tuple[str, int]] = {}
        for table in self.book.tables:
            if table.kind == "ptp" and self.tables.ptp.used(self.encounter.dos).status != "no_data":
                for one in codes:
                    for other in codes:
                        for row in self.tables.ptp.history(one, other, self.encounter.dos):
                            if row.active(self.encounter.dos):
                                known[one, other] = (table.rule, row.indicator)
        known |= {(e.column1, e.column2): (e.rule, e.indicator) for e in self.book.ptp_edits}
        return {
            (a, b): known[one.hcpcs, two.hcpcs]
            for a, one in payable.items()
            for b, two in payable.items()
            if a != b and known.get((one.hcpcs, two.hcpcs), ("", 9))[1] in (0, 1)
            if same_group(self.encounter, one, two)
        }

    def bases(self, a: str, b: str) -> set[str]:
        """The documented facts that set two lines apart."""
        one, two = self.lines[a], self.lines[b]
        if one.is_visit or two.is_visit:
            return set(self.derivation.bases)
        ones = [self.derivation.items[i] for i in one.items]
        twos = [self.derivation.items[i] for i in two.items]
        pairs = [(x, y) for x in ones for y in twos]
        found = set()
        if all(
            _on_a_site(x) and _on_a_site(y) and x.structure != y.structure and not contiguous(x, y)
            for x, y in pairs
        ) and not may_share_digit(one, two, self.derivation, self.facts):
            found.add("separate structure")
            here, there = self.places[a], self.places[b]
            if here and there and here.isdisjoint(there):
                found.add("separate anatomic site")
        if all(x.session != y.session for x, y in pairs):
            found.add("separate encounter")
        if all(x.practitioner != y.practitioner for x, y in pairs):
            found.add("separate practitioner")
        decided = any(
            i.performed is not None
            and i.performed.pathology_decided.value is True
            and self.facts.fact(i, "intent").value == DIAGNOSIS
            and i.structure in self.operated
            for i in (*ones, *twos)
        )
        other_tissue = any(self.facts.fact(i, "separate-tissue").value is True for i in (*ones, *twos))
        if (decided or other_tissue) and any(x.structure == y.structure for x, y in pairs):
            found.add("non-overlapping service")
        first = any(self.facts.fact(i, "frozen-section-before").value is True for i in (*ones, *twos))
        if first and any(x.structure == y.structure for x, y in pairs):
            found.add("diagnosis before surgery")
        return found

    @cached_property
    def operated(self) -> frozenset[str]:
        """What was operated on, and not only sampled."""
        work = self.derivation.items.values()
        return frozenset(
            i.structure
            for i in work
            if i.kind == "mohs"
            or (i.performed is not None and self.facts.fact(i, "intent").value != DIAGNOSIS)
        )

    @cached_property
    def places(self) -> dict[str, set[str]]:
        """The modifiers of digit, eyelid or side that facts call for, by line."""
        found: dict[str, set[str]] = {name: set() for name in self.lines}
        for name, modifier, _ in self.assigned:
            known = self.book.modifiers.get(modifier)
            if known is not None and "separate anatomic site" in known.bases:
                found[name].add(modifier)
        return found

    def accepts(self, line: Line, modifier: Modifier) -> bool:
        """The payer accepts the modifier, and it may stand on the line's code."""
        if (
            any(modifier.modifier in p.never for p in self.book.preferences)
            or line.hcpcs in modifier.never_on
        ):
            return False
        return not modifier.only_on or line.hcpcs in modifier.only_on

    @cached_property
    def lifters(self) -> dict[tuple[str, str], frozenset[tuple[str, str]]]:
        """For each edit, the (line, modifier) pairs that would lift it."""
        found: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}
        never_chosen = self.book.by_fact
        called_for = {(line, modifier) for line, modifier, _ in self.assigned}
        for (a, b), (_, indicator) in self.edits.items():
            bases = self.bases(a, b) if indicator == 1 else set()
            found[a, b] = frozenset(
                (end, m.modifier)
                for end in (a, b)
                for m in self.book.modifiers.values()
                if m.lifts and bases & set(m.bases) and self.accepts(self.lines[end], m)
                if m.modifier not in never_chosen or (end, m.modifier) in called_for
            )
        return found

    @cached_property
    def visits(self) -> dict[tuple[str, str], tuple[str, frozenset[str]]]:
        """(procedure line, visit line) -> (rule, modifiers that documented work allows)."""
        found: dict[tuple[str, str], tuple[str, frozenset[str]]] = {}
        for period in self.book.global_periods:
            allowed = frozenset([m for basis, m in period.unless if basis in self.derivation.bases][:1])
            for p, procedure in self.lines.items():
                for v, visit in self.lines.items():
                    inside = (
                        procedure.denial is None
                        and self.prices.global_days(procedure.hcpcs) in period.days
                        and visit.hcpcs in period.visits
                    )
                    if inside and same_group(self.encounter, procedure, visit):
                        found[p, v] = (period.rule, allowed)
        return found

    @cached_property
    def add_ons(self) -> dict[str, tuple[str, frozenset[str]]]:
        """Add-on line -> (rule, lines that would be its primary)."""
        found: dict[str, tuple[str, frozenset[str]]] = {}
        for name, line in self.lines.items():
            rule = add_on_rule(self.book, self.tables, self.encounter, line.hcpcs)
            if rule is not None:
                near = {
                    p
                    for p, q in self.lines.items()
                    if q.hcpcs in rule[1] and same_group(self.encounter, q, line) and q.denial == line.denial
                }
                found[name] = (rule[0], frozenset(near))
        return found

    @cached_property
    def same_work(self) -> list[tuple[str, str]]:
        return [
            (a, b)
            for a, one in self.lines.items()
            for b, two in self.lines.items()
            if a != b and one.rule != two.rule and set(one.items) & set(two.items)
            if a not in self.add_ons and b not in self.add_ons
            if not any(c.beside for c in self.book.choices if c.rule in (one.rule, two.rule))
        ]

    @cached_property
    def blocked(self) -> dict[str, str]:
        return {
            name: rule.rule
            for rule in self.book.documentation
            for name, line in self.lines.items()
            if rule.otherwise == "block" and not rule.self_pay
            if not rule.codes or line.hcpcs in rule.codes
            if not requirement_met(rule, line, self.derivation, self.facts)
        }

    @cached_property
    def held(self) -> dict[str, str]:
        """Lines that wait for a missing fact, with the edit's rule: what an uncoded service on the same place may yet
        bundle, and in turn what a waiting or blocked line would."""
        found: dict[str, str] = {}
        uncoded = [a for a in self.derivation.aside if a.kind == "missing_fact" and a.codes]
        for name, line in self.lines.items():
            for aside in uncoded if line.denial is None else ():
                rule = may_bundle(self.book, self.tables, self.encounter, self.derivation, aside, line)
                if rule:
                    found.setdefault(name, rule)
        edge = {*found, *self.blocked, *self.in_global, *self.not_payable}
        while edge:
            next_edge = {
                b for (a, b), lifters in self.lifters.items() if a in edge and not lifters and b not in found
            }
            for b in next_edge:
                found[b] = next(rule for (a, c), (rule, _) in self.edits.items() if c == b and a in edge)
            edge = next_edge
        return found

    @cached_property
    def assigned(self) -> list[tuple[str, str, str]]:
        """(line, modifier, rule) that documented facts call for."""
        lines = marked(self.lines.values(), self.derivation.items, self.facts)
        return list(required_modifiers(lines, self.book))

    @cached_property
    def rates(self) -> dict[str, tuple[str, ...]]:
        """Rules by practitioner that change what a line pays."""
        lines = marked(self.lines.values(), self.derivation.items, self.facts)
        return {line.id: line.rates for line in lines}

    @cached_property
    def not_payable(self) -> dict[str, str]:
        """Procedures that may be billed only with a modifier that their code cannot carry."""
        return dict(not_payable(self.lines.values(), self.derivation.items, self.facts))

    @cached_property
    def in_global(self) -> dict[str, str]:
        lines = marked(self.lines.values(), self.derivation.items, self.facts)
        return dict(kept_in_global(lines, self.derivation, self.facts))

    def limit_of(self, line: str) -> tuple[str, int, str] | None:
        """The binding unit limit of a line's code; none for a line that goes out to be denied."""
        found = self.lines[line]
        return None if found.denial is not None else self.limit(found.hcpcs)

    def limit(self, code: str) -> tuple[str, int, str] | None:
        """(rule, units, per_line or per_day) of a binding unit limit."""
        if code not in self._limits:
            found = unit_limit(self.book, self.tables, self.encounter, code)
            binds = found is not None and found.how != "appealable"
            self._limits[code] = (found.rule, found.units, found.how) if found is not None and binds else None
        return self._limits[code]

    @cached_property
    def _limits(self) -> dict[str, tuple[str, int, str] | None]:
        """By code, as far as they were looked up."""
        return {}


def _on_a_site(item: Item) -> bool:
    """The item is of an identified lesion or wound, of which the record says where it is, or on which digit."""
    sites = [part.site.value for part in (item.lesion, item.wound) if part is not None]
    return any(sites) or bool(item.lesion is not None and item.lesion.digit.value)
