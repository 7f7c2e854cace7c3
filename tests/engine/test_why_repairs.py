"""What a why-not offers holds: every repair is solved again, and every worth is the difference of two solves."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.audit import audit
from engine.claimed import ClaimedLine, parse_claim
from engine.kernel import Kernel
from engine.view.why_not import why_not_view
from engine.why.found import find
from engine.why.repairs import fact_repairs
from engine.why.why_not import why_not
from tests.engine.combinations_asked import asked_lines
from tests.engine.documented import encounter, record
from tests.engine.made import encounters

SHAVED_AND_FROZEN = record(
    lesions=[{"id": "A", "kind": "actinic-keratosis", "site": "left cheek"}],
    services=[
        {
            "id": "s1",
            "technique": "tangential",
            "intent": "diagnosis",
            "lesions": ["A"],
            "diagnoses": ["D48.5"],
        },
        {"id": "s2", "technique": "destruction", "lesions": ["A"], "diagnoses": ["L57.0"]},
    ],
)
UNSIGNED = record(
    lesions=[{"id": "A", "kind": "uncertain-lesion", "site": "back"}],
    services=[{"id": "s1", "technique": "shave-biopsy", "lesions": ["A"], "diagnoses": ["D49.2"]}],
    documents={},
)
DECIDED = record(
    lesions=[{"id": "A", "kind": "uncertain-lesion", "site": "back"}],
    services=[{"id": "s1", "technique": "shave-biopsy", "lesions": ["A"], "diagnoses": ["D49.2"]}],
    visit={"problems": [{"id": "p", "status": "uncertain-prognosis", "decided": ["s1"]}]},
)


def lines(text: str) -> tuple[ClaimedLine, ...]:
    found = parse_claim(text)
    assert isinstance(found, tuple)
    return found


@pytest.mark.parametrize(
    ("data", "asked", "question", "worth"),
    [
        (
            SHAVED_AND_FROZEN,
            "17000-59, 11102",
            "Was the lesion of s1 the lesion of s2, or another one?",
            3324,
        ),
        (UNSIGNED, "11102", "Who signed the note, and on what date?", 9553),
        (DECIDED, "99213-25", "What else, if anything, was dealt with at the visit?", 9519),
    ],
    ids=["one lesion or two", "signature", "visit"],
)
def test_a_fact_left_open_is_asked_for_with_its_worth(
    kernel: Kernel, data: dict[str, Any], asked: str, question: str, worth: int
) -> None:
    (offer,) = why_not(kernel, encounter(data), lines(asked)).if_true
    assert offer.asks == (question,)
    assert offer.worth_cents == worth


@pytest.mark.parametrize("asked", ["17003 x9", "11404", "17004"])
def test_no_fact_that_the_record_states_is_put_in_question(kernel: Kernel, asked: str) -> None:
    nine = record(
        lesions=[
            {"id": "A", "kind": "actinic-keratosis", "site": "face", "count": 9},
            {"id": "B", "kind": "cyst", "site": "back", "diameter_mm": 12, "margin_mm": 3},
        ],
        services=[
            {"id": "s1", "technique": "destruction", "lesions": ["A"], "diagnoses": ["L57.0"]},
            {"id": "s2", "technique": "excision", "lesions": ["B"], "diagnoses": ["L72.0"]},
        ],
    )
    found = why_not(kernel, encounter(nine), lines(asked))
    assert not found.billable
    assert found.if_true == ()


def test_nothing_documented_is_said_in_these_words(kernel: Kernel) -> None:
    found = why_not(kernel, encounter(SHAVED_AND_FROZEN), lines("11642"))
    assert found.reasons[0].says == "Nothing documented supports 11642."
    assert found.if_true == ()


@settings(max_examples=6)
@given(encounters(most=3), st.data())
def test_what_is_offered_holds(kernel: Kernel, data: dict[str, Any], pick: st.DataObject) -> None:
    documented = encounter(data)
    best = kernel.solve(documented, questions=False)
    asked = pick.draw(asked_lines(best, strangers=pick.draw(st.booleans())))
    answer = why_not(kernel, documented, asked, repairs=False)
    assert answer.best.allowed_cents - answer.kept.allowed_cents == answer.kept_less_cents >= 0
    kept = parse_claim(answer.kept.text()) if answer.kept.lines else ()
    assert isinstance(kept, tuple)
    assert audit(kernel, documented, kept).findings == ()
    if answer.billable:
        typed = parse_claim(answer.stands.text())
        assert isinstance(typed, tuple)
        assert audit(kernel, documented, typed).findings == ()
    found = find(kernel, best, asked)
    for repair in fact_repairs(kernel, best, found, asked, whole=False):
        again = kernel.solve(repair.solved.situation.encounter, documented.payer, questions=False)
        assert again.outcome.total - best.outcome.total == repair.worth_cents
        on_claim = {x.hcpcs for x in again.coded.claim.lines}
        assert {x.hcpcs for x in asked} <= on_claim or not find(kernel, again, asked).reasons
    for full in (False, True):
        page = why_not_view(answer, full=full)
        assert "_" not in page, page
        assert not re.search(r"\b(violation|justified|ptp\(|line\(|pair\()", page), page
