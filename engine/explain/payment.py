"""How a line's amount came about, from relative value units to cents, in the words of the steps that the price itself
was made by."""

from __future__ import annotations

from engine.explain.explanation import PriceStep
from engine.lines import Line
from engine.price_steps import PriceSteps, Step
from engine.pricing import rank_reduction, steps_by_unit
from engine.situation import Situation
from engine.solve import Outcome
from engine.view.text import money

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def payment(at: Situation, outcome: Outcome, line: Line) -> tuple[PriceStep, ...]:
    """The steps of the first unit, then the other units where they differ, then the line."""
    fee = at.prices.fee(line.hcpcs, outcome.modifiers.get(line.id, ()))
    if not fee.priced:
        return (PriceStep(says=f"no amount for {line.hcpcs} is in the fee tables"),)
    units = outcome.units[line.id]
    by_unit = steps_by_unit(fee, units, outcome.above.get(line.id, 0), rank_reduction(at.book, fee))
    found = list(_steps(by_unit[0]))
    paid = outcome.earns.get(line.id, 0)
    if units > 1:
        alike = len({unit.cents for unit in by_unit}) == 1
        each = money(by_unit[0].cents) if alike else " + ".join(money(unit.cents) for unit in by_unit)
        found.append(PriceStep(says=f"{units} units" + (f" x {each}" if alike else f": {each}"), cents=paid))
    elif found and found[-1].cents != paid:
        found.append(PriceStep(says="paid by this payer for the line", cents=paid))
    return tuple(found)


def _steps(unit: PriceSteps) -> list[PriceStep]:
    amount = unit.amount
    assert amount is not None
    row = f", row {unit.listed}" if unit.listed else ""
    found = [
        PriceStep(
            says=f"{amount.rvu.normalize():f} relative value units x {amount.conversion_factor} "
            f"({amount.edition}{row}{', ' + amount.note if amount.note else ''})"
        )
    ]
    return found + [_step(step) for step in unit.steps]


def _step(step: Step) -> PriceStep:
    percent = f"{step.percent.normalize():f}%"
    match step.cause:
        case "payer":
            says = f"the payer allows {percent} of the schedule"
        case "modifier":
            says = f"{step.modifier} pays {percent}"
        case "rank":
            place = ORDINALS[step.rank - 1] if step.rank <= len(ORDINALS) else f"number {step.rank}"
            says = f"{place} in rank among the procedures of the day: {percent}"
        case "by report":
            says = "paid by report: the payer sets the amount, and the fee stands in for it"
    return PriceStep(says=says, cents=step.cents)
