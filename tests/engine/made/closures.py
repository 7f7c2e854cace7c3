"""Wounds: simple, layered and complex closures, glue, flaps and grafts."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.engine.made.facts import Record, may, word
from tests.engine.made.services import placed


@st.composite
def wounds(draw: st.DrawFn, name: str, lesions: list[str], people: list[str]) -> Record:
    found: Record = {"id": name, "lesion": draw(st.sampled_from(lesions))}
    may(draw, found, "layered", st.just(True), odds=4, odd=False)
    may(draw, found, "length_mm", st.integers(3, 160), odds=4)
    if draw(st.integers(0, 3)) == 0:
        may(draw, found, "undermining_mm", st.integers(1, 40), odds=9)
        may(draw, found, "undermining_whole_edge", st.just(True), odds=9, odd=False)
        may(draw, found, "defect_width_mm", st.integers(5, 30), odds=9)
    if draw(st.integers(0, 6)) == 0:
        found["retention_sutures"] = True
    if draw(st.integers(0, 6)) == 0:
        found["exposed"] = [draw(word("exposed-structure"))]
    if draw(st.integers(0, 6)) == 0:
        found["free_margin"] = [draw(word("free-margin"))]
    if draw(st.integers(0, 9)) == 0:
        found["adhesive_only"] = True
    kind = draw(st.sampled_from(["", "", "", "flap", "graft"]))
    if kind == "flap":
        flap: Record = {}
        may(draw, flap, "type", word("flap-type"), odds=5)
        may(draw, flap, "incisions", st.booleans(), odds=5, odd=False)
        found["flap"] = flap
        may(draw, found, "primary_defect_mm", _sides, odds=5, odd=False)
        may(draw, found, "secondary_defect_mm", _sides, odds=1, odd=False)
    elif kind == "graft":
        graft: Record = {}
        may(draw, graft, "type", word("graft-type"), odds=5)
        may(draw, graft, "recipient_area_mm2", st.integers(100, 15000), odds=5)
        found["graft"] = graft
    placed(draw, found, people)
    return found


_sides = st.lists(st.integers(5, 90), min_size=2, max_size=2)
