"""P101 a citation of a source that no policy of the chain names.

Avoid:

    cite  ncci-manul "chapter 1"

Prefer the name of a ``source`` statement, in this policy or in one it extends:

    source ncci-manual
      title    "CMS NCCI Policy Manual for Medicare Services"
      version  "2026"
      tier     cms-manual

    ...
      cite  ncci-manual "chapter 1"

Why: a reader of a denial is shown where the rule comes from, with its edition and its weight.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, error
from rules_dsl.syntax import Cite
from rules_dsl.vocabulary import did_you_mean


def check(view: View) -> Iterator[Diagnostic]:
    known = {name for kind, name in view.scope.named if kind == "source"}
    for statement in view.policy.own:
        for cite in statement.all("cite", Cite):
            if cite.source.text not in known:
                message = f"no source is named `{cite.source.text}`"
                help = (
                    did_you_mean(cite.source.text, known) or f"write a `source {cite.source.text}` statement"
                )
                yield error("P101", message, cite.source.span, help=help)
