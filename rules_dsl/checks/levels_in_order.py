"""P305 levels that are not in order, or that nothing can reach.

Avoid:

    level by 2 of problems, data, risk, or by minutes
      | level    | bill  | minutes at least |
      | low      | 99213 | 20               |
      | moderat  | 99214 | 30               |

Prefer the levels of the elements, the highest first:

    level by 2 of problems, data, risk, or by minutes
      | level    | bill  | minutes at least |
      | moderate | 99214 | 30               |
      | low      | 99213 | 20               |

Why: the first row that is reached is billed. A level that no element has is reached by minutes alone, and nobody would
notice.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, Place, error
from rules_dsl.syntax import ElementTable, Levels, Word
from rules_dsl.vocabulary import did_you_mean


def check(view: View) -> Iterator[Diagnostic]:
    for rule in view.own:
        for table in rule.statement.all("rows", ElementTable):
            yield from _once([level for level, _ in table.rows])
        for clause in rule.statement.all("level by", Levels):
            yield from _once([level for level, _, _ in clause.rows])
            yield from _falling(clause)
            yield from _of_elements(clause, view)


def _once(levels: list[Word]) -> Iterator[Diagnostic]:
    first: dict[str, Word] = {}
    for level in levels:
        earlier = first.setdefault(level.text, level)
        if earlier is not level:
            there = Place(earlier.span, "the first one")
            yield error("P305", f"the level `{level.text}` twice", Place(level.span), there)


def _falling(clause: Levels) -> Iterator[Diagnostic]:
    for (_, _, before), (level, _, minutes) in zip(clause.rows, clause.rows[1:], strict=False):
        if before is not None and minutes is not None and minutes >= before:
            message = f"`{level.text}` needs {minutes} minutes, and the level above it {before}"
            yield error("P305", message, level.span, help="write the highest level first")


def _of_elements(clause: Levels, view: View) -> Iterator[Diagnostic]:
    """Each element has the same levels, in the same order, as the choice; it may lack some."""
    order = [level.text for level, _, _ in clause.rows]
    for name in clause.elements:
        element = view.scope.named.get(("element", name.text))
        if element is None or element.statement.broken:
            continue
        levels = [level for table in element.statement.all("rows", ElementTable) for level, _ in table.rows]
        for level in levels:
            if level.text not in order:
                message = f"`{name.text}` has a level `{level.text}`, which is not in this table"
                there = Place(level.span, f"in `{name.text}`")
                yield error("P305", message, Place(clause.span), there, help=did_you_mean(level.text, order))
        places = [order.index(level.text) for level in levels if level.text in order]
        if places != sorted(places):
            message = f"`{name.text}` has its levels in another order than this table"
            there = Place(element.statement.span, f"`{name.text}`")
            yield error(
                "P305", message, Place(clause.span), there, help="write the highest level first in both"
            )
