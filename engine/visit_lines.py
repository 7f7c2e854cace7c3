"""The lines of a visit, once it is known which procedures were done the same day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from engine.facts import parts_of
from engine.history import IN_GLOBAL, RELATION
from engine.item_facts import ItemFacts
from engine.items import Item
from engine.lines import Line, SetAside, Trace
from engine.notes import Notes
from engine.portions import Portion, lines_of, units_of
from engine.visit_level import by_level
from engine.visit_trace import LevelTrace, VisitTrace
from engine.visit_work import Work, separate_work
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
) -> tuple[list[Line], VisitTrace]:
    """The visit's lines beside the procedures' `lines`, and how they came about: what was counted and carved out, and
    the bases that set the visit apart.

    What the global days of a procedure include (deciding on it) is carved out of the visit first; a visit with nothing
    left is noted under the global period's rule.
    """
    encounter = facts.encounter
    decides = [g for g in facts.book.global_periods if g.rule not in without]
    inclusive = {
        d for g in decides if not any(b == "decision for surgery" for b, _ in g.unless) for d in g.days
    }
    every = {d for g in decides for d in g.days}
    counted_as_surgery = every - inclusive
    days = {part.id: set[str]() for part in parts_of(encounter)}
    for line in lines:
        for service in line.services:
            days[service].add(global_days(line.hcpcs))
    carving = {s for s, found in days.items() if inclusive and (not found or found & inclusive)}
    open_ = {aside.service for aside in notes.aside if aside.kind == "missing_fact"}
    packaged = {s for s, found in days.items() if every and (found & every or (s in open_ and not found))}
    if facts.fact(item, IN_GLOBAL).value is True and facts.fact(item, RELATION).value == "complication":
        packaged = set()  # the record says what the visit was for
    work = separate_work(encounter, frozenset(carving), facts, frozenset(packaged))
    if facts.disbelieved(item, "minutes"):
        work = replace(work, minutes=None)
    notes.questions.extend(work.questions)
    visit = encounter.visit
    assert visit is not None
    facts.notes.setdefault(item.id, {}).update(work.notes(visit))
    surgery = any(days.get(s, set()) & counted_as_surgery for s in visit.decision_for_surgery)
    bases = frozenset(
        name for name, holds in (("separate work", work.separate), ("decision for surgery", surgery)) if holds
    )
    found, levels = _levelled(item, work, facts, notes)
    found = _covered(found, item, facts, notes, without)
    own = any(each.element == "problems" for each in work.carved)
    rules = tuple(g.rule for g in decides if set(g.days) & inclusive)
    if not found:
        kind = "separate_work" if own else "missing_fact"
        missing = () if own else _gaps(item, facts, notes)
        rule = rules[0] if own and rules else ""
        notes.aside.append(SetAside(item.id, item.service, rule, kind, missing=missing))
    trace = VisitTrace(work.carved, rules if own else (), bases, visit.separate_work.note, tuple(levels))
    return found, trace


def _covered(
    lines: list[Line], item: Item, facts: ItemFacts, notes: Notes, without: frozenset[str]
) -> list[Line]:
    """The lines that the payer covers, less those in whose stead another stands; of what is not covered the rule that
    refuses it is noted."""
    for rule in facts.book.coverages:
        refused = rule.unless is not None and facts.holds(rule.unless, item).met
        if rule.rule in without or not any(line.hcpcs in rule.codes for line in lines):
            continue
        if refused or not facts.holds(rule.when, item).met:
            notes.aside.append(SetAside(item.id, item.service, rule.rule, "not_covered"))
            lines = [line for line in lines if line.hcpcs not in rule.codes]
    left = {line.rule for line in lines}
    replaced = {name for choice in facts.book.choices if choice.rule in left for name in choice.instead}
    others = {choice.rule for choice in facts.book.choices if choice.name in replaced}
    return [line for line in lines if line.rule not in others]


def _gaps(item: Item, facts: ItemFacts, notes: Notes) -> tuple[str, ...]:
    missing: list[str] = []
    for choice in facts.book.choices:
        verdict = facts.matches_any(choice.patterns, item)
        if verdict.met and choice.when is not None:
            verdict = facts.holds(choice.when, item)
        if verdict.met is None:
            notes.ask_for_choice(item, choice, verdict)
            missing.extend(verdict.missing)
    return tuple(dict.fromkeys(missing))


def _levelled(item: Item, work: Work, facts: ItemFacts, notes: Notes) -> tuple[list[Line], list[LevelTrace]]:
    """Lines of every choice for the visit, and the levels looked for. What is for any visit comes beside a level, or
    beside what is for a kind of visit that has no levels; else there are no lines at all."""
    lines: list[Line] = []
    levels: list[LevelTrace] = []
    for choice in facts.book.choices:
        matched = facts.matches_any(choice.patterns, item).met
        if not matched and isinstance(choice.select, ByLevel):
            notes.ask_of_both(item, choice)
        if not (matched and facts.holds(choice.when, item).met):
            continue
        match choice.select:
            case ByLevel() as select:
                level = by_level(choice, select, work, facts)
                levels.append(level)
                if level.code:
                    trace = Trace(choice.rule, (item.id,), "level", None, level.level, level.steps())
                    lines += lines_of(choice, Portion((item,), ((level.code, 1),), trace))
            case Always(bill=bill):
                trace = Trace(choice.rule, (item.id,))
                lines += lines_of(choice, Portion((item,), units_of(bill, Decimal(1), (item,), facts), trace))
    diagnoses = item.diagnoses or tuple(dict.fromkeys(d for p in work.problems for d in p.diagnoses))
    alone = {c.rule for c in facts.book.choices if any(p.of for p in c.patterns)}
    if not any(level.code for level in levels) and (levels or not any(x.rule in alone for x in lines)):
        return [], levels
    return [replace(line, diagnoses=diagnoses, is_visit=True) for line in lines], levels
