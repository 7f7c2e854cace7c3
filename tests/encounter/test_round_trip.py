"""Any encounter, written and read again, is the same encounter; any text is read without an exception."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.claim import parse_claim
from engine.encounter import Encounter, Rejected, read_encounters

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), min_size=1, max_size=12)
WORD = st.sampled_from(["nevus", "tangential", "cheek", "Left Hand", "AK"])
LENGTH = st.integers(1, 200_000).map(lambda hundredths: hundredths / 100)
NOTE = st.one_of(
    TEXT, st.fixed_dictionaries({"text": TEXT, "start": st.integers(0, 900), "end": st.integers(900, 999)})
)


def fact(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    noted = st.fixed_dictionaries({"value": values}, optional={"note": NOTE})
    several = st.fixed_dictionaries(
        {"contradicted": st.lists(values, min_size=2, max_size=3)}, optional={"note": NOTE}
    )
    return st.one_of(values, st.none(), noted, several)


FLAG = fact(st.booleans())
COUNT = fact(st.integers(1, 30))
DAY = st.dates().filter(lambda day: 1950 < day.year < 2020).map(str)

LESION = st.fixed_dictionaries(
    {},
    optional={
        "kind": fact(WORD),
        "site": fact(st.one_of(WORD, st.lists(WORD, min_size=1, max_size=3))),
        "laterality": fact(st.sampled_from(["left", "right"])),
        "diameter_mm": fact(LENGTH),
        "margin_mm": fact(LENGTH),
        "dimensions_mm": fact(st.lists(LENGTH, min_size=2, max_size=3)),
        "symptoms": st.lists(fact(WORD), max_size=3),
        "cosmetic": FLAG,
        "count": COUNT,
        "pathology": st.fixed_dictionaries(
            {}, optional={"result": fact(WORD), "accession": fact(TEXT), "date": fact(DAY)}
        ),
    },
)
SERVICE = st.fixed_dictionaries(
    {},
    optional={
        "technique": fact(WORD),
        "intent": fact(WORD),
        "count": COUNT,
        "diagnoses": st.just(["L57.0"]),
        "lesions": st.just(["L1"]),
        "session": st.integers(1, 3),
        "pathology_decided": FLAG,
        "extra_work": st.one_of(FLAG, TEXT),
    },
)
WOUND = st.fixed_dictionaries(
    {},
    optional={
        "lesion": st.just("L1"),
        "closed": FLAG,
        "length_mm": fact(LENGTH),
        "primary_defect_mm": fact(st.tuples(LENGTH, LENGTH)),
        "exposed": st.lists(fact(WORD), max_size=2),
    },
)
VISIT = st.fixed_dictionaries(
    {},
    optional={
        "minutes": fact(st.integers(20, 90)),
        "minutes_on_procedures": fact(st.integers(0, 10)),
        "separate_work": st.one_of(FLAG, TEXT),
        "problems": st.lists(
            st.fixed_dictionaries({"status": fact(WORD)}, optional={"note": NOTE}), max_size=3
        ),
        "risk": st.lists(st.fixed_dictionaries({"decision": fact(WORD)}), max_size=2),
    },
)
ENCOUNTER = st.fixed_dictionaries(
    {
        "encounter": TEXT,
        "payer": TEXT,
        "dos": st.just("2026-10-15"),
        "lesions": st.lists(LESION, min_size=1, max_size=3),
    },
    optional={
        "services": st.lists(SERVICE, max_size=3),
        "wounds": st.lists(WOUND, max_size=2),
        "visit": VISIT,
        "patient": st.fixed_dictionaries(
            {}, optional={"age": fact(st.integers(0, 99)), "last_seen": fact(DAY)}
        ),
    },
)


@given(ENCOUNTER)
def test_written_and_read_again(raw: dict[str, Any]) -> None:
    encounter = Encounter.from_json(json.dumps(raw))
    text = encounter.to_json()
    assert "\n" not in text
    again = Encounter.from_json(text)
    assert again == encounter
    assert again.to_json() == text


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.one_of(st.text(), JSON.map(json.dumps)))
def test_no_text_makes_the_readers_raise(text: str) -> None:
    for found in read_encounters(text, "any"):
        assert isinstance(found, Rejected)
        json.dumps(found.to_dict(), ensure_ascii=False).encode()
    parse_claim(text)


@given(ENCOUNTER, st.sampled_from(["lesions", "services", "visit", "patient", "dos", "encounter"]), JSON)
def test_no_value_in_a_field_makes_the_reader_raise(raw: dict[str, Any], field: str, value: object) -> None:
    (found,) = read_encounters(json.dumps({**raw, field: value}), "any")
    assert isinstance(found, Encounter | Rejected)
