"""Sentences of the note that stand for a yes: only those that name something a policy has a word for."""

from __future__ import annotations

from collections.abc import Mapping

from engine.encounter import Encounter
from engine.encounter.answers import NO_BEFORE, words_of
from engine.lexicon import Lexicon

YES = (["yes"], ["true"])
LIMITING = frozenset({"only", "solely", "just", "merely", "purely"})
"""Words that leave nothing beside what they stand before: "only the biopsy was done"."""
OPPOSITE: Mapping[str, str] = {"unrelated_to_global": "aftercare"}
"""By field, the policy's list of words that say the opposite of it."""
LONGEST_NAME = 4
"""Words of the longest name that is looked for."""
LONGEST_ABBREVIATION = 3
"""Letters; a name of so few is not believed, since abbreviations stand in too many sentences."""


def stands_for_yes(sentence: str, field: str, lexicon: Lexicon, encounter: Encounter) -> bool:
    """The sentence denies nothing, says nothing against what the field is about, and names a lesion, a place, a
    technique, a drug or the like by a word of the policies, or one of the visit's own problems. A name that begins with
    a no denies nothing: "not at goal"."""
    words = words_of(sentence)
    if words in YES:
        return True
    if denies(sentence, field, lexicon):
        return False
    names = _names(words)
    problems = encounter.visit.problems if encounter.visit else ()
    own = {"-".join(words_of(name)) for p in problems for name in (p.id, p.name or "")}
    return any(len(name) > LONGEST_ABBREVIATION and (name in own or lexicon.names(name)) for name in names)


def denies(sentence: str, field: str, lexicon: Lexicon) -> bool:
    """A word of the sentence says no, of whatever it may be, or the opposite of what the field is about."""
    words = words_of(sentence)
    against = lexicon.spellings(OPPOSITE[field]) if field in OPPOSITE else {}
    return (
        any(word in NO_BEFORE and not _begins_a_name(words[n:], lexicon) for n, word in enumerate(words))
        or not LIMITING.isdisjoint(words)
        or not _names(words).isdisjoint(against)
    )


def _names(words: list[str]) -> set[str]:
    """Every run of words that could be a name."""
    return {
        "-".join(words[start : start + length])
        for length in range(1, LONGEST_NAME + 1)
        for start in range(len(words) - length + 1)
    }


def _begins_a_name(words: list[str], lexicon: Lexicon) -> bool:
    lengths = range(2, min(LONGEST_NAME, len(words)) + 1)
    return any(lexicon.names("-".join(words[:length])) for length in lengths)
