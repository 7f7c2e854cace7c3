"""How a line's choice came to its code, and what keeps the record from the codes next to it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.explain.explanation import Neighbour
from engine.explain.measures import amount
from engine.lines import Line
from engine.situation import Situation
from engine.why.fact_elements import plain
from rules_dsl.rulebook import Band, ByCount, ByHierarchy, ByLevel, BySize, ByWord, CodeChoice

MOST_WORDS = 4
MOST = 6
"""Neighbours told of one line; a table with more rows is read in the policy."""


def choice_of_line(at: Situation, line: Line) -> CodeChoice | None:
    return next((c for c in at.book.choices if c.rule == line.rule), None)


def measured(at: Situation, line: Line) -> str:
    """What was measured, counted or ranked, in one sentence without its full stop."""
    trace = line.trace
    row = f" ({plain(trace.row)})" if trace.row else ""
    if trace.total is not None and trace.measured != "each other":
        what = "" if trace.measured in ("lesions", "specimens") else f"{plain(trace.measured)} "
        return f"{what}{amount(trace.total, trace.measured, at.book)}{row}"
    if trace.measured == "level":
        return f"level {plain(trace.row)}: " + ", ".join(trace.steps)
    if trace.measured in ("first of the day", "each other"):
        return f"{trace.measured}{row}"
    return plain(trace.row)


def neighbours(at: Situation, line: Line) -> tuple[Neighbour, ...]:
    """The tiers below and above, the same size in other rows, the other ranks: each with what keeps the record off."""
    choice = choice_of_line(at, line)
    if choice is None:
        return ()
    found: list[Neighbour] = []
    match choice.select:
        case ByCount(bands=bands, of=of):
            found += _bands(at, line, bands, of)
        case BySize(rows=rows):
            own = next((row for row in rows if ", ".join(row.sites) == line.trace.row), None)
            if own is not None:
                found += _bands(at, line, own.bands, line.trace.measured)
                total = line.trace.total or Decimal(0)
                for row in rows:
                    codes = _codes(next((b for b in row.bands if _holds(b, total)), None))
                    if row is not own and codes and line.hcpcs not in codes:
                        found.append(Neighbour(hcpcs=codes, says=f"for {_listed(row.sites)}"))
        case ByWord(rows=rows):
            for word_row in rows:
                codes = word_row.bill.codes
                if ", ".join(word_row.words) != line.trace.row and codes and line.hcpcs not in codes:
                    found.append(Neighbour(hcpcs=codes, says=f"for {_listed(word_row.words)}"))
        case ByHierarchy(rows=ranks):
            found += _ranks(line, ranks)
        case ByLevel(rows=levels):
            codes_by_level = [(row.level, row.code) for row in levels]
            at_level = next((n for n, (_, code) in enumerate(codes_by_level) if code == line.hcpcs), None)
            if at_level:
                level, code = codes_by_level[at_level - 1]
                found.append(
                    Neighbour(hcpcs=(code,), says=f"for the level {plain(level)}, which is not proved")
                )
    return tuple(found[:MOST])


def _bands(at: Situation, line: Line, bands: tuple[Band, ...], name: str) -> Iterator[Neighbour]:
    total = line.trace.total
    if total is None:
        return
    here = next((n for n, band in enumerate(bands) if _holds(band, total)), None)
    if here is None:
        return
    for near in (here - 1, here + 1):
        if not 0 <= near < len(bands):
            continue
        codes = tuple(code for code in _codes(bands[near]) if code not in _codes(bands[here]))
        if not codes:
            continue
        edge = bands[near].up_to if near < here else bands[near].over
        assert edge is not None
        word = "up to" if near < here else "over"
        yield Neighbour(hcpcs=codes, says=f"for {word} {amount(edge, name, at.book)}")


def _ranks(line: Line, ranks: tuple[object, ...]) -> Iterator[Neighbour]:
    for row in ranks:
        first, other, word = (getattr(row, name) for name in ("first", "other", "word"))
        if line.hcpcs == first:
            yield Neighbour(hcpcs=(other,), says="for each further one; the highest of the day is the first")
        elif line.hcpcs == other:
            yield Neighbour(
                hcpcs=(first,), says=f"for the first of the day alone, where {plain(word)} ranks highest"
            )


def _holds(band: Band, total: Decimal) -> bool:
    return (band.over is None or total > band.over) and (band.up_to is None or total <= band.up_to)


def _codes(band: Band | None) -> tuple[str, ...]:
    if band is None:
        return ()
    return tuple(dict.fromkeys((*band.bill.codes, *(extra.code for extra in band.bill.extra))))


def _listed(words: tuple[str, ...]) -> str:
    shown = [plain(word) for word in words[:MOST_WORDS]]
    return ", ".join(shown) + (" and others" if len(words) > MOST_WORDS else "")
