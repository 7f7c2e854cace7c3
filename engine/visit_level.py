"""The level of a visit: problems, data and risk by the policy's element tables, or minutes, whichever is higher."""

from __future__ import annotations

from engine.item_facts import ItemFacts
from engine.visit_trace import ElementTrace, LevelTrace, MinutesTrace
from engine.visit_work import Work, element_level
from rules_dsl.rulebook import ByLevel, CodeChoice, Element, LevelRow


def by_level(choice: CodeChoice, select: ByLevel, work: Work, facts: ItemFacts) -> LevelTrace:
    """The highest level reached by elements or minutes, or none, and how far each of them went."""
    order = [row.level for row in select.rows]
    elements = [facts.book.elements[name] for name in select.elements]
    levels = [_level(element, work, facts) for element in elements]
    reached = sorted(order.index(level) for level in levels if level in order)
    by_elements = reached[select.needed - 1] if work.has_problem and len(reached) >= select.needed else None
    timed = _timed(select, work.minutes)
    best = min((n for n in (by_elements, timed) if n is not None), default=None)
    by_time = timed is not None and (by_elements is None or timed < by_elements)
    above = len(order) if best is None else best
    target = select.rows[above - 1] if above else None
    return LevelTrace(
        choice.rule,
        level=order[best] if best is not None else "",
        code=select.rows[best].code if best is not None else "",
        by="" if best is None else "minutes" if by_time else "elements",
        needed=select.needed,
        elements=tuple(
            ElementTrace(
                element.name,
                element.rule,
                level,
                work.counted[element.vocabulary],
                bool(target and level in order and order.index(level) < above),
                _ways(element, target.level if target else ""),
            )
            for element, level in zip(elements, levels, strict=True)
        ),
        minutes=_minutes(work, facts, order[timed] if timed is not None else "", target),
        next_level=target.level if target else "",
        next_code=target.code if target else "",
        has_problem=work.has_problem,
    )


def _level(element: Element, work: Work, facts: ItemFacts) -> str:
    return element_level(element, tuple(each.word for each in work.counted[element.vocabulary]), facts)


def _timed(select: ByLevel, net: int | None) -> int | None:
    """The highest row that the minutes reach."""
    rows = enumerate(select.rows)
    return next((n for n, row in rows if row.minutes is not None and (net or 0) >= row.minutes), None)


def _ways(element: Element, level: str) -> tuple[tuple[tuple[int, str], ...], ...]:
    """Each way to the level: a number of each word."""
    rows = [row for row in element.rows if row.level == level]
    return tuple(tuple((need.count, need.word) for need in way) for row in rows for way in row.alternatives)


def _minutes(work: Work, facts: ItemFacts, level: str, target: LevelRow | None) -> MinutesTrace:
    visit = facts.encounter.visit
    assert visit is not None
    return MinutesTrace(
        visit.minutes.value,
        visit.minutes_on_procedures.highest().value,
        work.minutes,
        level,
        visit.minutes.note,
        target.minutes if target else None,
    )
