"""How long one encounter takes: warm in a process, from the shell, and against trying every claim.

    python benchmarks/bench_optimize.py

The limits are 10 ms for the median example in a warm process and 0.8 s for one file from the shell; the exit code is 1
when either is missed. The rival is the brute-force enumerator of the tests, over the same lines, edits and prices.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "engine"), str(ROOT / "benchmarks")]

from machine import machine, spread  # noqa: E402
from oracle import TooMany, best  # noqa: E402

from engine.encounter import Encounter, read_encounters  # noqa: E402
from engine.kernel import Kernel  # noqa: E402
from engine.program import choosing_facts  # noqa: E402
from engine.situation import build  # noqa: E402
from engine.solve import solve  # noqa: E402
from engine.verify import Checker  # noqa: E402

WARM_LIMIT, SHELL_LIMIT = 0.010, 0.8


def examples() -> list[Encounter]:
    """The worked examples and the clinic day."""
    paths = [*sorted((ROOT / "examples" / "worked").glob("*.json")), ROOT / "examples" / "clinic-day.jsonl"]
    found = [each for path in paths for each in read_encounters(path.read_text(), path.name)]
    return [each for each in found if isinstance(each, Encounter)]


def warm(kernel: Kernel, encounters: list[Encounter], rounds: int) -> list[float]:
    """Seconds of each encounter, its best of several rounds; the first round is thrown away."""
    fastest: list[float] = []
    for encounter in encounters:
        kernel.solve(encounter)
        times = []
        for _ in range(rounds):
            start = time.perf_counter()
            kernel.solve(encounter)
            times.append(time.perf_counter() - start)
        fastest.append(median(times))
    return fastest


def shell(runs: int) -> list[float]:
    """Seconds of the whole process for one file."""
    file = str(ROOT / "examples" / "worked" / "17-keratoses-biopsy-and-eczema.json")
    command = [sys.executable, "-m", "engine.cli", "optimize", file]
    found = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        found.append(time.perf_counter() - start)
    return found[1:]


def rivals(kernel: Kernel, encounters: list[Encounter]) -> tuple[list[float], list[float], int]:
    """Seconds of the solver and of the enumerator over the same candidate lines; how many were too many to try."""
    ours, theirs, skipped = [], [], 0
    for encounter in encounters:
        prepared, book, prices, derivation = kernel.prepare(encounter)
        checker = Checker(prepared, book, kernel.tables, derivation)
        start = time.perf_counter()
        try:
            value, _ = best(checker)
        except TooMany:
            skipped += 1
            continue
        theirs.append(time.perf_counter() - start)
        start = time.perf_counter()
        outcome = solve(
            choosing_facts(build(prepared, book, kernel.tables, derivation, prices, derivation.lines))
        )
        ours.append(time.perf_counter() - start)
        assert outcome.total == value, encounter.encounter
    return ours, theirs, skipped


def main() -> int:
    parser = argparse.ArgumentParser(description="Time of one encounter.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    print(machine())
    start = time.perf_counter()
    kernel = Kernel()
    encounters = examples()
    kernel.solve(encounters[0])
    print(f"first answer, imports not counted: {time.perf_counter() - start:.2f} s")
    inside = warm(kernel, encounters, options.rounds)
    print(
        f"warm, {len(inside)} examples, {options.rounds} rounds: {spread(inside)}; limit {1000 * WARM_LIMIT:.0f} ms"
    )
    outside = shell(options.runs)
    limit = f"limit {1000 * SHELL_LIMIT:.0f} ms"
    print(f"`claimwright optimize` on one file, {options.runs} runs: {spread(outside)}; {limit}")
    ours, theirs, skipped = rivals(kernel, encounters)
    print(f"solver alone: {spread(ours)}")
    print(
        f"trying every claim (tests/engine/oracle.py): {spread(theirs)}; {skipped} encounters had too many to try"
    )
    print(f"the enumerator takes {sum(theirs) / sum(ours):.1f} times as long in all")
    return int(median(inside) > WARM_LIMIT or median(outside) > SHELL_LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
