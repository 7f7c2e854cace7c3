"""Every way to choose a code: the rulebook that each form becomes, and the mistakes that can be made in it."""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from textwrap import indent

import pytest

from engine.encounter import Encounter
from rules_dsl.library import PolicyLibrary
from rules_dsl.rulebook import (
    Always,
    Band,
    Bill,
    ByCount,
    BySize,
    ByWord,
    CodeChoice,
    Compare,
    Documented,
    MissingFact,
    Pattern,
    PerExtra,
    RuleBook,
    SiteRow,
    WordRow,
)
from rules_dsl.source import read

GOOD = (Path(__file__).with_name("corpus") / "good" / "every-choice.policy").read_text(encoding="utf-8")


@cache
def book() -> RuleBook:
    return PolicyLibrary([read("good", GOOD.encode())]).rulebook("choices", date(2026, 1, 1))


def choice(name: str) -> CodeChoice:
    (found,) = [each for each in book().choices if each.name == name]
    return found


def d(number: int) -> Decimal:
    return Decimal(number)


def bands(*edges: tuple[int | None, int | None, str]) -> tuple[Band, ...]:
    return tuple(
        Band(o if o is None else d(o), u if u is None else d(u), Bill((code,))) for o, u, code in edges
    )


# ── what each form becomes ───────────────────────────────────────────────────────────────────────────────────────


def test_one_bill_a_word_with_units_of_facts() -> None:
    mohs = choice("mohs")
    assert mohs.patterns == (Pattern("mohs", ("carcinoma",)),)
    assert isinstance(mohs.select, ByWord)
    blocks = PerExtra("17315", d(1), d(5), "blocks")
    nose = Bill(("17311",), (PerExtra("17312", d(1), d(1), "stages"), blocks))
    assert mohs.select.by == "site"
    assert mohs.select.rows[0] == WordRow(("nose",), nose)
    assert mohs.codes() == ("17311", "17312", "17315", "17313", "17314")
    drained = choice("drained").select
    assert drained == ByWord(
        "method",
        (WordRow(("needle",), Bill(("10160",))), WordRow(("knife",), Bill(handover="drained-twice"))),
    )


def test_an_add_on_alone() -> None:
    assert choice("drugs").select == Always(Bill((), (PerExtra("J3301", d(10), d(0), "given"),)))
    assert choice("drugs").patterns == (Pattern("drug", ("triamcinolone",)),)
    assert choice("patches").select == Always(Bill((), (PerExtra("95044", d(1), d(0), "patches"),)))
    sent = Bill(
        (), (PerExtra("88304", d(1), d(0), "specimens"), PerExtra("88312", d(1), d(0), "stain-count"))
    )
    assert choice("sent").select == Always(sent)


def test_counts_of_other_things_than_lesions() -> None:
    nails = choice("nails").select
    assert nails == ByCount(
        bands((0, 5, "11720"), (5, None, "11721")), (MissingFact("nails", "1", "How many nails?"),), "nails"
    )
    specimens = choice("specimens").select
    assert isinstance(specimens, ByCount)
    assert specimens.of == "specimens"
    assert specimens.bands[1].bill.extra == (PerExtra("88304", d(1), d(1), "specimens"),)


def test_a_table_for_every_item_has_one_row() -> None:
    excimer = bands((None, 250, "96920"), (250, 500, "96921"), (500, None, "96922"))
    assert choice("excimer").select == BySize("area-cm2", False, (SiteRow((), excimer),), by="")
    vascular = bands((None, 1000, "17106"), (1000, 5000, "17107"), (5000, None, "17108"))
    assert choice("vascular").select == BySize("area", True, (SiteRow((), vascular),), by="")
    counted = bands((None, 1, "10060"), (1, None, "10061"))
    assert choice("drained-twice").select == BySize("count", False, (SiteRow((), counted),), by="")
    drugs = choice("many-drugs").select
    assert isinstance(drugs, BySize)
    assert drugs.rows[0].bands[1] == Band(
        d(10), None, Bill(("96372",), (PerExtra("J3300", d(10), d(0), "given"),))
    )


