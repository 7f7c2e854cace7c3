"""The closed word lists of the language, the facts a policy may use of each subject, and the search for near misses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Final, Literal, NamedTuple, get_args

from rules_dsl.rulebook import Basis, Confidence, Indicator, PackageShare, Subject

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
    "bound": frozenset({"fact", "only when", "not when", "ask"}),
    "element": frozenset({"rows", "counts only"}),
    "choose code": frozenset(
        {"for", "per", "joined", "beside any choice", "instead of", "when", "without"}
        | {"count", "band", "by", "by hierarchy", "level by", "bill"}
    ),
    "included": frozenset({"service", "in", "when", "unless"}),
    "table": frozenset({"from", "each line", "same"}),
    "ptp edit": frozenset({"column 1", "column 2", "indicator"}),
    "mue": frozenset({"limit", "mai"}),
    "add-on": frozenset({"code", "requires any of", "same"}),
    "exclude": frozenset({"code", "when its primary carries", "unless"}),
    "modifier": frozenset({"means", "basis", "lifts", "only on", "never on", "never with", "position"}),
    "modifiers": frozenset({"rows", "basis", "lifts", "only on", "never on", "never with", "position"}),
    "modifier preference": frozenset({"for use", "on", "basis", "never", "append"}),
    "repeats": frozenset({"of", "both sides", "as", "modifier", "another practitioner", "basis"}),
    "assign modifier": frozenset(
        {"modifier", "separate line of", "to", "when", "unless", "without", "otherwise", "by", "ask"}
    ),
    "reduction": frozenset(
        {"applies to", "when", "unless", "beside", "or when", "rank by", "pay", "may pay"}
    ),
    "global period": frozenset({"days", "includes", "unless"}),
    "fee schedule": frozenset({"from", "pay"}),
    "prior authorisation": frozenset({"billing"}),
    "filing limit": frozenset({"within"}),
    "coverage": frozenset(
        {"covers", "when", "unless", "otherwise", "if unknown", "lcd", "lacks", "without", "ask"}
    ),
    "liability": frozenset({"rows"}),
    "documentation": frozenset({"billing", "self-pay lines", "when", "requires", "otherwise", "ask"}),
}
"""The clauses of each kind of rule, besides the common ones."""

ALTERNATIVES: Final = (
    frozenset({"basis", "never", "append"}),
    frozenset({"modifier", "by"}),
    frozenset({"as", "modifier", "another practitioner", "basis"}),
    frozenset({"count", "band", "by", "by hierarchy", "level by", "bill"}),
)
"""Clauses that say one thing together: a payer that writes one of a group replaces the whole group."""

SAID: Final = frozenset({"because", "cite", "confidence", "may pay", "lacks", "lcd", "effective", "until"})
"""Clauses that are somebody's saying: a rule that replaces another has its own or none."""

CLAUSE_WORDS: Final[Mapping[str, str]] = {
    "for use": "for",
    "band": "when ... bill",
    "deny with": "deny with CARC",
    "rows": "its table",
    "counts only": "count ... only when",
}
"""By label, what an author writes, where that is something else."""

LEAVES_OUT: Final = "leaves out"
"""The clause of a ``replaces`` that names clauses not to inherit."""

KINDS_OF_RULE: Final = frozenset(CLAUSES) - {"words", "sites", "codes", "define", "measure", "element"}
"""Statements that decide something about a claim; the others only say what words mean."""

FULL_CLAUSE: Final[Mapping[str, str]] = {
    "assign": "assign modifier",
    "deny": "deny with CARC",
    "column": "column 1 or column 2",
    "choose": "choose code",
    "part": "part of",
    "ptp": "ptp edit",
    "global": "global period",
    "fee": "fee schedule",
    "prior": "prior authorisation",
    "filing": "filing limit",
    "may": "may pay",
    "file": "file by",
    "applies": "applies to",
    "rank": "rank by",
    "level": "level by",
    "only": "only on or only when",
    "not": "not when",
    "lifts": "lifts ptp edits",
    "otherwise": "otherwise deny with CARC",
    "leaves": "leaves out",
}
"""The first word of a clause or statement, and the words it stands for in a message."""


