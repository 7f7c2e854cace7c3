"""What is installed is what is in the checkout: code, encodings, policies, tables, grammars, examples."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
CONSTRAINTS = ROOT / "constraints.txt"
PACKAGES = ("engine", "rules_dsl", "payers", "grammar", "examples")
PIN = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[A-Za-z0-9.+!]+)")

in_git = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="asks git which files belong to the project")


def shipped_sources(root: Path) -> set[str]:
    """Everything in the package directories but hidden files and caches, relative to the checkout."""
    files = (path.relative_to(root) for package in PACKAGES for path in (root / package).rglob("*"))
    return {
        path.as_posix()
        for path in files
        if (root / path).is_file()
        and not any(part.startswith(".") or part == "__pycache__" for part in path.parts)
    }


def clean_environment() -> Mapping[str, str]:
    """Without what would lead a child process back to this checkout or to the `make` that runs the tests."""
    leading = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "PYTHON")
    return {name: value for name, value in os.environ.items() if name not in leading}


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, env=clean_environment(), capture_output=True, text=True)
    assert done.returncode == 0, f"{command} exited with {done.returncode}:\n{done.stdout}{done.stderr}"
    return done.stdout


def pins() -> dict[str, str]:
    lines = (line.strip() for line in CONSTRAINTS.read_text().splitlines())
    found = (PIN.fullmatch(line) for line in lines)
    return {canonicalize_name(pin["name"]): pin["version"] for pin in found if pin}


def requirements(distribution: str, extras: frozenset[str]) -> Iterator[Requirement]:
    """The requirements that hold for this interpreter, not followed further."""
    for text in importlib.metadata.requires(distribution) or []:
        requirement = Requirement(text)
        chosen = ({"extra": extra} for extra in (extras or {""}))
        if requirement.marker is None or any(requirement.marker.evaluate(extra) for extra in chosen):
            yield requirement


def test_every_file_that_is_not_python_is_package_data() -> None:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    covered = {
        path.relative_to(ROOT).as_posix()
        for package, globs in patterns.items()
        for glob in globs
        for path in (ROOT / package).glob(glob)
    }
    data = {path for path in shipped_sources(ROOT) if not path.endswith(".py")}
    assert data, "no encodings, policies or grammars found: is this a checkout?"
    assert sorted(data - covered) == []


def test_constraints_are_exact_versions_and_name_no_place() -> None:
    lines = [line for line in CONSTRAINTS.read_text().splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if not PIN.fullmatch(line)] == []
    assert "://" not in CONSTRAINTS.read_text()


def test_everything_required_is_pinned_to_the_version_in_use() -> None:
    pinned = pins()
    seen: set[str] = set()
    waiting = list(requirements("claimwright", frozenset({"dev"})))
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in seen:
            continue
        seen.add(name)
        assert pinned.get(name) == importlib.metadata.version(name), name
        waiting += requirements(name, frozenset(requirement.extras))
    assert {"clingo", "pydantic-core", "pytest"} <= seen


@in_git
def test_no_file_names_a_directory_of_this_machine() -> None:
    private = [f"{path}/" for path in (Path.home(), ROOT, ROOT.parent)]
    private = [path for path in private if len(path) > 3 and not path.startswith(tempfile.gettempdir())]
    anyones = re.compile(r"(?<![\w.:/-])(?:/home/|/Users/|[A-Z]:\\Users\\)\w")
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    offending = []
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if not path.is_file() or path == Path(__file__).resolve():
            continue
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), start=1):
            if "://" not in line and (anyones.search(line) or any(place in line for place in private)):
                offending.append(f"{name}:{number}")
    assert offending == []


@pytest.mark.skipif(not shutil.which("make"), reason="needs make")
def test_make_says_in_one_line_that_python_is_unsuitable(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    done = subprocess.run(
        ["make", "demo", "PYTHON=no-such-python"],
        cwd=tmp_path,
        env=clean_environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    said, *rest = done.stderr.splitlines()
    assert "needs Python 3.11, 3.12 or 3.13" in said
    assert all(line.startswith("make") for line in rest), "only make's own closing line may follow"
    assert not (tmp_path / ".venv").exists()


@pytest.mark.slow
def test_the_wheel_is_complete_and_runs_the_demo_away_from_the_checkout(tmp_path: Path) -> None:
    source, elsewhere = tmp_path / "source", tmp_path / "else where"
    elsewhere.mkdir()
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package)
    for stray in (source / "payers" / ".hidden", source / "payers" / "__pycache__" / "stray.pyc"):
        stray.parent.mkdir(exist_ok=True)
        stray.touch()
    for name in ("pyproject.toml", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, source)
    expected = {re.sub(r"^engine/claimwright/", "claimwright/", path) for path in shipped_sources(source)}

    pip = (sys.executable, "-m", "pip", "-qq", "--disable-pip-version-check")
    run(*pip, "wheel", "--no-deps", "--wheel-dir", tmp_path, source, cwd=tmp_path)
    (wheel,) = tmp_path.glob("claimwright-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    metadata = {name for name in packed if ".dist-info/" in name}
    assert packed - metadata == expected
    assert {Path(name).name for name in metadata} >= {"LICENSE", "NOTICE"}

    run(sys.executable, "-m", "venv", elsewhere / "venv", cwd=elsewhere)
    python, claimwright = (elsewhere / "venv" / "bin" / name for name in ("python", "claimwright"))
    run(python, *pip[1:], "install", "--constraint", CONSTRAINTS, wheel, cwd=elsewhere)
    run(python, "-c", "from claimwright import audit, explain, optimise", cwd=elsewhere)
    assert run(claimwright, "demo", cwd=elsewhere).strip()
