"""The lines of a visit, once it is known which procedures were done the same day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from engine.facts import parts_of
from engine.item_facts import ItemFacts
from engine.items import Item
from engine.lines import Line, SetAside, Trace
from engine.notes import Notes
from engine.portions import Portion, lines_of, units_of
from engine.visit_level import Work, by_level, separate_work
from rules_dsl.rulebook import Always, ByLevel

GlobalDays = Callable[[str], str]
"""Global days (``010``) of a code on the date of service; empty when no table says."""


def visit_lines(
    item: Item,
    lines: list[Line],
    global_days: GlobalDays,
    facts: ItemFacts,
    notes: Notes,
    without: frozenset[str],
) -> tuple[list[Line], frozenset[str]]:
    """The visit's lines beside the procedures' `lines`, and the bases that set it apart from them.

    What the global days of a procedure include (deciding on it) is carved out of the visit first; a visit with nothing
    left is noted under the global period's rule.
    """
    encounter = facts.encounter
    procedures = bool(encounter.services or encounter.wounds)
    decides = [g for g in facts.book.global_periods if g.rule not in without]
    inclusive = {
        d for g in decides if not any(b == "decision for surgery" for b, _ in g.unless) for d in g.days
    }
    counted_as_surgery = {d for g in decides for d in g.days} - inclusive
    days = {part.id: set[str]() for part in parts_of(encounter)}
    for line in lines:
        for service in line.services:
            days[service].add(global_days(line.hcpcs))
    carving = {s for s, found in days.items() if inclusive and (not found or found & inclusive)}
    work = separate_work(encounter, frozenset(carving), procedures)
    notes.questions.extend(work.questions)
    facts.notes.setdefault(item.id, {}).update(work.notes)
    assert encounter.visit is not None
    surgery = any(days.get(s, set()) & counted_as_surgery for s in encounter.visit.decision_for_surgery)
    bases = frozenset(
        name for name, holds in (("separate work", work.separate), ("decision for surgery", surgery)) if holds
    )
    found = _levelled(item, work, facts)
    if not found:
        rule = next((g.rule for g in decides if set(g.days) & inclusive), "") if work.carved else ""
        kind = "separate_work" if work.carved else "missing_fact"
        missing = () if work.carved else _gaps(item, facts, notes)
        notes.aside.append(SetAside(item.id, item.service, rule, kind, missing=missing))
    return found, bases


def _gaps(item: Item, facts: ItemFacts, notes: Notes) -> tuple[str, ...]:
    missing: list[str] = []
    for choice in facts.book.choices:
        verdict = facts.matches_any(choice.patterns, item)
        if verdict.met is None:
            notes.ask_for_choice(item, choice, verdict)
            missing.extend(verdict.missing)
    return tuple(dict.fromkeys(missing))


def _levelled(item: Item, work: Work, facts: ItemFacts) -> list[Line]:
    """Lines of every choice for the visit; none at all unless one of them is a level."""
    lines: list[Line] = []
    for choice in facts.book.choices:
        if not (facts.matches_any(choice.patterns, item).met and facts.holds(choice.when, item).met):
            continue
        match choice.select:
            case ByLevel() as select:
                levelled = by_level(choice, select, item, work, facts)
                if levelled is not None:
                    lines += lines_of(choice, Portion((item,), ((levelled[0], 1),), levelled[1]))
            case Always(bill=bill):
                trace = Trace(choice.rule, (item.id,))
                lines += lines_of(choice, Portion((item,), units_of(bill, Decimal(1), (item,), facts), trace))
    diagnoses = item.diagnoses or tuple(dict.fromkeys(d for p in work.problems for d in p.diagnoses))
    levels = {choice.rule for choice in facts.book.choices if isinstance(choice.select, ByLevel)}
    if not any(line.rule in levels for line in lines):
        return []
    return [replace(line, diagnoses=diagnoses, is_visit=True) for line in lines]
