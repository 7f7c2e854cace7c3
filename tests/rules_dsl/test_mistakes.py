"""Mistakes of an author: each is told once, in the author's words, and none hides the next."""

from textwrap import dedent

import pytest

from rules_dsl import render
from rules_dsl.diagnostics import Diagnostic
from rules_dsl.library import PolicyLibrary
from rules_dsl.source import read

HEAD = """\
policy house
  title      "House rules"
  effective  2024-01-01

source notes
  title    "Notes"
  version  "1"
  tier     society

words technique
  | word     | kind of | implies | also called |
  | excision |         |         |             |

words lesion-kind
  | word  | kind of | implies | also called |
  | nevus |         |         | mole        |

sites
  | site  | part of | also called |
  | trunk |         |             |

"""


def library_of(*policies: str) -> PolicyLibrary:
    """A library of the policies given as text, in files named a.policy, b.policy, and so on."""
    return PolicyLibrary(read(f"{chr(97 + n)}.policy", text.encode()) for n, text in enumerate(policies))


def errors(library: PolicyLibrary) -> list[Diagnostic]:
    """Without the warnings: most rules here cite nothing."""
    return [each for each in library.diagnostics if each.severity == "error"]


def findings(body: str) -> list[Diagnostic]:
    return errors(library_of(HEAD + dedent(body)))


def told(body: str) -> list[tuple[str, str]]:
    return [(each.code, each.message) for each in findings(body)]


def test_three_mistakes_are_told_in_one_go() -> None:
    found = told(
        """\
        coverage looks
          covers  1140
          unless  documented cosmetic

        reduction ranks
          applied to  multiple-procedure indicator 2
          pay         100%, half

        modifer 25
          means  "separate work"
        """
    )
    assert found == [
        ("P014", "`1140` is not a code: five digits, or a letter and four digits"),
        ("P011", "`applied` is not a clause that may stand here"),
        ("P014", "`half` is not a percentage such as 50% or 13.6%"),
        ("P010", "`modifer` starts no statement"),
    ]


def test_one_suggestion_when_a_word_is_close() -> None:
    (finding,) = findings("""\
        included closure
          service  excision of nevs
          in       excision
        """)
    assert (finding.code, finding.message) == ("P102", "`nevs` is not a kind of lesion or a definition")
    assert finding.help == "did you mean `nevus`?"
    (finding,) = findings('coverage looks\n  covers  11400\n  unles  documented cosmetic\n  because "x"\n')
    assert finding.help == "did you mean `unless`?"
    assert finding.expected[0] == "unless"


def test_expectations_are_clause_words_and_never_names_of_terminals() -> None:
    (finding,) = findings("mue 17003\n  limit 13\n  mai 2\n")
    assert finding.message == "the line stops after `limit 13`"
    assert set(finding.expected) == {"units", "unit"}
    (finding,) = findings("measure across of lesion\n  is diameter plus 2 by margin\n")
    assert finding.message == "`by` does not fit after `diameter plus 2`"
    assert set(finding.expected) == {"x", "plus", "the end of the line"}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("| trunk | 11400 11401 |", "the row `trunk` has 2 cells, and the header 3 cells"),
        ("| trunk | 11400 | 11401 | 11402 |", "the row `trunk` has 4 cells, and the header 3 cells"),
        ("| trunk | 11400 | 11401", "the row `trunk` does not end with a bar"),
    ],
)
def test_a_missing_bar_names_the_row(row: str, message: str) -> None:
    found = told(f"""\
        choose code sizes
          for  excision
          by   site and diameter in cm
            | site  | up to 0.5 | over 0.5 |
            {row}
            | trunk | 11400     | 11401    |
        """)
    assert found == [("P012", message)]


def test_nested_conditions_keep_their_places() -> None:
    (finding,) = findings("""\
        define risky of lesion
          when any of
            diameter over 5 mm
            all of
              documented recurrent
              documented cosmetik
            margin under 1 mm
        """)
    assert (finding.code, finding.span.line, finding.span.column) == ("P103", 27, 18)
    assert finding.help == "did you mean `cosmetic`?"


def test_a_length_needs_its_unit() -> None:
    assert told("define large of lesion\n  when diameter over 5\n") == [
        ("P103", "`5` is a length without a unit")
    ]


CHILD = """\
policy child
  title      "Child"
  extends    house
  effective  2024-01-01

"""


def child_findings(body: str) -> list[Diagnostic]:
    parent = HEAD + "mue 17003\n  limit  13 units\n  mai    2\n  cite notes\n"
    return errors(library_of(parent, CHILD + dedent(body)))


def test_a_name_used_above_is_told_with_both_places() -> None:
    (finding,) = child_findings("mue 17003\n  limit  1 unit\n  mai    2\n")
    assert finding.code == "P404"
    assert [place.span.file for place in finding.places] == ["b.policy", "a.policy"]
    assert finding.help == "write `replaces mue 17003 from house`, or choose another name"


def test_replacing_or_withdrawing_nothing() -> None:
    found = child_findings(
        "replaces mue 17004 from house\n  limit 1 unit\n\nwithdraws mue 17003 from huose\n"
    )
    assert [each.code for each in found] == ["P405", "P405"]
    assert found[0].help == "did you mean `mue 17003`?"
    assert found[1].help == "did you mean `house`?"


def test_a_clause_of_another_kind_of_rule() -> None:
    (finding,) = child_findings("replaces mue 17003 from house\n  pay 50%\n")
    assert (finding.code, finding.message) == ("P406", "`pay` is not a clause of a `mue`")


def test_policies_that_extend_each_other() -> None:
    one, two = (
        f'policy {a}\n  title "x"\n  effective 2024-01-01\n  extends {b}\n\nmue {code}\n  limit 1 unit\n  mai 2\n'
        for a, b, code in (("one", "two", "17003"), ("two", "one", "17004"))
    )
    assert {each.code for each in errors(library_of(one, two))} == {"P403"}


def test_history_is_fine_and_an_overlap_is_not() -> None:
    older, newer = "mue 17003\n  limit 13 units\n  mai 2\n", "mue 17003\n  limit 1 unit\n  mai 2\n"
    assert told(older + newer) == [("P401", "two statements named `mue 17003` hold on the same dates")]
    assert told(older + "  until 2025-01-01\n" + newer + "  effective 2025-01-01\n") == []


def test_in_full_a_finding_shows_its_line_and_a_caret() -> None:
    library = library_of(HEAD + "mue 17003\n  limit  13 units\n  mai    2\n  cite   note\n")
    assert render.full(errors(library), library.sources) == dedent("""\
        error[P101]: no source is named `note`
           --> a.policy:25:10
            |
         25 |   cite   note
            |          ^^^^
            = help: did you mean `notes`?
        """)
    assert render.concise(errors(library)) == (
        "a.policy:25:10: error[P101] no source is named `note` (did you mean `notes`?)\n"
    )
