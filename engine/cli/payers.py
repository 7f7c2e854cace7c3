"""`claimwright payers`: the payers that claims can be coded for."""

from __future__ import annotations

import json

from engine.cli import common, inputs
from engine.cli.common import Formatted, Policies

EXAMPLE = """\b
Examples:
  claimwright payers
  claimwright payers --policies my-policies/ --format json
"""


def payers(format: Formatted = "table", policies: Policies = None) -> None:
    """Each payer with its title, the policy it extends, how sure its own rules are, and when they were reviewed."""
    from engine.payers_listed import payers as listed
    from engine.payers_listed import payers_view
    from rules_dsl.library import PolicyLibrary

    library = inputs.usable_policies(policies) if policies else PolicyLibrary.load()
    found = listed(library)
    if format == "json":
        for each in found:
            common.emit_json(json.dumps(each.model_dump(mode="json"), ensure_ascii=False))
    else:
        common.emit(payers_view(found, common.paint()))
