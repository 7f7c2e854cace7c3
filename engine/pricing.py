"""What a line pays, in integer cents, worked out without the solver.

Allowed amount of a unit = fee schedule amount x the payer's percentage, rounded half up to a cent. A reduction by
rank or by modifier takes its percentage of that, per unit, rounded half up again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from engine.encounter import Encounter
from engine.tables import Tables, Used
from rules_dsl.rulebook import Reduction, RuleBook

CENT = Decimal("0.01")


def cents(dollars: Decimal) -> int:
    """Dollars as integer cents, rounded half up."""
    return int((dollars * 100).quantize(Decimal(1), ROUND_HALF_UP))


def share(amount: int, percent: int) -> int:
    """A whole percentage of an amount in cents, rounded half up."""
    return (amount * percent + 50) // 100


@dataclass(frozen=True, slots=True)
class Fee:
    """One unit of a code under one payer: cents, the indicator for multiple procedures, and where it came from."""

    hcpcs: str
    unit_cents: int
    indicator: str
    global_days: str
    priced: bool
    used: tuple[Used, ...] = ()


class PriceList:
    """Fees of one encounter's payer, place and date. Codes without an amount are worth nothing and say `no_data`."""

    def __init__(self, encounter: Encounter, book: RuleBook, tables: Tables) -> None:
        self.encounter = encounter
        self.book = book
        self.tables = tables
        self.facility = tables.place_of_service.rate(encounter.place_of_service, encounter.dos) == "facility"
        self.locality = (encounter.mac, encounter.locality) if encounter.mac and encounter.locality else None
        self._fees: dict[str, Fee] = {}

    @property
    def dos(self) -> date:
        return self.encounter.dos

    def fee(self, hcpcs: str) -> Fee:
        """The fee of one unit of the code."""
        known = self._fees.get(hcpcs)
        if known is None:
            known = self._fees[hcpcs] = self._look_up(hcpcs)
        return known

    @property
    def percent(self) -> Decimal:
        """Per cent of the fee schedule that the payer allows: the contract's where the policy leaves it to that."""
        schedule = self.book.fee_schedules[0] if self.book.fee_schedules else None
        if schedule is None:
            return Decimal(0)
        agreed = self.encounter.contract_percent if schedule.contract else None
        return Decimal(schedule.percent) if agreed is None else agreed

    def global_days(self, hcpcs: str) -> str:
        """Global days of the code (``010``), or nothing when the tables do not know it."""
        return self.fee(hcpcs).global_days

    def _look_up(self, hcpcs: str) -> Fee:
        fees = self.tables.fees
        row = fees.row(hcpcs, self.dos)
        schedule = self.book.fee_schedules[0] if self.book.fee_schedules else None
        amount = fees.amount(hcpcs, self.dos, self.facility, locality=self.locality) if schedule else None
        used: list[Used] = []
        if amount is None:
            used.append(Used("price", f"no amount for {hcpcs}", "no_data"))
        elif amount.status != "applied":
            used.append(Used("price", f"{hcpcs}: {amount.edition}", amount.status, amount.note))
        dollars = amount.dollars * self.percent / 100 if amount is not None else Decimal(0)
        return Fee(
            hcpcs,
            cents(dollars),
            row.mult_proc if row else "",
            row.global_days if row else "",
            amount is not None,
            tuple(used),
        )


def rank_reduction(book: RuleBook, fee: Fee) -> Reduction | None:
    """The reduction by rank that the code is subject to, if any."""
    return next((r for r in book.reductions if r.indicator and r.indicator == fee.indicator), None)


def percent_at(reduction: Reduction, rank: int) -> int:
    """The percentage of the unit at a rank (1 is the highest); the last one written repeats."""
    return reduction.percents[min(rank, len(reduction.percents)) - 1]


def pay(fee: Fee, units: int, above: int, reduction: Reduction | None) -> int:
    """Cents for the units, of which the first ranks after `above` others."""
    if reduction is None:
        return fee.unit_cents * units
    return sum(share(fee.unit_cents, percent_at(reduction, above + n)) for n in range(1, units + 1))


def pay_with_modifier(fee: Fee, units: int, reduction: Reduction) -> int:
    """Cents for the units of a line whose modifier carries a reduction."""
    return share(fee.unit_cents, reduction.percents[0]) * units
