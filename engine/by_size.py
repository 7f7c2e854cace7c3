"""Codes by site group and size: of each lesion, or of all wounds of one group added together."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from engine.items import Item, ItemFacts
from engine.lines import Question, Trace
from engine.portions import Portion, Selected, band_of, count_of, subject_of, units_of
from engine.sites import SiteGroups
from rules_dsl.rulebook import BySize, CodeChoice, MissingFact


def by_size(
    choice: CodeChoice, table: BySize, items: tuple[Item, ...], facts: ItemFacts, groups: SiteGroups
) -> Selected:
    """One bill per lesion, or per site group for a sum, by the band its size falls in."""
    questions: list[Question] = []
    unsized: list[tuple[Item, str]] = []
    rows = table.rows
    pools: dict[int, list[tuple[Item, Decimal]]] = {}
    for item in items:
        site = facts.fact(item, "site")
        index = groups.row_of(site, tuple(row.sites for row in rows))
        if index is None:
            unsized.append((item, "site"))
            ask = "Where exactly was it?"
            answers = tuple(row.sites[0] for row in rows)
            questions.append(
                Question(item.service, subject_of(item, "site", facts), "site", ask, choice.rule, answers)
            )
            continue
        value, asked = _sized(choice, table, item, facts)
        questions.extend(asked)
        if value is None:
            unsized.append((item, table.measure))
            continue
        pools.setdefault(index, []).append((item, value))
    portions: list[Portion] = []
    for index, sized in pools.items():
        row = rows[index]
        bundles = [sized] if table.summed else _by_lesion(sized)
        for bundle in bundles:
            total = sum((value for _, value in bundle), Decimal(0)) if table.summed else bundle[0][1]
            number = 1 if table.summed else count_of(bundle[0][0], facts)[0] or 1
            band = band_of(row.bands, total) or row.bands[0]
            of_bundle = tuple(item for item, _ in bundle)
            trace = Trace(
                choice.rule, tuple(i.id for i in of_bundle), table.measure, total, ", ".join(row.sites)
            )
            codes = tuple((code, units * number) for code, units in units_of(band.bill, total))
            portions.append(Portion(of_bundle, codes, trace, band.bill.handover))
            if band.up_to is not None:
                questions = [_with_answer(q, of_bundle, facts, band.up_to - total) for q in questions]
    return Selected(tuple(portions), tuple(questions), tuple(unsized))


def _by_lesion(sized: list[tuple[Item, Decimal]]) -> list[list[tuple[Item, Decimal]]]:
    """One code a lesion: repeated passes over one lesion are one piece of work."""
    found: dict[str, list[tuple[Item, Decimal]]] = {}
    for item, value in sized:
        found.setdefault(item.structure or item.id, []).append((item, value))
    return list(found.values())


def _sized(
    choice: CodeChoice, table: BySize, item: Item, facts: ItemFacts
) -> tuple[Decimal | None, list[Question]]:
    """The item's size in mm (zero takes the smallest band), and a question for every gap or contradiction."""
    if table.measure in facts.book.measures:
        fact, gaps = facts.measure(item, table.measure)
        rule = facts.book.measures[table.measure].rule
        names = [name for _, name in facts.book.measures[table.measure].terms]
    else:
        fact, gaps, rule, names = facts.fact(item, table.measure), (), choice.rule, [table.measure]
    asked = [
        Question(item.service, subject_of(item, gap.fact, facts), gap.fact, gap.ask, rule)
        for gap in gaps
        if gap.ask
    ]
    for name in names:
        if facts.fact(item, name).state == "contradicted":
            ask = next(
                (g.ask for g in (*_gaps(table, facts), *table.missing) if g.fact == name and g.ask), ""
            )
            ask = ask or f"The record gives two values for the {name.replace('-', ' ')}. Which is right?"
            asked.append(Question(item.service, subject_of(item, name, facts), name, ask, rule))
    if fact.value is not None:
        return Decimal(str(fact.value)), asked
    fallback = next(
        (g for g in table.missing if g.fact in (table.measure, *(gap.fact for gap in gaps))), None
    )
    if fallback is not None and fallback.use == "smallest band":
        return Decimal(0), asked
    return None, asked


def _gaps(table: BySize, facts: ItemFacts) -> tuple[MissingFact, ...]:
    measure = facts.book.measures.get(table.measure)
    return measure.missing if measure else ()


def _with_answer(question: Question, items: tuple[Item, ...], facts: ItemFacts, room: Decimal) -> Question:
    """A size question gets the least value (to a tenth of a millimetre) that would reach the next band."""
    owner = next((i for i in items if i.service == question.service), None)
    if owner is None or question.answers:
        return question
    factor = Decimal(1)
    for measure in facts.book.measures.values():
        factor = next((f for f, name in measure.terms if name == question.fact), factor)
    known = facts.fact(owner, question.fact).value
    base = Decimal(str(known)) if known is not None else Decimal(0)
    step = ((room / factor) + Decimal("0.1")).quantize(Decimal("0.1"))
    return replace(question, answers=(base + step,))
