"""What a rule that replaces another inherits, and what it never does; and the sentence of a rule without a reason."""

from __future__ import annotations

from datetime import date

import pytest

from rules_dsl.library import PolicyLibrary
from rules_dsl.rulebook import Coverage, Reduction, RuleBook
from rules_dsl.source import read
from rules_dsl.vocabulary import SAID
from tests.rules_dsl.test_mistakes import HEAD

ON = date(2026, 10, 15)
ABOVE = """\
fee schedule physician
  from  tables/mpfs
  pay   100%

reduction ranks
  applies to  multiple-procedure indicator 2
  pay         100%, then 50%
  may pay     100%, then 25%
  because     "As the house does."
  cite        notes "ranks"
  confidence  low

coverage looks
  covers      11400
  when        diameter over 5 mm
  unless      documented cosmetic
  otherwise   deny with CARC 96
  if unknown  warn
  lacks       "the list of diagnoses"
  lcd         L12345
  ask         "How large was it?"
  because     "As the house does."
  cite        notes "looks"
  confidence  unverified
"""
CHILD = """\
policy child
  title      "Child"
  extends    house
  effective  2024-01-01

source own
  title    "Ours"
  version  "1"
  tier     payer-policy

replaces ranks from house
  pay   100%, then 40%
  cite  own "ranks"

replaces looks from house
  {more}
  cite  own "looks"
"""


def book(more: str = 'because  "As we do."') -> RuleBook:
    texts = {"a.policy": HEAD + ABOVE, "b.policy": CHILD.replace("{more}", more)}
    made = PolicyLibrary(read(name, text.encode()) for name, text in texts.items())
    assert [each.message for each in made.diagnostics if each.severity == "error"] == []
    return made.rulebook("child", ON)


def looks(found: RuleBook) -> Coverage:
    return next(each for each in found.coverages if each.rule == "child/looks")


def test_what_was_said_of_the_rule_replaced_is_not_said_of_the_new_one() -> None:
    found = book()
    ranks: Reduction = next(each for each in found.reductions if each.rule == "child/ranks")
    assert ranks.percents == (100, 40)
    assert ranks.indicator == "2"
    assert ranks.may == ()
    for rule, place in (("child/ranks", "ranks"), ("child/looks", "looks")):
        info = found.rules[rule]
        assert info.confidence == "high"
        assert [(cite.source.id, cite.locator) for cite in info.citations] == [("own", place)]
    assert (looks(found).lacks, looks(found).lcd) == ("", "")
    assert found.rules["child/ranks"].because == ""
    assert {"because", "cite", "confidence", "may pay", "lacks", "lcd"} <= SAID


def test_what_the_rule_does_is_inherited_until_it_is_left_out() -> None:
    kept = looks(book())
    assert kept.when is not None
    assert kept.unless is not None
    assert kept.unknown == "warn"
    left = looks(book('because  "As we do."\n  leaves out  unless, if unknown, ask'))
    assert left.when is not None
    assert (left.unless, left.unknown, left.asks) == (None, "block", ())


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ("", "Covered only with diameter over 5 mm, and not with cosmetic."),
        ("leaves out  when", "Not covered with cosmetic."),
        ("leaves out  unless", "Covered only with diameter over 5 mm."),
        (
            "leaves out  unless\n  when all of\n    documented recurrent\n    any of\n"
            "      kind is mole\n      diameter at least 1 cm",
            "Covered only with recurrent and (kind mole or diameter at least 1 cm).",
        ),
    ],
    ids=["both", "unless", "when", "nested"],
)
def test_a_rule_without_a_reason_has_a_sentence_of_its_own(more: str, sentence: str) -> None:
    assert book(more or "if unknown  warn").rules["child/looks"].because == sentence
