"""The page on documentation names rules that exist, and every `documentation` rule stands on it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from rules_dsl.library import PolicyLibrary

PAGE = (Path(__file__).parents[1] / "docs" / "documentation-checklist.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([a-z.-]+\.[a-z-]+/[a-z0-9-]+)`", PAGE))
BOOK = PolicyLibrary.packaged().rulebook("medicare.national", date(2026, 10, 15))
MEASURES = {measure.rule for measure in BOOK.measures.values()}


def test_the_page_names_rules() -> None:
    assert len(NAMED) > 40


def test_every_rule_on_the_page_exists() -> None:
    assert NAMED - set(BOOK.rules) - MEASURES == set()


def test_every_documentation_rule_is_on_the_page() -> None:
    assert {rule.rule for rule in BOOK.documentation} - NAMED == set()
