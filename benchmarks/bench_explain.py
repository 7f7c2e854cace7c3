"""How long a whole explanation of a six-line encounter takes in a warm process, and from the shell.

    python benchmarks/bench_explain.py

The limit is 150 ms warm for lines, reasons, prices, runner-up, questions and risks together; the exit code is 1 when it
is missed. The rival is the same command from the shell, which loads policies and tables anew.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from machine import machine, spread  # noqa: E402

from engine.encounter import Encounter, read_encounters  # noqa: E402
from engine.explain.explain import explain  # noqa: E402
from engine.kernel import Kernel  # noqa: E402

LIMIT = 0.150
DAY = ROOT / "examples" / "clinic-day.jsonl"


def six_lines() -> Encounter:
    """The first encounter of the clinic day: a visit, biopsies, tags and keratoses on six lines."""
    found = next(iter(read_encounters(DAY.read_text(encoding="utf-8"), DAY.name)))
    assert isinstance(found, Encounter)
    return found


def warm(kernel: Kernel, encounter: Encounter, rounds: int) -> list[float]:
    explain(kernel, encounter)
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        explain(kernel, encounter)
        times.append(time.perf_counter() - start)
    return times


def shell(encounter: Encounter, runs: int) -> list[float]:
    command = [sys.executable, "-m", "engine.cli", "explain", str(DAY), "--encounter", encounter.encounter]
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        times.append(time.perf_counter() - start)
    return times


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    encounter = six_lines()
    kernel = Kernel()
    found = explain(kernel, encounter)
    warmed, shelled = warm(kernel, encounter, given.rounds), shell(encounter, given.runs)
    print(machine())
    print(f"{len(found.lines)} lines, {len(found.exposures)} risks, {len(found.questions)} questions")
    print(f"warm        {spread(warmed)}  limit {LIMIT * 1000:.0f} ms")
    print(f"from shell  {spread(shelled)}")
    middle = sorted(warmed)[len(warmed) // 2]
    print(
        f"ratio       {sorted(shelled)[len(shelled) // 2] / middle:.1f} times as long from the shell as warm"
    )
    return 0 if middle <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
