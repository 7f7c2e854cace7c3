"""What is read: plain files, pipes and standard input, up to a size. A device would never end, or never begin."""

from __future__ import annotations

import os
import select
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from engine.cli.common import Unusable
from engine.cli.streams import reason

MOST_BYTES = 256_000_000
"""Of one input that is read whole; a larger one goes through `batch`, line by line."""
WRITER_COMES = 10.0
"""Seconds that a named pipe may stay without anybody who writes to it."""


def shown_name(file: str) -> str:
    """The file's name for messages."""
    return "standard input" if file == "-" else file


@contextmanager
def opened(file: str) -> Iterator[IO[bytes]]:
    """The bytes of a file, a pipe or standard input. Raises `Unusable` for what is neither."""
    with _refusing(file):
        found = _standard_input() if file == "-" else _open(file)
    try:
        yield found
    finally:
        if file != "-":
            found.close()


def read_line(source: IO[bytes], file: str, most: int) -> bytes:
    """The next line, or as much of it."""
    with _refusing(file):
        return source.readline(most)


def read_whole(file: str) -> str:
    """The text of a file, a pipe or standard input."""
    with opened(file) as source, _refusing(file):
        data = source.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Unusable(
            f"{shown_name(file)} is longer than {MOST_BYTES:,} bytes; `claimwright batch` reads line by line"
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unusable(f"{shown_name(file)} is not UTF-8 text (byte {error.start})") from None


@contextmanager
def _refusing(file: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise Unusable(f"there is no file {file}") from None
    except OSError as error:
        raise Unusable(f"{shown_name(file)} cannot be read: {reason(error)}") from None
    except ValueError:  # a NUL
        raise Unusable("no file can have that name") from None


def plain_file(path: Path | None, what: str) -> None:
    """Stops when a table or the like is given as something that is no plain file."""
    if path is not None:
        with suppress(OSError, ValueError):
            if not stat.S_ISREG(path.stat().st_mode):
                raise Unusable(f"{path} is not a plain file; expected {what}")


def _standard_input() -> IO[bytes]:
    with suppress(OSError, ValueError):  # closed, which reading tells; or a stream that is no file
        _refuse_other(os.fstat(sys.stdin.fileno()).st_mode, "-", sys.stdin.isatty())
    return sys.stdin.buffer


def _open(file: str) -> IO[bytes]:
    fd = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        mode = os.fstat(fd).st_mode
        _refuse_other(mode, file, os.isatty(fd))
        if stat.S_ISFIFO(mode):
            _await_writer(fd, file)
        return os.fdopen(fd, "rb")
    except BaseException:
        with suppress(OSError):
            os.close(fd)
        raise


def _refuse_other(mode: int, file: str, terminal: bool) -> None:
    name = shown_name(file)
    if stat.S_ISDIR(mode):
        raise Unusable(f"{name} is a folder; name its files")
    device = (stat.S_ISCHR(mode) and not terminal) or stat.S_ISBLK(mode)
    if device or stat.S_ISSOCK(mode):
        raise Unusable(f"{name} is a {'device' if device else 'socket'}; expected a file or a pipe")


def _await_writer(fd: int, file: str) -> None:
    """Returns when there is something to read, or somebody who may still write; waits for them, but not for ever."""
    if not select.select([fd], [], [], WRITER_COMES)[0]:
        with suppress(BlockingIOError):  # a writer, who has not written yet
            os.read(fd, 1)
            raise Unusable(f"{file} is a pipe that nobody writes to")
    os.set_blocking(fd, True)
