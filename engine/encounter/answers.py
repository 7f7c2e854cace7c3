"""Words by which a record answers without naming anything: no, not documented, or not yet known.

One list for every field. A policy's vocabulary is asked first, so that a word may still be a name there ("negative"
margins are clear ones). No coding rule is in here: what a no means for a code is for the policies to say.
"""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

Answer: TypeAlias = Literal["no", "unsaid", "waiting"]
"""no: there was none; unsaid: the record does not say; waiting: it will be known later."""


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


WORDS: Final[dict[Answer, frozenset[str]]] = {
    "no": _listed("""
        no none nil never nothing not-any no-one nobody absent deny denies denied negative neg nope false not-present
        not-done not-taken not-performed canceled cancelled postponed deferred not-used not-needed not-given
        declined refused ruled-out nonexistent zero 0
    """),
    "unsaid": _listed("""
        na n-a not-applicable inapplicable unknown unk unspecified undocumented not-documented not-recorded not-stated
        not-specified not-available not-known not-sure unsure unclear undetermined unstated unavailable blank empty
        missing none-documented none-recorded nothing-documented null nan undefined other misc miscellaneous see-note
        see-chart see-above tbd tba tbc to-be-determined to-be-confirmed ditto as-above same
    """),
    "waiting": _listed("""
        pending pend awaited awaiting waiting outstanding in-progress in-process processing to-follow to-come not-yet
        not-received not-back not-ready not-final requested sent sent-out submitted later
    """),
}
NOT_DONE: Final = _listed(
    "not-done not-performed not-taken declined refused canceled cancelled postponed deferred"
)
"""Answers that say of a piece of work, in whatever field of it they stand, that it was not done."""
NO_BEFORE: Final = _listed(
    "no not none nothing neither nor never without deny denies denied negative neg absent lacks"
)
"""First words of a phrase that says that there was none: "no diabetes", "denies bleeding"."""
WAITING_WITHIN: Final = _listed("pending awaited awaiting outstanding")
"""Words that make a phrase one of something still to come: "result pending"."""
NUMBERED: Final = _listed("""
    accession case report path no nr number specimen jar container bottle vial cup
""")
"""What things are called that have numbers: "jar 1" is "1"."""

_BREAKS = re.compile(r"[\W_]+")


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, without punctuation."""
    return [word for word in _BREAKS.split(text.casefold().replace("'", "").replace("’", "")) if word]


def number_in(text: str) -> list[str]:
    """The words that number a report or a jar, without those that say what is numbered."""
    return [word for word in words_of(text) if word not in NUMBERED]


def says_not_done(text: str) -> bool:
    """The text says of a piece of work that it was not done."""
    return "-".join(words_of(text)) in NOT_DONE


def answer_in(text: str) -> Answer | None:
    """What a text answers that names nothing; None when it says something else. Text without a letter or a digit
    ("?", "-", blanks) does not say."""
    words = words_of(text)
    if not words:
        return "unsaid"
    joined = "-".join(words)
    for answer, listed in WORDS.items():
        if joined in listed:
            return answer
    if joined.startswith("not-yet") or WAITING_WITHIN.intersection(words):
        return "waiting"
    if len(words) > 1 and words[0] in NO_BEFORE and not any(character.isdigit() for character in joined):
        return "no"
    return None
