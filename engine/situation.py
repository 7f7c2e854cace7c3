"""One encounter under one payer, as the solver sees it: lines, edits between them, what sets them apart, and fees.

A situation is plain data. :mod:`engine.program` states it as facts; nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from engine.apart import basis_between
from engine.assigned import kept_in_global, not_payable, required_modifiers
from engine.documented import missing_requirements
from engine.encounter import Encounter
from engine.item_facts import ItemFacts
from engine.kept import same_place
from engine.lines import Derivation, Line, SetAside
from engine.practices import bill_as_one
from engine.pricing import PriceList
from engine.tables import Tables
from rules_dsl.rulebook import Basis, RuleBook


@dataclass(frozen=True, slots=True)
class Edit:
    """A PTP edit between two lines; `rule` ends in ``#column1-column2`` when it is a row of a table."""

    column1: str
    column2: str
    rule: str
    liftable: bool


@dataclass(frozen=True, slots=True)
class UnitLimit:
    """The MUE of a code. `how` is per_line, per_day or appealable."""

    hcpcs: str
    units: int
    how: str
    rule: str


@dataclass
class Situation:
    """Lines by id, in order, with everything that holds between them."""

    encounter: Encounter
    book: RuleBook
    derivation: Derivation
    prices: PriceList
    lines: dict[str, Line]
    edits: tuple[Edit, ...] = ()
    bases: dict[tuple[str, str], frozenset[Basis]] = field(default_factory=dict)
    limits: dict[str, UnitLimit] = field(default_factory=dict)
    add_ons: dict[str, str] = field(default_factory=dict)
    """Add-on line id -> rule."""
    primaries: dict[str, tuple[str, ...]] = field(default_factory=dict)
    included_visits: tuple[tuple[str, str, str, tuple[str, ...]], ...] = ()
    """(procedure line, visit line, rule, the modifier of the first exception that is documented, if any)."""
    alternatives: tuple[tuple[str, str, str], ...] = ()
    blocked: tuple[tuple[str, str], ...] = ()
    assigned: tuple[tuple[str, str, str], ...] = ()
    """(line, modifier, rule): modifiers that documented facts put on a line."""
    not_payable: tuple[tuple[str, str], ...] = ()
    """(line, rule) for procedures that may be billed only with a modifier that their code cannot carry."""
    in_global: tuple[tuple[str, str], ...] = ()
    """(line, rule) for lines that an earlier procedure's global period includes."""
    cuts: tuple[tuple[str, str, frozenset[str]], ...] = ()
    """(rule, modifier, lines beside which a reduction by modifier holds) for those that do not always hold."""
    held: tuple[tuple[str, str], ...] = ()
    """(line, edit) where the edit's column 1 is work on the same place that cannot be coded for want of a fact."""

    @cached_property
    def facts(self) -> ItemFacts:
        """Answers facts of the items."""
        return ItemFacts(self.encounter, self.book, self.prices)

    def idle(self, billed: Collection[str]) -> frozenset[str]:
        """The reductions by modifier that do not hold beside these lines."""
        return frozenset(rule for rule, _, beside in self.cuts if not beside & set(billed))


EACH_LINE = "per_line"
HOW = {1: EACH_LINE, 2: "per_day", 3: "appealable"}
"""What a CMS MUE adjudication indicator means, in the words of the encodings."""


