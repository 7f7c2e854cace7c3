"""Sentences of the note that stand for a yes: only those that name something a policy has a word for."""

from __future__ import annotations

from engine.encounter import Encounter
from engine.encounter.answers import NO_BEFORE, words_of
from engine.lexicon import Lexicon

YES = (["yes"], ["true"])
LONGEST_NAME = 4
"""Words of the longest name that is looked for."""
LONGEST_ABBREVIATION = 3
"""Letters; a name of so few is not believed, since abbreviations stand in too many sentences."""


def stands_for_yes(sentence: str, lexicon: Lexicon, encounter: Encounter) -> bool:
    """The sentence denies nothing, and names a lesion, a place, a technique, a drug or the like by a word of the
    policies, or one of the visit's own problems. A name that begins with a no denies nothing: "not at goal"."""
    words = words_of(sentence)
    if words in YES:
        return True
    if denies(sentence, lexicon):
        return False
    names = {
        "-".join(words[start : start + length])
        for length in range(1, LONGEST_NAME + 1)
        for start in range(len(words) - length + 1)
    }
    problems = encounter.visit.problems if encounter.visit else ()
    own = {"-".join(words_of(name)) for p in problems for name in (p.id, p.name or "")}
    return any(len(name) > LONGEST_ABBREVIATION and (name in own or lexicon.names(name)) for name in names)


def denies(sentence: str, lexicon: Lexicon) -> bool:
    """A word of the sentence says no, of whatever it may be."""
    words = words_of(sentence)
    return any(word in NO_BEFORE and not _begins_a_name(words[n:], lexicon) for n, word in enumerate(words))


def _begins_a_name(words: list[str], lexicon: Lexicon) -> bool:
    lengths = range(2, min(LONGEST_NAME, len(words)) + 1)
    return any(lexicon.names("-".join(words[:length])) for length in lengths)