LABELS: Final[Mapping[str, str]] = {
    "column_1": "column 1",
    "column_2": "column 2",
    "when_primary": "when its primary carries",
    "requires_any": "requires any of",
    "only_on": "only on",
    "instead": "instead of",
    "beside_any": "beside any choice",
    "never_on": "never on",
    "never_with": "never with",
    "basis_prefer": "basis",
    "unless_basis": "unless",
    "for_use": "for use",
    "on_column": "on",
    "on_date": "on",
    "assigned": "modifier",
    "own_line": "separate line of",
    "of_codes": "of",
    "both_sides": "both sides",
    "each_line": "each line",
    "another": "another practitioner",
    "own_bill": "self-pay lines",
    "repeated_as": "as",
    "applies_to": "applies to",
    "rank_by": "rank by",
    "otherwise_deny": "otherwise",
    "pay_as": "pay",
    "otherwise_warn": "otherwise",
    "deny": "deny with",
    "ask_text": "ask",
    "by_table": "by",
    "by_hierarchy": "by hierarchy",
    "levels": "level by",
    "counts_only": "counts only",
    "leaves_out": LEAVES_OUT,
    "table_of_rows": "rows",
    "self_pay": "self-pay",
    "or_when": "or when",
    "only_when": "only when",
    "not_when": "not when",
    "bounded": "fact",
    "may_pay": "may pay",
    "pay_contract": "pay",
    "file_by": "file by",
    "if_unknown": "if unknown",
}
"""By rule of the grammar, the label of its clause, where that is not the rule's own name."""


class FactType(NamedTuple):
    """`form` says what a fact holds; `words` names the vocabulary of a word or of a list of words; `unit` is what a
    number counts in; `each` is what a list of numbers has one for."""

    form: Literal["word", "words", "flag", "length", "number", "numbers", "codes"]
    words: str = ""
    unit: str = ""
    each: str = ""

    @property
    def kept(self) -> str:
        """What its values are kept in, for `UNITS`."""
        return "length" if self.form == "length" else self.unit


def _word(words: str) -> FactType:
    return FactType("word", words)


def _words(words: str) -> FactType:
    return FactType("words", words)


_FLAG, _LENGTH, _NUMBER = FactType("flag"), FactType("length"), FactType("number")
_CODES = FactType("codes")
_SQ_MM, _SQ_CM = FactType("number", unit="sq mm"), FactType("number", unit="sq cm")
_MG, _MINUTES = FactType("number", unit="mg"), FactType("number", unit="minutes")
_DAYS = FactType("number", unit="days")

NOTICES: Final = ("abn", "voluntary-abn", "self-pay")
"""Notices that a patient signs before a service that the payer may not pay."""
NO_NOTICE: Final = "none"
EARLIER_CARE: Final = "earlier-care"
"""The fact that every test of the history reads; its question is asked under this name."""
NAIL_CARE: Final = "nail-care"
"""Stands among codes for the last nail care, which a record may date without a code."""

CLOSED_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "patient-status": ("new", "established"),
    "laterality": ("left", "right", "bilateral", "midline"),
    "sex": ("female", "male"),
    "timing": ("before", "after"),
    "margins": ("clear", "positive"),
    "relation": ("staged", "related", "unrelated", "complication"),
    "share-of-care": ("surgery", "postoperative", "preoperative"),
    "remote": ("video", "audio"),
    "container": ("single-dose", "multi-dose"),
    "applicator": ("physician", "staff"),
    "role": (
        "rendering",
        "supervising",
        "assistant",
        "surgeon",
        "read-slides",
        "applied-drug",
        "referring",
        "treating",
    ),
    "auc-area": ("H", "M", "L"),
    "notice": NOTICES,
    "class-finding": ("a", "b", "c"),
}
"""Lists of words that the record itself has; a policy can add other names for them."""

