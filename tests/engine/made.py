"""Hypothesis strategies for documented encounters over the families of the policies: dense, odd, but possible."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

SITES = [
    "left cheek",
    "nose",
    "scalp",
    "neck",
    "back",
    "chest",
    "left forearm",
    "right hand",
    "right thigh",
    "ear",
    "axilla",
    "left toe",
    "right finger",
    "left upper eyelid",
]
DIGITS = ["first", "second", "great toe", "index finger"]
KINDS = [
    "actinic-keratosis",
    "nevus",
    "cyst",
    "seborrheic-keratosis",
    "wart",
    "skin-tag",
    "uncertain-lesion",
    "basal-cell-carcinoma",
    "squamous-cell-carcinoma",
]
TECHNIQUES = [
    ("tangential", "diagnosis"),
    ("tangential", "removal"),
    ("punch", "diagnosis"),
    ("incisional", "diagnosis"),
    ("excision", None),
    ("destruction", None),
    ("tangential", None),
    ("snipping", None),
    ("nail-avulsion", None),
    ("nail-bed-reconstruction", None),
]


@st.composite
def lesions(draw: st.DrawFn, name: str, others: list[str]) -> dict[str, Any]:
    kind = draw(st.sampled_from(KINDS))
    found: dict[str, Any] = {"id": name, "kind": kind, "site": draw(st.sampled_from(SITES))}
    if draw(st.booleans()):
        found["diameter_mm"] = draw(st.integers(1, 60))
    if draw(st.booleans()):
        found["margin_mm"] = draw(st.integers(0, 10))
    if draw(st.integers(0, 3)) == 0:
        found["count"] = draw(st.one_of(st.none(), st.integers(2, 30)))
    if kind.endswith("carcinoma") and draw(st.integers(0, 3)):
        found["pathology"] = {"result": "malignant", "accession": "S-1"}
    elif draw(st.integers(0, 3)) == 0:
        found["pathology"] = {
            "result": draw(st.sampled_from(["benign", "malignant", "pending"])),
            "accession": "S-2",
        }
    if draw(st.integers(0, 4)) == 0:
        found["cosmetic"] = draw(st.booleans())
    if found["site"].endswith(("toe", "finger")) and draw(st.integers(0, 3)):
        found["digit"] = draw(st.sampled_from(DIGITS))
    if others and draw(st.integers(0, 5)) == 0:
        found["contiguous_with"] = [draw(st.sampled_from(others))]
    return found


@st.composite
def services(draw: st.DrawFn, name: str, names: list[str]) -> dict[str, Any]:
    technique, intent = draw(st.sampled_from(TECHNIQUES))
    found: dict[str, Any] = {"id": name, "technique": technique, "diagnoses": ["D48.5"]}
    if intent:
        found["intent"] = intent
    found["lesions"] = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    if draw(st.integers(0, 5)) == 0:
        found["session"] = 2
    if draw(st.integers(0, 5)) == 0:
        found["practitioner"] = "p2"
    if draw(st.integers(0, 7)) == 0:
        found["pathology_decided"] = True
    return found


@st.composite
def wounds(draw: st.DrawFn, name: str, names: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"id": name, "lesion": draw(st.sampled_from(names))}
    if draw(st.integers(0, 4)):
        found["layered"] = True
    if draw(st.integers(0, 4)):
        found["length_mm"] = draw(st.integers(3, 160))
    if draw(st.integers(0, 3)) == 0:
        found |= {"undermining_mm": draw(st.integers(1, 40)), "undermining_whole_edge": True}
        found["defect_width_mm"] = draw(st.integers(5, 30))
    if draw(st.integers(0, 6)) == 0:
        found["retention_sutures"] = True
    return found


@st.composite
def visits(draw: st.DrawFn, named: list[str]) -> dict[str, Any]:
    statuses = ["minor", "stable-chronic", "not-at-goal", "uncertain-prognosis", "acute-uncomplicated"]
    problems = []
    for n in range(draw(st.integers(0, 3))):
        problem: dict[str, Any] = {
            "id": f"pr{n}",
            "status": draw(st.sampled_from(statuses)),
            "diagnoses": ["L40.0"],
        }
        if named and draw(st.booleans()):
            problem["decided"] = [draw(st.sampled_from(named))]
        problems.append(problem)
    found: dict[str, Any] = {"problems": problems}
    if problems and draw(st.booleans()):
        decision = draw(st.sampled_from(["prescription-drug", "over-the-counter-drug", "minor-surgery"]))
        found["risk"] = [
            {"decision": decision, "problem": draw(st.sampled_from([p["id"] for p in problems]))}
        ]
    if draw(st.booleans()):
        found["minutes"] = draw(st.integers(5, 70))
    if draw(st.booleans()):
        found["minutes_on_procedures"] = draw(st.integers(0, 5))
    if draw(st.booleans()):
        found["longitudinal"] = True
    if draw(st.integers(0, 4)) == 0:
        found["preventive_service"] = True
    return found


@st.composite
def encounters(draw: st.DrawFn, most: int = 5) -> dict[str, Any]:
    """An encounter as JSON data, with at most `most` services and wounds together."""
    names = [chr(ord("A") + n) for n in range(draw(st.integers(1, 4)))]
    made = [draw(lesions(name, names[:n])) for n, name in enumerate(names)]
    performed = [draw(services(f"s{n}", names)) for n in range(draw(st.integers(0, most)))]
    closed = [
        draw(wounds(f"w{n}", names))
        for n in range(draw(st.integers(0, max(0, min(2, most - len(performed))))))
    ]
    found: dict[str, Any] = {
        "encounter": "made",
        "payer": draw(st.sampled_from(["medicare.national", "com-a", "com-b", "independence"])),
        "dos": draw(st.sampled_from(["2025-03-04", "2026-10-15", "2026-02-02"])),
        "patient": {"status": draw(st.sampled_from(["new", "established"]))},
        "practitioners": [{"id": "p1"}, {"id": "p2"}],
        "lesions": made,
        "services": performed,
        "wounds": closed,
        "documents": {"signature": {"by": "p1", "on": "2026-10-15"}},
    }
    found["documents"]["signature"]["on"] = found["dos"]
    if draw(st.integers(0, 3)) == 0:
        month = draw(st.sampled_from(["-01", "-03"]))
        prior = {"hcpcs": draw(st.sampled_from(["11602", "14060"])), "date": found["dos"][:8] + month[1:]}
        if draw(st.booleans()):
            prior["lesion"] = draw(st.sampled_from(names))
        if prior["date"] < found["dos"]:
            found["history"] = {"procedures": [prior]}
    if draw(st.booleans()):
        found["visit"] = draw(visits([s["id"] for s in performed]))
    return found
