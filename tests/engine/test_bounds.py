"""What is written and not believed: it counts for nothing, is told in the derivation, and is asked about."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.bounds import beliefs_of
from engine.derive import derive
from engine.encounter import Encounter, Fact
from engine.item_facts import ItemFacts
from engine.items import documented_items
from engine.lines import Derivation
from engine.words import normalise
from rules_dsl.library import PolicyLibrary
from rules_dsl.rulebook import RuleBook
from rules_dsl.source import read
from tests.engine.documented import encounter, record

POLICY = """
policy bounded
  title      "Bounded"
  effective  2024-01-01

source manual
  title    "Manual"
  version  "2026"
  tier     cms-manual

words technique
  | word     | kind of | implies | also called |
  | excision |         |         |             |
  | nails    |         |         |             |

words lesion-kind
  | word  | kind of | implies | also called | at  |
  | mole  |         |         |             |     |
  | horn  |         |         |             | ear |

words digit
  | word      | kind of | implies | also called | at   |
  | great-toe |         |         | hallux      | foot |
  | index     |         |         |             | hand |

words deep-structure
  | word      | kind of | implies | also called | at       |
  | bone      |         |         |             |          |
  | cartilage |         |         |             | ear      |

words drug-name
  | word | kind of | implies | also called |
  | balm |         |         |             |

sites
  | site | part of | also called |
  | head |         |             |
  | ear  | head    |             |
  | back |         |             |
  | foot |         |             |
  | toe  | foot    |             |
  | hand |         |             |

bound width of lesion
  fact       diameter
  only when  diameter up to 5 cm
  ask        "How wide?"
  cite       manual

bound width-of-an-ear of lesion
  fact      diameter
  not when all of
    site is ear
    diameter over 2 cm
  ask       "How wide, of an ear?"
  cite      manual

bound not-cut of service
  fact      technique
  not when  full-thickness is no
  ask       "What was done?"
  cite      manual

bound blocks of mohs
  fact       blocks
  only when  blocks up to 9
  ask        "How many blocks?"
  cite       manual

choose code cut
  for   excision of mole
  per   service
  bill  11400
  cite  manual

choose code of-nails
  for   nails
  per   day
  count nails
  when 1 or more  bill 11730 and 11732 per nail after the first
  without nails   use 1, ask "How many?"
  cite  manual

choose code rubbed-in
  for   drug of balm
  per   day
  bill  J3301 per 10 mg
  cite  manual