FACTS: Final[Mapping[Subject, Mapping[str, FactType]]] = {
    "lesion": {
        "kind": _word("lesion-kind"),
        "site": _word("site"),
        "laterality": _word("laterality"),
        "diameter": _LENGTH,
        "margin": _LENGTH,
        "entry-count": _NUMBER,
        "pathology-result": _word("pathology-result"),
        "pathology-report": _FLAG,
        "symptom": _words("symptom"),
        "cosmetic": _FLAG,
        "recurrent": _FLAG,
        "depth": _word("depth"),
        "area": _SQ_MM,
        "digit": _word("digit"),
        "report-age": _DAYS,
        "mohs-same-day": _FLAG,
        "auc-area": _word("auc-area"),
        "aggressive-feature": _words("aggressive-feature"),
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
        "exposed-structure": _words("exposed-structure"),
        "free-margin": _words("free-margin"),
        "flap-type": _word("flap-type"),
        "flap-incision": _FLAG,
        "defect-area": _SQ_MM,
        "defect-side": _LENGTH,
        "secondary-defect": _FLAG,
        "graft-type": _word("graft-type"),
        "graft-area": _SQ_MM,
        "donor-site": _FLAG,
        "donor": _word("donor"),
        "site": _word("site"),
        "in-global-period": _FLAG,
        "relation": _word("relation"),
        "room": _word("room"),
        "share-of-care": _word("share-of-care"),
    },
    "service": {
        "technique": _word("technique"),
        "intent": _word("intent"),
        "sample-taken": _FLAG,
        "pathology-decided": _FLAG,
        "diagnosis": _CODES,
        "count": _NUMBER,
        "method": _word("method"),
        "nails": _NUMBER,
        "patches": _NUMBER,
        "patches-that-day": _NUMBER,
        "volume-cc": _NUMBER,
        "full-thickness": _FLAG,
        "frozen-section-before": _FLAG,
        "discontinued": _FLAG,
        "reduced": _FLAG,
        "depth": _word("depth"),
        "extra-work": _FLAG,
        "in-global-period": _FLAG,
        "relation": _word("relation"),
        "room": _word("room"),
        "share-of-care": _word("share-of-care"),
    },
    "mohs": {
        "stages": _NUMBER,
        "stages-written": _NUMBER,
        "blocks": FactType("numbers", each="stage"),
        "stages-listed": _FLAG,
        "blocks-of-every-stage": _FLAG,
        "stage-stains": _words("stain"),
        "deep-structure": _words("deep-structure"),
        "surgeon-reads": _FLAG,
        "reader-credential": _word("credential"),
        "site": _word("site"),
        "kind": _word("lesion-kind"),
        "pathology-result": _word("pathology-result"),
        "pathology-report": _FLAG,
        "recurrent": _FLAG,
        "diameter": _LENGTH,
        "auc-area": _word("auc-area"),
        "aggressive-feature": _words("aggressive-feature"),
        "in-global-period": _FLAG,
        "relation": _word("relation"),
    },
    "drug": {
        "drug-name": _word("drug-name"),
        "given": _MG,
        "given-that-day": _MG,
        "units-that-day": _NUMBER,
        "opened": _MG,
        "opened-at-most": _MG,
        "applied-by-somebody": _FLAG,
        "technique-of-the-day": _words("technique"),
        "light-of-the-day": _words("light-type"),
        "discarded": _MG,
        "units-discarded": _NUMBER,
        "units": _NUMBER,
        "container": _word("container"),
    },
    "specimen": {
        "specimen-kind": _word("specimen-kind"),
        "stains": _words("stain"),
        "identified": _FLAG,
        "stain-count": _NUMBER,
        "frozen": _FLAG,
        "frozen-blocks": _NUMBER,
        "gross": _FLAG,
        "microscopic": _FLAG,
        "separate-tissue": _FLAG,
        "reads-slides": _FLAG,
        "reader-credential": _word("credential"),
        "prepares-slides": _FLAG,
        "frozen-section-before": _FLAG,
        "report-age": _DAYS,
        "mohs-same-day": _FLAG,
    },
    "light": {
        "light-type": _word("light-type"),
        "agent": _word("agent"),
        "area-cm2": _SQ_CM,
        "bsa-percent": _NUMBER,
        "applicator": _word("applicator"),
        "debrided": _FLAG,
        "site": _word("site"),
        "diagnosis": _CODES,
    },
    "debridement": {
        "debridement-depth": _word("debridement-depth"),
        "area-cm2": _SQ_CM,
        "bsa-percent": _NUMBER,
        "tissue": _word("tissue"),
        "instrument": _word("instrument"),
        "site": _word("site"),
    },
    "visit": {
        "patient-status": _word("patient-status"),
        "longitudinal-relationship": _FLAG,
        "preventive-service": _FLAG,
        "minutes": _MINUTES,
        "scheduled-procedure": _FLAG,
        "separate-work": _FLAG,
        "consultation": _FLAG,
        "remote": _word("remote"),
        "place": _word("place"),
        "signature": _FLAG,
        "procedures-done": _NUMBER,
        "monitoring-interval": _DAYS,
        "unrelated-to-global": _FLAG,
        "in-global-period": _FLAG,
        "relation": _word("relation"),
    },
    "patient": {
        "patient-status": _word("patient-status"),
        "years-since-seen": _NUMBER,
        "years-since-treated": _NUMBER,
        "immunosuppressed": _FLAG,
        "sex": _word("sex"),
        "class-a-findings": _NUMBER,
        "class-b-findings": _NUMBER,
        "class-c-findings": _NUMBER,
        "systemic-foot-disease": _FLAG,
        "addenda-before-claim": _FLAG,
        "consent": _FLAG,
        "price-told": _FLAG,
        "foot-disease": _word("foot-disease"),
        "genetic-syndrome": _FLAG,
        "diagnosis-in-force": _FLAG,
        "diagnosis-of-the-site": _FLAG,
        "diagnosis-of-the-kind": _FLAG,
        "days-since-treating-physician": _NUMBER,
        EARLIER_CARE: _FLAG,
    },
    "practitioner": {
        "credential": _word("credential"),
        "role": _word("role"),
        "supervised": _FLAG,
        "supervisor-credential": _word("credential"),
        "resident-unavailable": _FLAG,
    },
}
"""What a condition, a measure or a requirement may name, by subject. The engine answers exactly these."""

