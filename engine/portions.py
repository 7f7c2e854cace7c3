"""Portions of a claim: from the items of one choice to coded portions, by count, size, hierarchy or level.

Each selector is a pure function of facts and bands. None of them chooses: tiers, sums, hierarchies and add-on units
follow from what is documented, and a missing fact takes the lowest band or no code at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise

from engine.conditions import kinds_in
from engine.facts import lesion_fact, wound_fact
from engine.item_facts import ItemFacts
from engine.items import Item
from engine.lines import Line, Question, Trace
from rules_dsl.rulebook import Always, Band, Bill, ByCount, ByHierarchy, CodeChoice, MissingFact, PerExtra
from rules_dsl.vocabulary import COUNTED_ITEMS


@dataclass(frozen=True, slots=True)
class Portion:
    """Codes for some items: (code, units) pairs, or a handover to another choice."""

    items: tuple[Item, ...]
    codes: tuple[tuple[str, int], ...]
    trace: Trace
    handover: str = ""
    numbers: tuple[int, ...] = ()
    """What each item adds to a count that the codes share out, one unit for each: 11730 for the first nail and 11732
    for each other. Empty when units do not go by the items."""


@dataclass(frozen=True, slots=True)
class Selected:
    portions: tuple[Portion, ...]
    questions: tuple[Question, ...] = ()
    unsized: tuple[tuple[Item, str], ...] = ()
    """Items that no code can be chosen for, with the fact that is missing."""


def units_of(
    bill: Bill, total: Decimal, items: tuple[Item, ...], facts: ItemFacts
) -> tuple[tuple[str, int], ...]:
    """The codes of a bill with their units: one each, and of each extra ceil((number - after) / every), where the
    number is the total, or a number fact of the items, and of a list of numbers each one in turn."""
    pairs = [(code, 1) for code in bill.codes]
    for extra in bill.extra:
        numbers = numbers_together(items, extra, facts) if extra.of else [total]
        count = sum(
            int(((number - extra.after) / extra.every).to_integral_value(ROUND_CEILING))
            for number in numbers
            if number > extra.after
        )
        if count > 0:
            pairs.append((extra.code, count))
    return tuple(pairs)


def numbers_together(items: tuple[Item, ...], extra: PerExtra, facts: ItemFacts) -> list[Decimal]:
    """The numbers that an extra counts: one, added up over all that hold it, each once; of lists each number by
    itself, since blocks are counted in each stage and never pooled."""
    name, listed = extra.of, extra.listed
    if name in COUNTED_ITEMS or listed:
        return [n for item in items for n in numbers_of(item, name, facts, listed)]
    holders = {facts.holder(item, name): item for item in reversed(items)}
    held = [facts.fact(item, name).value for item in reversed(holders.values())]
    lists = [n for value in held if isinstance(value, tuple | list) for n in value]
    single = [Decimal(str(v)) for v in held if v is not None and not isinstance(v, tuple | list)]
    return [*(Decimal(str(n)) for n in lists), *([sum(single, Decimal(0))] if single else [])]


def numbers_of(item: Item, name: str, facts: ItemFacts, listed: str = "") -> tuple[Decimal, ...]:
    """The documented number, or numbers, of a fact; none when it is not documented. Items that are counted as such
    (``specimens``) count one each; a word of a list counts as often as the list has its kind."""
    if name in COUNTED_ITEMS:
        return (Decimal(1),)
    if listed:
        return (Decimal(kinds_in(facts.fact(item, listed), name, facts.book)),)
    value = facts.fact(item, name).value
    if value is None:
        return ()
    several = value if isinstance(value, tuple | list) else (value,)
    return tuple(Decimal(str(number)) for number in several)


def band_of(bands: tuple[Band, ...], total: Decimal) -> Band | None:
    """The half-open band (over, up_to] that holds the total."""
    for band in bands:
        if (band.over is None or total > band.over) and (band.up_to is None or total <= band.up_to):
            return band
    return None


def subject_of(item: Item, fact: str, facts: ItemFacts) -> str:
    """The documented thing a fact of the item belongs to, as a question names it."""
    if item.wound is not None and fact in wound_fact.names:
        return f"wound {item.wound.id}"
    if item.lesion is not None and fact in lesion_fact.names:
        return f"lesion {item.lesion.id}"
    if item.performed is not None or item.part is not None:
        return f"service {item.service}"
    return "visit" if item.is_visit else f"item {item.id}"


def count_of(item: Item, facts: ItemFacts) -> tuple[int | None, bool]:
    """Lesions in the item (1 for a single one), and whether the record contradicts itself (the lower holds). A wound is
    one, of however many lesions."""
    if facts.disbelieved(item, "count"):
        return None, False
    if item.lesion is not None and item.lesion.count.note is not None:
        facts.notes.setdefault(item.id, {})["count"] = item.lesion.count.note
    if item.performed is not None and len(item.performed.lesions) <= 1:
        fact = facts.encounter.count_of(item.performed)
        if fact.value is None and item.lesion is not None and item.lesion.count.assumed:
            fact = item.lesion.count
    elif item.lesion is not None and item.wound is None:
        fact = item.lesion.count
    else:
        return 1, False
    return fact.value, fact.state == "contradicted"


def counted(items: tuple[Item, ...], facts: ItemFacts, otherwise: int) -> tuple[int, list[Item]]:
    """Distinct lesions among the items, never more than each service says it treated; and the items whose count is
    missing (they count as `otherwise`) or contradicted."""
    doubtful: list[Item] = []
    per_service: dict[str, dict[str, int]] = {}
    seen: set[str] = set()
    for item in items:
        number, contradicted = count_of(item, facts)
        if number is None or contradicted:
            doubtful.append(item)
        if item.structure and item.structure in seen:
            continue
        seen.add(item.structure)
        per_service.setdefault(item.service, {})[item.id] = otherwise if number is None else number
    total = 0
    for counts in per_service.values():
        first = next(i for i in items if i.id in counts)
        stated = (
            facts.encounter.count_of(first.performed).value if first.performed and len(counts) > 1 else None
        )
        number = sum(counts.values())
        if stated is not None and stated < number:
            doubtful.append(first)
            number = stated
        total += number
    return total, doubtful


def by_count(choice: CodeChoice, select: ByCount, items: tuple[Item, ...], facts: ItemFacts) -> Selected:
    """One bill for the number of distinct lesions among the items, or of whatever else is counted."""
    name = "count" if select.of == "lesions" else select.of
    gap = next((g for g in select.missing if g.fact == name), MissingFact(name, use="1"))
    otherwise = int(gap.use or "0")
    if select.of == "lesions":
        number, doubtful = counted(items, facts, otherwise)
        each = tuple(count_of(i, facts)[0] or otherwise for i in items)
    else:
        each, doubtful = shared_numbers(items, name, facts, otherwise)
        number = sum(each)
    total = Decimal(number)
    ask = gap.ask or "How many were treated?"
    questions = [
        Question(i.service, f"service {i.service}", name, ask, choice.rule, (_one_more(i, name, facts),))
        for i in dict.fromkeys(doubtful)
    ]
    band = band_of(select.bands, total)
    if band is None:
        return Selected((), tuple(questions), tuple((item, name) for item in items))
    trace = Trace(choice.rule, tuple(i.id for i in items), select.of, total)
    extra = tuple(replace(e, of="") if e.of == select.of else e for e in band.bill.extra)  # of all together
    codes = units_of(replace(band.bill, extra=extra), total, items, facts)
    shared_out = sum(each) == number == sum(units for _, units in codes)
    return Selected((Portion(items, codes, trace, numbers=each if shared_out else ()),), tuple(questions))


def shared_numbers(
    items: tuple[Item, ...], name: str, facts: ItemFacts, otherwise: int
) -> tuple[tuple[int, ...], list[Item]]:
    """The number that each item brings, and the items whose number is missing or contradicted.

    A number on a service is the service's: its lesions share it, one each as far as it reaches, and the rest with the
    last. What a second item says of the same place counts only where it says more.
    """
    held: dict[str, list[Item]] = {}
    for item in items:
        held.setdefault(facts.holder(item, name), []).append(item)
    brought: dict[str, int] = {}
    counted_at: dict[object, int] = {}
    doubtful: list[Item] = []
    for own in held.values():
        numbers = numbers_of(own[0], name, facts)
        if not numbers or facts.fact(own[0], name).state == "contradicted":
            doubtful.append(own[0])
        room = int(sum(numbers)) if numbers else otherwise * len(own)
        waiting = _each_place_first(own, facts)
        for n, item in enumerate(waiting, 1):
            mine = room if n == len(waiting) else min(1, room)
            room -= mine
            place = place_of(item, facts)
            brought[item.id] = max(0, mine - counted_at.get(place, 0))
            counted_at[place] = max(mine, counted_at.get(place, 0))
    return tuple(brought[item.id] for item in items), doubtful


def place_of(item: Item, facts: ItemFacts) -> object:
    """The digit of a side, else the lesion, else the item itself: two lesions of one nail are one nail."""
    digit, side = (facts.fact(item, name) for name in ("digit", "laterality"))
    if digit.state == "known":
        return side.value, digit.value
    return item.structure or item.id


def _each_place_first(items: list[Item], facts: ItemFacts) -> list[Item]:
    first: dict[object, Item] = {}
    for item in items:
        first.setdefault(place_of(item, facts), item)
    repeated = [item for item in items if first[place_of(item, facts)] is not item]
    return [*first.values(), *repeated]


def _one_more(item: Item, name: str, facts: ItemFacts) -> int:
    known = count_of(item, facts)[0] if name == "count" else int(sum(numbers_of(item, name, facts)))
    return (known or 1) + 1


def by_hierarchy(
    choice: CodeChoice, select: ByHierarchy, items: tuple[Item, ...], facts: ItemFacts
) -> Selected:
    """The first code for the highest row present; every other lesion its own row's other code."""
    vocabulary = facts.book.vocabularies[select.fact]
    gaps = {gap.fact: gap for gap in select.missing}
    ranks: dict[str, int] = {}
    sampled: dict[str, list[Item]] = {}
    questions: list[Question] = []

    def ask(item: Item, fact: str, answers: tuple[object, ...] = ()) -> None:
        if fact in gaps and gaps[fact].ask:
            subject = f"service {item.service}"
            questions.append(Question(item.service, subject, fact, gaps[fact].ask, choice.rule, answers))

    for item in items:
        known = facts.fact(item, select.fact)
        word = str(known.value)
        if known.state != "known" and select.fact in gaps:
            word = gaps[select.fact].use
            ask(item, select.fact, tuple(row.word for row in select.rows))
        number, contradicted = count_of(item, facts)
        if number is None or contradicted:
            ask(item, "count", (_one_more(item, "count", facts),))
        rank = next((n for n, row in enumerate(select.rows) if vocabulary.is_a(word, row.word)), None)
        if rank is not None:  # several samples of one lesion are one, by the highest technique used on it
            key = item.structure or item.id
            ranks[key] = min(rank, ranks.get(key, rank))
            sampled.setdefault(key, []).append(item)
    if not ranks:
        return Selected((), tuple(questions), tuple((item, select.fact) for item in items))
    top = min(ranks.values())
    portions: list[Portion] = []
    for rank, row in enumerate(select.rows):
        here = [key for key in sampled if ranks[key] == rank]
        total = sum(max(count_of(item, facts)[0] or 1 for item in sampled[key]) for key in here)
        if here and rank == top:
            first = tuple(sampled[here[0]])
            trace = Trace(choice.rule, tuple(i.id for i in first), "first of the day", None, row.word)
            portions.append(Portion(first, ((row.first, 1),), trace))
            total -= 1
            here = here[1:] or here
        if total:
            others = tuple(item for key in here for item in sampled[key])
            trace = Trace(choice.rule, tuple(i.id for i in others), "each other", Decimal(total), row.word)
            portions.append(Portion(others, ((row.other, total),), trace))
    return Selected(tuple(portions), tuple(questions))


