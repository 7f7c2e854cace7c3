"""What a payer wants seen to before a claim goes out: leave given beforehand, the last day to file, and amounts that
its rules leave open. It warns; no line is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from engine.claim import Filing, Warning_
from engine.pricing import percent_at
from engine.situation import Situation
from engine.solve import Outcome
from engine.tables import Tables
from engine.verify import Billed, Checker
from engine.view.text import listed, money
from rules_dsl.rulebook import Reduction


def last_day(at: Situation) -> Filing | None:
    """The last day on which the claim is in time: the encounter's own, else the policy's."""
    if at.encounter.file_by is not None:
        return Filing(by=at.encounter.file_by, rule="")
    limit = at.book.filing_limits[0] if at.book.filing_limits else None
    return Filing(by=limit.last_day(at.encounter.dos), rule=limit.rule) if limit else None


def payer_warnings(at: Situation, outcome: Outcome, tables: Tables) -> list[Warning_]:
    """In a fixed order: leave that is not documented, shares left open, the contract rate, the day of filing."""
    return [
        *_authorisations(at, outcome),
        *_by_report(at, outcome),
        *_perhaps_less(at, outcome, tables),
        *_contract_unused(at),
        *_overdue(at),
    ]


def _authorisations(at: Situation, outcome: Outcome) -> Iterator[Warning_]:
    given = at.encounter.documents.authorisations
    for rule in at.book.authorisations:
        for name, line in at.lines.items():
            if name not in outcome.units or line.hcpcs not in rule.codes:
                continue
            needed = set(line.services)
            if any(not each.services or needed <= set(each.services) for each in given):
                continue
            yield Warning_(
                line=line.hcpcs,
                rule=rule.rule,
                says="The payer may want this authorised beforehand, and no authorisation is in the record.",
                carc=at.book.rules[rule.rule].carc,
            )


def _by_report(at: Situation, outcome: Outcome) -> Iterator[Warning_]:
    """Units beyond the ranks that a reduction names; they count at its last percentage, which is no promise."""
    for name, units in outcome.units.items():
        fee = at.prices.fee(at.lines[name].hcpcs)
        cut = next((r for r in at.book.reductions if r.indicator and r.indicator == fee.indicator), None)
        if cut is None or cut.by_report_after is None:
            continue
        over = min(units, outcome.above.get(name, 0) + units - cut.by_report_after)
        if over > 0:
            share = percent_at(cut, cut.by_report_after)
            says = (
                f"{over} of {units} units rank below the first {cut.by_report_after} and are paid by report: send the "
                f"operative note. The amount counts them at {share}%, which the payer has not promised."
            )
            yield Warning_(line=fee.hcpcs, rule=cut.rule, says=says)


def _perhaps_less(at: Situation, outcome: Outcome, tables: Tables) -> Iterator[Warning_]:
    """What the claim would pay by a share that is said of the payer, but not confirmed."""
    for cut in at.book.reductions:
        if not cut.may:
            continue
        difference = _paid_by(at, outcome, tables, replace(cut, percents=cut.may)) - outcome.total
        if difference:
            way = "less" if difference < 0 else "more"
            shares = listed([f"{percent}%" for percent in cut.may], "then")
            says = f"Some of this payer's contracts pay {shares}: then this claim pays {money(abs(difference))} {way}."
            yield Warning_(line="", rule=cut.rule, says=says)


def _paid_by(at: Situation, outcome: Outcome, tables: Tables, instead: Reduction) -> int:
    cuts = tuple(instead if each.rule == instead.rule else each for each in at.book.reductions)
    checker = Checker(at.encounter, replace(at.book, reductions=cuts), tables, at.derivation)
    claim = {n: Billed(u, frozenset(outcome.modifiers.get(n, ()))) for n, u in outcome.units.items()}
    return sum(checker.price(claim).values())


def _contract_unused(at: Situation) -> Iterator[Warning_]:
    schedule = at.book.fee_schedules[0] if at.book.fee_schedules else None
    if schedule is not None and at.encounter.contract_percent is not None and not schedule.contract:
        says = f"The contract rate in the record is not used: this payer's policy sets {schedule.percent}% itself."
        yield Warning_(line="", rule=schedule.rule, says=says)


def _overdue(at: Situation) -> Iterator[Warning_]:
    limit, filed = last_day(at), at.encounter.filed_on
    if limit is not None and filed is not None and filed > limit.by:
        info = at.book.rules.get(limit.rule) or next(
            (at.book.rules[each.rule] for each in at.book.filing_limits), None
        )
        says = f"Filed on {filed}, after the last day, {limit.by}."
        yield Warning_(line="", rule=limit.rule, says=says, carc=info.carc if info else "")
