"""Mohs surgery, drugs, specimens, light and debridement."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.engine.made.facts import Record, may, site, word
from tests.engine.made.services import placed

DIAGNOSES = st.just(["C44.319"])


@st.composite
def mohs(draw: st.DrawFn, name: str, lesion: str, people: list[str]) -> Record:
    stages: list[Record] = []
    for _ in range(draw(st.integers(1, 3))):
        stage: Record = {}
        may(draw, stage, "blocks", st.integers(0, 9), odds=6)
        may(draw, stage, "reader", st.sampled_from(people), odds=1, odd=False)
        stages.append(stage)
    found: Record = {"id": name, "lesion": lesion, "stages": stages}
    if draw(st.integers(0, 3)) == 0:
        found["deep_structures"] = [draw(word("deep-structure"))]
    may(draw, found, "diagnoses", DIAGNOSES, odds=6, odd=False)
    placed(draw, found, people)
    return found


@st.composite
def drugs(draw: st.DrawFn, name: str) -> Record:
    found: Record = {"id": name, "diagnoses": ["L73.2"]}
    may(draw, found, "name", word("drug-name"), odds=9, odd=False)
    may(draw, found, "given_mg", st.integers(1, 90), odds=6)
    may(draw, found, "discarded_mg", st.integers(0, 40), odds=1)
    if draw(st.booleans()):
        found["container"] = {"type": draw(st.sampled_from(["single-dose", "multi-dose"]))}
    return found


@st.composite
def specimens(draw: st.DrawFn, name: str, lesions: list[str], people: list[str]) -> Record:
    found: Record = {"id": name}
    may(draw, found, "lesions", st.lists(st.sampled_from(lesions), min_size=1, max_size=1), odd=False)
    may(draw, found, "kind", word("specimen-kind"), odds=4)
    found["stains"] = draw(st.lists(word("stain"), max_size=3, unique=True))
    may(draw, found, "frozen", st.booleans(), odds=1, odd=False)
    may(draw, found, "microscopic", st.booleans(), odds=4, odd=False)
    may(draw, found, "read_by", st.sampled_from(people), odds=3, odd=False)
    may(draw, found, "technical_by", st.sampled_from(people), odds=1, odd=False)
    return found


@st.composite
def lights(draw: st.DrawFn, name: str, lesions: list[str], people: list[str]) -> Record:
    found: Record = {"id": name, "diagnoses": ["L40.0"]}
    may(draw, found, "type", word("light-type"), odds=9)
    may(draw, found, "agent", word("agent"), odds=1, odd=False)
    may(draw, found, "area_cm2", st.integers(1, 700), odds=3)
    may(draw, found, "applicator", st.sampled_from(people), odds=2, odd=False)
    may(draw, found, "debrided", st.booleans(), odds=1, odd=False)
    may(draw, found, "site", site(), odds=3, odd=False)
    may(draw, found, "lesions", st.lists(st.sampled_from(lesions), min_size=1, max_size=1), odds=1, odd=False)
    placed(draw, found, people)
    return found


@st.composite
def debridements(draw: st.DrawFn, name: str, people: list[str]) -> Record:
    found: Record = {"id": name, "diagnoses": ["L97.909"]}
    may(draw, found, "depth", word("debridement-depth"), odds=6)
    may(draw, found, "area_cm2", st.integers(1, 70), odds=4)
    may(draw, found, "tissue", word("tissue"), odds=1, odd=False)
    may(draw, found, "instrument", word("instrument"), odds=1, odd=False)
    may(draw, found, "site", site(), odds=3, odd=False)
    placed(draw, found, people)
    return found
