"""Files that a verb writes: whole or not at all, for the user's eyes alone, and never in the place of anything but a
plain file.

Until it is whole an output has no name, where the system can do that, or the name of a part that is locked; a part that
nobody locks is what a killed process left, and goes at the next start.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import IO

from engine.cli import streams
from engine.cli.common import Unusable
from engine.cli.streams import reason

STANDARD = Path("-")
PART = ".claimwright-{}.part"
OWNER_ONLY = 0o600
OTHER_KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class Output:
    """A file being written, or standard output."""

    def __init__(self, file: IO[str] | None, name: str) -> None:
        self._file, self._name = file, name

    def write(self, text: str) -> None:
        if self._file is None:
            streams.put(text)
            return
        try:
            self._file.write(text)
        except OSError as error:
            raise _unwritable(self._name, error) from None


def shown_output(path: Path) -> str:
    """The output's name for messages."""
    return "standard output" if path == STANDARD else str(path)


@contextmanager
def written(path: Path) -> Iterator[Output]:
    """What is written appears under the name when all of it has been; an older file stays until then.

    Raises `Unusable` before anything is written where it is known that it cannot be: no folder, a folder, a link, a
    device, a pipe. `-` is standard output.
    """
    if path == STANDARD:
        streams.check_output()
        yield Output(None, "")
        streams.finish()
        return
    try:
        mode = _fit(path)
        _sweep(path.parent)
        part = _Part(path.parent)
    except (OSError, ValueError) as error:
        raise _unwritable(str(path), error) from None
    file = os.fdopen(part.fd, "w", encoding="utf-8", newline="\n")
    try:
        yield Output(file, str(path))
        try:
            file.flush()
            os.fsync(part.fd)
            _fit(path)
            part.become(path, mode)
            file.close()
        except OSError as error:
            raise _unwritable(str(path), error) from None
    except BaseException:
        with suppress(OSError):
            file.close()
        part.remove()
        raise


def distinct(
    inputs: Iterable[str | Path | None], outputs: Iterable[Path], which: str = "input and output must be"
) -> None:
    """Stops before one of the files would be written over another; `which` begins the message."""
    places = [os.path.realpath(path) if path != STANDARD else "-" for path in outputs]
    read = {os.path.realpath(path) for path in inputs if path and str(path) != "-"}
    if len(set(places)) < len(places) or read & set(places):
        raise Unusable(f"{which} different files")


def _unwritable(name: str, error: Exception) -> Unusable:
    why = reason(error) if isinstance(error, OSError) else "no file can have that name"
    return Unusable(f"{name} cannot be written: {why}")


def _fit(path: Path) -> int:
    """Stops unless the path is a plain file that may be written, or nothing yet; the permissions for the new file."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise Unusable(f"{path} cannot be written: there is no folder {path.parent}") from None
        return OWNER_ONLY
    if kind := OTHER_KINDS.get(stat.S_IFMT(mode)):
        hint = "; - stands for standard output" if kind in ("a device", "a link") else ""
        raise Unusable(f"{path} is {kind} and is left alone: expected the name of a plain file{hint}")
    if not os.access(path, os.W_OK):
        raise Unusable(f"{path} cannot be written: it is read-only")
    return stat.S_IMODE(mode)


class _Part:
    """A new file that only its owner can read, in the folder of what it will be: without a name, or with a locked
    one."""

    def __init__(self, folder: Path) -> None:
        self.name: Path | None = None
        self._folder = folder
        if hasattr(os, "O_TMPFILE") and os.path.isdir("/proc/self/fd"):
            with suppress(OSError):
                self.fd = os.open(folder, os.O_TMPFILE | os.O_WRONLY, OWNER_ONLY)
                return
        while True:
            self.name = self._new_name()
            self.fd = os.open(self.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
            with suppress(OSError):  # a file system without locks
                _lock(self.fd)
            if sys.platform == "win32" or os.fstat(self.fd).st_nlink:
                return
            os.close(self.fd)  # another start swept it before it was locked

    def become(self, path: Path, mode: int) -> None:
        """Takes the place of the file at the path."""
        if self.name is None:
            with suppress(OSError):
                _lock(self.fd)
            name = self._new_name()
            # Only with a folder to start from does the call look through the link that /proc shows.
            os.link(f"/proc/self/fd/{self.fd}", name, src_dir_fd=self.fd, follow_symlinks=True)
            self.name = name
        self.name.chmod(mode)
        self.name.replace(path)
        self.name = None

    def remove(self) -> None:
        if self.name is not None:
            with suppress(OSError):
                self.name.unlink()

    def _new_name(self) -> Path:
        return self._folder / PART.format(f"{os.getpid()}-{token_hex(4)}")


def _lock(fd: int) -> None:
    """Raises OSError when another process holds the lock. Windows has none, but removes no file that is in use."""
    with suppress(ImportError):
        import fcntl

        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sweep(folder: Path) -> None:
    """Removes the parts of dead processes: those that nobody has locked."""
    for left in folder.glob(PART.format("*")):
        with suppress(OSError):
            fd = os.open(left, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
            try:
                _lock(fd)
                left.unlink()
            finally:
                os.close(fd)
