"""The page on the language: every example on it is read as written, and every kind of statement has one."""

import re
from datetime import date
from importlib.resources import files

from rules_dsl import checks, render
from rules_dsl.library import PolicyLibrary
from rules_dsl.source import read

PAGE = (files("grammar") / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```policy\n(.*?)```", PAGE, re.DOTALL)
GRAMMAR = (files("grammar") / "policy.lark").read_text(encoding="utf-8")


def with_examples() -> PolicyLibrary:
    """The packaged policies and the examples: one file, and what is part of it in another."""
    packaged = PolicyLibrary.packaged()
    texts = [read(name, "\n".join(source.lines).encode()) for name, source in packaged.sources.items()]
    one = "\n".join(each for each in EXAMPLES if not each.startswith("part of"))
    other = "\n".join(each for each in EXAMPLES if each.startswith("part of"))
    return PolicyLibrary([*texts, read("README", one.encode()), read("part", other.encode())])


def test_every_example_is_read_without_a_finding() -> None:
    library = with_examples()
    assert render.full(library.diagnostics, library.sources) == ""
    assert library.rulebook("example-payer", date(2026, 10, 15)).invented
    assert [case.name for case in library.cases("example-payer")] == ["two moles, one of them sampled first"]


def test_every_kind_of_statement_has_an_example() -> None:
    listed = GRAMMAR.split("?statement:")[1].split("\npolicy:")[0].replace("|", " ").split()
    forms = {"preference": "modifier preference", "add_on": "add-on"}
    for kind in listed:
        head = forms.get(kind, kind.replace("_", " "))
        assert any(example.startswith(head) for example in EXAMPLES), head


def test_every_check_has_its_page() -> None:
    for check in checks.run.CHECKS:
        page = __import__(check.__module__, fromlist=["check"]).__doc__
        assert re.match(r"P\d{3} ", page), check.__module__
        assert "\nAvoid" in page, check.__module__
        assert "\nPrefer" in page, check.__module__
        assert "\nWhy: " in page, check.__module__
