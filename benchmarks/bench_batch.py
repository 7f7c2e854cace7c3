"""How many encounters a batch codes in a second, with one process and with two.

python benchmarks/bench_batch.py --count 2000
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "benchmarks")]

from machine import machine  # noqa: E402
from made_encounters import records  # noqa: E402


def run(source: Path, out: Path, jobs: int) -> float:
    """Seconds of the whole command; 1 is the exit code for rejected records."""
    command = [sys.executable, "-m", "engine.cli", "batch", str(source), "-o", str(out), "--jobs", str(jobs)]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    assert done.returncode in (0, 1), done.stderr
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description="Encounters a second.")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--broken", type=float, default=0.01)
    options = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "made.jsonl"
        source.write_text(
            "".join(f"{text}\n" for text, _ in records(options.count, options.seed, options.broken))
        )
        outputs = []
        for jobs in (1, 2):
            out = Path(folder) / f"{jobs}.jsonl"
            seconds = run(source, out, jobs)
            outputs.append(out.read_bytes())
            print(
                f"{options.count:,} encounters, --jobs {jobs}: {seconds:.1f} s, {options.count / seconds:.0f}/s"
            )
        print("the same bytes" if outputs[0] == outputs[1] else "THE OUTPUTS DIFFER")


if __name__ == "__main__":
    main()