def build(
    encounter: Encounter,
    book: RuleBook,
    tables: Tables,
    derivation: Derivation,
    prices: PriceList,
    lines: tuple[Line, ...],
) -> Situation:
    """The situation of these lines: the derived candidates, with the claimed lines of an audit among them."""
    found = Situation(encounter, book, derivation, prices, {line.id: line for line in lines})
    codes = {line.hcpcs for line in lines if line.denial is None}
    found.edits = _edits(found, tables, codes)
    found.limits = {
        code: limit for code in sorted(codes) if (limit := unit_limit(book, tables, encounter, code))
    }
    for line in lines:
        rule = add_on_rule(book, tables, encounter, line.hcpcs)
        if rule is not None:
            found.add_ons[line.id] = rule[0]
            found.primaries[line.id] = tuple(
                p.id
                for p in lines
                if p.hcpcs in rule[1] and same_group(encounter, p, line) and p.denial == line.denial
            )
    found.included_visits = _included_visits(found)
    found.bases = {
        pair: basis_between(found, *pair) for pair in {(e.column1, e.column2) for e in found.edits}
    }
    found.alternatives = _alternatives(found)
    found.blocked = _blocked(found)
    found.held = _held(found, tables)
    facts = found.facts
    found.assigned = tuple(required_modifiers(lines, book))
    found.not_payable = tuple(not_payable(lines, derivation.items, facts))
    found.in_global = tuple(kept_in_global(lines, derivation, facts))
    found.cuts = _cuts(found, facts)
    return found


def _cuts(at: Situation, facts: ItemFacts) -> tuple[tuple[str, str, frozenset[str]], ...]:
    """Reductions that hold only beside a procedure with certain global days; without those that hold anyway."""
    found: list[tuple[str, str, frozenset[str]]] = []
    visit = at.derivation.items.get("visit")
    for cut in at.book.reductions:
        if not cut.modifier or not (cut.beside or cut.or_when):
            continue
        if cut.or_when is not None and visit is not None and facts.holds(cut.or_when, visit).met:
            continue
        days = {
            name: at.prices.global_days(line.hcpcs) for name, line in at.lines.items() if not line.is_visit
        }
        found.append((cut.rule, cut.modifier, frozenset(name for name, d in days.items() if d in cut.beside)))
    return tuple(found)


def _edits(at: Situation, tables: Tables, codes: set[str]) -> tuple[Edit, ...]:
    """Edits between every two lines of those who bill as one: rows of the table the policy turns on, unless the policy
    states the pair."""
    pairs = active_pairs(at.book, tables, at.encounter, codes)
    edits: list[Edit] = []
    payable = [line for line in at.lines.values() if line.denial is None]
    for first in payable:
        for second in payable:
            known = (first.hcpcs, second.hcpcs) in pairs
            if first.id != second.id and known and same_group(at.encounter, first, second):
                rule, indicator = pairs[first.hcpcs, second.hcpcs]
                edits.append(Edit(first.id, second.id, rule, indicator == 1))
    return tuple(edits)


def active_pairs(
    book: RuleBook, tables: Tables, encounter: Encounter, codes: set[str]
) -> dict[tuple[str, str], tuple[str, int]]:
    """(column 1, column 2) -> (rule, indicator 0 or 1) among the codes, on the date of service."""
    pairs: dict[tuple[str, str], tuple[str, int]] = {}
    for table in book.tables:
        if table.kind == "ptp":
            for row in tables.ptp.pairs(codes, encounter.dos):
                pairs[row.column1, row.column2] = (f"{table.rule}#{row.column1}-{row.column2}", row.indicator)
    pairs |= {(e.column1, e.column2): (e.rule, e.indicator) for e in book.ptp_edits}
    return {pair: found for pair, found in pairs.items() if found[1] in (0, 1)}


def _held(at: Situation, tables: Tables) -> tuple[tuple[str, str], ...]:
    """A service that cannot be coded yet still stands before what it would bundle: a missing fact frees nothing."""
    found: dict[str, str] = {}
    for aside in at.derivation.aside:
        if aside.kind == "missing_fact" and aside.codes:
            for line in (each for each in at.lines.values() if each.denial is None):
                rule = may_bundle(at.book, tables, at.encounter, at.derivation, aside, line)
                if rule:
                    found.setdefault(line.id, rule)
    return tuple(found.items())


