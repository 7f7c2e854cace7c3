"""Whole encounters: some of every family, for every payer that prices claims."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from tests.engine.made.closures import wounds
from tests.engine.made.facts import DAYS, Record, may, names, payers
from tests.engine.made.items import debridements, drugs, lights, mohs, specimens
from tests.engine.made.lesions import lesions
from tests.engine.made.services import services
from tests.engine.made.visits import visits

PEOPLE = ["p1", "p2"]


@st.composite
def encounters(draw: st.DrawFn, most: int = 5) -> Record:
    """An encounter as JSON data, with at most `most` pieces of work together."""
    lesion_names = [chr(ord("A") + n) for n in range(draw(st.integers(1, 4)))]
    left = draw(st.integers(0, most))
    performed = draw(st.integers(0, left))
    closed = draw(st.integers(0, min(2, left - performed)))
    others = left - performed - closed
    found: Record = {
        "encounter": "made",
        "payer": draw(st.sampled_from(payers())),
        "dos": draw(st.sampled_from(DAYS)),
        "patient": {"status": draw(st.sampled_from(["new", "established"]))},
        "practitioners": [_person(draw, name) for name in PEOPLE],
        "lesions": [draw(lesions(name, lesion_names[:n])) for n, name in enumerate(lesion_names)],
        "services": [draw(services(name, lesion_names, PEOPLE)) for name in names("s", performed)],
        "wounds": [draw(wounds(name, lesion_names, PEOPLE)) for name in names("w", closed)],
    }
    found |= _items(draw, others, lesion_names)
    found["documents"] = {"signature": [{"by": name, "on": found["dos"]} for name in PEOPLE]}
    done = [part["id"] for kind in ("services", "wounds", "mohs") for part in found.get(kind, ())]
    if draw(st.integers(0, 3)) == 0:
        found["documents"]["notices"] = [{"kind": "self-pay", "signed": draw(st.booleans())}]
    _of_the_patient(draw, found["patient"])
    if draw(st.integers(0, 3)) == 0:
        found["history"] = {"procedures": [_prior(draw, found["dos"], lesion_names)]}
    if draw(st.booleans()):
        found["visit"] = draw(visits(done))
    return found


def _person(draw: st.DrawFn, name: str) -> Record:
    found: Record = {"id": name}
    may(draw, found, "group", st.sampled_from(["g1", "g2"]), odds=1, odd=False)
    may(draw, found, "specialty", st.sampled_from(["dermatology", "pathology"]), odds=1, odd=False)
    return found


def _items(draw: st.DrawFn, number: int, lesion_names: list[str]) -> Record:
    made: Record = {"mohs": [], "drugs": [], "specimens": [], "light": [], "debridements": []}
    for kind in draw(st.lists(st.sampled_from(sorted(made)), min_size=number, max_size=number)):
        name = f"{kind[:2]}{len(made[kind])}"
        match kind:
            case "mohs":
                part = mohs(name, draw(st.sampled_from(lesion_names)), PEOPLE)
            case "drugs":
                part = drugs(name)
            case "specimens":
                part = specimens(name, lesion_names, PEOPLE)
            case "light":
                part = lights(name, lesion_names, PEOPLE)
            case _:
                part = debridements(name, PEOPLE)
        made[kind].append(draw(part))
    return {kind: parts for kind, parts in made.items() if parts}


def _of_the_patient(draw: st.DrawFn, found: Record) -> None:
    if draw(st.integers(0, 3)) == 0:
        may(draw, found, "systemic_foot_disease", st.just("diabetes"), odd=False)
        found["class_findings"] = draw(st.lists(st.sampled_from("ABC"), max_size=4))


def _prior(draw: st.DrawFn, dos: str, lesion_names: list[str]) -> Record:
    day = date.fromisoformat(dos) - timedelta(days=draw(st.integers(1, 100)))
    found: Record = {"hcpcs": draw(st.sampled_from(["11602", "14060", "17000", "11102"])), "date": str(day)}
    may(draw, found, "lesion", st.sampled_from(lesion_names), odds=1, odd=False)
    for flag in ("staged", "related"):
        if draw(st.integers(0, 4)) == 0:
            found[flag] = draw(st.booleans())
    return found
