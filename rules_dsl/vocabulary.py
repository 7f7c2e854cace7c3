"""The closed word lists of the language, the facts a policy may use of each subject, and the search for near misses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final, Literal, NamedTuple, get_args

from rules_dsl.rulebook import Basis, Confidence, Subject

SUBJECTS: Final[tuple[Subject, ...]] = get_args(Subject)
BASES: Final[tuple[Basis, ...]] = get_args(Basis)
CONFIDENCES: Final[tuple[Confidence, ...]] = get_args(Confidence)
TIERS: Final = (
    "statute",
    "cms-table",
    "cms-manual",
    "code-set",
    "payer-policy",
    "society",
    "blog",
    "unverified",
    "invented",
)
WEAK_TIERS: Final = frozenset({"blog", "unverified"})

COMMON: Final = frozenset({"because", "cite", "confidence", "effective", "until", "deny with"})
"""Clauses that any rule may have."""

CLAUSES: Final[Mapping[str, frozenset[str]]] = {
    "words": frozenset({"rows"}),
    "sites": frozenset({"rows"}),
    "codes": frozenset({"rows"}),
    "define": frozenset({"when", "without"}),
    "measure": frozenset({"is", "without"}),
    "element": frozenset({"rows"}),
    "choose code": frozenset(
        {"for", "per", "count", "band", "when", "without", "by site", "by hierarchy", "level by", "bill"}
    ),
    "included": frozenset({"service", "in", "when", "unless"}),
    "table": frozenset({"from", "same"}),
    "ptp edit": frozenset({"column 1", "column 2", "indicator"}),
    "mue": frozenset({"limit", "mai"}),
    "add-on": frozenset({"code", "requires any of", "same"}),
    "exclude": frozenset({"code", "when its primary carries", "unless"}),
    "modifier": frozenset({"means", "basis", "lifts", "only on", "never on", "never with", "position"}),
    "modifier preference": frozenset({"for use", "on", "basis", "never", "append"}),
    "reduction": frozenset({"applies to", "rank by", "pay"}),
    "global period": frozenset({"days", "includes", "unless"}),
    "fee schedule": frozenset({"from", "pay"}),
    "coverage": frozenset({"covers", "when", "unless", "otherwise", "lcd", "without", "ask"}),
    "documentation": frozenset({"billing", "requires", "otherwise", "ask"}),
}
"""The clauses of each kind of rule, besides the common ones."""

ALTERNATIVES: Final = (
    frozenset({"basis", "never", "append"}),
    frozenset({"count", "band", "by site", "by hierarchy", "level by", "bill"}),
)
"""Clauses that say one thing together: a payer that writes one of a group replaces the whole group."""

KINDS_OF_RULE: Final = frozenset(CLAUSES) - {"words", "sites", "codes", "define", "measure", "element"}
"""Statements that decide something about a claim; the others only say what words mean."""

FULL_CLAUSE: Final[Mapping[str, str]] = {
    "deny": "deny with CARC",
    "column": "column 1 or column 2",
    "choose": "choose code",
    "part": "part of",
    "ptp": "ptp edit",
    "global": "global period",
    "fee": "fee schedule",
    "applies": "applies to",
    "rank": "rank by",
    "level": "level by",
    "only": "only on",
    "count": "count lesions",
    "lifts": "lifts ptp edits",
    "otherwise": "otherwise deny with CARC",
}
"""The first word of a clause or statement, and the words it stands for in a message."""


LABELS: Final[Mapping[str, str]] = {
    "column_1": "column 1",
    "column_2": "column 2",
    "when_primary": "when its primary carries",
    "requires_any": "requires any of",
    "only_on": "only on",
    "never_on": "never on",
    "never_with": "never with",
    "basis_prefer": "basis",
    "unless_basis": "unless",
    "for_use": "for use",
    "on_column": "on",
    "on_date": "on",
    "applies_to": "applies to",
    "rank_by": "rank by",
    "otherwise_deny": "otherwise",
    "deny": "deny with",
    "ask_text": "ask",
    "by_size": "by site",
    "by_hierarchy": "by hierarchy",
    "levels": "level by",
    "table_of_rows": "rows",
    "self_pay": "self-pay",
}
"""By rule of the grammar, the label of its clause, where that is not the rule's own name."""


class FactType(NamedTuple):
    """`form` says what a fact holds; `words` names the vocabulary of a word or of a list of words."""

    form: Literal["word", "words", "flag", "length", "number"]
    words: str = ""


_FLAG, _LENGTH, _NUMBER = FactType("flag"), FactType("length"), FactType("number")

PATIENT_STATUSES: Final = ("new", "established")
LATERALITIES: Final = ("left", "right", "bilateral")

FACTS: Final[Mapping[Subject, Mapping[str, FactType]]] = {
    "lesion": {
        "kind": FactType("word", "lesion-kind"),
        "site": FactType("word", "site"),
        "laterality": FactType("word", "laterality"),
        "diameter": _LENGTH,
        "margin": _LENGTH,
        "pathology-result": FactType("word", "pathology-result"),
        "pathology-report": _FLAG,
        "symptom": FactType("words", "symptom"),
        "cosmetic": _FLAG,
        "recurrent": _FLAG,
        "depth": FactType("word", "depth"),
    },
    "wound": {
        "closed": _FLAG,
        "layered-closure": _FLAG,
        "heavy-contamination": _FLAG,
        "edge-debridement": _FLAG,
        "retention-sutures": _FLAG,
        "undermining-along-whole-edge": _FLAG,
        "adhesive-only": _FLAG,
        "undermining": _LENGTH,
        "defect-width": _LENGTH,
        "length": _LENGTH,
        "exposed-structure": FactType("words", "exposed-structure"),
        "free-margin": FactType("words", "free-margin"),
    },
    "service": {
        "technique": FactType("word", "technique"),
        "intent": FactType("word", "intent"),
        "sample-taken": _FLAG,
        "pathology-decided": _FLAG,
        "diagnosis": _FLAG,
        "count": _NUMBER,
    },
    "visit": {
        "patient-status": FactType("word", "patient-status"),
        "longitudinal-relationship": _FLAG,
        "preventive-service": _FLAG,
        "minutes": _NUMBER,
        "scheduled-procedure": _FLAG,
        "signature": _FLAG,
    },
    "patient": {
        "patient-status": FactType("word", "patient-status"),
        "immunosuppressed": _FLAG,
    },
}
"""What a condition, a measure or a requirement may name, by subject. The engine answers exactly these."""


MOST_CANDIDATES: Final = 2_000
"""Among more words than this no near miss is looked for: it would take longer than reading them."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The one known word that the author may have meant, or "" when none is close."""
    candidates = set(known)
    if len(candidates) > MOST_CANDIDATES:
        return ""
    close = get_close_matches(word.lower()[:80], sorted(candidates), n=1, cutoff=0.75)
    return close[0] if close else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The help text for an unknown word, or "" when none is close."""
    near = nearest(word, known)
    return f"did you mean `{near}`?" if near else ""


def a(noun: str) -> str:
    """``a site``, ``an intent``."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"