def pieces(items: tuple[Item, ...]) -> list[tuple[Item, ...]]:
    """Each item by itself, save that what was done to one lesion in one session is one piece of work: several samples
    of it are one biopsy, several passes one removal (selection rules R-12, R-33)."""
    found: dict[object, list[Item]] = {}
    for item in items:
        of_lesion = item.performed is not None and item.lesion is not None
        found.setdefault((item.structure, item.session) if of_lesion else item.id, []).append(item)
    return [tuple(together) for together in found.values()]


def always(choice: CodeChoice, select: Always, items: tuple[Item, ...], facts: ItemFacts) -> Selected:
    """The same bill for each piece of work, or for all of them. Where it is only units of a number that is not
    documented there is no line."""
    trace = Trace(choice.rule, tuple(i.id for i in items))
    questions = [
        Question(item.service, subject_of(item, gap.fact, facts), gap.fact, gap.ask, choice.rule)
        for item in items
        for gap in select.missing
        if gap.ask and facts.fact(item, gap.fact).value is None
    ]
    portions: list[Portion] = []
    unsized: list[tuple[Item, str]] = []
    for each in (items,) if choice.once else pieces(items):
        codes = units_of(select.bill, Decimal(1), each, facts)
        counted = [extra.of for extra in select.bill.extra if extra.of]
        unknown = [n for n in counted if not any(numbers_of(item, n, facts) for item in each)]
        if codes:
            portions.append(Portion(each, codes, trace, numbers=_by_dose(select.bill, each, facts)))
        elif unknown:
            unsized += [(item, unknown[0]) for item in each]
        elif counted:
            portions.append(Portion(each, (), trace))
    return Selected(tuple(portions), tuple(questions), tuple(unsized))


