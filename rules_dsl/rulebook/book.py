"""The whole: everything that one payer's policy says on one date of service, and where each rule comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from rules_dsl.rulebook.choices import CodeChoice, Element, Included
from rules_dsl.rulebook.filing import FilingLimit, PriorAuthorisation
from rules_dsl.rulebook.limits import (
    AddOn,
    Coverage,
    Documentation,
    Exclusion,
    Liability,
    Mue,
    PtpEdit,
    TableUse,
)
from rules_dsl.rulebook.modifiers import (
    Assignment,
    FeeSchedulePay,
    GlobalPeriod,
    Modifier,
    Preference,
    Reduction,
    Repeats,
)
from rules_dsl.rulebook.words import Bound, Definition, Measure, Site, Vocabulary

Confidence: TypeAlias = Literal["high", "medium", "low", "unverified"]


@dataclass(frozen=True, slots=True)
class Source:
    """A published authority; `tier` is one of statute, cms-table, cms-manual, code-set, payer-policy, society,
    blog, unverified, invented."""

    id: str
    title: str
    version: str
    tier: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    source: Source
    locator: str = ""


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a reader may be told of a rule: its id, kind of statement, reason, citations, denial code and place."""

    id: str
    kind: str
    because: str
    citations: tuple[Citation, ...]
    carc: str
    confidence: Confidence
    effective: date
    until: date | None
    file: str
    line: int
    text: str = ""


@dataclass(frozen=True)
class RuleBook:
    """Everything that one payer's policy says on one date of service, flattened."""

    policy: str
    title: str
    invented: bool
    chain: tuple[str, ...]
    as_of: date
    rules: dict[str, RuleInfo]
    vocabularies: dict[str, Vocabulary]
    sites: dict[str, Site]
    plain_words: dict[str, str]
    definitions: dict[str, Definition] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    bounds: tuple[Bound, ...] = ()
    elements: dict[str, Element] = field(default_factory=dict)
    choices: tuple[CodeChoice, ...] = ()
    included: tuple[Included, ...] = ()
    tables: tuple[TableUse, ...] = ()
    ptp_edits: tuple[PtpEdit, ...] = ()
    mues: tuple[Mue, ...] = ()
    add_ons: tuple[AddOn, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    modifiers: dict[str, Modifier] = field(default_factory=dict)
    preferences: tuple[Preference, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    repeats: tuple[Repeats, ...] = ()
    reductions: tuple[Reduction, ...] = ()
    global_periods: tuple[GlobalPeriod, ...] = ()
    fee_schedules: tuple[FeeSchedulePay, ...] = ()
    coverages: tuple[Coverage, ...] = ()
    liabilities: dict[str, Liability] = field(default_factory=dict)
    documentation: tuple[Documentation, ...] = ()
    authorisations: tuple[PriorAuthorisation, ...] = ()
    filing_limits: tuple[FilingLimit, ...] = ()
    contractors: tuple[str, ...] = ()
    """The contractors that the policy speaks for."""

    @property
    def by_fact(self) -> frozenset[str]:
        """Modifiers that stand only where a documented fact puts them: they are never chosen."""
        return frozenset(m for rule in self.assignments for m in rule.modifiers)
