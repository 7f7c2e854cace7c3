"""P313 lesions joined where no size of each lesion is looked at.

Avoid:

    choose code keratoses
      for     destruction of actinic-keratosis
      joined  touching lesions of one service
      count lesions
      when 1 or more  bill 17000

Prefer to join sizes, in a table that goes by the size of each lesion:

    choose code benign-excision
      for     excision of benign-lesion
      joined  touching lesions of one service
      by      excised-diameter in cm
        | up to 0.5 | over 0.5 |
        | 11400     | 11401    |

Why: what is joined are sizes. A count, a word or a sum over the day has nothing to join, and the clause would do
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, error
from rules_dsl.syntax import Clause, SizeTable


def check(view: View) -> Iterator[Diagnostic]:
    for rule in view.own:
        joined = rule.statement.one("joined", Clause)
        tables = rule.statement.all("by", SizeTable)
        if joined and not any(not table.summed for table in tables):
            message = "lesions are joined by their sizes, and this choice does not go by the size of each"
            yield error("P313", message, joined.span, help="leave it out")
