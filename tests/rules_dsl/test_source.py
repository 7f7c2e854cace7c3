"""Text to statements, and what is not text."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.encounter import Encounter
from rules_dsl import render
from rules_dsl.build import statement
from rules_dsl.casefile import CaseReader
from rules_dsl.diagnostics import PolicyError
from rules_dsl.library import PolicyLibrary
from rules_dsl.source import read

WORDS = [
    "policy", "part of", "choose code", "a", "house", "test", "when", "any of", "all of", "bill", "11400", "cite", "|",
    '"', '"x"', "#", "\n", "\n  ", "\n    ", " ", ",", "for", "documented", "replaces", "from", "given", "until",
    "2024-01-01", "mue", "13 units", "\t", "\r\n", "\x00", "\u2028", "é", "by site and", "in cm", "in sq cm",
    "by", "count", "per", "of each", "up to 0.5", "50%",
]  # fmt: skip


def statements(text: str) -> list[tuple[int, str]]:
    return [(chunk.first_line, chunk.text) for chunk in read("x.policy", text.encode()).chunks]


def test_statements_start_in_the_first_column() -> None:
    text = '# about\n\npolicy a\n  title "x # y"  # note\n\n  # between\n  effective 2024-01-01\n# end\n'
    text += "mue 17003\n  mai 2\n"
    assert statements(text) == [
        (3, 'policy a\n  title "x # y"  # note\n\n  # between\n  effective 2024-01-01'),
        (9, "mue 17003\n  mai 2"),
    ]
    assert read("x.policy", text.encode()).chunks[0].code[1] == '  title "x # y"'


def test_line_ends_of_other_systems_and_a_byte_order_mark() -> None:
    assert statements('\ufeffpolicy a\r\n  title "x"\r\n') == [(1, 'policy a\n  title "x"')]


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        (b'policy a\n  title "\xff"\n', "P001", "this is not UTF-8 text"),
        (b'policy a\n  title "\x00"\n', "P002", "the character U+0000 in a policy"),
        (b'policy a\n\ttitle "x"\n', "P002", "a tab in a policy"),
        (b'  title "x"\n', "P003", "an indented line that belongs to no statement"),
        (b'policy a\n  title "x\n', "P004", "a quote that is not closed"),
        (
            b'policy a\n    title "x"\n  extends b\n',
            "P003",
            "this line is indented like none of those above it",
        ),
        (b"policy " + b"a" * 1_900_000, "P001", "a line of 1,900,007 characters, where 2,000 are allowed"),
        (
            b"policy " + b"a" * 5_000_000,
            "P001",
            "a policy file of 5,000,007 bytes, where 2,000,000 are allowed",
        ),
    ],
)
def test_what_is_not_policy_text_is_told(data: bytes, code: str, message: str) -> None:
    (finding, *_) = read("x.policy", data).diagnostics
    assert (finding.code, finding.message) == (code, message)


@pytest.mark.slow
def test_deep_nesting_is_told_quickly() -> None:
    lines = ["policy a", *(f"{'  ' * depth}any of" for depth in range(1, 900))]
    started = time.process_time()
    found = PolicyLibrary([read("x.policy", "\n".join(lines).encode())]).diagnostics
    assert "nested more than 12 deep" in found[0].message
    assert time.process_time() - started < 1


def test_a_huge_range_holds_only_the_codes_that_are_named() -> None:
    text = 'policy a\n  title "x"\n  effective 2024-01-01\n\nmue 17003\n  limit 1 unit\n  mai 2\n\n'
    text += "coverage all\n  covers 00000 to 99999\n  unless documented cosmetic\n"
    book = PolicyLibrary([read("x.policy", text.encode())]).rulebook("a", date(2025, 1, 1))
    assert book.coverages[0].codes == {"17003"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "wider",
    [
        pytest.param(lambda n: f"w{n + 1}", id="a long chain with an unknown end"),
        pytest.param(lambda n: f"w{(n + 1) % 20_000}", id="one huge circle"),
        pytest.param(lambda n: f"x{n}", id="nothing known"),
    ],
)
def test_twenty_thousand_words_are_read_quickly(wider: Callable[[int], str]) -> None:
    rows = "".join(f"  | w{n} | {wider(n)} | | |\n" for n in range(20_000))
    text = 'policy a\n  title "x"\n  effective 2024-01-01\n\nwords depth\n'
    started = time.process_time()
    found = PolicyLibrary(
        [read("x.policy", (text + "  | word | kind of | implies | also called |\n" + rows).encode())]
    ).diagnostics
    assert time.process_time() - started < 10
    assert found
    assert all(len(each.message) < 300 for each in found)


GIVEN = [
    "excision", "punch biopsy", "tangential removal of nevus", "at left-cheek", "at back, scalp", "lesion A",
    "lesion A, B", "count 2", "count 0", "diameter 5 mm", "diameter 0.33 cm", "diameter 0.001 mm",
    "margin 0 mm", "margin 9999 cm", "symptom pain", "pathology malignant", "pathology pending", "cosmetic",
    "dx L57.0", "session 2", "practitioner x", "closure of lesion A", "layered", "length 3 cm",
    "free-margin helix", "visit new", "problem minor", "about lesion A", "data 3 lab", "risk rx",
    "minutes 9999", "minutes-on-procedures 10", "notice signed", "unsigned note", "\n  given",
    "mohs of lesion A", "kind nevus", "stages 2", "blocks 1, 900", "read-by outside", "prior 17000", "days-ago 9",
    "light blue", "area 5", "area 99999", "applicator staff", "drug x", "given 5 mg", "single-dose", "specimen y",
    "debridement z", "flap-incision", "defect-area 300.5", "graft-area 0.001", "nails 3", "patches 0", "discontinued",
]  # fmt: skip
BASE = PolicyLibrary.packaged()


@given(st.lists(st.sampled_from(GIVEN), max_size=25))
def test_whatever_a_test_gives_is_told_or_can_be_documented(words: list[str]) -> None:
    text = f'test "x"\n  on 2026-10-15\n  given {" ".join(words)}\n  expect nothing\n'
    (chunk,) = read("x.policy", text.encode()).chunks
    test, mistakes = statement(chunk)
    assert test or mistakes
    if test and not mistakes:
        case, mistakes = CaseReader({p.name: p for p in BASE.chain("com-a")}).read("com-a", test)
        assert case or mistakes
        if case:
            Encounter.model_validate(case.encounter)


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    library = PolicyLibrary.load(tmp_path / "none.policy", packaged=False)
    assert [each.code for each in library.diagnostics] == ["P001"]


def survives(data: bytes) -> None:
    library = PolicyLibrary([read("x.policy", data)])
    assert render.full(library.diagnostics, library.sources) or not library.diagnostics
    render.concise(library.diagnostics)
    render.as_json(library.diagnostics)
    for case in library.cases():
        Encounter.model_validate(case.encounter)
    for policy in library.policies():
        with suppress(PolicyError):
            library.rulebook(policy, date(2025, 1, 1))


@given(
    st.one_of(
        st.binary(max_size=200), st.lists(st.sampled_from(WORDS)).map(lambda words: " ".join(words).encode())
    )
)
def test_arbitrary_bytes_never_crash(data: bytes) -> None:
    survives(data)


FILES = {p: p.read_text() for p in sorted((Path(__file__).parents[2] / "payers").rglob("*.policy"))}


def packaged(folder: str = "") -> list[str]:
    """The statements of the packaged files, or of those in one folder."""
    texts = "\n".join(text for path, text in FILES.items() if folder in ("", path.parent.name))
    return ["\n".join(chunk.written) for chunk in read("all", texts.encode()).chunks]


STATEMENTS = packaged()
NAMES = [text for text in packaged("dermatology") if text.startswith(("source", "words", "sites"))]


@given(st.sampled_from(STATEMENTS), st.data())
def test_a_damaged_statement_never_crashes(statement: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(statement)))
    end = data.draw(st.integers(start, min(start + 30, len(statement))))
    damaged = statement[:start] + data.draw(st.sampled_from(["", *WORDS])) + statement[end:]
    survives("\n".join(['policy z\n  title "z"\n  effective 2024-01-01', *NAMES, damaged, ""]).encode())
