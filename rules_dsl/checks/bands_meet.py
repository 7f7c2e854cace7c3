"""P301 bands that leave a gap or overlap, P303 tables of one choice that measure different things.

Avoid:

    count lesions
    when 1            bill 17000
    when 3 to 15      bill 17003
    when 15 or more   bill 17004

Prefer bands that meet, from the smallest to the largest:

    count lesions
    when 1            bill 17000
    when 2 to 14      bill 17000 and 17003 per lesion after the first
    when 15 or more   bill 17004

Why: what falls into a gap is not billed, and what falls into two bands would be billed by whichever is read first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, Place, Span, error
from rules_dsl.syntax import CountBand, ModifierTable, Range, SizeTable, Statement, WordTable


def check(view: View) -> Iterator[Diagnostic]:
    for rule in view.own:
        counted = [clause.band for clause in rule.statement.all("band", CountBand)]
        if counted:
            yield from _meet(counted, Decimal(1))
        for table in rule.statement.all("by", SizeTable):
            yield from _meet(table.bands, None)
        yield from _one_measure(rule.statement)


def _meet(bands: Sequence[Range], least: Decimal | None) -> Iterator[Diagnostic]:
    """Each band starts where the one before it ends, the first at `least`, and the last has no end."""
    if least is not None and bands[0].first is not None and bands[0].first > least:
        yield error("P301", f"no band has {least}", bands[0].span, help=f"start the first band at {least}")
    for band in bands:
        if band.first is not None and band.last is not None and band.first > band.last:
            yield error("P301", f"a band that runs from {band.first} down to {band.last}", band.span)
    for before, band in pairwise(bands):
        there = Place(before.span, "the band before")
        if before.last is None:
            yield error("P301", "this band stands after one without an end", Place(band.span), there)
            return
        if band.first is None:
            message = f"this band has what is up to {before.last} again"
            yield error("P301", message, Place(band.span), there)
            continue
        after = before.last if band.over else _next(before.last, band.first)
        if band.first < after:
            message = f"two bands have {band.first if not band.over else before.last}"
            yield error("P301", message, Place(band.span), there, help=f"start it at {after}")
        elif band.first > after:
            missing = f"from {after} to" if not band.over else f"over {before.last} up to"
            message = f"no band has what is {missing} {band.first}"
            yield error("P301", message, Place(band.span), there, help=f"start it at {after}")
    if bands[-1].last is not None:
        help = f"end with a band for what is {'over' if least is None else 'more than'} {bands[-1].last}"
        yield error("P301", f"no band has what is over {bands[-1].last}", bands[-1].span, help=help)


def _next(last: Decimal, first: Decimal) -> Decimal:
    """The number after `last`, as finely as the two are printed: 0.6 after 0.5, 15 after 14."""
    places = min(int(last.as_tuple().exponent), int(first.as_tuple().exponent))
    return last + Decimal(1).scaleb(places)


def _one_measure(statement: Statement) -> Iterator[Diagnostic]:
    tables = [
        clause for clause in statement.clauses if isinstance(clause, SizeTable | WordTable | ModifierTable)
    ]
    for table in tables[1:]:
        here, first = _place(table), _place(tables[0])
        if _measured(table) != _measured(tables[0]):
            message = f"this table goes by {_measured(table)}, and the first by {_measured(tables[0])}"
            yield error("P303", message, Place(here), Place(first, "the first table"))
        elif isinstance(table, SizeTable) and table.by is None:
            message = "a second table, where the first is for every item"
            yield error("P303", message, Place(here), Place(first, "the first table"))


def _measured(table: SizeTable | WordTable | ModifierTable) -> str:
    if isinstance(table, WordTable | ModifierTable):
        return f"the word of `{table.by.text}`"
    by = f"`{table.by.text}` and " if table.by and table.by.text != "site" else ""
    alone = " alone" if table.by is None else ""
    return f"{by}{'the sum of ' if table.summed else ''}`{table.measure.text}`{alone}"


def _place(table: SizeTable | WordTable | ModifierTable) -> Span:
    return table.measure.span if isinstance(table, SizeTable) else table.by.span
