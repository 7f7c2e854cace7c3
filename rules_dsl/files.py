"""The user's policy files: plain files below the folder that was named, and nothing that only looks like one.

A link may point anywhere, at a file that its author could not read; so it is followed only inside the folder, and of
what is refused not a word is read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from rules_dsl.diagnostics import Span, error
from rules_dsl.source import MAX_BYTES, Source, SourceText, read

SUFFIX = ".policy"
MOST_ENTRIES = 50_000
"""Files and folders that are looked at below one folder; more are not somebody's policies."""


def read_path(path: Path) -> Iterator[SourceText]:
    """The policy file, or every one of the folder at any depth in the order of their names; what cannot be read or may
    not be followed is a file with a mistake."""
    try:
        if path.is_dir():
            yield from _in_folder(path, Path(os.path.realpath(path)))
        else:
            yield _read(path, Path(os.path.realpath(path.parent)))
    except (OSError, ValueError) as problem:
        yield _refused(path, _reason(problem))


def _in_folder(folder: Path, root: Path) -> Iterator[SourceText]:
    waiting, seen = [folder], 0
    found: list[Path] = []
    while waiting:
        here = waiting.pop()
        try:
            entries = list(os.scandir(here))
        except OSError as problem:
            yield _refused(here, _reason(problem))
            continue
        seen += len(entries)
        if seen > MOST_ENTRIES:
            yield _refused(folder, f"more than {MOST_ENTRIES:,} files lie in this folder")
            return
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append(Path(entry))
            elif entry.is_symlink() and Path(entry).is_dir():
                if wrong := _wrong_turn(Path(entry), root):
                    yield _refused(Path(entry), wrong)
            elif entry.name.endswith(SUFFIX):
                found.append(Path(entry))
    for each in sorted(found):
        yield _read(each, root)


def _wrong_turn(link: Path, root: Path) -> str:
    """Why a link to a folder is refused; nothing when the folder is read where it lies."""
    target = Path(os.path.realpath(link))
    if Path(os.path.realpath(link.parent)).is_relative_to(target):
        return "a link that leads back to a folder it lies in is not followed"
    return "" if target.is_relative_to(root) else "a link that leads out of the folder is not followed"


def _read(path: Path, root: Path) -> SourceText:
    try:
        target = Path(os.path.realpath(path, strict=True))
        if path.is_symlink() and not target.is_relative_to(root):
            return _refused(path, "a link that leads out of the folder is not followed")
        if not stat.S_ISREG(target.stat().st_mode):
            return _refused(path, "this is not a plain file")
        fd = os.open(target, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(fd, "rb") as file:
            status = os.fstat(fd)
            if not stat.S_ISREG(status.st_mode):
                return _refused(path, "this is not a plain file")
            if status.st_size > MAX_BYTES:
                return _refused(
                    path, f"a policy file of {status.st_size:,} bytes, where {MAX_BYTES:,} are allowed"
                )
            return read(path.as_posix(), file.read(MAX_BYTES + 1))
    except (OSError, ValueError) as problem:
        return _refused(path, _reason(problem))


def _reason(problem: OSError | ValueError) -> str:
    told = problem.strerror if isinstance(problem, OSError) else None
    return f"the file cannot be read: {(told or 'no file can have that name').lower()}"


def _refused(path: Path, why: str) -> SourceText:
    name = path.as_posix()
    return SourceText(Source(name, ()), (), (error("P001", why, Span(name, 1, 1)),))