def _by_dose(bill: Bill, items: tuple[Item, ...], facts: ItemFacts) -> tuple[int, ...]:
    """What each item adds to units that are rounded up once, on the sum of all: 15 mg and 12 mg are two units of 10 mg
    and one more. Nothing where units do not come from one number."""
    if bill.codes or len(bill.extra) != 1 or not bill.extra[0].of or len(items) == 1:
        return ()
    so_far = [units_of(bill, Decimal(0), items[:n], facts) for n in range(len(items) + 1)]
    units = [sum(number for _, number in codes) for codes in so_far]
    return tuple(after - before for before, after in pairwise(units))


def lines_of(choice: CodeChoice, portion: Portion) -> list[Line]:
    """One candidate line for each code of the portion, not yet numbered."""
    items = portion.items
    return [
        Line(
            id="",
            hcpcs=code,
            units=units,
            rule=choice.rule,
            items=tuple(i.id for i in items),
            services=tuple(dict.fromkeys(i.service for i in items)),
            structures=frozenset(i.structure for i in items),
            sessions=frozenset(i.session for i in items),
            practitioners=frozenset(i.practitioner for i in items),
            diagnoses=tuple(dict.fromkeys(d for i in items for d in i.diagnoses)),
            trace=portion.trace,
            shares=shares,
        )
        for (code, units), shares in zip(portion.codes, shared(portion), strict=True)
    ]


def shared(portion: Portion) -> list[tuple[int, ...]]:
    """For each code the units that each item brought: the first code takes the first items, and so on."""
    left = list(portion.numbers)
    found: list[tuple[int, ...]] = []
    for _, units in portion.codes:
        taken: list[int] = []
        for n, number in enumerate(left):
            taken.append(min(number, units - sum(taken)))
            left[n] = number - taken[-1]
        found.append(tuple(taken))
    return found
