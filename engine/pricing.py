"""What a line pays, in integer cents, worked out without the solver.

Allowed amount of a unit = fee schedule amount x the payer's percentage, rounded half up to a cent. What the line's
modifiers leave of it is rounded half up again: that is the fee that ranks. A reduction by rank takes its percentage
of it, per unit, rounded half up once more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from engine.encounter import Encounter
from engine.price_steps import Cause, PriceSteps, Step, cents, share
from engine.tables import FeeRow, Tables, Used
from rules_dsl.rulebook import Indicator, Reduction, RuleBook

__all__ = ["Fee", "PriceList", "cents", "pay", "percent_at", "rank_reduction", "share", "steps_by_unit"]


@dataclass(frozen=True, slots=True)
class Fee:
    """One unit of a code with its modifiers under one payer: the indicator for multiple procedures, and how the price
    came about and from where."""

    hcpcs: str
    indicator: str
    global_days: str
    steps: PriceSteps
    used: tuple[Used, ...] = ()

    @property
    def unit_cents(self) -> int:
        """Cents of a unit before any reduction by rank."""
        return self.steps.cents

    @property
    def priced(self) -> bool:
        return self.steps.amount is not None


Fees: TypeAlias = dict[tuple[str, frozenset[str], frozenset[str]], Fee]
"""By code, modifiers and rules that do not hold."""
LookedUp: TypeAlias = dict[tuple[bool, Decimal], Fees]
"""The national fees of one rulebook, by facility and per cent of the schedule."""


class PriceList:
    """Fees of one encounter's payer, place and date. Codes without an amount are worth nothing and say `no_data`. Price
    lists of one rulebook may keep the national fees that they looked up in one place, `looked_up`."""

    def __init__(
        self, encounter: Encounter, book: RuleBook, tables: Tables, looked_up: LookedUp | None = None
    ) -> None:
        self.encounter = encounter
        self.book = book
        self.tables = tables
        self.facility = tables.place_of_service.rate(encounter.place_of_service, encounter.dos) == "facility"
        self.locality = (encounter.mac, encounter.locality) if encounter.mac and encounter.locality else None
        kept = looked_up if looked_up is not None and self.locality is None else {}
        self._fees = kept.setdefault((self.facility, self.percent), {})

    @property
    def dos(self) -> date:
        return self.encounter.dos

    def fee(self, hcpcs: str, modifiers: Iterable[str] = (), idle: Iterable[str] = ()) -> Fee:
        """The fee of one unit of the code with these modifiers and rules by practitioner; those that change no price
        change nothing, nor do the `idle` rules."""
        key = (hcpcs, frozenset(modifiers), frozenset(idle))
        known = self._fees.get(key)
        if known is None:
            known = self._fees[key] = self._look_up(*key)
        return known

    def unit_cents(self, hcpcs: str, modifier: str = "") -> int:
        """Cents of one unit with the modifier, before ranks."""
        return self.fee(hcpcs, {modifier} - {""}).unit_cents

    def diagnosis(self, code: str) -> str:
        """How a diagnosis code stands on the date of service."""
        return self.tables.icd10.standing(code, self.dos)

    @property
    def percent(self) -> Decimal:
        """Per cent of the fee schedule that the payer allows: the contract's where the policy leaves it to that."""
        schedule = self.book.fee_schedules[0] if self.book.fee_schedules else None
        if schedule is None:
            return Decimal(0)
        agreed = self.encounter.contract_percent if schedule.contract else None
        return schedule.percent if agreed is None else agreed

    def row(self, hcpcs: str) -> FeeRow | None:
        """The code's row of the fee table, or nothing when no edition by that date lists it."""
        return self.tables.fees.row(hcpcs, self.dos)

    def global_days(self, hcpcs: str) -> str:
        """Global days of the code (``010``), or nothing when the tables do not know it."""
        return self.indicator(hcpcs, "global_days")

    def indicator(self, hcpcs: str, name: Indicator) -> str:
        """The indicator of the code as the table prints it, or nothing when the tables do not know it."""
        row = self.row(hcpcs)
        return getattr(row, name) if row else ""

    def cuts(self, hcpcs: str, modifiers: Iterable[str], idle: Iterable[str] = ()) -> list[Reduction]:
        """What the payer's rules do to the price of the code for these modifiers, in the order written."""
        own, not_here = set(modifiers), set(idle)
        return [
            r
            for r in self.book.reductions
            if (r.modifier in own or r.rule in own)
            and r.rule not in not_here
            and (r.codes_with is None or self.indicator(hcpcs, r.codes_with.indicator) in r.codes_with.values)
        ]

    def _look_up(self, hcpcs: str, modifiers: frozenset[str], idle: frozenset[str]) -> Fee:
        cuts = self.cuts(hcpcs, modifiers, idle)
        listed = next((cut.modifier for cut in cuts if cut.how == "listed"), "")
        schedule = self.book.fee_schedules[0] if self.book.fee_schedules else None
        amount = (
            self.tables.fees.amount(hcpcs, self.dos, self.facility, listed, self.locality)
            if schedule
            else None
        )
        name = f"{hcpcs}-{listed}" if listed else hcpcs
        used: list[Used] = []
        steps: list[Step] = []
        if amount is None or schedule is None:
            used.append(Used("price", f"no amount for {name}", "no_data"))
        else:
            if amount.status != "applied":
                used.append(Used("price", f"{name}: {amount.edition}", amount.status, amount.note))
            unit = cents(amount.dollars * self.percent / 100)
            steps.append(Step("payer", self.percent, unit, schedule.rule))
            steps += self._modified(hcpcs, unit, cuts)
            used += [
                Used(
                    "price",
                    f"{hcpcs}-{step.modifier}: by report",
                    "assumed",
                    "the payer sets the amount",
                )
                for step in steps
                if step.cause == "by report"
            ]
        row = self.row(hcpcs)
        return Fee(
            hcpcs,
            row.mult_proc if row else "",
            row.global_days if row else "",
            PriceSteps(hcpcs, listed, amount, tuple(steps)),
            tuple(used),
        )

    def _modified(self, hcpcs: str, unit: int, cuts: list[Reduction]) -> Iterable[Step]:
        """A step for each modifier that changes the fee; the product is rounded, so their order does not matter."""
        left = Decimal(100)
        for cut in cuts:
            if cut.how == "report":
                yield Step("by report", Decimal(100), share(unit, left), cut.rule, cut.modifier)
            elif cut.how != "listed":
                percent = self.left_by(hcpcs, cut)
                left = left * percent / 100
                cause: Cause = "modifier" if cut.modifier else "practitioner"
                yield Step(cause, percent, share(unit, left), cut.rule, cut.modifier)

    def left_by(self, hcpcs: str, cut: Reduction) -> Decimal:
        """What a modifier leaves of the fee: the policy's own percentage, or shares of the global package."""
        if cut.how != "shares":
            return cut.percents[0]
        row = self.row(hcpcs)
        return sum((getattr(row, name) * 100 for name in cut.shares), Decimal(0)) if row else Decimal(100)


def rank_reduction(book: RuleBook, fee: Fee) -> Reduction | None:
    """The reduction by rank that the code is subject to, if any."""
    return next((r for r in book.reductions if r.indicator and r.indicator == fee.indicator), None)


def percent_at(reduction: Reduction, rank: int) -> Decimal:
    """The percentage of the unit at a rank (1 is the highest); the last one written repeats."""
    return reduction.percents[min(rank, len(reduction.percents)) - 1]


def steps_by_unit(fee: Fee, units: int, above: int, reduction: Reduction | None) -> list[PriceSteps]:
    """How each of the units is priced, of which the first ranks after `above` others."""
    if reduction is None or not fee.priced:
        return [fee.steps] * units
    ranks = range(above + 1, above + units + 1)
    return [fee.steps.ranked(rank, percent_at(reduction, rank), reduction.rule) for rank in ranks]


def pay(fee: Fee, units: int, above: int, reduction: Reduction | None) -> int:
    """Cents for the units, of which the first ranks after `above` others."""
    if reduction is None:
        return fee.unit_cents * units
    return sum(steps.cents for steps in steps_by_unit(fee, units, above, reduction))
