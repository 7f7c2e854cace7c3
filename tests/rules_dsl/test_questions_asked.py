"""Questions of the policies to the clinician: open, or with every answer beside the other, and never an instruction."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from rules_dsl.library import PolicyLibrary
from rules_dsl.syntax import Without

OPEN = ("How", "What", "When", "Where", "Which", "Who", "Whose", "Why", "On which", "At which", "For whom")
CLOSED = ("Was", "Were", "Is", "Are", "Did", "Does", "Has", "Have")
"""Begin a question that offers its answers, so that they must stand side by side."""
SUGGESTS = re.compile(
    r"\b(add|adds|addend\w*|amend\w*|please|should|must|need|needs|in order to|so that|qualif\w*|support\w*|bill\w*|"
    r"code\w*|pay\w*|reimburs\w*|document\w*|confirm\w*|state that|you|your|higher|\d{4,5}|[A-Z]\d{4})\b",
    re.IGNORECASE,
)


def asks() -> Iterator[tuple[str, str]]:
    """(rule, question) of every packaged policy."""
    for rule in PolicyLibrary.packaged().own_rules():
        for clause in rule.statement.all("without", Without):
            if clause.ask:
                yield rule.id, clause.ask
        if ask := rule.statement.value("ask"):
            yield rule.id, ask


ALL = sorted(set(asks()))


def wrong(question: str) -> str:
    """What makes it leading, or no question; nothing for a good one."""
    if not question.endswith("?") or question.count("?") != 1:
        return "one question, and nothing else"
    if hint := SUGGESTS.search(question):
        return f"suggests what to write: {hint[0]}"
    if question.startswith(OPEN):
        return ""
    if question.startswith(CLOSED):
        return "" if ", or " in question else "names one answer"
    return "begins with no question word"


def test_there_are_questions() -> None:
    assert len(ALL) > 50


@pytest.mark.parametrize(("rule", "question"), ALL, ids=[f"{rule}: {ask[:40]}" for rule, ask in ALL])
def test_is_not_leading(rule: str, question: str) -> None:
    assert wrong(question) == ""


@pytest.mark.parametrize(
    "leading",
    [
        "Please add a margin.",
        "Please add an addendum with the margin?",
        "What should the margin be in order to reach 11402?",
        "Were cuts made to form a flap?",
        "Was the closure in layers?",
        "The margin?",
        "What was the margin? It was 5 mm?",
        "Which diagnosis would support the visit?",
    ],
)
def test_leading_questions_are_found(leading: str) -> None:
    assert wrong(leading)