EVERYWHERE: Final[tuple[Subject, ...]] = ("patient", "practitioner")
"""Subjects whose facts every condition may name: of whatever is done, there is one patient and one who does it."""

UNITS: Final[Mapping[str, tuple[str, ...]]] = {
    "": (),
    "length": ("cm", "mm"),
    "sq mm": ("sq cm", "sq mm"),
    "sq cm": ("sq cm",),
    "mg": ("mg",),
    "minutes": ("minutes",),
    "days": ("days",),
}
"""By what a fact is kept in, the units that a policy may write it in."""

_IN_KEPT: Final = {("cm", "length"): 10, ("sq cm", "sq mm"): 100}


def factor(unit: str, kept: str) -> int:
    """What a number written in `unit` is multiplied by, for a fact kept in `kept`: ten millimetres are a centimetre."""
    return _IN_KEPT.get((unit, kept), 1)


INDICATORS: Final[Mapping[str, Indicator]] = {
    "pc-tc": "pctc",
    "bilateral": "bilateral",
    "assistant": "assistant",
    "multiple-procedure": "mult_proc",
}
"""What a policy calls an indicator of the fee schedule, and the column of its table."""

PACKAGE_SHARES: Final[Mapping[str, PackageShare]] = {
    "pre-operative": "pre_op",
    "intra-operative": "intra_op",
    "post-operative": "post_op",
}
"""The parts of a global package, and the columns that hold their shares."""

ITEM_KINDS: Final[Mapping[Subject, str]] = {
    "mohs": "lesion-kind",
    "drug": "drug-name",
    "specimen": "specimen-kind",
    "light": "light-type",
    "debridement": "debridement-depth",
}
"""What a choice of code may be for besides techniques, visits and definitions; each with the list that its ``of``
words stand in."""

COUNTED_ITEMS: Final[Mapping[str, tuple[Subject, ...]]] = {
    "lesions": ("lesion", "service"),
    "specimens": ("specimen",),
}
"""What a choice may count that is no fact: the items themselves."""


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
