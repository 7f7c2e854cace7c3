"""`claimwright demo`: the packaged encounters coded, one claim audited, one why-not answered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli import common, inputs

if TYPE_CHECKING:
    from engine.encounter import Encounter
    from engine.view.text import Paint

EXAMPLE = """\b
Example:
  claimwright demo
"""
DAY = "clinic-day.jsonl"
CODED = ("clinic-1", "clinic-2", "clinic-4")
AUDITED = ("clinic-3", "99213-25, 11104, 17004-59, 17110-59")
ASKED = ("clinic-2", "11604")
NEXT = """\
Where to go next
  claimwright optimize YOUR-FILE.json    the best compliant claim of your own encounters
  claimwright schema encounter           what an encounter may hold, as JSON Schema
  claimwright batch IN.jsonl -o OUT.jsonl
  claimwright policy check               the policies, and yours: --help of each command has an example
  {examples}"""


def demo() -> None:
    """Code packaged encounters, audit a tempting claim, and ask why a line is not billed."""
    from engine.audit import audit
    from engine.view import coded_view
    from engine.view.audited import audit_view
    from engine.view.why_not import why_not_view
    from engine.why.why_not import why_not

    folder = examples()
    day = _encounters(folder / DAY)
    kernel = inputs.kernel()
    paint = common.paint()
    common.emit(paint(f"$ claimwright optimize examples/{DAY}", "dim"))
    for id in CODED:
        _record(day[id], paint)
        found = kernel.solve(day[id])
        words = found.situation.book.plain_words
        common.emit(coded_view(found.coded, words, paint) + "\n")
    id, claim = AUDITED
    common.emit("\n" + paint(f'$ claimwright audit examples/{DAY} --encounter {id} --claim "{claim}"', "dim"))
    _record(day[id], paint)
    examined = audit(kernel, day[id], inputs.claimed(claim))
    common.emit(audit_view(examined, inputs.words(kernel, "", day[id]), paint) + "\n")
    id, claim = ASKED
    common.emit(
        "\n" + paint(f'$ claimwright why-not examples/{DAY} --encounter {id} "{claim}"', "dim") + "\n"
    )
    common.emit(why_not_view(why_not(kernel, day[id], inputs.claimed(claim)), paint) + "\n")
    common.emit("\n" + NEXT.format(examples=f"{folder.name}/ holds these encounters and the worked examples"))


def _record(encounter: Encounter, paint: Paint) -> None:
    from engine.view.documented import documented_view

    common.emit("\n" + paint(f"The record of {encounter.encounter} says", "bold"))
    common.emit(documented_view(encounter) + "\n")


def examples() -> Path:
    """The packaged examples, which lie beside the engine whether installed or not."""
    import engine

    return Path(str(engine.__file__)).parent.parent / "examples"


def _encounters(path: Path) -> dict[str, Encounter]:
    from engine.encounter import Encounter

    found = inputs.encounters(str(path))
    return {each.encounter: each for each in found if isinstance(each, Encounter)}
