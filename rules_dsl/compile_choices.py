"""``choose code`` and ``element`` statements: printed bands to half-open ones, in what the record keeps."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, Literal

from rules_dsl import rulebook, syntax
from rules_dsl.compile_conditions import clause_condition, missing_facts, patterns, subjects_of
from rules_dsl.layers import Rule
from rules_dsl.rulebook import (
    Always,
    Band,
    ByCount,
    ByHierarchy,
    ByLevel,
    BySize,
    ByWord,
    CodeChoice,
    Element,
    ElementRow,
    HierarchyRow,
    LevelRow,
    Need,
    PerExtra,
    Selector,
    SiteRow,
    Subject,
    WordRow,
)
from rules_dsl.scope import Scope
from rules_dsl.syntax import (
    Bills,
    CountBand,
    CountsOnly,
    ElementTable,
    Hierarchy,
    Levels,
    Range,
    SizeTable,
    Statement,
    Words,
    WordTable,
)
from rules_dsl.vocabulary import factor

_PERIODS: Final[dict[str, Literal["day", "session", "service", "digit"]]] = {
    "digit": "digit",
    "session": "session",
    "service": "service",
}


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
        _PERIODS.get(statement.value("per"), "day"),
        select,
        joined=bool(statement.all("joined", Words)),
        once=statement.word("per") is not None,
        beside=statement.one("beside any choice", Words) is not None,
        instead=tuple(word.text for each in statement.all("instead of", Words) for word in each.words),
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
    limits = tuple(
        rulebook.CountsOnly(
            scope.canonical(vocabulary, c.word.text),
            c.days,
            scope.canonical(vocabulary, c.otherwise.text),
            c.ask,
        )
        for c in rule.statement.all("counts only", CountsOnly)
    )
    return Element(rule.id, rule.name, vocabulary, tuple(rows), limits)


def _selector(statement: Statement, scope: Scope) -> Selector | None:
    missing = missing_facts(statement)
    subjects = subjects_of(statement, scope)
    bills = _Bills(subjects, scope)
    if bands := statement.all("band", CountBand):
        of = _counted(statement.value("count", "lesions"), subjects, scope)
        counted = tuple(_count_band(clause.band, bills.bill(clause.bill, total=of)) for clause in bands)
        return ByCount(counted, missing, of)
    if tables := statement.all("by", SizeTable):
        rows = tuple(row for table in tables for row in _size_rows(table, bills))
        by = tables[0].by
        return BySize(tables[0].measure.text, tables[0].summed, rows, missing, by.text if by else "")
    if word_tables := statement.all("by", WordTable):
        word_rows = tuple(
            WordRow(bills.words(table.by, words), bills.bill(bill))
            for table in word_tables
            for words, bill in table.rows
        )
        return ByWord(word_tables[0].by.text, word_rows, missing)
    if hierarchy := statement.one("by hierarchy", Hierarchy):
        fact = scope.fact(hierarchy.fact.text, ("service", "lesion"))
        words = fact.words if fact else ""
        return ByHierarchy(
            hierarchy.fact.text,
            tuple(
                HierarchyRow(scope.canonical(words, w.text), first.text, other.text)
                for w, first, other in hierarchy.rows
            ),
            missing,
        )
    if levels := statement.one("level by", Levels):
        level_rows = tuple(LevelRow(level.text, code.text, minutes) for level, code, minutes in levels.rows)
        return ByLevel(levels.needed, tuple(word.text for word in levels.elements), level_rows)
    if always := statement.one("bill", Bills):
        return Always(bills.bill(always.bill), missing)
    return None


def _counted(name: str, subjects: Sequence[Subject], scope: Scope) -> str:
    found = scope.counted(name, subjects)
    return found[0] if found else name


def _count_band(band: Range, bill: rulebook.Bill) -> Band:
    first = band.first if band.first is not None else Decimal(1)
    return Band(first - 1, band.last, bill)


def _size_rows(table: SizeTable, bills: _Bills) -> list[SiteRow]:
    scale = bills.scale(table)
    edges = band_edges(table.bands, scale)
    found = []
    for words, cells in table.rows:
        bands = tuple(
            Band(over, up_to, bills.bill(bill, scale))
            for (over, up_to), bill in zip(edges, cells, strict=True)
            if bill is not None
        )
        found.append(SiteRow(bills.words(table.by, words) if table.by else (), bands))
    return found


def band_edges(bands: Sequence[Range], scale: int) -> list[tuple[Decimal | None, Decimal | None]]:
    """Half-open edges, each `scale` times what is printed: a band starts just above the band before, as printed
    ``0.6`` follows ``0.5``."""
    found: list[tuple[Decimal | None, Decimal | None]] = []
    below: Decimal | None = None
    for band in bands:
        start = band.first if band.over else below
        found.append((_times(start, scale), _times(band.last, scale)))
        below = band.last
    return found


def _times(number: Decimal | None, scale: int) -> Decimal | None:
    return None if number is None else number * scale


class _Bills:
    """What the bands and rows of one choice bill."""

    def __init__(self, subjects: Sequence[Subject], scope: Scope) -> None:
        self.subjects = subjects
        self.scope = scope

    def scale(self, table: SizeTable) -> int:
        """From the unit of a table to the one that its measure is kept in."""
        fact = self.scope.fact(table.measure.text, self.subjects)
        return factor(table.unit.text, fact.kept) if fact else 1

    def words(self, by: syntax.Word, words: Sequence[syntax.Word]) -> tuple[str, ...]:
        """The words of a row, in place of their other names."""
        fact = self.scope.fact(by.text, self.subjects)
        return tuple(self.scope.canonical(fact.words if fact else "", word.text) for word in words)

    def bill(self, bill: syntax.Bill, scale: int = 1, total: str = "") -> rulebook.Bill:
        """Codes, add-ons with their steps (of lesions, where lesions are the `total`, or of what they name), or the
        choice to hand over to."""
        extra = []
        for each in bill.extra:
            of = _counted(each.of.text, self.subjects, self.scope) if each.of else ""
            times = 1 if each.of else scale
            if of == total == "lesions":
                of = ""
            number = bool(each.of) and self.scope.fact(of, self.subjects) is not None
            listed = "" if number else self.scope.list_with(of, self.subjects)[0]
            extra.append(PerExtra(each.code.text, each.every * times, each.after * times, of, listed))
        handover = bill.handover.text if bill.handover else ""
        return rulebook.Bill(tuple(code.text for code in bill.codes), tuple(extra), handover)
