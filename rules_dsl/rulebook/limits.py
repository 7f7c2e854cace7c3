"""What keeps a line off a claim: edits, unit limits, a missing primary, coverage, missing papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rules_dsl.rulebook.conditions import Condition


@dataclass(frozen=True, slots=True)
class TableUse:
    """A bulk table the policy turns on: `kind` is ptp, mue or add-on. Limits of `each_line` hold for one line of the
    claim, whatever the table says of days."""

    rule: str
    kind: Literal["ptp", "mue", "add-on"]
    path: str
    each_line: bool = False


@dataclass(frozen=True, slots=True)
class PtpEdit:
    rule: str
    column1: str
    column2: str
    indicator: int


@dataclass(frozen=True, slots=True)
class Mue:
    rule: str
    code: str
    units: int
    mai: int


@dataclass(frozen=True, slots=True)
class AddOn:
    rule: str
    code: str
    primaries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """`code` is not billed when its primary carries `modifier`, unless the condition (of the visit) holds."""

    rule: str
    code: str
    modifier: str
    unless: Condition | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """`when` must hold, `unless` must not. What does not meet it is denied, or only warned of (`otherwise`); while a
    fact is missing it is kept off the claim (block) or only warned of (`unknown`). `liability` names who pays."""

    rule: str
    codes: frozenset[str]
    when: Condition | None
    unless: Condition | None
    self_pay: Literal["no", "with signed notice", "always"]
    asks: tuple[tuple[str, str], ...] = ()
    otherwise: Literal["deny", "warn"] = "deny"
    unknown: Literal["block", "warn"] = "block"
    liability: str = ""
    lcd: str = ""
    lacks: str = ""
    """What the rule's own policy has and could not be had, such as its list of diagnoses."""


@dataclass(frozen=True, slots=True)
class LiabilityRow:
    """`notices` that were signed ("none": none was; empty: whatever was); `wanted` says whether the patient wants the
    payer billed (None: whatever); then the bill, and who pays."""

    notices: tuple[str, ...]
    wanted: bool | None
    bill: Literal["modifiers", "self-pay", "nothing"]
    modifiers: tuple[str, ...]
    pays: Literal["patient", "practice"]


@dataclass(frozen=True, slots=True)
class Liability:
    """How a service that the payer is expected to deny is billed, and who pays it: the first row that fits."""

    rule: str
    name: str
    rows: tuple[LiabilityRow, ...]


@dataclass(frozen=True, slots=True)
class Documentation:
    """A fact that billing these codes needs; empty `codes` means any code. Without it the line is blocked, goes out
    with a warning, or (`query`) only raises the question. `when` says of which items it is needed."""

    rule: str
    codes: frozenset[str]
    requires: str
    otherwise: Literal["block", "warn", "query"]
    ask: str
    when: Condition | None = None
    self_pay: bool = False
    """It is about the lines of the patient's own bill."""
