"""The certificate of a claim: facts, editions, candidates, claim, reasons, bound and maker, each section with a seal.

A certificate holds the documented facts of one encounter, without the words of the note, because whoever checks it must
derive the claim again. It is written only where the user asks for it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final, Literal, TypeAlias

from pydantic import Field

from engine.claim import Part

SECTIONS = (
    "contains",
    "made_by",
    "encounter",
    "read_as",
    "rests_on",
    "candidates",
    "set_aside",
    "claim",
    "left_off",
    "optimum",
)
"""What is sealed, in the order in which it is checked."""

PATIENT_DATA: Final = "patient data: the documented facts of one encounter"

Facts: TypeAlias = dict[str, Any]
PROSE = frozenset({"note", "text"})
"""Keys of an encounter that hold words of the note, which no rule reads."""


class Of(Part):
    """Whose claim it is: the facts, and the digest of them."""

    id: str
    payer: str
    dos: str
    sha256: str
    """Of the facts as canonical JSON."""
    facts: Facts


class File(Part):
    """A policy file or a table edition with the digest of its bytes."""

    kind: str
    name: str
    file: str
    sha256: str


class Candidate(Part):
    """A line that the record supports, and how it came to its code and units."""

    line: str
    hcpcs: str
    units: int
    marks: tuple[tuple[str, str], ...] = ()
    """(modifier, rule): what documented facts put on the line."""
    rule: str
    items: tuple[str, ...]
    diagnoses: tuple[str, ...] = ()
    measured: str = ""
    total: str = ""
    row: str = ""
    steps: tuple[str, ...] = ()


class Aside(Part):
    """Documented work that no line is made for."""

    item: str
    rule: str
    kind: str


class Billed(Part):
    """A line of the claim; cents after reductions."""

    line: str
    hcpcs: str
    modifiers: tuple[str, ...] = ()
    units: int
    cents: int


class LeftOff(Part):
    """A candidate that is not billed: the kind of reason, the rule, and the line in its way."""

    line: str
    kind: str
    rule: str
    by: str = ""


class Optimum(Part):
    """What the claim pays, what no compliant claim can exceed, and how that was found."""

    cents: int
    bound_cents: int
    proved: bool
    how: str
    """EXHAUSTED or STOPPED, as `proved` has it."""


EXHAUSTED = "the solver searched every compliant claim"
STOPPED = "the time budget ended the search; the bound is the solver's"


class Certificate(Part):
    """One claim, self-contained."""

    contains: Literal["patient data: the documented facts of one encounter"] = PATIENT_DATA
    """Said at its head, so that whoever finds the file knows how to keep it."""
    made_by: str
    format: Literal["claimwright-certificate/2"] = "claimwright-certificate/2"
    encounter: Of
    read_as: dict[str, int] = Field(default_factory=dict)
    """Of a record that contradicts itself, by place: which of its values stands, from 0. Every reading was solved, and
    this one pays least."""
    rests_on: tuple[File, ...]
    candidates: tuple[Candidate, ...]
    set_aside: tuple[Aside, ...]
    claim: tuple[Billed, ...]
    left_off: tuple[LeftOff, ...]
    optimum: Optimum
    seals: dict[str, str] = Field(default_factory=dict)
    """Section -> SHA-256 of its canonical JSON."""

    def sealed(self) -> Certificate:
        """The same certificate with the seal of every section."""
        return self.model_copy(update={"seals": {name: self.seal(name) for name in SECTIONS}})

    def seal(self, section: str) -> str:
        """The seal that the section should have."""
        return digest(self.model_dump(mode="json")[section])

    def to_json(self) -> str:
        """Indented JSON, keys in a fixed order; the same bytes for the same claim."""
        return json.dumps(self.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def facts_only(data: Any) -> Any:
    """An encounter's JSON without the words of the note."""
    if isinstance(data, dict):
        return {key: facts_only(value) for key, value in data.items() if key not in PROSE}
    if isinstance(data, list):
        return [facts_only(value) for value in data]
    return data
