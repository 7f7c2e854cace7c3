"""P107 a table that is not in a folder of tables.

Avoid:

    table ptp edits
      from  ../downloads/edits.csv

Prefer the name of a table below ``tables``:

    table ptp edits
      from  tables/ncci_ptp

Why: a policy that someone sends must not make the program read other files, and a rule stands on a table whose origin
and edition are written beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, error
from rules_dsl.syntax import Words

_INSIDE = re.compile(r"tables(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)+", re.ASCII)


def check(view: View) -> Iterator[Diagnostic]:
    for statement in view.policy.own:
        for clause in statement.all("from", Words):
            for path in clause.words:
                if not _INSIDE.fullmatch(path.text):
                    help = "write `tables/`, and the name of a table there"
                    yield error("P107", f"`{path.text}` is not a table below `tables`", path.span, help=help)
