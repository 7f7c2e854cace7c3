"""Hostile files and streams: nothing is replaced that is no plain file, nothing is read that never ends, and what goes
wrong is a message."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.cli import output, source, streams
from engine.cli.common import Unusable
from rules_dsl import render
from rules_dsl.library import PolicyLibrary
from tests.cli.golden import EXAMPLES, ROOT, run
from tests.cli.situations import situations

pytestmark = pytest.mark.skipif(os.name != "posix", reason="devices, pipes and signals")

ENCOUNTER = EXAMPLES / "worked" / "03-nine-keratoses.json"
COMMAND = (sys.executable, "-m", "engine.cli")


def a_device(path: Path) -> None:
    try:
        os.mknod(path, 0o600 | stat.S_IFCHR, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("only root makes devices")


def a_socket(path: Path) -> None:
    before = Path.cwd()
    os.chdir(path.parent)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)
    os.chdir(before)


ODD: dict[str, Callable[[Path], object]] = {
    "a device": a_device,
    "a named pipe": os.mkfifo,
    "a socket": a_socket,
    "a link": lambda path: path.symlink_to("somewhere"),
    "a folder": Path.mkdir,
}
WRITING = {
    "batch": ("batch", ENCOUNTER, "-j", "1", "-o"),
    "rejects": ("batch", ENCOUNTER, "-j", "1", "-o", "-", "--rejects"),
    "page": ("explain", ENCOUNTER, "--html"),
    "certificate": ("optimize", ENCOUNTER, "--certificate"),
}


# ── what is written ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("verb", WRITING)
@pytest.mark.parametrize("kind", ODD)
def test_only_a_plain_file_is_written_over(kind: str, verb: str, tmp_path: Path) -> None:
    target = tmp_path / "target"
    ODD[kind](target)
    before = target.lstat()
    result = run(*WRITING[verb], target)
    assert result.exit_code == 2
    assert f"{target} is {kind} and is left alone" in result.stderr
    assert (target.lstat().st_mode, target.lstat().st_ino) == (before.st_mode, before.st_ino)
    assert [each.name for each in tmp_path.iterdir()] == ["target"]


@pytest.mark.parametrize("verb", WRITING)
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nowhere/out", "there is no folder"),
        ("x" * 300, "file name too long"),
        ("", "is a folder"),
        (str(ENCOUNTER), " different files"),
    ],
    ids=["no folder", "long name", "no name", "the input"],
)
def test_what_cannot_be_written_is_known_before_the_work(
    name: str, told: str, verb: str, tmp_path: Path
) -> None:
    result = run(*WRITING[verb], str(tmp_path / name) if name else "")
    assert result.exit_code == 2
    assert told in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_output_is_private_and_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "claims"
    with output.written(path) as file:
        file.write("one")
        assert not path.exists()
    assert path.read_text() == "one"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o640)
    with pytest.raises(Unusable, match="the rest cannot be had"), output.written(path) as file:
        stop_after(file)
    assert path.read_text() == "one"
    with output.written(path) as file:
        file.write("three")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("three", 0o640)
    assert [each.name for each in tmp_path.iterdir()] == ["claims"]


def stop_after(file: output.Output) -> None:
    file.write("two")
    raise Unusable("the rest cannot be had")


@pytest.mark.parametrize("nameless", [True, False], ids=["without a name", "with a locked name"])
def test_what_a_killed_process_left_goes_at_the_next_start(
    nameless: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not nameless:
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    left = tmp_path / output.PART.format("1-abcd")
    left.write_text("of a patient")
    other = tmp_path / ".other.part"
    other.write_text("not ours")
    with output.written(tmp_path / "first") as first:
        assert not left.exists()
        first.write("1")
        with output.written(tmp_path / "second") as second:  # the first is at work, and stays
            second.write("2")
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {
        "first": "1",
        "second": "2",
        ".other.part": "not ours",
    }


def test_a_disk_that_is_full_is_a_message(tmp_path: Path) -> None:
    with (
        pytest.raises(Unusable, match="out cannot be written: file too large"),
        output.written(tmp_path / "out") as file,
    ):
        write_without_room(file)
    assert list(tmp_path.iterdir()) == []


def write_without_room(file: output.Output) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        file.write("x" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_answers_may_go_to_standard_output() -> None:
    lines = (EXAMPLES / "clinic-day.jsonl").read_text().splitlines()[0]
    result = run("batch", "-", "-o", "-", "-j", "1", text=f"{lines}\n{{}}\n")
    assert result.exit_code == 1
    assert [json.loads(line)["encounter"] for line in result.stdout.splitlines()] == ["clinic-1"]
    rejected = json.loads(result.stderr.splitlines()[0])
    assert rejected["line"] == 2


# ── what is read ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("a device", "is a device"),
        ("a named pipe", "is a pipe that nobody writes to"),
        ("a socket", "cannot be read"),
        ("a link", "there is no file"),
        ("a folder", "is a folder"),
    ],
)
def test_only_files_and_pipes_are_read(
    kind: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "WRITER_COMES", 0.05)
    ODD[kind](tmp_path / "given")
    with pytest.raises(Unusable, match=told):
        source.read_whole(str(tmp_path / "given"))


def test_a_pipe_that_somebody_writes_to_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["sh", "-c", f"sleep 0.1; echo sound > '{tmp_path}/pipe'"]):
        assert source.read_whole(str(tmp_path / "pipe")) == "sound\n"


def test_what_is_read_whole_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MOST_BYTES", 10)
    (tmp_path / "long").write_text("x" * 11)
    with pytest.raises(Unusable, match="longer than 10 bytes"):
        source.read_whole(str(tmp_path / "long"))


# ── policies ─────────────────────────────────────────────────────────────────────────────────────────────────────


POLICIES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link out": (lambda f: (f / "a.policy").symlink_to("/etc/passwd"), "leads out of the folder"),
    "a linked folder": (lambda f: (f / "all").symlink_to("/etc"), "leads out of the folder"),
    "a loop": (lambda f: (f / "again").symlink_to("."), "leads back to a folder it lies in"),
    "a link to itself": (lambda f: (f / "a.policy").symlink_to("a.policy"), "too many levels"),
    "a link to nothing": (lambda f: (f / "a.policy").symlink_to("b"), "no such file"),
    "a pipe": (lambda f: os.mkfifo(f / "a.policy"), "not a plain file"),
    "a device": (lambda f: a_device(f / "a.policy"), "not a plain file"),
    "a socket": (lambda f: a_socket(f / "a.policy"), "not a plain file"),
    "too large": (lambda f: (f / "a.policy").write_bytes(b"x" * 2_000_001), "2,000,001 bytes"),
    "turned around": (lambda f: (f / "a.policy").write_text('policy x\n  title "a\u202eb"\n'), "U+202E"),
}


@pytest.mark.parametrize("case", POLICIES)
def test_what_is_no_plain_policy_is_refused_unread(case: str, tmp_path: Path) -> None:
    make, told = POLICIES[case]
    make(tmp_path)
    library = PolicyLibrary.load(tmp_path, packaged=False)
    assert any(told in each.message for each in library.diagnostics)
    assert "root:" not in repr(library.sources)
    assert "root:" not in render.full(library.diagnostics, library.sources)


def test_a_link_that_is_named_itself_is_not_followed_out_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "a.policy").symlink_to("/etc/passwd")
    (found,) = PolicyLibrary.load(tmp_path / "a.policy", packaged=False).diagnostics
    assert "leads out of the folder" in found.message


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.policy").write_text("policy x\n")
    (tmp_path / "a.policy").symlink_to("deep/b.policy")
    library = PolicyLibrary.load(tmp_path, packaged=False)
    assert library.policies() == ("x",)
    assert not any(each.code == "P001" for each in library.diagnostics)


# ── streams and terminals ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("redirection", "code", "told"),
    [
        (">&-", 2, "standard output cannot be written: it is closed"),
        (">/dev/full", 2, "standard output cannot be written: no space left on device"),
        ("2>&-", 0, ""),
        (">/dev/full 2>&-", 2, ""),
    ],
)
def test_a_stream_that_takes_nothing_is_a_message(redirection: str, code: int, told: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"$0" "$@" {redirection}', *COMMAND, "schema", "claim"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code
    assert done.stderr == (f"claimwright: {told}\n" if told else "")


def test_a_terminal_obeys_nothing_of_the_input() -> None:
    hostile = "a\x1b[31mb\x9bc\u202ed\re\x07\u200b"
    assert streams.visible(hostile) == "a?[31mb?c?d?e??"
    assert streams.visible("\x1b[1mbold\x1b[0m\n", colour=True) == "\x1b[1mbold\x1b[0m\n"
    assert streams.visible("\x1b[2J", colour=True) == "?[2J"
    data = json.dumps({"id": hostile}, ensure_ascii=False)
    assert json.loads(streams.escaped(data)) == {"id": hostile}
    assert streams.escaped(data).isprintable()


@pytest.mark.parametrize(
    "arguments", [("optimize", "no\x1b[31m"), ("optimize", "--no\x1b[31m"), ("\x1b[31m",)]
)
def test_a_terminal_obeys_nothing_of_the_command_line(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "\x1b" not in result.stdout + result.stderr


# ── processes ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGKILL])
def test_nothing_stays_behind_when_a_batch_is_ended(number: signal.Signals, tmp_path: Path) -> None:
    day = (EXAMPLES / "clinic-day.jsonl").read_text()
    (tmp_path / "in.jsonl").write_text(day * 200)
    with subprocess.Popen(
        [*COMMAND, "batch", str(tmp_path / "in.jsonl"), "-o", str(tmp_path / "out.jsonl"), "-j", "2"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: obey(number),
    ) as parent:
        workers = wait_for(lambda: children(parent.pid), most=60)
        time.sleep(3)
        parent.send_signal(number)
        try:
            assert parent.wait(60) == (-9 if number == 9 else 128 + number)
        finally:
            parent.kill()
        assert wait_for(lambda: not any(map(lives, workers)), most=60), "a worker lives on"
        assert parent.stderr is not None
        assert "Traceback" not in parent.stderr.read()
    assert [each.name for each in tmp_path.iterdir()] == ["in.jsonl"]


def obey(number: signal.Signals) -> None:
    """Whatever whoever runs the tests ignores, as nohup does."""
    if number != signal.SIGKILL:
        signal.signal(number, signal.SIG_DFL)


def wait_for(found: Callable[[], object], most: float) -> list[int]:
    end = time.monotonic() + most
    while time.monotonic() < end:
        if value := found():
            return value if isinstance(value, list) else [1]
        time.sleep(0.1)
    return []


def children(parent: int) -> list[int]:
    found = subprocess.run(
        ["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    ).stdout
    pairs = [tuple(map(int, line.split())) for line in found.splitlines()]
    mine = [pid for pid, of in pairs if of == parent]
    return mine if len(mine) >= 2 else []


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return False


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_a_hostile_situation_ends_in_a_message(part: int) -> None:
    assert len(situations()) >= 1000
    done = subprocess.run(
        [sys.executable, "-m", "tests.cli.situations", str(part), "4"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    *wrong, ran = done.stdout.splitlines() or [done.stderr]
    assert wrong == []
    assert int(ran) == len(situations()[part::4])