def test_rows_of_any_word_and_areas_in_what_the_record_keeps() -> None:
    tattoos = choice("tattoos").select
    assert isinstance(tattoos, BySize)
    assert (tattoos.by, tattoos.rows[0].sites) == ("digit", ("thumb",))
    assert tattoos.rows[0].bands == (
        Band(None, d(600), Bill(("11920",))),
        Band(d(600), None, Bill(("11921",), (PerExtra("11922", d(2000), d(2000)),))),
    )
    debriding = choice("debriding").select
    assert isinstance(debriding, BySize)
    assert (debriding.by, debriding.summed, debriding.measure) == ("debridement-depth", True, "area-cm2")
    assert debriding.rows[1].bands[1] == Band(
        d(20), None, Bill(("11043",), (PerExtra("11046", d(20), d(20)),))
    )


def test_definitions_of_items() -> None:
    assert book().definitions["with-flap"].when.parts[1] == Compare("defect-area", "up to", d(3000))  # type: ignore[union-attr]
    deep = book().definitions["deep"]
    assert deep.of == "mohs"
    assert deep.when.parts == (
        Documented("bone", word=True, listed="deep-structure"),
        Compare("stages", "at least", d(3)),
    )  # type: ignore[union-attr]
    assert book().definitions["dosed"].when == Compare("given", "over", d(10))
    assert choice("deep-mohs").patterns == (Pattern("deep"),)


# ── what can be wrong ────────────────────────────────────────────────────────────────────────────────────────────


def told(*lines: str, name: str = "new") -> list[tuple[str, str, str]]:
    body = f"\nchoose code {name}\n" + indent("\n".join(lines), "  ") + "\n  cite manual\n"
    found = PolicyLibrary([read("bad", (GOOD + body).encode())]).diagnostics
    return [(each.code, each.message, each.help) for each in found]


ROW = "  | up to 5 | over 5 |\n  | 10060   | 10061  |"


@pytest.mark.parametrize(
    ("lines", "code", "message", "help"),
    [
        (
            ("for drainage", "by digt and area in sq cm\n  | digt | over 0 |\n  | thumb | 10060 |"),
            "P103",
            "`digt` is not a fact of what this rule speaks of",
            "did you mean `digit`?",
        ),
        (
            ("for drainage", f"by area in cm\n{ROW}"),
            "P103",
            "`area` is not measured in cm",
            "write it in sq cm or sq mm",
        ),
        (("for drainage", f"by area\n{ROW}"), "P103", "`area` needs its unit", "write `area in sq cm`"),
        (("for drainage", f"by nails in cm\n{ROW}"), "P103", "`nails` is no length, so it has no unit", ""),
        (("for drainage", f"by method in cm\n{ROW}"), "P103", "`method` is not something to measure", ""),
        (
            ("for drainage", f"by area in sq inch\n{ROW}"),
            "P105",
            "`sq inch` is not a unit",
            "one of: cm, mm, sq cm, sq mm, mg, minutes, days",
        ),
        (
            ("for drainage", f"by area in sq cm\n{ROW}\n  | 1 | 2 |"),
            "P012",
            "a table without a column of words has one row, for every item",
            "",
        ),
        (
            ("for drainage", "by method\n  | method | bil |\n  | knife | 10060 |"),
            "P013",
            "`bil` is not the column that belongs here",
            "did you mean `bill`?",
        ),
        (
            ("for drainage", "by method\n  | method | bill |\n  | knife | |"),
            "P013",
            "the row `knife` bills nothing",
            "write a code, or leave the row out",
        ),
        (
            ("for drainage", "by method\n  | method | bill |\n  | knive | 10060 |"),
            "P102",
            "`knive` is not a method",
            "did you mean `knife`?",
        ),
        (
            ("for drainage", "by method\n  | method | bill |\n  | knife | 10060 |\n  | blade | 10061 |"),
            "P302",
            "`blade` stands in two rows, there called `knife`",
            "",
        ),
        (
            ("for drainage", "by nails\n  | nails | bill |\n  | knife | 10060 |"),
            "P103",
            "`nails` is not a word",
            "",
        ),
        (
            (
                "for drainage",
                "by method\n  | method | bill |\n  | knife | 10060 |",
                "by digit\n  | digit | bill |\n  | thumb | 10061 |",
            ),
            "P303",
            "this table goes by the word of `digit`, and the first by the word of `method`",
            "",
        ),
        (
            ("for drainage", f"by nails\n{ROW}", f"by nails\n{ROW}"),
            "P303",
            "a second table, where the first is for every item",
            "",
        ),
        (
            ("for drainage", f"by nails\n{ROW.replace('over 5', 'over 7')}"),
            "P301",
            "no band has what is over 5 up to 7",
            "start it at 5",
        ),
        (
            ("for drainage", "count nials", "when 1 or more bill 10060"),
            "P103",
            "`nials` is nothing that can be counted here",
            "did you mean `nails`?",
        ),
        (
            ("for drainage", "count area", "when 1 or more bill 10060"),
            "P103",
            "`area` is not a number of pieces",
            "write `by area in sq cm` over a table",
        ),
        (
            ("for mohs", "bill 17311 and 17315 per block after 5"),
            "P103",
            "`blocks` has a number for each stage",
            "write `per block after` a number `of each stage`",
        ),
        (
            ("for mohs", "bill 17311 and 17312 per stage after 5 of each block"),
            "P103",
            "`stages` are not counted for each block",
            "",
        ),
        (
            ("for drug", "bill J3301 per 10"),
            "P014",
            "nothing says what 10 counts",
            "write `per 10 mg`, or `per 10 or part after` a number",
        ),
        (("for drug", "bill J3301 per ten mg"), "P014", "`ten` is not a number", ""),
        (("for drug", "bill J3301 per 0 mg"), "P014", "an add-on for every 0 never ends", ""),
        (
            ("for drug of trimcinolone", "bill J3301"),
            "P102",
            "`trimcinolone` is not a drug name or a definition",
            "did you mean `triamcinolone`?",
        ),
        (
            ("for drug", "when stages at least 2", "bill J3301"),
            "P103",
            "`stages` is not a fact of a drug",
            "",
        ),
        (
            ("for drugg", "bill J3301"),
            "P102",
            "`drugg` is not a technique or a definition",
            "did you mean `drug`?",
        ),
    ],
)
def test_what_can_be_wrong(lines: tuple[str, ...], code: str, message: str, help: str) -> None:
    assert told(*lines) == [(code, message, help)]


