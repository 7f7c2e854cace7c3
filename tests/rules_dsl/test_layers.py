"""One policy upon another, day by day: what is added, replaced, withdrawn, and when each version holds.

Three policies stand upon one another. The regional one writes its changes; the payer at the end writes nothing of
its own but one limit, so that what is seen from there went through two layers.
"""

from __future__ import annotations

from datetime import date

import pytest

from rules_dsl import gather
from rules_dsl.build import statement
from rules_dsl.diagnostics import PolicyError
from rules_dsl.library import PolicyLibrary
from rules_dsl.rulebook import RuleBook
from rules_dsl.source import Chunk, read

NATIONAL = """\
policy national
  title      "National"
  effective  2024-01-01

mue 17003
  limit    13 units
  mai      2
  because  "Two to fourteen."

mue 17110
  limit  1 unit
  mai    2
  until  2025-01-01

mue 17110
  limit      2 units
  mai        3
  effective  2025-01-01
  until      2026-01-01

mue 17110
  limit      3 units
  mai        3
  effective  2026-01-01

modifier 59
  means     "distinct service"
  position  2

modifier XS
  means     "separate structure"
  position  2

modifier preference distinct
  for    ptp edits
  basis  separate structure  prefer XS then 59

reduction ranks
  applies to  multiple-procedure indicator 2
  pay         100%, 50%, then by report
"""

REGIONAL = """\
policy regional
  title      "Regional"
  extends    national
  effective  2024-01-01

replaces mue 17003 from national
  limit  10 units

replaces distinct from national
  never      XS
  effective  2025-07-01

withdraws ranks from national
  effective  2025-01-01
  until      2026-01-01

mue 17004
  limit      1 unit
  mai        2
  effective  2025-03-01
  until      2025-04-01
"""

PAYER = """\
policy payer
  title      "Payer"
  extends    regional
  effective  2024-01-01
  until      2030-01-01

replaces mue 17003 from regional
  mai  3
"""


@pytest.fixture(scope="module")
def library() -> PolicyLibrary:
    texts = (NATIONAL, REGIONAL, PAYER)
    made = PolicyLibrary(read(f"{n}.policy", text.encode()) for n, text in enumerate(texts))
    assert [each for each in made.diagnostics if each.severity == "error"] == []
    return made


def limits(book: RuleBook) -> dict[str, tuple[int, int, str]]:
    return {each.code: (each.units, each.mai, each.rule) for each in book.mues}


@pytest.mark.parametrize(
    ("policy", "limit"),
    [
        ("national", (13, 2, "national/mue-17003")),
        ("regional", (10, 2, "regional/mue-17003")),
        ("payer", (10, 3, "payer/mue-17003")),
    ],
)
def test_each_layer_writes_what_it_changes_and_inherits_the_rest(
    library: PolicyLibrary, policy: str, limit: tuple[int, int, str]
) -> None:
    book = library.rulebook(policy, date(2026, 10, 15))
    assert limits(book)["17003"] == limit
    assert book.rules[limit[2]].because == ("Two to fourteen." if policy == "national" else "")


@pytest.mark.parametrize(
    ("day", "units"),
    [
        ("2024-01-01", 1),
        ("2024-12-31", 1),
        ("2025-01-01", 2),
        ("2025-12-31", 2),
        ("2026-01-01", 3),
        ("2029-12-31", 3),
    ],
)
def test_history_has_one_answer_a_day(library: PolicyLibrary, day: str, units: int) -> None:
    assert limits(library.rulebook("payer", date.fromisoformat(day)))["17110"][0] == units


@pytest.mark.parametrize(
    ("day", "there"),
    [("2025-02-28", False), ("2025-03-01", True), ("2025-03-31", True), ("2025-04-01", False)],
)
def test_a_rule_holds_on_its_first_day_and_no_longer_on_its_last(
    library: PolicyLibrary, day: str, there: bool
) -> None:
    assert ("17004" in limits(library.rulebook("payer", date.fromisoformat(day)))) is there


@pytest.mark.parametrize(
    ("day", "there"),
    [("2024-12-31", True), ("2025-01-01", False), ("2025-12-31", False), ("2026-01-01", True)],
)
def test_what_is_withdrawn_for_a_time_comes_back(library: PolicyLibrary, day: str, there: bool) -> None:
    assert bool(library.rulebook("payer", date.fromisoformat(day)).reductions) is there
    assert library.rulebook("national", date.fromisoformat(day)).reductions


@pytest.mark.parametrize(
    ("day", "rule", "never", "order"),
    [
        ("2025-06-30", "national/distinct", (), (("separate structure", ("XS", "59")),)),
        ("2025-07-01", "regional/distinct", ("XS",), ()),
    ],
)
def test_a_replacement_holds_from_its_own_day(
    library: PolicyLibrary, day: str, rule: str, never: tuple[str, ...], order: tuple[object, ...]
) -> None:
    (found,) = library.rulebook("payer", date.fromisoformat(day)).preferences
    assert (found.rule, found.never, found.order) == (rule, never, order)


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2023-12-31", "holds from 2024-01-01 until 2030-01-01, and not on 2023-12-31"),
        ("2030-01-01", "holds from 2024-01-01 until 2030-01-01, and not on 2030-01-01"),
    ],
)
def test_no_rulebook_outside_a_policys_own_period(library: PolicyLibrary, day: str, message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        library.rulebook("payer", date.fromisoformat(day))


def test_other_policies_are_as_they_were(library: PolicyLibrary) -> None:
    book = library.rulebook("national", date(2026, 10, 15))
    assert book.chain == ("national",)
    assert limits(book) == {"17003": (13, 2, "national/mue-17003"), "17110": (3, 3, "national/mue-17110")}


def test_only_the_files_of_the_chain_are_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def told(chunk: Chunk) -> object:
        parsed.append(chunk.file if chunk.head in ("policy", "part") else f"{chunk.file} {chunk.head}")
        return statement(chunk)

    monkeypatch.setattr(gather, "statement", told)
    texts = {"national": NATIONAL, "regional": REGIONAL, "payer": PAYER}
    library = PolicyLibrary(read(name, text.encode()) for name, text in texts.items())
    assert library.policies() == ("national", "payer", "regional")
    library.rulebook("national", date(2026, 10, 15))
    assert {name for name in parsed if " " in name} == {
        "national mue",
        "national reduction",
        "national modifier",
    }
    library.rulebook("payer", date(2026, 10, 15))
    assert any(name.startswith("payer mue") or name.startswith("payer replaces") for name in parsed)
    assert len(parsed) == sum(len(read(n, t.encode()).chunks) for n, t in texts.items()), "each of them once"
