"""Which documented items the payer covers, and for the others who pays and on which bill.

A coverage rule is met, not met, or unknown while a fact is missing; unknown never becomes met in silence. All this
happens before anything is counted, so that a lesion that is not covered never helps to reach a threshold.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.conditions import DIAGNOSIS, MET, NOT_MET, Verdict
from engine.encounter.other import Notice
from engine.item_facts import ItemFacts
from engine.items import Item
from engine.lines import Denial, Question, Remark, SetAside
from engine.notes import Notes
from engine.portions import subject_of
from rules_dsl.rulebook import Coverage, Liability, LiabilityRow
from rules_dsl.vocabulary import NO_NOTICE


@dataclass
class Sorted:
    """Items to code for the payer, for the patient's own bill, and for a bill that the payer is to deny."""

    covered: list[Item] = field(default_factory=list)
    own: list[Item] = field(default_factory=list)
    denied: dict[Denial, list[Item]] = field(default_factory=dict)


def sorted_by_coverage(items: list[Item], facts: ItemFacts, notes: Notes, without: frozenset[str]) -> Sorted:
    """Every item where it belongs. What is on no bill, or on the patient's, is noted with its rule."""
    found = Sorted()
    for item in items:
        codes = _codes(item, facts)
        rules = [r for r in facts.book.coverages if r.rule not in without and r.codes & codes]
        against = [(rule, v) for rule in rules if (v := verdict(rule, item, facts)).met is not True]
        certain = any(v.met is False and not is_remark(rule, v) for rule, v in against)
        for rule, unmet in against:
            if unmet.met is None and not certain:  # no answer would undo a denial that is certain
                notes.ask(item, unmet, dict(rule.asks), rule.rule)
            if is_remark(rule, unmet):
                notes.remarks.append(Remark(item.id, rule.rule, unmet.missing))
                if unmet.met is False:
                    _ask_diagnosis(item, rule, facts, notes)
        firm = [pair for pair in against if not is_remark(*pair)]
        if not firm:
            found.covered.append(item)
            continue
        # A denial that is certain goes before a doubt.
        rule, unmet = next((pair for pair in firm if pair[1].met is False), firm[0])
        _refused(found, item, rule, unmet, facts, notes)
    return found


def _ask_diagnosis(item: Item, rule: Coverage, facts: ItemFacts, notes: Notes) -> None:
    """A diagnosis that does not go with what was done is documented, and doubted all the same."""
    for fact, text in rule.asks:
        if fact == DIAGNOSIS:
            subject = subject_of(item, fact, facts)
            notes.questions.append(Question(item.service, subject, fact, text, rule.rule))


def verdict(rule: Coverage, item: Item, facts: ItemFacts) -> Verdict:
    """Met, not met or unknown. An exception must be documented to count."""
    if rule.unless is not None and facts.holds(rule.unless, item).met:
        return NOT_MET
    return facts.holds(rule.when, item) if rule.when is not None else MET


def is_remark(rule: Coverage, unmet: Verdict) -> bool:
    """The rule only warns."""
    return (rule.otherwise if unmet.met is False else rule.unknown) == "warn"


def _codes(item: Item, facts: ItemFacts) -> set[str]:
    """Every code that the item may turn out to be."""
    return {code for choice, verdict in facts.choices_for(item) if verdict.met for code in choice.codes()}


def _refused(
    found: Sorted, item: Item, rule: Coverage, unmet: Verdict, facts: ItemFacts, notes: Notes
) -> None:
    liability = facts.book.liabilities.get(rule.liability)
    row = _row(liability, item, facts) if liability else None
    doubtful = unmet.met is None
    if doubtful and row is not None and all(kind == NO_NOTICE for kind in row.notices):
        row = None  # without a notice nobody expects a denial: the missing fact decides
    if row is not None and liability is not None and row.bill == "modifiers":
        denial = Denial(row.modifiers, row.pays, rule.rule, liability.rule)
        found.denied.setdefault(denial, []).append(item)
        return
    own = row.bill == "self-pay" if row else not doubtful and _self_pay(rule, item, facts)
    if rule.liability == "" and doubtful:
        own = _self_pay(rule, item, facts)
    if own:
        found.own.append(item)
    pays = "patient" if own else row.pays if row and not doubtful else ""
    kind = "self_pay" if own else "not_covered"
    notes.aside.append(SetAside(item.id, item.service, rule.rule, kind, missing=unmet.missing, pays=pays))


def _self_pay(rule: Coverage, item: Item, facts: ItemFacts) -> bool:
    """The rule itself puts the item on the patient's own bill."""
    signed = rule.self_pay == "with signed notice" and bool(_signed(item, facts))
    return rule.self_pay == "always" or signed


def _signed(item: Item, facts: ItemFacts) -> list[Notice]:
    return [n for n in facts.encounter.notices_for(item.service) if n.signed.value is True]


def _row(liability: Liability, item: Item, facts: ItemFacts) -> LiabilityRow | None:
    """The first row that the notices and the patient's wish fit."""
    signed = _signed(item, facts)
    kinds: set[str] = {n.kind for n in signed} or {NO_NOTICE}
    wishes = [n.claim_wanted.value for n in signed if n.claim_wanted.value is not None]
    wanted = wishes[0] if wishes else facts.encounter.documents.claim_wanted.value
    for row in liability.rows:
        if (not row.notices or kinds & set(row.notices)) and row.wanted in (None, wanted):
            return row
    return None
