"""Expected output in files; UPDATE_GOLDEN=1 writes them anew, to be read before they are kept."""

from __future__ import annotations

import os
from pathlib import Path

from typer.testing import CliRunner, Result

from engine.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
GOLDEN = Path(__file__).parent / "golden"


def run(*arguments: str | Path, text: str | None = None) -> Result:
    """A command in this process, from the root of the checkout."""
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        return CliRunner().invoke(app, [str(each) for each in arguments], input=text)
    finally:
        os.chdir(before)


def told(result: Result) -> str:
    """Everything a user sees, with the exit code."""
    parts = [
        result.stdout,
        f"--- standard error\n{result.stderr}" if result.stderr else "",
        f"--- exit {result.exit_code}\n",
    ]
    return "".join(part for part in parts if part)


def check_golden(name: str, found: str) -> None:
    """The text is that of the golden file."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert path.exists(), f"no golden file {path.name}: run with UPDATE_GOLDEN=1 and read what it writes"
    assert found == path.read_text(encoding="utf-8")