"""


@pytest.fixture(scope="module")
def book() -> RuleBook:
    library = PolicyLibrary([read("bounded", POLICY.strip().encode())])
    assert {each.severity for each in library.diagnostics} <= {"warning"}  # nobody bills under it
    return library.rulebook("bounded", date(2026, 10, 15))


class NoTables:
    """No code is known."""

    def global_days(self, hcpcs: str) -> str:
        return ""

    def indicator(self, hcpcs: str, name: str) -> str:
        return ""

    def unit_cents(self, hcpcs: str, modifier: str = "") -> int:
        return 0


def derived(book: RuleBook, **parts: Any) -> Derivation:
    found, wrong = normalise(encounter(record(**parts)), book)
    assert not wrong
    return derive(found, book, NoTables())


def told(found: Derivation) -> list[tuple[str, str, str]]:
    return [(d.named.fact, d.said, d.rule.rpartition("/")[2]) for d in found.doubts]


def billed(found: Derivation) -> list[tuple[str, int]]:
    return [(line.hcpcs, line.units) for line in found.lines]


def lesion(**facts: Any) -> dict[str, Any]:
    return {"id": "A", "kind": "mole", "site": "back"} | facts


CUT = {"technique": "excision", "lesions": ["A"], "diagnoses": ["D22.5"]}
DISBELIEVED = [
    pytest.param(lesion(diameter_mm=51), {}, ("diameter", "51", "width"), id="too-large"),
    pytest.param(
        lesion(site="ear", diameter_mm=21),
        {},
        ("diameter", "21", "width-of-an-ear"),
        id="too-large-for-its-site",
    ),
    pytest.param(lesion(), {"full_thickness": False}, ("technique", "excision", "not-cut"), id="a-no"),
    pytest.param(lesion(kind="horn"), {}, ("kind", "horn", ""), id="a-word-at-another-site"),
]
BELIEVED = [
    pytest.param(lesion(diameter_mm=50), {}, id="just-so-large"),
    pytest.param(lesion(site=None, diameter_mm=21), {}, id="of-an-unknown-site"),
    pytest.param(lesion(), {"full_thickness": True}, id="a-yes"),
    pytest.param(lesion(), {"full_thickness": None}, id="neither-yes-nor-no"),
    pytest.param(lesion(kind="horn", site="head"), {}, id="a-wider-site-may-hold-it"),
    pytest.param(lesion(kind="horn", site=None), {}, id="a-word-at-no-known-site"),
    pytest.param(lesion(kind="horn", site=["back", "ear"]), {}, id="a-word-at-one-of-several-sites"),
]


@pytest.mark.parametrize(("of_lesion", "of_service", "doubt"), DISBELIEVED)
def test_what_is_not_believed_is_told_and_asked(
    book: RuleBook, of_lesion: dict[str, Any], of_service: dict[str, Any], doubt: tuple[str, str, str]
) -> None:
    found = derived(book, lesions=[of_lesion], services=[CUT | of_service])
    assert told(found) == [doubt]
    asked = [q for q in found.questions if q.fact == doubt[0]]
    assert asked[0].rule.rpartition("/")[2] == doubt[2]
    assert asked[0].ask


@pytest.mark.parametrize(("of_lesion", "of_service"), BELIEVED)
def test_what_may_be_so_is_believed(
    book: RuleBook, of_lesion: dict[str, Any], of_service: dict[str, Any]
) -> None:
    assert derived(book, lesions=[of_lesion], services=[CUT | of_service]).doubts == ()


def test_a_fact_that_is_not_believed_is_not_documented(book: RuleBook) -> None:
    found = encounter(record(lesions=[lesion(diameter_mm=51)], services=[CUT]))
    (item,) = documented_items(found)
    facts = ItemFacts(found, book)
    assert facts.fact(item, "diameter") == Fact("not_documented")
    assert [each.values for each in facts.disbelieved(item, "diameter")] == [
        found.lesions[0].diameter_mm.values
    ]
    assert beliefs_of(book) is beliefs_of(book)


def test_a_list_is_believed_only_as_a_whole_and_words_of_it_one_by_one(book: RuleBook) -> None:
    stages = [{"blocks": 2}, {"blocks": 10}]
    mohs = {
        "lesion": "A",
        "stages": stages,
        "deep_structures": ["cartilage", "bone"],
        "diagnoses": ["C44.519"],
    }
    found, _ = normalise(encounter(record(lesions=[lesion()], mohs=[mohs])), book)
    (item,) = documented_items(found)
    facts = ItemFacts(found, book)
    assert facts.fact(item, "blocks").state == "not_documented"
    assert facts.fact(item, "stages").value == 2
    assert facts.fact(item, "deep-structure").value == ("bone",)
    assert told(derive(found, book, NoTables())) == [
        ("blocks", "2, 10", "blocks"),
        ("deep-structure", "cartilage", ""),
    ]


def of_nails(*digits: tuple[str | None, str | None], **service: Any) -> dict[str, Any]:
    """One service of nails on as many lesions, each with its side and digit."""
    lesions = [
        {"id": f"N{n}", "kind": "mole", "site": "toe", "laterality": side, "digit": digit}
        for n, (side, digit) in enumerate(digits)
    ]
    ids = [each["id"] for each in lesions]
    return {"lesions": lesions, "services": [{"technique": "nails", "lesions": ids, **service}]}


GREAT = [("left", "great-toe"), ("right", "hallux")]
NAILS = [
    pytest.param(of_nails(*GREAT), 2, False, id="named-by-their-digits"),
    pytest.param(of_nails(*GREAT, nails=2), 2, False, id="named-and-counted"),
    pytest.param(of_nails(*GREAT, nails=9), 2, True, id="named-and-counted-otherwise"),
    pytest.param(of_nails(*GREAT, GREAT[0], nails=2), 2, False, id="one-of-them-named-twice"),
    pytest.param(of_nails(GREAT[0], GREAT[0]), 1, False, id="one-nail-with-two-lesions"),
    pytest.param(of_nails((None, "great-toe"), GREAT[0]), 1, False, id="a-side-missing"),
    pytest.param(of_nails((None, None), (None, None), nails=2), 2, False, id="a-number-is-the-services"),
    pytest.param(of_nails((None, None), nails=3), 3, False, id="one-lesion-of-three-nails"),
]


@pytest.mark.parametrize(("parts", "number", "asked"), NAILS)
def test_nails_are_counted_and_not_their_entries(
    book: RuleBook, parts: dict[str, Any], number: int, asked: bool
) -> None:
    found = derived(book, **parts)
    assert sum(units for _, units in billed(found)) == number
    assert ("nails" in {q.fact for q in found.questions}) is asked


def test_one_nail_in_two_services_is_one_nail(book: RuleBook) -> None:
    parts = of_nails(GREAT[0], nails=1)
    parts["services"] *= 2
    assert billed(derived(book, **parts)) == [("11730", 1)]


def test_a_code_by_service_is_billed_once_for_all_of_its_lesions(book: RuleBook) -> None:
    lesions = [lesion(id=name) for name in "ABC"]
    both = [CUT | {"lesions": ["A", "B"]}, CUT | {"lesions": ["C"]}]
    assert billed(derived(book, lesions=lesions, services=both)) == [("11400", 2)]


DOSES = [
    pytest.param((15, 12), 3, id="rounded-up-once"),
    pytest.param((10, 10), 2, id="nothing-to-round"),
    pytest.param((1,), 1, id="one-dose"),
    pytest.param((0,), 0, id="nothing-given"),
]


@pytest.mark.parametrize(("given", "units"), DOSES)
def test_the_doses_of_a_day_are_added_up_and_rounded_up_once(
    book: RuleBook, given: tuple[int, ...], units: int
) -> None:
    found = derived(book, drugs=[{"name": "balm", "given_mg": each} for each in given])
    assert sum(number for _, number in billed(found)) == units
    assert bool(found.aside) is not bool(units)  # what is billed nothing of is still told


STAGES = [
    pytest.param([(2, "positive"), (3, "clear"), (4, None)], 2, (2, 3), id="none-after-clear-margins"),
    pytest.param([(0, None), (3, "clear")], 1, (3,), id="none-without-a-block"),
    pytest.param([(0, None)], 0, None, id="no-tissue-at-all"),
    pytest.param([(None, None), (1, None)], 2, (1,), id="nothing-said"),
]


@pytest.mark.parametrize(("stages", "number", "blocks"), STAGES)
def test_a_stage_takes_tissue_and_none_follows_clear_margins(
    book: RuleBook,
    stages: list[tuple[int | None, str | None]],
    number: int,
    blocks: tuple[int, ...] | None,
) -> None:
    listed = [{"blocks": each, "margins": margins} for each, margins in stages]
    found = encounter(record(lesions=[lesion()], mohs=[{"lesion": "A", "stages": listed}]))
    (item,) = documented_items(found)
    facts = ItemFacts(found, book)
    assert facts.fact(item, "stages").value == number
    assert facts.fact(item, "stages-written").value == len(stages)
    assert facts.fact(item, "blocks").value == blocks


DEFECTS = [
    pytest.param({"mohs": [{"lesion": "A", "defect_mm": 9}]}, (9, 30), id="mohs"),
    pytest.param({"wounds": [{"lesion": "A", "primary_defect_mm": [8, 20]}]}, (20, 30), id="flap"),
    pytest.param({"wounds": [{"lesion": "A", "primary_defect_mm": [8, 31]}]}, (30,), id="larger"),
    pytest.param({"mohs": [{"lesion": "A"}]}, (30,), id="not-said"),
]


@pytest.mark.parametrize(("parts", "values"), DEFECTS)
def test_no_defect_is_smaller_than_what_was_cut_out(parts: dict[str, Any], values: tuple[int, ...]) -> None:
    from engine.facts import lesion_fact

    found: Encounter = encounter(record(lesions=[lesion(diameter_mm=30)], **parts))
    assert lesion_fact(found, found.lesions[0], "diameter").values == values


CONTAINERS = [
    pytest.param(
        {"given_mg": 20, "discarded_mg": 30, "container": {"size_mg": 40}}, (50, 40), id="too-small"
    ),
    pytest.param(
        {"given_mg": 41, "discarded_mg": 39, "container": {"size_mg": 40}}, (80, 80), id="two-opened"
    ),
    pytest.param({"given_mg": 20, "discarded_mg": 20}, (40, None), id="size-not-said"),
    pytest.param({"given_mg": 20, "container": {"size_mg": 40}}, (None, 40), id="nothing-discarded"),
]


@pytest.mark.parametrize(("drug", "amounts"), CONTAINERS)
def test_what_was_opened_and_what_it_held(
    drug: dict[str, Any], amounts: tuple[int | None, int | None]
) -> None:
    from engine.facts import part_fact

    found = encounter(record(drugs=[{"name": "balm"} | drug]))
    read_of = part_fact["drug"]
    assert (
        tuple(read_of(found, found.drugs[0], name).value for name in ("opened", "opened-at-most")) == amounts
    )
