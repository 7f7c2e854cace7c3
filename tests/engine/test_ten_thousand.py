"""Ten thousand made encounters over all families and payers, judged without the engine; in `make test` a few hundred.

For every one: no crash, the optimum passes the engine's second check (the kernel raises otherwise), the judge of
tests/engine/judge.py has nothing against the claim, and every documented piece of work is on a line or has a reason.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, seed, settings

from engine.kernel import Kernel
from tests.engine.documented import encounter, joined_in
from tests.engine.judge import objections
from tests.engine.made import encounters

PARTS, EACH = 10, 1000
WORK = ("services", "wounds", "mohs", "drugs", "specimens", "light", "debridements")


def judge(kernel: Kernel, data: dict[str, Any], questions: bool) -> None:
    coded = kernel.solve(encounter(data), questions=questions).coded
    book = kernel.library.rulebook(data["payer"], date.fromisoformat(data["dos"]))
    if any(table.kind == "ptp" for table in book.tables):  # a payer may not use the edits at all
        each_line = any(table.kind == "mue" and table.each_line for table in book.tables)
        assert objections(data, coded.claim.lines, each_line) == []
    told = {s for line in (*coded.claim.lines, *coded.self_pay.lines) for s in line.services}
    told |= {each.service for each in coded.unreported}
    told |= joined_in(coded)
    done = {part["id"] for kind in WORK for part in data.get(kind, ())}
    assert done | ({"visit"} if "visit" in data else set()) <= told
    assert all(each.because and (each.rule or not each.hcpcs) for each in coded.unreported)


def judge_many(kernel: Kernel, start: int, number: int, questions: bool = True) -> None:
    @seed(start)
    @settings(max_examples=number)
    @given(encounters())
    def holds(data: dict[str, Any]) -> None:
        judge(kernel, data, questions)

    holds()


def test_hundreds_of_encounters(kernel: Kernel) -> None:
    judge_many(kernel, 0, 160, questions=False)
    judge_many(kernel, 1, 40)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(1, PARTS + 1))
def test_ten_thousand_encounters(kernel: Kernel, part: int) -> None:
    judge_many(
        kernel, part, EACH, questions=part == 1
    )  # each question is two more claims, and most of the time
