"""What a mutation run found, as a page and as data."""

from __future__ import annotations

import json
from collections.abc import Sequence

from engine.mutation.mutant import Mutant
from engine.mutation.run import MutationRun
from engine.view.text import PLAIN, Paint, columns, count


def report(run: MutationRun, left: Sequence[Mutant], paint: Paint = PLAIN) -> str:
    """The changes that no test notices, each beneath its file with line, rule and what was changed; then the counts."""
    lines: list[str] = []
    for file in sorted({mutant.place[0] for mutant in left}):
        lines += ["", paint(file, "bold")] if lines else [paint(file, "bold")]
        here = [m for m in left if m.place[0] == file]
        lines += columns(((str(m.place[1]), _name(m), change(m)) for m in here), right=(0,))
    if not run.mutants:
        return "No rules to change."
    noticed = len(run.mutants) - len(left)
    share = 100 * noticed / len(run.mutants)
    style = "red" if left else "green"
    total = (
        f"{count(len(run.mutants), 'change')}: {noticed:,} noticed, {len(left):,} by no test ({share:.1f} %)."
    )
    return "\n".join([*lines, *([""] if lines else []), paint(total, "bold", style)])


def as_json(run: MutationRun, left: Sequence[Mutant]) -> str:
    """The same as one JSON object."""
    unnoticed = [
        {"file": m.place[0], "line": m.place[1], "rule": m.rule, "where": m.where, "what": m.what}
        for m in left
    ]
    return json.dumps({"changes": len(run.mutants), "unnoticed": unnoticed}, ensure_ascii=False)


def change(mutant: Mutant) -> str:
    """``select.bands: edge 14 -> 15``."""
    return f"{mutant.where}: {mutant.what}" if mutant.where else mutant.what


def _name(mutant: Mutant) -> str:
    return mutant.rule.rpartition("/")[2]
