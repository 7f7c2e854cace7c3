"""What a single-dose container held beyond the dose given, in whole units of the drug's code.

Units given are rounded up, and so include a remainder of less than a unit; discarded are the whole units of the
container that are left beside them. Source: CMS Claims Processing Manual, chapter 17, section 40, as contractors
quote it.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

from engine.encounter import NOT_DOCUMENTED, Drug, Fact
from engine.items import Item
from rules_dsl.rulebook import Always, PerExtra

if TYPE_CHECKING:
    from engine.item_facts import ItemFacts

GIVEN, UNITS, DISCARDED, UNITS_DISCARDED = "given", "units", "discarded", "units-discarded"


def units_discarded(item: Item, facts: ItemFacts) -> Fact[object]:
    """Units to bill as waste; not documented when the dose, what was discarded or the unit is not known, and for the
    second entry of a container whose waste an earlier entry of the same lot has already."""
    drug = item.part
    counted, per = _dosed_by(item, facts)
    if not isinstance(drug, Drug) or not counted:
        return NOT_DOCUMENTED
    given, discarded = facts.fact(item, counted), facts.fact(item, DISCARDED)
    if given.value is None or discarded.value is None or _counted_before(drug, facts):
        return NOT_DOCUMENTED
    dose = Decimal(str(given.value))
    whole = dose + Decimal(str(discarded.value))
    size = drug.container.size_mg.value if counted == GIVEN else None
    if size:  # never more than the containers that the dose needs
        whole = min(whole, Decimal(size) * _up(dose / Decimal(size)))
    return Fact.known(max(0, int(whole // per) - _up(dose / per)), discarded.note)


def _dosed_by(item: Item, facts: ItemFacts) -> tuple[str, Decimal]:
    """The fact that counts the dose, milligrams or the drug's own units, and how much of it is a unit of the code that
    the policy chooses for the drug; no fact where the policy counts no dose."""
    for choice in facts.book.choices:
        match choice.select:
            case Always(bill=bill) if facts.matches_any(choice.patterns, item).met:
                for extra in bill.extra:
                    if isinstance(extra, PerExtra) and extra.of in (GIVEN, UNITS):
                        return extra.of, extra.every
    return "", Decimal(1)


def _counted_before(drug: Drug, facts: ItemFacts) -> bool:
    """One container used for two services is written twice: the same drug, lot and remainder. It is wasted once."""
    earlier = facts.encounter.drugs[: facts.encounter.drugs.index(drug)]
    return drug.lot.state == "known" and any(
        (other.name, other.lot.value, other.discarded_mg.value, other.discarded_units.value)
        == (drug.name, drug.lot.value, drug.discarded_mg.value, drug.discarded_units.value)
        for other in earlier
    )


def _up(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_CEILING))
