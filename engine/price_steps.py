"""How a price came about, step by step: the same object that the price is read from, so that an explanation cannot
say anything else."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, TypeAlias

from engine.tables import Amount

Cause: TypeAlias = Literal["payer", "modifier", "practitioner", "rank", "by report"]


@dataclass(frozen=True, slots=True)
class Step:
    """One factor, in per cent, and the cents of a unit after it. A step `by report` changes nothing: what the payer
    pays is not known, and the fee stays as it was."""

    cause: Cause
    percent: Decimal
    cents: int
    rule: str
    modifier: str = ""
    rank: int = 0
    """Place among the ranked units of the day, 1 the highest; 0 where the step is none by rank."""


@dataclass(frozen=True, slots=True)
class PriceSteps:
    """From RVUs to the cents of one unit. `listed` is the modifier whose own row of the fee table was taken. Without
    an `amount` the code has no price, and there are no steps."""

    hcpcs: str
    listed: str
    amount: Amount | None
    steps: tuple[Step, ...] = ()

    @property
    def cents(self) -> int:
        """Cents of the unit after the last step."""
        return self.steps[-1].cents if self.steps else 0

    @property
    def base_cents(self) -> int:
        """Cents at the payer's rate, before any modifier or rank."""
        return self.steps[0].cents if self.steps else 0

    @property
    def factor(self) -> Decimal:
        """What the modifiers, and who did the work, leave of the fee, in per cent."""
        left = Decimal(100)
        for step in self.steps:
            if step.cause in ("modifier", "practitioner"):
                left = left * step.percent / 100
        return left

    def by_report(self) -> tuple[Step, ...]:
        """The steps whose amount the payer sets."""
        return tuple(step for step in self.steps if step.cause == "by report")

    def ranked(self, rank: int, percent: Decimal, rule: str) -> PriceSteps:
        """The same unit at a place of the ranking."""
        last = Step("rank", percent, share(self.cents, percent), rule, rank=rank)
        return PriceSteps(self.hcpcs, self.listed, self.amount, (*self.steps, last))


def cents(dollars: Decimal) -> int:
    """Dollars as integer cents, rounded half up."""
    return int((dollars * 100).quantize(Decimal(1), ROUND_HALF_UP))


def share(amount: int, percent: Decimal) -> int:
    """A percentage of an amount in cents, rounded half up."""
    return int((amount * percent / 100).quantize(Decimal(1), ROUND_HALF_UP))
