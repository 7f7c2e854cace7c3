"""Conditions, three-valued, over one subject of the record."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

Subject: TypeAlias = Literal[
    "lesion",
    "wound",
    "service",
    "mohs",
    "drug",
    "specimen",
    "light",
    "debridement",
    "visit",
    "patient",
    "practitioner",
]


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Documented:
    """A flag that is yes, a fact that has a value, or a word that stands in one of the subject's lists."""

    fact: str
    word: bool = False
    """True when `fact` is a word (``bleeding``) to be looked up in the subject's word lists."""
    listed: str = ""
    """The list fact that such a word stands in (``symptom``, ``stains``)."""


@dataclass(frozen=True, slots=True)
class IsWord:
    """The fact is one of the words, or a kind of one of them."""

    fact: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IsFlag:
    """A flag that is documented as yes, or as no. What is not documented is neither."""

    fact: str
    yes: bool


@dataclass(frozen=True, slots=True)
class Compare:
    """``undermining at least defect-width``; `other` names a fact or measure, else `number` is meant."""

    fact: str
    op: Literal["at least", "over", "up to", "under"]
    number: Decimal | None = None
    other: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """One of the item's diagnoses is one of the codes, or falls under one: a category holds every code beneath it."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """``days since 11720, 11721 at least 61``: earlier care by code, or courses by word, as the history has them."""

    what: Literal["days since", "units this year", "sessions this year"]
    of: tuple[str, ...]
    op: Literal["at least", "over", "up to", "under"]
    number: Decimal


Condition: TypeAlias = "AllOf | AnyOf | Documented | IsWord | IsFlag | Compare | Diagnosed | Past"
