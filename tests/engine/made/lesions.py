"""Lesions: of every kind, at every site, sized or not, with a report or without."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.engine.made.facts import Record, may, site, word

COMMON = st.sampled_from(
    [
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
)


@st.composite
def lesions(draw: st.DrawFn, name: str, others: list[str]) -> Record:
    kind = draw(st.one_of(COMMON, COMMON, word("lesion-kind")))
    found: Record = {"id": name}
    may(draw, found, "kind", st.just(kind), odds=12, odd=False)
    may(draw, found, "site", site(), odds=12, odd=False)
    if any(part in str(found.get("site")) for part in ("toe", "finger")):
        may(
            draw, found, "digit", st.sampled_from(["first", "second", "great toe", "index finger"]), odd=False
        )
    may(draw, found, "diameter_mm", st.integers(1, 60), odds=1)
    may(draw, found, "margin_mm", st.integers(0, 10), odds=1)
    if draw(st.integers(0, 3)) == 0:
        found["count"] = draw(st.one_of(st.none(), st.integers(2, 30)))
    if kind.endswith("carcinoma") and draw(st.integers(0, 3)):
        found["pathology"] = {"result": "malignant", "accession": "S-1"}
    elif draw(st.integers(0, 3)) == 0:
        result = draw(st.sampled_from(["benign", "malignant", "pending", "uncertain"]))
        found["pathology"] = {"result": result, "accession": "S-2"}
    if draw(st.integers(0, 2)) == 0:
        found["symptoms"] = draw(st.lists(word("symptom"), min_size=1, max_size=2, unique=True))
    may(draw, found, "cosmetic", st.booleans(), odds=1, odd=False) if draw(st.integers(0, 2)) == 0 else None
    if draw(st.integers(0, 3)) == 0:
        may(draw, found, "depth", word("depth"))
        may(draw, found, "recurrent", st.booleans(), odd=False)
        may(draw, found, "area_mm2", st.integers(100, 9000), odd=False)
    if draw(st.integers(0, 7)) == 0:
        may(draw, found, "laterality", st.sampled_from(["left", "right", "bilateral"]), odd=False)
    if others and draw(st.integers(0, 5)) == 0:
        found["contiguous_with"] = [draw(st.sampled_from(others))]
    return found
