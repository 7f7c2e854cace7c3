"""Short ways to write an encounter in a test."""

from __future__ import annotations

import json
from typing import Any

from engine.claim import Coded
from engine.encounter import Encounter, read_encounters


def encounter(data: dict[str, Any]) -> Encounter:
    """The encounter of JSON data that is known to be good."""
    (found,) = read_encounters(json.dumps(data), "made")
    assert isinstance(found, Encounter), found
    return found


def record(**parts: Any) -> dict[str, Any]:
    """JSON data of a Medicare encounter with these parts, signed by everybody who takes part."""
    people = [person["id"] for person in parts.get("practitioners", ())] or ["p1"]
    signatures = [{"by": name, "on": parts.get("dos", "2026-10-15")} for name in people]
    return {
        "encounter": "test",
        "payer": "medicare.national",
        "dos": "2026-10-15",
        "patient": {"status": "established"},
        "documents": {"signature": signatures},
    } | parts


def joined_in(coded: Coded) -> set[str]:
    """Ids of entries that could be one thing and count as one, as the answer names them; and its other words."""
    twice = (each.because for each in coded.uncounted if each.kind == "twice")
    return {word.strip(",.") for because in twice for word in because.split()}
