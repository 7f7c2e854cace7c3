"""Codes by row and size: a row of sites or of other words, and the size of each item or of all of a row together."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from engine.item_facts import ItemFacts
from engine.items import Item
from engine.kept import contiguous
from engine.lines import Question, Trace
from engine.portions import Portion, Selected, band_of, count_of, pieces, subject_of, units_of
from engine.sites import SiteGroups
from rules_dsl.rulebook import BySize, ByWord, CodeChoice, MissingFact


def by_size(
    choice: CodeChoice, table: BySize, items: tuple[Item, ...], facts: ItemFacts, groups: SiteGroups
) -> Selected:
    """One bill per lesion, or per site group for a sum, by the band its size falls in."""
    questions: list[Question] = []
    unsized: list[tuple[Item, str]] = []
    rows = table.rows
    pools: dict[int, list[tuple[Item, Decimal]]] = {}
    for item in items:
        of_rows = tuple(row.sites for row in rows)
        index = row_of(item, table.by, of_rows, facts, groups)
        if index is None:
            questions.append(
                row_question(choice, item, table.by, tuple(r.sites[0] for r in rows), table.missing, facts)
            )
            index = row_instead(table.by, of_rows, table.missing)
        if index is None:
            unsized.append((item, table.by))
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
        for bundle, total, number in _bundles(choice, table, sized, facts):
            band = band_of(row.bands, total) or (row.bands[0] if not total else None)
            if band is None:
                unsized += [(item, table.measure) for item, _ in bundle]
                continue
            of_bundle = tuple(item for item, _ in bundle)
            trace = Trace(
                choice.rule, tuple(i.id for i in of_bundle), table.measure, total, ", ".join(row.sites)
            )
            codes = tuple(
                (code, units * number) for code, units in units_of(band.bill, total, of_bundle, facts)
            )
            portions.append(Portion(of_bundle, codes, trace, band.bill.handover))
            if band.up_to is not None:
                questions = [_with_answer(q, of_bundle, facts, band.up_to - total) for q in questions]
    return Selected(tuple(portions), tuple(questions), tuple(unsized))


def by_word(
    choice: CodeChoice, select: ByWord, items: tuple[Item, ...], facts: ItemFacts, groups: SiteGroups
) -> Selected:
    """One bill for each piece of work, by a word fact of it; one for all of a row, when the choice is once a period."""
    questions: list[Question] = []
    unsized: list[tuple[Item, str]] = []
    portions: list[Portion] = []
    rows: dict[object, list[Item]] = {}
    indexes: dict[str, int] = {}
    piece = {item.id: together[0].id for together in pieces(items) for item in together}
    for item in items:
        of_rows = tuple(row.words for row in select.rows)
        index = row_of(item, select.by, of_rows, facts, groups)
        if index is None:
            first = tuple(row.words[0] for row in select.rows)
            questions.append(row_question(choice, item, select.by, first, select.missing, facts))
            index = row_instead(select.by, of_rows, select.missing)
        if index is None:
            unsized.append((item, select.by))
            continue
        rows.setdefault(index if choice.once else (index, piece[item.id]), []).append(item)
        indexes[item.id] = index
    for together in rows.values():
        row = select.rows[indexes[together[0].id]]
        number = 1 if choice.once else max(count_of(item, facts)[0] or 1 for item in together)
        codes = units_of(row.bill, Decimal(number), tuple(together), facts)
        trace = Trace(choice.rule, tuple(i.id for i in together), select.by, None, ", ".join(row.words))
        portions.append(Portion(tuple(together), codes, trace, row.bill.handover))
    return Selected(tuple(portions), tuple(questions), tuple(unsized))


def row_of(
    item: Item, by: str, rows: tuple[tuple[str, ...], ...], facts: ItemFacts, groups: SiteGroups
) -> int | None:
    """The row that the item belongs to: the only one, that of its site, or that of its word or the nearest wider
    word; None when it cannot be told."""
    if not by:
        return 0
    fact = facts.fact(item, by)
    if by == "site":
        return groups.row_of(fact, rows)
    if fact.state != "known":
        return None
    word = str(fact.value)
    words = next((v.words for v in facts.book.vocabularies.values() if word in v.words), {})
    while word:
        for index, row in enumerate(rows):
            if word in row:
                return index
        word = words[word].kind_of if word in words else ""
    return None


def row_instead(by: str, rows: tuple[tuple[str, ...], ...], missing: tuple[MissingFact, ...]) -> int | None:
    """The row of the word that the policy uses where the fact is not documented, if it names one."""
    words = [gap.use for gap in missing if gap.fact == by]
    return next((index for index, row in enumerate(rows) if set(words) & set(row)), None)


def row_question(
    choice: CodeChoice,
    item: Item,
    by: str,
    answers: tuple[str, ...],
    missing: tuple[MissingFact, ...],
    facts: ItemFacts,
) -> Question:
    """What to ask when the row cannot be told; one word of each row is an answer worth trying."""
    plain = "Where exactly was it?" if by == "site" else f"Which {by.replace('-', ' ')} was it?"
    ask = next((gap.ask for gap in missing if gap.fact == by and gap.ask), plain)
    return Question(item.service, subject_of(item, by, facts), by, ask, choice.rule, answers)


def _bundles(
    choice: CodeChoice, table: BySize, sized: list[tuple[Item, Decimal]], facts: ItemFacts
) -> list[tuple[list[tuple[Item, Decimal]], Decimal, int]]:
    """What is coded together, with its size and how often: all of a row for a sum, else each lesion by itself; where
    the choice joins them, lesions that touch and were treated as one service once, by their sizes added up."""
    if table.summed:
        once = {facts.holder(item, table.measure): value for item, value in reversed(sized)}
        return [(sized, sum(once.values(), Decimal(0)), 1)]
    found: list[tuple[list[tuple[Item, Decimal]], Decimal, int]] = []
    for bundle in _by_lesion(sized, table.measure, facts):
        size, number = bundle[0][1], count_of(bundle[0][0], facts)[0] or 1
        number = 1 if len({item.structure for item, _ in bundle}) > 1 else number
        near = [each for each in found if choice.joined and _one_piece(each[0], bundle)]
        for each in near:
            found.remove(each)
        pieces = [*(pair for each in near for pair in each[0]), *bundle]
        total = sum((each[1] for each in near), size)
        found.append((pieces, total, 1 if near else number))
    return found


def _one_piece(one: list[tuple[Item, Decimal]], other: list[tuple[Item, Decimal]]) -> bool:
    return any(a.service == b.service and contiguous(a, b) for a, _ in one for b, _ in other)


def _by_lesion(
    sized: list[tuple[Item, Decimal]], measure: str, facts: ItemFacts
) -> list[list[tuple[Item, Decimal]]]:
    """One code a lesion: repeated passes over one lesion are one piece of work. A size that is the service's is one
    for all of its lesions."""
    found: dict[str, list[tuple[Item, Decimal]]] = {}
    for item, value in sized:
        holder = facts.holder(item, measure)
        of_service = item.performed is not None and holder == f"service {item.performed.id}"
        found.setdefault(holder if of_service else item.structure or item.id, []).append((item, value))
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
    if fact.value is None and not gaps:
        gaps = (MissingFact(table.measure),)
    of_choice = {gap.fact: gap.ask for gap in table.missing}
    asked = [
        Question(item.service, subject_of(item, gap.fact, facts), gap.fact, ask, rule)
        for gap in gaps
        if (ask := gap.ask or of_choice.get(gap.fact, ""))
    ]
    for name in names:
        if facts.fact(item, name).state == "contradicted":
            ask = next(
                (g.ask for g in (*_gaps(table, facts), *table.missing) if g.fact == name and g.ask), ""
            )
            if ask:
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
