"""Sentences of the note that stand for a yes: only those that name something a policy has a word for."""

from __future__ import annotations

from engine.encounter import Encounter
from engine.encounter.answers import denies, words_of
from engine.lexicon import Lexicon

LONGEST_NAME = 4
"""Words of the longest name that is looked for."""
SHORTEST = 4
"""Letters of the shortest name that is believed: abbreviations stand in too many sentences."""


def stands_for_yes(sentence: str, lexicon: Lexicon, encounter: Encounter) -> bool:
    """The sentence denies nothing, and names a lesion, a place, a technique, a drug or the like by a word of the
    policies, or one of the visit's own problems."""
    if denies(sentence):
        return False
    words = words_of(sentence)
    names = {
        "-".join(words[start : start + length])
        for length in range(1, LONGEST_NAME + 1)
        for start in range(len(words) - length + 1)
    }
    problems = encounter.visit.problems if encounter.visit else ()
    own = {"-".join(words_of(name)) for p in problems for name in (p.id, p.name or "")}
    return any(len(name) >= SHORTEST and (name in own or lexicon.names(name)) for name in names)
