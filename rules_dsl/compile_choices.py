"""``choose code`` and ``element`` statements: printed bands to half-open ones, in millimetres or lesions."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rules_dsl import rulebook, syntax
from rules_dsl.atoms import millimetres
from rules_dsl.compile_conditions import clause_condition, missing_facts, patterns
from rules_dsl.layers import Rule
from rules_dsl.rulebook import (
    Always,
    Band,
    ByCount,
    ByHierarchy,
    ByLevel,
    BySize,
    CodeChoice,
    Element,
    ElementRow,
    HierarchyRow,
    LevelRow,
    Need,
    PerExtra,
    Selector,
    SiteRow,
)
from rules_dsl.scope import Scope
from rules_dsl.syntax import Bills, CountBand, ElementTable, Hierarchy, Levels, Range, SizeTable, Statement


def code_choice(rule: Rule, scope: Scope) -> CodeChoice | None:
    """The compiled choice; None when nothing says which code, which a check has told."""
    statement = rule.statement
    select = _selector(statement, scope)
    if select is None:
        return None
    return CodeChoice(
        rule.id,
        rule.name,
        patterns(statement, "for", scope),
        clause_condition(statement, "when", scope),
        "session" if statement.value("per") == "session" else "day",
        select,
    )


def element(rule: Rule, scope: Scope) -> Element:
    """One element of medical decision making."""
    vocabulary = rule.statement.about.text if rule.statement.about else ""
    rows = []
    for clause in rule.statement.all("rows", ElementTable):
        for level, alternatives in clause.rows:
            needs = tuple(
                tuple(Need(count, scope.canonical(vocabulary, word.text)) for count, word in each)
                for each in alternatives
            )
            rows.append(ElementRow(level.text, needs))
    return Element(rule.id, rule.name, vocabulary, tuple(rows))


def _selector(statement: Statement, scope: Scope) -> Selector | None:
    missing = missing_facts(statement)
    if bands := statement.all("band", CountBand):
        return ByCount(tuple(_count_band(clause.band, clause.bill) for clause in bands), missing)
    if tables := statement.all("by site", SizeTable):
        rows = tuple(row for table in tables for row in _size_rows(table, scope))
        return BySize(tables[0].measure.text, tables[0].summed, rows, missing)
    if hierarchy := statement.one("by hierarchy", Hierarchy):
        fact = scope.fact(hierarchy.fact.text, ("service", "lesion"))
        words = fact.words if fact else ""
        return ByHierarchy(
            hierarchy.fact.text,
            tuple(
                HierarchyRow(scope.canonical(words, w.text), first.text, other.text)
                for w, first, other in hierarchy.rows
            ),
        )
    if levels := statement.one("level by", Levels):
        level_rows = tuple(LevelRow(level.text, code.text, minutes) for level, code, minutes in levels.rows)
        return ByLevel(levels.needed, tuple(word.text for word in levels.elements), level_rows)
    if always := statement.one("bill", Bills):
        return Always(_bill(always.bill, ""))
    return None


def _count_band(band: Range, bill: syntax.Bill) -> Band:
    first = band.first if band.first is not None else Decimal(1)
    return Band(first - 1, band.last, _bill(bill, ""))


def _size_rows(table: SizeTable, scope: Scope) -> list[SiteRow]:
    edges = band_edges(table.bands, table.unit.text)
    found = []
    for sites, bills in table.rows:
        bands = tuple(
            Band(over, up_to, _bill(bill, table.unit.text))
            for (over, up_to), bill in zip(edges, bills, strict=True)
            if bill is not None
        )
        found.append(SiteRow(tuple(scope.canonical("site", word.text) for word in sites), bands))
    return found


def band_edges(bands: Sequence[Range], unit: str) -> list[tuple[Decimal | None, Decimal | None]]:
    """Half-open edges in millimetres: a band starts just above the band before, as printed ``0.6`` follows ``0.5``."""
    found: list[tuple[Decimal | None, Decimal | None]] = []
    below: Decimal | None = None
    for band in bands:
        start = band.first if band.over else below
        found.append((_mm(start, unit), _mm(band.last, unit)))
        below = band.last
    return found


def _mm(number: Decimal | None, unit: str) -> Decimal | None:
    return None if number is None else millimetres(number, unit)


def _bill(bill: syntax.Bill, unit: str) -> rulebook.Bill:
    """Codes, add-ons with their steps in millimetres (or lesions, without a unit), or the choice to hand over to."""
    scale = millimetres(Decimal(1), unit) if unit else Decimal(1)
    extra = tuple(PerExtra(each.code.text, each.every * scale, each.after * scale) for each in bill.extra)
    return rulebook.Bill(
        tuple(code.text for code in bill.codes), extra, bill.handover.text if bill.handover else ""
    )
