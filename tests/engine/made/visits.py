"""Visits: problems with what they decided, data, risk, minutes, and what sets the visit apart."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.engine.made.facts import Record, may, word


@st.composite
def visits(draw: st.DrawFn, done: list[str]) -> Record:
    problems: list[Record] = []
    for n in range(draw(st.integers(0, 3))):
        problem: Record = {"id": f"pr{n}", "diagnoses": ["L40.0"]}
        may(draw, problem, "status", word("problem-status"), odds=9)
        if done and draw(st.booleans()):
            problem["decided"] = [draw(st.sampled_from(done))]
        problems.append(problem)
    found: Record = {"problems": problems}
    of = st.sampled_from([p["id"] for p in problems]) if problems else st.nothing()
    if problems and draw(st.booleans()):
        found["risk"] = [{"decision": draw(word("risk-decision")), "problem": draw(of)}]
    if problems and draw(st.integers(0, 2)) == 0:
        kinds = draw(st.lists(word("data-kind"), min_size=1, max_size=3))
        found["data"] = [{"kind": kind, "item": f"item {n}"} for n, kind in enumerate(kinds)]
    may(draw, found, "minutes", st.integers(5, 90), odds=1)
    may(draw, found, "minutes_on_procedures", st.integers(0, 5), odds=1)
    may(draw, found, "longitudinal", st.just(True), odds=1, odd=False)
    for flag in ("preventive_service", "unrelated_to_global", "separate_work"):
        if draw(st.integers(0, 4)) == 0:
            found[flag] = True
    if done and draw(st.integers(0, 4)) == 0:
        found["decision_for_surgery"] = [draw(st.sampled_from(done))]
    return found