def may_bundle(
    book: RuleBook, tables: Tables, encounter: Encounter, derivation: Derivation, aside: SetAside, line: Line
) -> str:
    """The edit by which one of the codes that an uncoded item may turn out to be would bundle the line: work on the
    same place, or a visit without separate work. Empty when none would."""
    item = derivation.items[aside.item]
    apart = derivation.bases if line.is_visit else ()
    near = line.is_visit or any(
        same_place(derivation.items[i], item) for i in line.items if i in derivation.items
    )
    if apart or not near:
        return ""
    pairs = active_pairs(book, tables, encounter, {line.hcpcs, *aside.codes})
    return next((pairs[c, line.hcpcs][0] for c in aside.codes if (c, line.hcpcs) in pairs), "")


def unit_limit(book: RuleBook, tables: Tables, encounter: Encounter, hcpcs: str) -> UnitLimit | None:
    """The unit limit of a code: the policy's own, else the table's when the policy turns it on."""
    own = next((m for m in book.mues if m.code == hcpcs), None)
    if own is not None:
        return UnitLimit(hcpcs, own.units, HOW[own.mai], own.rule)
    table = next((t for t in book.tables if t.kind == "mue"), None)
    limit = tables.mue.limit(hcpcs, encounter.dos) if table is not None else None
    if limit is None or table is None:
        return None
    how = EACH_LINE if table.each_line else HOW[limit.mai]
    return UnitLimit(hcpcs, limit.units, how, f"{table.rule}#{hcpcs}")


def add_on_rule(
    book: RuleBook, tables: Tables, encounter: Encounter, hcpcs: str
) -> tuple[str, frozenset[str]] | None:
    """The rule that makes a code an add-on, and its accepted primaries; None when it is no add-on.

    A table row without a list leaves the primaries to the contractor: then any other code of the policy is accepted.
    """
    own = next((a for a in book.add_ons if a.code == hcpcs), None)
    if own is not None:
        return own.rule, frozenset(own.primaries)
    table = next((t for t in book.tables if t.kind == "add-on"), None)
    row = tables.add_on.rule(hcpcs, encounter.dos) if table is not None else None
    if row is None or table is None:
        return None
    accepted = row.primaries or frozenset(c for choice in book.choices for c in choice.codes() if c != hcpcs)
    return f"{table.rule}#{hcpcs}", accepted


def _included_visits(at: Situation) -> tuple[tuple[str, str, str, tuple[str, ...]], ...]:
    found: list[tuple[str, str, str, tuple[str, ...]]] = []
    for period in at.book.global_periods:
        for procedure in at.lines.values():
            if procedure.denial or at.prices.global_days(procedure.hcpcs) not in period.days:
                continue
            for visit in at.lines.values():
                if visit.hcpcs in period.visits and same_group(at.encounter, procedure, visit):
                    excuses = tuple(m for basis, m in period.unless if basis in at.derivation.bases)[:1]
                    found.append((procedure.id, visit.id, period.rule, excuses))
    return tuple(found)


def same_group(encounter: Encounter, one: Line, other: Line) -> bool:
    """Same practitioner, or practitioners who bill as one."""
    if one.practitioners & other.practitioners:
        return True
    people = {p.id: p for p in encounter.practitioners}
    return any(
        a not in people or b not in people or bill_as_one(people[a], people[b])
        for a in one.practitioners
        for b in other.practitioners
    )


def _alternatives(at: Situation) -> tuple[tuple[str, str, str], ...]:
    """Candidate lines of different choices over the same work; add-ons and what a policy puts beside any choice come
    in addition, never instead."""
    found: list[tuple[str, str, str]] = []
    beside = {choice.rule for choice in at.book.choices if choice.beside}
    for one, other in combinations(at.lines.values(), 2):
        if one.rule == other.rule or one.id in at.add_ons or other.id in at.add_ons:
            continue
        if {one.rule, other.rule} & beside:
            continue
        if set(one.items) & set(other.items):
            found += [(one.id, other.id, other.rule), (other.id, one.id, one.rule)]
    return tuple(found)


def _blocked(at: Situation) -> tuple[tuple[str, str], ...]:
    missing = missing_requirements(at.lines.values(), at.derivation, at.facts)
    return tuple(
        (line.id, rule.rule) for line, rule in missing if rule.otherwise == "block" and not rule.self_pay
    )