def test_an_area_needs_its_unit_where_it_could_be_another() -> None:
    assert told("for with-flap", "when defect-area over 3", "bill 14000") == [
        ("P103", "`3` is an area without a unit", "write `3 sq cm`")
    ]
    assert told("for light", f"by area-cm2\n{ROW}") == []


def test_a_list_that_no_policy_has_is_no_mistake_until_it_is_used() -> None:
    body = GOOD.replace(
        "words digit\n  | word  | kind of | implies | also called |\n  | thumb |         |         |             |\n",
        "",
    )
    found = PolicyLibrary([read("bad", body.encode())]).diagnostics
    assert [(each.code, each.message) for each in found] == [("P102", "`thumb` is not a digit")]


# ── what a test can give ─────────────────────────────────────────────────────────────────────────────────────────


def given(*lines: str) -> tuple[dict[str, object], list[tuple[str, str]]]:
    body = (
        '\ntest "new"\n  on 2026-10-15\n'
        + "".join(f"  given {line}\n" for line in lines)
        + "  expect nothing\n"
    )
    library = PolicyLibrary([read("x", (GOOD + body).encode())])
    cases = {case.name: case.encounter for case in library.cases()}
    return dict(cases.get("new", {})), [(each.code, each.message) for each in library.diagnostics]


