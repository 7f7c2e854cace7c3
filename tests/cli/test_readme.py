"""The README is run: its commands, its Python, its policy and its encounter. UPDATE_GOLDEN=1 writes the output anew."""

import contextlib
import io
import os
import re
import shlex

import pytest

from tests.cli.golden import ROOT, run

README = ROOT / "README.md"
BLOCK = re.compile(r"^```(?P<kind>\w+)(?: (?P<about>[^\n]+))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(kind: str) -> list[re.Match[str]]:
    return [found for found in BLOCK.finditer(README.read_text()) if found["kind"] == kind]


def played(block: re.Match[str]) -> str:
    """The commands of a block, each with what it prints; `head=N` in its first line: one command, cut short."""
    head = re.search(r"head=(\d+)", block["about"] or "")
    commands = [line for line in block["body"].splitlines() if line.startswith("$ ")]
    parts = []
    for line in commands[:1] if head else commands:
        words = shlex.split(line.removeprefix("$ "))
        if words == ["make", "demo"]:
            assert "claimwright demo" in (ROOT / "Makefile").read_text()
        told = run(*words[1:]).stdout.splitlines()
        if head and len(told) > int(head[1]):
            told = [*told[: int(head[1])], "..."]
        parts.append("\n".join([line, *told]) + "\n")
    return "\n".join(parts)


def test_commands_print_what_the_readme_says() -> None:
    found = blocks("console")
    assert len(found) >= 2
    if os.environ.get("UPDATE_GOLDEN"):
        text = README.read_text()
        for block in reversed(found):
            text = text[: block.start("body")] + played(block) + text[block.end("body") :]
        README.write_text(text)
    for block in blocks("console"):
        assert block["body"] == played(block)


@pytest.mark.parametrize("kind", ["policy", "json"])
def test_quoted_files_are_quoted_as_they_are(kind: str) -> None:
    for block in blocks(kind):
        assert block["body"] in (ROOT / block["about"]).read_text()


def test_python_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (block,) = blocks("python")
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(compile(block["body"], "README.md", "exec"), {})
    first, second, *_ = told.getvalue().splitlines()
    assert (first, second) == ("17000, 17003 x8", "False")


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README.read_text()):
        assert (ROOT / target).exists(), target


def test_every_command_is_named() -> None:
    from engine.cli.main import app

    names = [command.name for command in app.registered_commands]
    assert len(names) >= 6
    assert [name for name in names if f"claimwright {name}" not in README.read_text()] == []
