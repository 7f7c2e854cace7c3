"""One encounter through the kernel, where an input that the policies cannot use is an answer and not an exception."""

from __future__ import annotations

from engine.encounter import Encounter, Rejected
from engine.kernel import BadWords, Kernel, Solved


def attempt(
    kernel: Kernel,
    encounter: Encounter,
    payer: str = "",
    source: str = "input",
    index: int = 1,
    line: int | None = None,
) -> Solved | Rejected:
    """The encounter coded, or rejected with every problem: unknown words or payer, no policy in force on the day.

    `source`, `index` and `line` say where the encounter came from. Raises what is not the encounter's fault.
    """
    try:
        return kernel.solve(encounter, payer)
    except BadWords as error:
        return Rejected(encounter.encounter, source, index, line, error.problems)
