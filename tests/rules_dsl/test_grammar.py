"""The grammar itself: no conflict that the parser generator would settle in silence."""

import logging
from importlib.resources import files

import pytest
from lark import Lark

from rules_dsl.library import PolicyLibrary
from rules_dsl.parser import STARTS, Indentation
from rules_dsl.vocabulary import CLAUSES, COMMON, LABELS

TEXT = (files("grammar") / "policy.lark").read_text(encoding="utf-8")


def test_there_are_no_conflicts(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="lark"):
        Lark(TEXT, parser="lalr", lexer="contextual", start=STARTS, postlex=Indentation(), debug=True)
    assert [record.message for record in caplog.records if "conflict" in record.message.lower()] == []


def test_every_clause_of_a_replaced_rule_belongs_to_some_kind() -> None:
    rule = TEXT.split("?any_clause:")[1].split("\n_common:")[0]
    labels = {LABELS.get(name, name) for name in rule.replace("|", " ").split()} - {"_common"}
    known = frozenset[str]().union(*CLAUSES.values()) - {"rows"}
    assert labels == known
    assert not labels & COMMON


def test_packaged_tests_are_read() -> None:
    library = PolicyLibrary.packaged()
    assert len(library.cases("dermatology.coding")) > 9
