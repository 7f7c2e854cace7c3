"""Hostile situations, each run in a process of its own: what is read, what is written, and what the streams are like.

`python -m tests.cli.situations PART PARTS` runs every PARTS-th situation in a fork of a warm process, and prints what
went wrong, one line each, and how many were run.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import socket
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
GOOD = (EXAMPLES / "worked" / "03-nine-keratoses.json").read_text()
SECRET = "Zorblatt"
PEOPLE = f"{SECRET}, Jane \x1b[31m\u202e"
ALLOWED = (0, 1, 2)
ONE_IN = 40
"""Of so many situations one is run as a real process."""
BROKEN_PIPE = 141


class Situation(NamedTuple):
    verb: str
    given: str
    output: str
    streams: str


VERBS: dict[str, tuple[str, ...]] = {
    "optimize": ("optimize", "IN"),
    "optimize json": ("optimize", "IN", "--format", "json"),
    "explain": ("explain", "IN"),
    "audit": ("audit", "IN", "--claim", "17000, 17003x8"),
    "why-not": ("why-not", "IN", "17110"),
    "visit": ("visit", "IN"),
    "compare": ("compare", "IN", "--claims", "17000", "best"),
    "verify": ("verify", "IN"),
    "batch": ("batch", "IN", "-o", "OUT", "-j", "1"),
    "rejects": ("batch", "IN", "-o", "answers.jsonl", "--rejects", "OUT", "-j", "1"),
    "page": ("explain", "IN", "--html", "OUT"),
    "certificate": ("optimize", "IN", "--certificate", "OUT"),
}
WRITING = ("batch", "rejects", "page", "certificate")


def _text(text: str | bytes, name: str = "in.json") -> Callable[[], str]:
    def make() -> str:
        Path(name).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        return name

    return make


def _made(make: Callable[[str], object], name: str = "odd") -> Callable[[], str]:
    def made() -> str:
        make(name)
        return name

    return made


def _socket(name: str) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(name)


def _device(name: str) -> None:
    try:
        os.mknod(name, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
    except PermissionError:
        os.mkfifo(name)


def _record(**fields: object) -> str:
    return json.dumps({**json.loads(GOOD), **fields})


ONE_LINE = _record()
GIVEN: dict[str, Callable[[], str]] = {
    "good": _text(ONE_LINE),
    "several": _text(f"{ONE_LINE}\n{{}}\n{ONE_LINE}\n"),
    "empty": _text(""),
    "not json": _text(PEOPLE),
    "cut off": _text(ONE_LINE[:200]),
    "not utf-8": _text(b"\xff\xfe" + ONE_LINE.encode()),
    "NUL bytes": _text(b"\0" * 5000),
    "too deep": _text("[" * 100_000),
    "too long": _text(json.dumps({SECRET: "x" * 1_100_000})),
    "unknown fields": _text(_record(**{SECRET: 1, PEOPLE: {SECRET: SECRET}})),
    "odd values": _text(_record(dos=PEOPLE, payer=PEOPLE, state=SECRET, lesions=SECRET)),
    "odd words": _text(_record(encounter=PEOPLE, services=[{"technique": PEOPLE, "lesions": [SECRET]}])),
    "odd payer": _text(_record(payer=f"\x1b]0;{SECRET}\x07")),
    "odd id": _text(_record(encounter="a\x1b[2J\u202eb\x9b")),
    "missing": lambda: "nothing.json",
    "a name for terminals": lambda: "no\x1b[31mthing\n\u202e.json",
    "a long name": lambda: "x" * 5000,
    "no name": lambda: "",
    "folder": _made(os.mkdir),
    "device": _made(_device),
    "pipe without a writer": _made(os.mkfifo),
    "socket": _made(_socket),
    "dangling link": _made(lambda name: os.symlink("nothing", name)),
    "link to itself": _made(lambda name: os.symlink(name, name)),
    "memory": lambda: "/proc/self/mem",
    "standard input": lambda: "-",
}


def _older(name: str) -> None:
    Path(name).write_text("older\n")


OUTPUT: dict[str, Callable[[], str]] = {
    "new": lambda: "out.x",
    "older": _made(_older, "older.x"),
    "standard output": lambda: "-",
    "device": _made(_device, "target"),
    "pipe": _made(os.mkfifo, "target"),
    "socket": _made(_socket, "target"),
    "link to a file": _made(lambda name: (_older("older.x"), os.symlink("older.x", name)), "target"),
    "dangling link": _made(lambda name: os.symlink("nothing", name), "target"),
    "link to a device": _made(lambda name: os.symlink("/dev/null", name), "target"),
    "folder": _made(os.mkdir, "target"),
    "in no folder": lambda: "nowhere/out.x",
    "in a file": _made(lambda _: _older("file"), "file/out.x"),
    "in a list of processes": lambda: "/proc/out.x",
    "the input": lambda: "in.json",
    "no name": lambda: "",
    "a long name": lambda: "x" * 300,
    "a name for terminals": lambda: "out\x1b[31m\u202e.x",
    "no room": lambda: "out.x",
}
STREAMS = (
    "usual",
    "output closed",
    "errors closed",
    "all closed",
    "output full",
    "errors full",
    "nobody reads",
)


def situations() -> list[Situation]:
    reading = [name for name in VERBS if name not in WRITING]
    few = ("usual", "output closed", "errors closed", "output full")
    found = [Situation(*each) for each in product(reading, GIVEN, ("",), few)]
    found += [Situation(*each) for each in product(WRITING, ("good",), OUTPUT, STREAMS)]
    found += [Situation(*each) for each in product(WRITING, GIVEN, ("new", "older"), ("usual",))]
    return found


def run(at: Situation, real: bool) -> list[str]:
    """What is wrong with how the situation ended. `real`: in an interpreter of its own, not in a fork of this one."""
    here = Path(tempfile.mkdtemp(prefix="situation-"))
    os.chdir(here)
    try:
        given = GIVEN[at.given]()
        output = OUTPUT[at.output]() if at.output else ""
        before = _nodes(here)
        Path("stdin").write_text(ONE_LINE)
        child = os.fork()
        if not child:
            _child(at, given, output, real)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        out, err = (
            Path(name).read_text(errors="replace") if Path(name).exists() else "" for name in ("1", "2")
        )
        return list(_wrong(at, code, out, err, before, here))
    finally:
        os.chdir("/")
        shutil.rmtree(here)


def _nodes(folder: Path) -> dict[str, int]:
    """What is there besides plain files."""
    modes = {each.name: each.lstat().st_mode for each in folder.iterdir()}
    return {name: stat.S_IFMT(mode) for name, mode in modes.items() if not stat.S_ISREG(mode)}


def _wrong(at: Situation, code: int, out: str, err: str, before: dict[str, int], here: Path) -> Iterator[str]:
    allowed = (*ALLOWED, BROKEN_PIPE) if at.streams == "nobody reads" else ALLOWED
    if code not in allowed:
        yield f"exit {code}: {err[:200]}"
    for sign in ("Traceback", "Exception ignored", "Fatal"):
        if sign in err + out:
            yield f"{sign}: {err[-300:]}"
    heard = at.streams not in ("errors closed", "all closed", "errors full")
    if code == 2 and heard and not err.strip() and "json" not in at.verb:
        yield "no message"
    if SECRET.lower() in err.lower():
        yield f"text of the record in a message: {err[:300]}"
    if bad := [c for c in out + err if not c.isprintable() and c not in "\n\f"]:
        yield f"{bad[0]!r} reaches a terminal"
    if _nodes(here) != before:
        yield f"what was there is there no more: {before} became {_nodes(here)}"
    older = here / "older.x"
    undone = code == 2 and at.streams == "usual" and " rejected" not in err
    if undone and older.exists() and older.read_text() != "older\n":
        yield "an older file is gone though the verb failed"
    if left := [each.name for each in here.iterdir() if each.name.endswith(".part")]:
        yield f"left behind: {left}"
    for name in ("answers.rejects.jsonl", "out.x.rejects.jsonl", "out.x"):
        written = here / name
        if written.exists() and written.stat().st_mode & 0o077:
            yield f"{name} can be read by others"
        if "reject" in name and written.exists() and SECRET in written.read_text():
            yield f"text of the record in {name}"


def arguments(at: Situation, given: str, output: str) -> list[str]:
    return [{"IN": given, "OUT": output}.get(each, each) for each in VERBS[at.verb]]


def _child(at: Situation, given: str, output: str, real: bool) -> None:
    code = 99
    try:
        _put_streams(at.streams)
        if at.output == "no room":
            resource.setrlimit(resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))
        if real:
            os.execv(sys.executable, [sys.executable, "-m", "engine.cli", *arguments(at, given, output)])
        sys.argv = ["claimwright", *arguments(at, given, output)]
        from engine.cli.main import main

        try:
            main()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 98
        for stream in (sys.stdout, sys.stderr):  # as the interpreter does at its end
            try:
                stream.flush()
            except (OSError, ValueError):
                code = 120
    except BaseException as error:
        with open("2", "a") as told:
            told.write(f"Traceback: {error!r}\n")
    finally:
        os._exit(code)


def _put_streams(kind: str) -> None:
    _standard(0, "stdin", os.O_RDONLY)
    for number in (1, 2):
        _standard(number, str(number), os.O_WRONLY | os.O_CREAT)
    if kind == "output full":
        _standard(1, "/dev/full")
    if kind == "errors full":
        _standard(2, "/dev/full")
    if kind == "nobody reads":
        reader, writer = os.pipe()
        os.close(reader)
        os.dup2(writer, 1)
        os.close(writer)
    closed = {"output closed": (1,), "errors closed": (2,), "all closed": (0, 1, 2)}.get(kind, ())
    for number in closed:
        os.close(number)
    names = ("stdin", "stdout", "stderr")
    for number, name in enumerate(names):
        mode = "r" if number == 0 else "w"
        stream = None if number in closed else os.fdopen(number, mode, closefd=False)
        setattr(sys, name, stream)


def _standard(number: int, path: str, flags: int = os.O_WRONLY) -> None:
    fd = os.open(path, flags, 0o600)
    os.dup2(fd, number)
    os.close(fd)


def _warm() -> None:
    """The kernel of the packaged policies, made once: a fork has it at once."""
    from engine.cli import inputs, main, source  # noqa: F401  (the verbs too)
    from engine.encounter import Encounter

    source.WRITER_COMES = 0.1
    make, kernel = inputs.kernel, inputs.kernel()
    kernel.solve(Encounter.from_json(GOOD))

    def warm(payer: str = "", *options: Any) -> object:
        return make(payer, *options) if payer or any(options) else kernel

    inputs.kernel = warm  # type: ignore[assignment]


def main() -> None:
    part, parts = map(int, sys.argv[1:])
    _warm()
    mine = situations()[part::parts]
    for number, at in enumerate(mine):
        for wrong in run(at, real=number % ONE_IN == 7):
            print(f"{' | '.join(at)}: {wrong}", flush=True)
    print(len(mine))


if __name__ == "__main__":
    main()
