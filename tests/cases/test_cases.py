"""Small records that have to give one claim: samples of the kinds in which words, numbers and doubled entries once paid
what nothing supported, or in which work was lost.

A line of tests/cases/*.jsonl has an `id`, its `kind`, the `record` (laid over an ordinary signed Medicare record), why
its answer is right, and what the answer must be:

| field | |
|---|---|
| right | the claim as it is typed; 59 and the X modifiers are one |
| most_cents | the most that may be paid; a refused record pays nothing |
| cents | what is paid, exactly |
| own | the patient's own bill |
| asks, not_asked | a pattern that a question has, or that none has |
| warns, not_warned | the same of warnings |
| left | a pattern that the reason of some work that is not billed has |
| named | a word of the record that the answer names as not counted |
| incomplete | the answer says that work was left uncoded |
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from engine.claim import Coded
from engine.claimed import parse_claim
from engine.encounter import Encounter, Rejected, read_encounters
from engine.kernel import BadWords, Kernel
from tests.cases.cases import CASES, HERE, laid_over

HANDED = HERE.parents[2] / "shared" / "cases"
CHECKED = (
    "right",
    "most_cents",
    "cents",
    "own",
    "asks",
    "not_asked",
    "warns",
    "not_warned",
    "left",
    "named",
    "incomplete",
)
LIKE_59 = {"XE", "XP", "XS", "XU"}


@pytest.fixture(scope="module")
def kernel() -> Kernel:
    return Kernel()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_record_gives_the_claim_that_it_supports(kernel: Kernel, case: dict[str, Any]) -> None:
    coded = _coded(kernel, case)
    lines = coded.claim.lines if coded else ()
    said = f"{case['id']}: {coded.claim.text() if coded else 'refused'}; {case['why']}"
    if "right" in case:
        assert coded, said
        assert _alike(coded.claim.text()) == _alike(case["right"]), said
    if "most_cents" in case:
        assert sum(line.allowed_cents or 0 for line in lines) <= case["most_cents"], said
    if "cents" in case:
        assert coded, said
        assert coded.claim.allowed_cents == case["cents"], said
    if "own" in case:
        assert coded, said
        assert ", ".join(line.text() for line in coded.self_pay.lines) == case["own"], said
    if coded:
        _told(case, coded)


def _told(case: dict[str, Any], coded: Coded) -> None:
    asked = " / ".join(query.ask for query in coded.queries)
    warned = " / ".join(warning.says for warning in coded.warnings)
    for field, text in (("asks", asked), ("warns", warned)):
        if field in case:
            assert re.search(case[field], text, re.IGNORECASE), f"{case['id']} {field}: {text}"
        if f"not_{field[:-1]}ed" in case:
            assert not re.search(case[f"not_{field[:-1]}ed"], text, re.IGNORECASE), f"{case['id']}: {text}"
    if "left" in case:
        left = " / ".join(each.because for each in coded.unreported)
        assert re.search(case["left"], left, re.IGNORECASE), f"{case['id']}: {left}"
    if "named" in case:
        assert case["named"] in [each.said for each in coded.uncounted], case["id"]
    if "incomplete" in case:
        assert bool(coded.incomplete) is case["incomplete"], case["id"]


def _coded(kernel: Kernel, case: dict[str, Any]) -> Coded | None:
    """The answer; None for a record that is refused."""
    (read,) = read_encounters(json.dumps(laid_over(case)), case["id"])
    if isinstance(read, Rejected):
        return None
    assert isinstance(read, Encounter)
    asking = any(name in case for name in ("asks", "not_asked"))
    try:
        return kernel.solve(read, questions=asking).coded
    except BadWords:
        return None


def _alike(claim: str) -> list[tuple[str, int, tuple[str, ...]]]:
    """The lines without their order and with 59 for every modifier that stands in its place."""
    read = parse_claim(claim) if claim else ()
    assert isinstance(read, tuple), claim
    return sorted(
        (
            line.hcpcs,
            line.units,
            tuple(sorted("59" if mark in LIKE_59 else mark for mark in line.modifiers)),
        )
        for line in read
    )


def test_every_case_says_what_it_checks_and_why() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES)
    for case in CASES:
        assert set(case) <= {"id", "kind", "record", "why", *CHECKED}, case["id"]
        assert set(case) & set(CHECKED), case["id"]
        assert case["why"], case["id"]


def test_every_kind_has_cases_of_its_own() -> None:
    """A kind is more than the sample that was found of it."""
    kinds: dict[str, int] = {}
    for case in CASES:
        kinds[case["kind"]] = kinds.get(case["kind"], 0) + 1
    assert {kind: number for kind, number in kinds.items() if number < 3} == {}


@pytest.mark.skipif(not HANDED.exists(), reason="the cases that were handed over are not part of the product")
def test_every_case_that_was_handed_over_is_here() -> None:
    own = {case["id"]: case for case in CASES}
    for path in sorted(HANDED.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            handed = json.loads(line)
            case = own[handed["id"].replace("/", "")]
            assert {**laid_over(case), "encounter": handed["id"]} == handed["encounter"], handed["id"]
            if handed.get("most_cents") is not None:
                assert case["most_cents"] <= handed["most_cents"], handed["id"]
            elif " " not in handed["right"].replace(", ", "").replace(" x", ""):
                assert _alike(case["right"]) == _alike(handed["right"]), handed["id"]
