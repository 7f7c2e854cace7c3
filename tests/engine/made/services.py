"""What was done to lesions: samples, removals, destruction, drainage, injections, nails, patches, and for looks."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.engine.made.facts import Record, may, word

COMMON: list[tuple[str, str | None]] = [
    ("tangential", "diagnosis"),
    ("tangential", "removal"),
    ("punch", "diagnosis"),
    ("incisional", "diagnosis"),
    ("excision", None),
    ("destruction", None),
    ("tangential", None),
    ("snipping", None),
]


@st.composite
def services(draw: st.DrawFn, name: str, lesions: list[str], people: list[str]) -> Record:
    found: Record = {"id": name}
    may(draw, found, "diagnoses", st.just(["D48.5"]), odds=8, odd=False)
    if draw(st.booleans()):
        technique, intent = draw(st.sampled_from(COMMON))
        found |= {"technique": technique} | ({"intent": intent} if intent else {})
    else:
        may(draw, found, "technique", word("technique"), odds=9)
        may(draw, found, "nails", st.integers(1, 10))
        may(draw, found, "patches", st.integers(1, 90))
        may(draw, found, "method", word("method"), odds=1, odd=False)
    found["lesions"] = draw(st.lists(st.sampled_from(lesions), min_size=1, max_size=2, unique=True))
    if draw(st.integers(0, 5)) == 0:
        may(draw, found, "depth", word("depth"))
        for flag in ("sample_taken", "full_thickness", "frozen_section_before", "reduced", "discontinued"):
            may(draw, found, flag, st.booleans(), odds=1, odd=False)
    placed(draw, found, people)
    if draw(st.integers(0, 7)) == 0:
        found["pathology_decided"] = True
    if draw(st.integers(0, 7)) == 0:
        found["relation"] = draw(st.sampled_from(["staged", "related", "unrelated"]))
    return found


def placed(draw: st.DrawFn, found: Record, people: list[str]) -> None:
    """At times at another encounter of the day, or by somebody else."""
    if draw(st.integers(0, 5)) == 0:
        found["session"] = 2
    if draw(st.integers(0, 5)) == 0:
        found["practitioner"] = draw(st.sampled_from(people))
