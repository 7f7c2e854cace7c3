"""How long it takes to find every minimal reason against a claim of ten lines, and how much longer a rival takes.

    python benchmarks/bench_why_not.py

The limit is 500 ms for the slowest of the claims in a warm process; the exit code is 1 when it is missed. The rival is
naive deletion: every subset of the same rules and facts, from small to large, is put to the same solver until all that
hold no smaller illegal one are known. It is run on the claims with at most twenty elements, where it ends in seconds.
"""

from __future__ import annotations

import argparse
import sys
import time
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from machine import machine, spread  # noqa: E402

from engine.claimed import parse_claim  # noqa: E402
from engine.encounter import Encounter  # noqa: E402
from engine.kernel import Kernel, Solved  # noqa: E402
from engine.why.element import Element  # noqa: E402
from engine.why.found import Found, find  # noqa: E402
from engine.why.pinned import Pinned  # noqa: E402

LIMIT = 0.500
MOST_ELEMENTS = 20
NASTY, KELOIDS, EXCISIONS, TAGS, CARE = (
    "25-everything-in-one-day",
    "23-nine-keloids",
    "13-repairs-in-two-groups",
    "04-fifteen-keratoses",
    "07-new-patient-psoriasis-and-biopsy",
)
ASKED = [
    (NASTY, "99215-25, 15260, 17311, 17312, 17315, 12032-XS, 11602-XS, 11104-XS, 17004, 11642"),
    (NASTY, "99214, 15260, 17311, 17312, 17315, 12032, 11602, 11104, 17000, 17003 x4"),
    (
        NASTY,
        "99214-25-57, 15260-59, 17311-59, 17312, 17315, 12032-59, 11602-59, 11104-59, 17000-59, 17003 x5",
    ),
    (NASTY, "99214, 11104, 17000"),
    (EXCISIONS, "12051, 12041, 11641-XS, 11621-59, 12052, 11642, 17000, 11102, 99213, 88305"),
    (KELOIDS, "11900, 11901, 96372"),
    (TAGS, "17000, 17003 x13, 17004"),
    (CARE, "G2211"),
]
"""Example and claim; the first three and the fifth have ten lines."""


def solved(kernel: Kernel, name: str) -> Solved:
    text = (ROOT / "examples" / "worked" / f"{name}.json").read_text(encoding="utf-8")
    return kernel.solve(Encounter.from_json(text), questions=False)


def naive(kernel: Kernel, found: Found) -> list[frozenset[Element]] | None:
    """Every minimal reason by trying subsets, small ones first; None where there are too many."""
    grounds = set(found.possible.values())
    elements = sorted({e for g in grounds for e in g}, key=lambda e: e.order)
    if len(elements) > MOST_ELEMENTS:
        return None
    pinned = Pinned(found.at, found.asked, found.free, found.grounds, kernel.seconds)
    pinned.watch(pinned.grounds, [(e,) for e in elements])
    reasons: list[frozenset[Element]] = []
    for size in range(1, len(elements) + 1):
        for picked in combinations(elements, size):
            kept = frozenset(picked)
            if not any(r <= kept for r in reasons) and pinned.illegal(kept) is not None:
                reasons.append(kept)
    return reasons


def main() -> int:
    parser = argparse.ArgumentParser(description="Time of all minimal reasons.")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    print(machine())
    kernel = Kernel()
    slowest, ours, theirs, ended = 0.0, 0.0, 0.0, 0
    for name, text in ASKED:
        lines = parse_claim(text)
        assert isinstance(lines, tuple)
        best = solved(kernel, name)
        found = find(kernel, best, lines)
        times = []
        for _ in range(options.rounds):
            start = time.perf_counter()
            found = find(kernel, best, lines)
            times.append(time.perf_counter() - start)
        slowest = max(slowest, sorted(times)[len(times) // 2])
        elements = len({e for grounds in found.possible.values() for e in grounds})
        print(
            f"{len(lines):>2} lines of {name}: {len(found.reasons)} reasons over {elements} elements; {spread(times)}"
        )
        start = time.perf_counter()
        rival = naive(kernel, found)
        if rival is not None:
            theirs += time.perf_counter() - start
            ended += 1
            ours += sorted(times)[len(times) // 2]
            assert set(rival) == {r.elements for r in found.reasons}, name
    print(f"slowest {1000 * slowest:.0f} ms; limit {1000 * LIMIT:.0f} ms")
    print(
        f"naive deletion over all subsets was let run on {ended} of {len(ASKED)} claims and finds the same reasons;"
    )
    print(f"it takes {theirs / ours:.1f} times as long there, and twice as long again for each element more")
    return int(slowest > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
