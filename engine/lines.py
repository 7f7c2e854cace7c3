"""Candidate lines and everything else that follows from the facts before any choice is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, TypeAlias

from engine.encounter import NoteSpan
from engine.items import Item
from engine.named import Named
from engine.visit_trace import VisitTrace


@dataclass(frozen=True, slots=True)
class Trace:
    """How a choice came to its code: what was measured or counted, over which items, in which row and band."""

    rule: str
    items: tuple[str, ...]
    measured: str = ""
    """The measure or counter: ``excised-diameter``, ``lesions``, ``level``."""
    total: Decimal | None = None
    """Millimetres or lesions."""
    row: str = ""
    """The sites of the row, the hierarchy word, or the level."""
    steps: tuple[str, ...] = ()
    """Plain remarks for the reader, in order (levels of each element, a fallback taken)."""


@dataclass(frozen=True, slots=True)
class Denial:
    """A line that goes out to be denied: the modifiers that say so, who pays, the coverage rule that is not met, and
    the rule of liability. Such a line is paid nothing, ranks nowhere, and bundles nothing."""

    modifiers: tuple[str, ...]
    pays: str
    """patient or practice"""
    rule: str
    liability: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A coverage rule that is not met, or not known to be, and only warns."""

    item: str
    rule: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A candidate or claimed line: one code for some items, before modifiers.

    `units` is what the record supports. `items` are work-item ids, `structures` what was worked on, `bases` nothing
    yet: the facts that set a line apart are a matter between two lines.
    """

    id: str
    hcpcs: str
    units: int
    rule: str
    items: tuple[str, ...]
    services: tuple[str, ...]
    structures: frozenset[str]
    sessions: frozenset[int]
    practitioners: frozenset[str]
    diagnoses: tuple[str, ...]
    trace: Trace
    is_visit: bool = False
    shares: tuple[int, ...] = ()
    """Units that each of the items brought, in their order, where the code was chosen by counting; else nothing."""
    marks: tuple[tuple[str, str], ...] = ()
    """(modifier, rule): what documented facts put on the line. Lines with different marks are never one line."""
    denial: Denial | None = None

    rates: tuple[str, ...] = ()
    """Rules that change what the line pays because of who did the work."""

    @property
    def modifiers(self) -> frozenset[str]:
        """The modifiers of the marks."""
        return frozenset(modifier for modifier, _ in self.marks)

    @property
    def terms(self) -> frozenset[str]:
        """All that changes the fee of a unit whatever is chosen: modifiers, and rules by practitioner."""
        return self.modifiers | set(self.rates)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A documented item that no line is made for, and the rule that says so. `by` is the item that includes it."""

    item: str
    service: str
    rule: str
    kind: str
    """included, not_covered, self_pay, missing_fact, separate_work, no_rule"""
    by: str = ""
    missing: tuple[str, ...] = ()
    pays: str = ""
    """patient or practice, for what the payer does not cover"""
    codes: tuple[str, ...] = ()
    """For a missing fact: the codes that the item may yet turn out to be."""


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that is missing or contradicted and could change the claim."""

    service: str
    subject: str
    """``lesion A``, ``service s1``, ``wound w1``, ``visit`` or ``encounter``."""
    fact: str
    ask: str
    rule: str
    answers: tuple[object, ...] = ()
    """Answers worth trying: the least number that would change the claim, one site a row; empty for a word or a yes."""
    together: tuple[str, ...] = ()
    """All facts that the same gap waits for, this one included."""
    also: tuple[str, ...] = ()
    """Ids of what else lacks the fact, where the answer is worth something only for all of them."""


DoubtKind: TypeAlias = Literal[
    "not_understood",
    "says_no",
    "not_said",
    "waiting",
    "twice",
    "disagree",
    "contradicted",
    "beyond",
    "to_come",
]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something of the record that is not counted as it is written, and why. It never raises a claim."""

    kind: DoubtKind
    named: Named
    where: str
    """The place in the input, ``services[0].technique``; empty where it is a matter of several."""
    says: str
    """One sentence for people."""
    said: str = ""
    """The words as written, where that is what is told."""
    ask: str = ""
    """The question that would clear it up; empty where another question does, or none can."""
    rule: str = ""

    def question(self) -> Question:
        return Question(self.named.service, self.named.subject, self.named.fact, self.ask, self.rule)


@dataclass(frozen=True)
class Derivation:
    """Everything that follows from the facts: candidate lines, what was set aside and why, and what to ask."""

    items: dict[str, Item]
    lines: tuple[Line, ...] = ()
    self_pay: tuple[Line, ...] = ()
    aside: tuple[SetAside, ...] = ()
    questions: tuple[Question, ...] = ()
    bases: frozenset[str] = frozenset()
    """Facts about the visit: ``separate work``, ``decision for surgery``."""
    relied: tuple[str, ...] = ()
    """Inclusion rules whose exception lets a line stand: the claim rests on them too."""
    visit: VisitTrace | None = None
    """How the visit came to its level; None without a visit."""
    remarks: tuple[Remark, ...] = ()
    read_as: Mapping[str, int] = field(default_factory=dict)
    """Of a record that contradicts itself: by place, the number of the reading that it is in."""
    doubts: tuple[Doubt, ...] = ()
    """What is not counted as it is written."""
    notes: dict[str, dict[str, NoteSpan]] = field(default_factory=dict)
    """Words of the note behind the facts that were read, by item id and fact."""


def merged(lines: list[Line]) -> list[Line]:
    """Lines of one code, rule, session, practitioner and marks become one line with the sum of their units."""
    together: dict[tuple[object, ...], Line] = {}
    for line in lines:
        key = (
            line.hcpcs,
            line.rule,
            line.sessions,
            line.practitioners,
            line.marks,
            line.rates,
            line.denial,
        )
        first = together.get(key)
        if first is None:
            together[key] = line
            continue
        together[key] = replace(
            first,
            units=first.units + line.units,
            shares=first.shares + line.shares if first.shares and line.shares else (),
            items=first.items + line.items,
            services=tuple(dict.fromkeys(first.services + line.services)),
            structures=first.structures | line.structures,
            diagnoses=tuple(dict.fromkeys(first.diagnoses + line.diagnoses)),
            trace=replace(
                first.trace,
                items=first.trace.items + line.trace.items,
                steps=first.trace.steps + line.trace.steps,
            ),
        )
    return list(together.values())
