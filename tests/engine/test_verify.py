"""The independent check: every kind of fault put into a right claim is caught, and the right claim has none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.kernel import Kernel, Solved, WrongClaim
from engine.solve import Outcome
from engine.verify import Billed, Checker
from tests.engine.documented import encounter

EXAMPLES = Path(__file__).parents[2] / "examples" / "worked"


def solved(kernel: Kernel, name: str, payer: str = "") -> Solved:
    (path,) = EXAMPLES.glob(f"{name}-*.json")
    return kernel.solve(encounter(json.loads(path.read_text(encoding="utf-8"))), payer, questions=False)


def claim(found: Solved) -> dict[str, Billed]:
    outcome = found.outcome
    return {n: Billed(u, frozenset(outcome.modifiers.get(n, ()))) for n, u in outcome.units.items()}


def line(found: Solved, hcpcs: str) -> str:
    return next(name for name, x in found.situation.lines.items() if x.hcpcs == hcpcs)


def kinds(kernel: Kernel, found: Solved, changed: dict[str, Billed]) -> set[str]:
    at = found.situation
    return {fault.kind for fault in Checker(at.encounter, at.book, kernel.tables).faults(changed)}


@pytest.mark.parametrize("name", ["02", "07", "09", "13", "17"])
@pytest.mark.parametrize("payer", ["medicare.national", "com-a", "com-b"])
def test_the_engine_s_claim_has_no_fault(kernel: Kernel, name: str, payer: str) -> None:
    found = solved(kernel, name, payer)
    assert kinds(kernel, found, claim(found)) == set()


FAULTS = [
    ("edit left standing", "17", "medicare.national", "17000", Billed(1), "ptp_edit"),
    ("visit not marked", "17", "medicare.national", "99214", Billed(1), "visit_not_marked"),
    (
        "modifier for nothing",
        "17",
        "medicare.national",
        "17003",
        Billed(5, frozenset({"XS"})),
        "modifier_without_purpose",
    ),
    (
        "modifier the payer refuses",
        "17",
        "com-a",
        "17000",
        Billed(1, frozenset({"XS", "51"})),
        "modifier_not_accepted",
    ),
    (
        "two that exclude each other",
        "17",
        "medicare.national",
        "17000",
        Billed(1, frozenset({"XS", "59"})),
        "modifiers_exclusive",
    ),
    ("appended modifier missing", "09", "com-a", "11402", Billed(1), "modifier_missing"),
    ("one unit too many", "03", "medicare.national", "17003", Billed(9), "units_over"),
    ("one unit too few", "03", "medicare.national", "17003", Billed(7), "units_left_out"),
    ("a line left off", "09", "medicare.national", "11402", None, "not_reported"),
    ("the primary left off", "03", "medicare.national", "17000", None, "add_on_alone"),
]


@pytest.mark.parametrize(
    ("what", "name", "payer", "hcpcs", "instead", "kind"), FAULTS, ids=[f[0] for f in FAULTS]
)
def test_a_fault_put_in_is_caught(
    kernel: Kernel, what: str, name: str, payer: str, hcpcs: str, instead: Billed | None, kind: str
) -> None:
    found = solved(kernel, name, payer)
    changed = claim(found)
    if instead is None:
        del changed[line(found, hcpcs)]
    else:
        changed[line(found, hcpcs)] = instead
    assert kind in kinds(kernel, found, changed)


def test_a_wrong_price_withholds_the_claim(kernel: Kernel) -> None:
    found = solved(kernel, "17")
    at = found.situation
    wrong = Outcome(
        units=found.outcome.units, modifiers=found.outcome.modifiers, earns=dict(found.outcome.earns)
    )
    wrong.earns[line(found, "17003")] += 1
    with pytest.raises(WrongClaim, match=str(wrong.earns[line(found, "17003")])):
        kernel.check(at, wrong)
