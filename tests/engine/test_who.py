"""Who did the work, and who signed for it: credentials as people write them, staff, readers, signatures."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.credentials import credential_of
from engine.encounter.base import NOT_UNDERSTOOD
from engine.items import documented_items
from engine.kernel import Kernel
from engine.lexicon import Lexicon
from engine.signatures import supervisors
from tests.engine.documented import encounter, record

BIOPSY: dict[str, Any] = {
    "lesions": [{"id": "A", "kind": "uncertain-lesion", "site": "back"}],
    "services": [{"id": "s1", "technique": "punch-biopsy", "lesions": ["A"], "diagnoses": ["D49.2"]}],
}


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("MD", "md"),
        ("M.D.", "md"),
        ("MD, PhD, FAAD", "md"),
        ("DO/MPH", "do"),
        ("MD PhD", "md"),
        ("PA-C", "physician-assistant"),
        ("MSN, RN, FNP-BC", "nurse-practitioner"),
        ("RN, BSN", "rn"),
        ("MD, DO", "physician"),
        ("MD, PA-C", NOT_UNDERSTOOD),
        ("PhD", NOT_UNDERSTOOD),
        ("MD, wizard", NOT_UNDERSTOOD),
        ("?", NOT_UNDERSTOOD),
        ("", ""),
    ],
)
def test_each_part_of_a_credential_is_looked_up(kernel: Kernel, written: str, word: str) -> None:
    book = kernel.library.rulebook("medicare.national", date(2026, 10, 15))
    assert credential_of(written, Lexicon(book)) == word


def paid(kernel: Kernel, **parts: Any) -> list[tuple[str, int | None]]:
    claim = kernel.solve(encounter(record(**parts)), questions=False).coded.claim
    return [(line.text(), line.allowed_cents) for line in claim.lines]


@pytest.mark.parametrize(
    ("credential", "expected"),
    [
        (None, [("11104", 12125)]),
        ("MD, FAAD", [("11104", 12125)]),
        ("ARNP", [("11104", 10306)]),
        ("MA", []),
        ("Wizard", []),
    ],
    ids=["not written", "physician", "nurse practitioner", "staff", "not understood"],
)
def test_who_may_take_a_sample(
    kernel: Kernel, credential: str | None, expected: list[tuple[str, int | None]]
) -> None:
    person = {"id": "p1"} | ({"credential": credential} if credential else {})
    assert paid(kernel, **BIOPSY, practitioners=[person]) == expected


def test_a_credential_that_is_not_understood_is_told_and_asked_about(kernel: Kernel) -> None:
    data = record(**BIOPSY, practitioners=[{"id": "p1", "credential": "Wizard"}])
    coded = kernel.solve(encounter(data)).coded
    assert [each.where for each in coded.uncounted] == ["practitioners[0].credential"]
    assert "credential" in {query.fact for query in coded.queries}


def test_of_several_readers_the_one_who_may_do_least_counts(kernel: Kernel) -> None:
    """One stage of Mohs surgery that a nurse read is nobody's Mohs surgery."""
    stages = [{"blocks": 2, "reader": "p1"}, {"blocks": 2, "reader": "n"}]
    data = record(
        lesions=[
            {
                "id": "A",
                "kind": "bcc",
                "site": "nose",
                "pathology": {"result": "malignant", "accession": "S-1", "date": "2026-10-01"},
            }
        ],
        mohs=[{"id": "m1", "lesion": "A", "stages": stages, "diagnoses": ["C44.311"]}],
        practitioners=[{"id": "p1", "credential": "MD"}, {"id": "n", "credential": "RN"}],
    )
    claim = kernel.solve(encounter(data), questions=False).coded.claim.text()
    assert "1731" not in claim


