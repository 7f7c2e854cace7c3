"""What each kind of reason says, word for word, about one clinic day; no kind is left out."""

from __future__ import annotations

from typing import Any

import pytest

from engine.kernel import Kernel
from engine.lines import SetAside
from engine.reasons import KINDS, say, say_aside
from engine.telling import Telling
from tests.engine.documented import encounter, record

DAY = record(
    lesions=[
        {"id": "A", "kind": "actinic-keratosis", "site": "left cheek", "count": 3},
        {"id": "B", "kind": "uncertain-lesion", "site": "back"},
        {"id": "C", "kind": "uncertain-lesion", "site": "left leg"},
    ],
    services=[
        {"id": "s1", "technique": "destruction", "lesions": ["A"], "diagnoses": ["L57.0"]},
        {"id": "s2", "technique": "shave-biopsy", "lesions": ["B", "C"], "diagnoses": ["D49.2"]},
    ],
    visit={
        "problems": [{"id": "p", "status": "not-at-goal", "diagnoses": ["L40.0"]}],
        "risk": [{"decision": "prescription-drug", "problem": "p"}],
        "longitudinal": "Seen here for psoriasis for years",
    },
)
BIOPSY, OTHER, FREEZING, MORE, VISIT, CARE = "11102", "11103", "17000", "17003", "99214", "G2211"
NATIONAL, CODING, NCCI = "medicare.national", "dermatology.coding", "ncci.practitioner"

TEXTS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "ptp_edit": (
        f"{NCCI}/ptp-edits#11102-17000",
        (BIOPSY, FREEZING),
        "17000 is bundled into 11102 by an edit; they were separate, and XS on 17000 would say so.",
    ),
    "not_payable": (
        f"{NATIONAL}/assisting-physician",
        (BIOPSY,),
        "11102 is paid here only with 80, which it cannot carry. Medicare pays no assistant for this code.",
    ),
    "same_work": (f"{CODING}/skin-biopsy", (FREEZING, BIOPSY), "The same work is already coded as 11102."),
    "not_reported": (
        "engine/complete",
        (BIOPSY,),
        "The record supports 11102, no rule excludes it, and the claim leaves it out.",
    ),
    "units_left_out": (
        "engine/complete",
        (MORE,),
        "The record supports 2 units of 17003; the claim has 1.",
    ),
    "units_over": (
        "engine/supported",
        (OTHER,),
        "The record supports 1 unit of 11103, not 3. One first biopsy a day: incisional outranks punch, punch "
        "outranks tangential. Every other lesion is its own technique's add-on.",
    ),
    "unit_limit": (
        f"{NCCI}/mue-limits#17003",
        (MORE,),
        "At most 13 units of 17003 a day are paid, and no modifier changes that.",
    ),
    "add_on_alone": (
        f"{NCCI}/add-on-codes#17003",
        (MORE,),
        "17003 is an add-on, and no code it may be added to is on the claim.",
    ),
    "not_beside": (
        f"{NATIONAL}/longitudinal-care-with-25",
        (VISIT, CARE),
        "G2211 does not go beside 99214-25. The add-on does not pay beside a visit billed with 25, save with a "
        "preventive service or vaccine that day.",
    ),
    "visit_included": (
        f"{NATIONAL}/minor-procedure",
        (BIOPSY, VISIT),
        "Deciding on a minor procedure is part of it, for a new patient too; no separate work is documented, so the "
        "visit is part of 11102.",
    ),
    "visit_not_marked": (
        f"{NATIONAL}/minor-procedure",
        (BIOPSY, VISIT),
        "99214 on the day of 11102 needs modifier 25.",
    ),
    "not_documented": (f"{NATIONAL}/signed-note", (BIOPSY,), "11102 needs a documented signature."),
    "held_back": (
        f"{NCCI}/ptp-edits#11102-17000",
        (FREEZING,),
        "17000 waits: another service on the same place cannot be coded yet, and once it is, an edit may bundle this "
        "one into it.",
    ),
    "in_global_period": (
        f"{NATIONAL}/minor-procedure",
        (BIOPSY,),
        "11102 falls in the global period of an earlier procedure, and nothing documented sets it apart from that.",
    ),
    "modifier_without_purpose": (
        f"{NCCI}/XS",
        (OTHER, "XS"),
        'XS on 11103 says "separate structure", but no edit or rule on this claim calls for it there.',
    ),
    "modifier_missing": (
        "com-a/append-51",
        (FREEZING, "51"),
        "This payer wants 51 on 17000, which is paid at a reduced rate.",
    ),
    "modifier_not_accepted": (f"{NATIONAL}/no-51", (FREEZING, "51"), "This payer does not take 51 (17000)."),
    "modifier_on_wrong_line": (f"{NCCI}/25", (BIOPSY, "25"), "25 does not go on 11102."),
    "modifiers_exclusive": (
        f"{NCCI}/59",
        (FREEZING, "59", "XS"),
        "59 and XS never stand together on one line (17000).",
    ),
    "modifier_unknown": ("engine/modifiers", (FREEZING,), "No policy rule knows a modifier ZZ (17000)."),
}

LEFT_OFF: dict[str, tuple[str, tuple[str, ...], str]] = {
    "included": (
        f"{CODING}/treated-keratosis",
        (),
        "A keratosis that was sampled or cut out leaves the count of those destroyed.",
    ),
    "self_pay": (
        f"{NATIONAL}/cosmetic-removal",
        (),
        "Removal for looks alone is excluded by law, and a cosmetic lesion never counts toward a threshold. It is on "
        "the patient's own bill.",
    ),
    "not_covered": (
        f"{NATIONAL}/routine-foot-care",
        ("systemic-foot-disease",),
        "Routine foot care is excluded by law unless a systemic disease makes it a covered service. Not documented: "
        "systemic foot disease.",
    ),
    "separate_work": (
        f"{NATIONAL}/minor-procedure",
        (),
        "Deciding on a minor procedure is part of it, for a new patient too; no other work of the visit is documented.",
    ),
    "missing_fact": (
        f"{CODING}/skin-biopsy",
        ("technique",),
        "Needed for a code, and not documented: technique.",
    ),
    "no_rule": ("", (), "No rule of this policy is for this service."),
}


@pytest.fixture(scope="module")
def tell(kernel: Kernel) -> Telling:
    solved = kernel.solve(encounter(DAY), questions=False)
    by_code = {line.hcpcs: line.id for line in solved.situation.lines.values()}
    units = dict(solved.outcome.units) | {by_code[OTHER]: 3, by_code[MORE]: 1}
    return Telling(solved.situation, units, {by_code[FREEZING]: ["ZZ"]})


@pytest.mark.parametrize("kind", TEXTS)
def test_a_violation_as_a_sentence(tell: Telling, kind: str) -> None:
    rule, codes, text = TEXTS[kind]
    by_code: dict[str, Any] = {line.hcpcs: line.id for line in tell.at.lines.values()}
    args = tuple(by_code.get(code, code) for code in codes)
    assert say(tell, kind, rule, args) == text


@pytest.mark.parametrize("kind", LEFT_OFF)
def test_a_service_left_off_as_a_sentence(tell: Telling, kind: str) -> None:
    rule, missing, text = LEFT_OFF[kind]
    assert say_aside(tell, SetAside("s1:A", "s1", rule, kind, missing=missing)) == text


def test_every_kind_has_a_text() -> None:
    assert set(TEXTS) == set(KINDS)
