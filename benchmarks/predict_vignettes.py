"""Code the published vignettes, write the claims as predictions, and score them if asked.

    python benchmarks/predict_vignettes.py predictions.jsonl
    python benchmarks/predict_vignettes.py predictions.jsonl --score --vignettes ../shared/vignettes

The claims rest on examples/vignettes/ alone. The published answers are read by score.py, which lies beside them, and by
nothing else. An encounter with words that no policy knows gets no prediction, which counts as a miss.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from engine.encounter import Encounter, read_encounters, render_rejected  # noqa: E402
from engine.kernel import BadWords, Kernel  # noqa: E402

ENCOUNTERS = ROOT / "examples" / "vignettes"
BESIDE = ROOT.parent / "shared" / "vignettes"
ANSWERS = "vignettes_public.jsonl"
SCORER = "score.py"

Record = dict[str, Any]


@dataclass(frozen=True)
class Uncoded:
    """An encounter without a prediction, and why."""

    id: str
    reasons: tuple[str, ...]


def encounters(folder: Path = ENCOUNTERS) -> Iterator[Encounter]:
    """The encounters of the vignettes in order; a bad file is a fault of the repository and raises."""
    for path in sorted(folder.glob("*.json")):
        for each in read_encounters(path.read_text(encoding="utf-8"), path.name):
            if not isinstance(each, Encounter):
                raise ValueError(render_rejected(each))
            yield each


def predict(kernel: Kernel, encounter: Encounter) -> Record | Uncoded:
    """The claim in the form that score.py reads."""
    try:
        claim = kernel.solve(encounter, questions=False).coded.claim
    except BadWords as error:
        return Uncoded(encounter.encounter, tuple(f"{p.field}: {p.found}" for p in error.problems))
    lines = [{"hcpcs": x.hcpcs, "units": x.units, "modifiers": list(x.modifiers)} for x in claim.lines]
    return {"id": encounter.encounter, "lines": lines}


def write(path: Path) -> list[Uncoded]:
    """Predictions of all vignettes into a file, one a line; returns the encounters that have none."""
    kernel = Kernel()
    made = [predict(kernel, encounter) for encounter in encounters()]
    path.write_text(
        "".join(f"{json.dumps(p)}\n" for p in made if not isinstance(p, Uncoded)), encoding="utf-8"
    )
    return [p for p in made if isinstance(p, Uncoded)]


def score(vignettes: Path, predictions: Path) -> Record:
    """The report of score.py: `total`, `topics`, and `records` with what each expected and got."""
    command = [sys.executable, str(vignettes / SCORER), str(vignettes / ANSWERS), str(predictions), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    report: Record = json.loads(done.stdout)
    return report


def missed(report: Record) -> Iterator[str]:
    """A line for every record that is not a hit, or that carries a line it must not."""
    for r in report["records"]:
        if r["hit"] is True and not r["forbidden"]:
            continue
        what = "undecided" if r["hit"] is None else "miss" if not r["hit"] else "hit"
        what += f", forbidden {', '.join(r['forbidden'])}" if r["forbidden"] else ""
        what += ", not counted" if r["group"] == "outdated" else ""
        expected = " or ".join(r["expected"])
        yield f"{r['id']} {r['topic']} ({r['scoring']}, {what}): expected {expected}; predicted {r['predicted']}"


def figures(report: Record) -> str:
    names = {"exact": "exact", "codes_units": "codes and units", "forbidden": "with a forbidden line"}
    shown = [
        f"{label} {report['total'][key][0]} of {report['total'][key][1]}" for key, label in names.items()
    ]
    others = [
        f"{key} {report['total'][key][0]} of {report['total'][key][1]}" for key in ("partial", "rule_only")
    ]
    return ", ".join(shown) + f" ({', '.join(others)})"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Claims of the published vignettes, and their score.")
    parser.add_argument("out", type=Path, help="file for the predictions")
    parser.add_argument("--vignettes", type=Path, default=BESIDE, help=f"folder of {ANSWERS} and {SCORER}")
    parser.add_argument("--score", action="store_true", help="score the predictions, and print every miss")
    options = parser.parse_args(argv)
    if options.score:
        for name in (ANSWERS, SCORER):
            if not (options.vignettes / name).is_file():
                print(
                    f"There is no {name} in {options.vignettes}: name its folder with --vignettes, "
                    "or leave --score out to write the predictions alone.",
                    file=sys.stderr,
                )
                return 2
    for each in write(options.out):
        print(f"{each.id} has no prediction; words unknown to the policies: {'; '.join(each.reasons)}")
    if options.score:
        report = score(options.vignettes, options.out)
        for line in missed(report):
            print(line)
        print(figures(report))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