SIGNATURES: list[tuple[str, Any, str]] = [
    ("by the one who did it", {"by": "p1", "on": "2026-10-15"}, ""),
    ("later", {"by": "p1", "on": "2026-10-20"}, ""),
    ("by both", [{"by": "p2", "on": "2026-10-15"}, {"by": "p1", "on": "2026-10-15"}], ""),
    (
        "by another",
        {"by": "p2", "on": "2026-10-15"},
        "11104 needs a documented signature. The note is signed by p2, and p1 did the work.",
    ),
    (
        "before the service",
        {"by": "p1", "on": "2026-10-14"},
        "11104 needs a documented signature. p1 signed on 2026-10-14, before the service of 2026-10-15.",
    ),
    ("nobody", None, "11104 needs a documented signature."),
    ("nobody, as a list", [], "11104 needs a documented signature."),
]


@pytest.mark.parametrize(("what", "signature", "because"), SIGNATURES, ids=[case[0] for case in SIGNATURES])
def test_the_one_who_rendered_must_have_signed(
    kernel: Kernel, what: str, signature: Any, because: str
) -> None:
    people = [{"id": "p1", "credential": "MD"}, {"id": "p2", "credential": "MA"}]
    data = record(**BIOPSY, practitioners=people, documents={"signature": signature})
    coded = kernel.solve(encounter(data)).coded
    assert coded.claim.text() == ("" if because else "11104")
    assert [each.because for each in coded.unreported] == ([because] if because else [])
    asked = [query.ask for query in coded.queries if query.fact == "signature"]
    assert bool(asked) is bool(because)
    assert all(sentence in asked[0] for sentence in because.split(". ")[1:])


def test_an_answer_that_all_have_signed_is_worth_the_claim(kernel: Kernel) -> None:
    people = [{"id": "p1"}, {"id": "p2"}]
    services = [{**BIOPSY["services"][0], "practitioner": "p2"}]
    data = record(**BIOPSY | {"services": services}, practitioners=people, documents={})
    (query,) = (q for q in kernel.solve(encounter(data)).coded.queries if q.fact == "signature")
    assert query.worth_cents == 12125


def test_who_read_the_slides_signs_for_them(kernel: Kernel) -> None:
    specimen = {
        "id": "x1",
        "kind": "skin",
        "label": "A",
        "microscopic": True,
        "read_by": "p2",
        "technical_by": "p1",
        "diagnoses": ["D22.5"],
    }
    people = [{"id": "p1", "credential": "MD"}, {"id": "p2", "credential": "MD"}]
    for signer, claim in (("p1", ""), ("p2", "88305")):
        signed = {"signature": {"by": signer, "on": "2026-10-15"}}
        data = record(specimens=[specimen], practitioners=people, documents=signed)
        assert kernel.solve(encounter(data), questions=False).coded.claim.text() == claim


def test_one_specialty_in_two_spellings_is_one(kernel: Kernel) -> None:
    """Practitioners of one group: the second procedure of the day ranks second, unless the specialties differ."""
    services = [
        {**BIOPSY["services"][0], "practitioner": "a"},
        {
            "id": "s2",
            "technique": "destruction",
            "lesions": ["B"],
            "diagnoses": ["L57.0"],
            "practitioner": "b",
        },
    ]
    lesions = [*BIOPSY["lesions"], {"id": "B", "kind": "actinic-keratosis", "site": "scalp"}]

    def keratosis(one: str, other: str) -> int | None:
        people = [
            {"id": "a", "group": "North Clinic", "specialty": one},
            {"id": "b", "group": "north-clinic", "specialty": other},
        ]
        lines = dict(paid(kernel, lesions=lesions, services=services, practitioners=people))
        return next(cents for line, cents in lines.items() if line.startswith("17000"))

    assert keratosis("dermatology", "Derm") == 3324
    assert keratosis("dermatology", "wizardry") == 3324
    assert keratosis("dermatology", "plastic surgery") == 6647


@pytest.mark.parametrize(
    ("supervisor", "who"),
    [("p2", {"p2"}), ("p1", set()), (None, set())],
    ids=["another", "oneself", "nobody"],
)
def test_nobody_supervises_themselves(supervisor: str | None, who: set[str]) -> None:
    people = [{"id": "p1", "supervised_by": supervisor}, {"id": "p2"}]
    made = encounter(record(**BIOPSY, practitioners=people))
    (item,) = documented_items(made)
    assert supervisors(made, item) == who