def test_items_are_what_an_encounter_holds() -> None:
    made, mistakes = given(
        "mohs of lesion A  kind cancer  at left-nose  stages 2  read-by outside  pathology benign"
    )
    assert mistakes == [("P502", "`benign` is not a pathology result")]
    made, mistakes = given(
        "mohs of lesion A  kind cancer  at left-nose  recurrent  stages 2  read-by outside  session 2",
        "mohs of lesion B  blocks 4, 6",
        "drug kenalog  given 20.5 mg  discarded 0 mg  multi-dose",
        "light excimer  bsa 12  debrided  applicator physician  lesion A",
        "debridement skin  lesion B",
        "specimen skin  count 2  frozen  gross  microscopic  prepared-by p1",
        "closure of lesion B  defect-area 300  graft-area 6.5",
        "tattooing  lesion C  area 7.5  digit thumb  discontinued",
        "prior 17311  days-ago 15  lesion A  related",
    )
    assert mistakes == []
    Encounter.model_validate(made)
    assert made["mohs"] == [
        {"id": "m1", "lesion": "A", "stages": [{"reader": "outside"}] * 2, "session": 2},
        {"id": "m2", "lesion": "B", "stages": [{"blocks": 4}, {"blocks": 6}]},
    ]
    assert made["practitioners"] == [
        {"id": "p1", "credential": "physician"},
        {"id": "outside", "group": "another practice"},
    ]
    assert made["lesions"] == [
        {"id": "C", "area_mm2": 750, "digit": "thumb"},
        {"id": "A", "kind": "carcinoma", "site": "left nose", "recurrent": True},
        {"id": "B"},
    ]
    assert made["drugs"] == [
        {
            "id": "d1",
            "name": "triamcinolone",
            "given_mg": 20.5,
            "discarded_mg": 0,
            "container": {"type": "multi-dose"},
        }
    ]
    assert made["light"] == [
        {
            "id": "t1",
            "type": "excimer",
            "bsa_percent": 12,
            "applicator": "p1",
            "debrided": True,
            "lesions": ["A"],
        }
    ]
    assert made["debridements"] == [{"id": "b1", "depth": "skin", "lesion": "B"}]
    read_here = {"kind": "skin", "frozen": True, "gross": True, "microscopic": True, "technical_by": "p1"}
    jars = [{"id": id, "container": id, **read_here} for id in ("x1", "x2")]
    assert made["specimens"] == jars
    assert made["wounds"] == [
        {"id": "w1", "lesion": "B", "graft": {"recipient_area_mm2": 650}, "primary_defect_mm": [300, 100]}
    ]
    assert made["history"] == {
        "procedures": [{"hcpcs": "17311", "date": "2026-09-30", "lesion": "A", "related": True}]
    }


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("mohs of lesion A  stages 2  blocks 1, 2, 3", "P504", "2 stages, and blocks of 3"),
        ("mohs of lesion A  lesion B", "P504", "Mohs surgery is of one lesion, which stands behind `mohs of lesion`"),
        ("mohs of lesion A  stages 51", "P505", "a stages of 51, where 1 to 50 can be recorded"),
        ("mohs of lesion A  kind cance", "P502", "`cance` is not a lesion kind"),
        ("drug kenalogg", "P502", "`kenalogg` is not a drug name"),
        ("drug kenalog  single-dose  multi-dose", "P504", "one drug from a single-dose and a multi-dose container"),
        ("drug kenalog  given 0 mg", "P505", "a given of 0 mg, where above 0 to 100000 mg can be recorded"),
        ("light blue  area 0.125", "P505", "an area of 0.125 sq cm is finer than a hundredth"),
        ("light blue  applicator nurse", "P502", "`nurse` is not an applicator"),
        ("light blue  lesion Z", "P504", "no service is on a lesion `Z`"),
        ("debridement bone", "P502", "`bone` is not a debridement depth"),
        ("specimen skin  count 0", "P505", "a count of 0, where 1 to 500 can be recorded"),
        ("nail-care  nails 0", "P505", "a nails of 0, where 1 to 999 can be recorded"),
        ("patch-test  relation stagged", "P502", "`stagged` is not a relation"),
        ("prior 1731  days-ago 3", "P014", "`1731` is not a code: five digits, or a letter and four digits"),
    ],
)  # fmt: skip
def test_items_that_no_record_has(line: str, code: str, message: str) -> None:
    assert given(line)[1] == [(code, message)]


def test_what_comes_in_addition_instead_and_once() -> None:
    assert choice("frozen").beside
    assert choice("frozen").select == Always(
        Bill(("88331",), (PerExtra("88332", d(1), d(1), "frozen-blocks"),)),
        (MissingFact("frozen-blocks", "", "How many blocks?"),),
    )
    assert choice("stained").select == Always(Bill((), (PerExtra("88312", d(1), d(0), "pas", "stains"),)))
    assert choice("warmed").instead == ("excimer",)
    assert [choice(name).once for name in ("warmed", "frozen")] == [True, False]
