"""`claimwright schema`: the contracts as JSON Schema."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from engine.cli import common

EXAMPLE = """\b
Examples:
  claimwright schema encounter > encounter.schema.json
  claimwright schema claim
"""


def schema(
    of: Annotated[
        Literal["encounter", "claim"],
        typer.Argument(metavar="encounter|claim", help="The input, or the output."),
    ],
) -> None:
    """Print the JSON Schema of the input or of the output."""
    if of == "encounter":
        from engine.encounter import Encounter

        common.emit_json(json.dumps(Encounter.json_schema(), indent=2))
    else:
        from engine.claim import Coded

        common.emit_json(json.dumps(Coded.json_schema(), indent=2))
