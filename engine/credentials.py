"""Who a practitioner is, in the policy's words: the credential as people write it.

A credential is often a list, such as "MD, PhD, FAAD": each part is looked up. Degrees and fellowships say nothing of a
licence. One part that is not understood leaves the whole not understood, which is a word of its own: a credential that
is written and not understood is no physician's, while one that is not written is not documented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from engine.encounter.base import NOT_UNDERSTOOD
from engine.lexicon import Lexicon, spelled

CREDENTIAL = "credential"
SAYS_NOTHING = "no-credential"
"""What a policy calls a title that is no licence: a degree, a fellowship, a certificate beside one."""
STAFF = "staff"

_BETWEEN = re.compile(r"[,;/&+|()]+|\band\b", re.IGNORECASE)


def credential_of(written: str | None, lexicon: Lexicon) -> str:
    """The policy's word; empty when nothing is written. A policy without such words leaves it as written."""
    if not written or not written.strip():
        return ""
    if not lexicon.spellings(CREDENTIAL):
        return spelled(written)
    found = [word for word in _words(written, lexicon) if not _is(lexicon, word, SAYS_NOTHING)]
    return _one(found, lexicon) or NOT_UNDERSTOOD


def _words(written: str, lexicon: Lexicon) -> Iterator[str]:
    """The word of each part; a part that is no word as a whole is taken apart at its spaces."""
    whole = lexicon.find(CREDENTIAL, written)
    if whole is not None:
        yield whole
        return
    for part in filter(None, (each.strip() for each in _BETWEEN.split(written))):
        known = lexicon.find(CREDENTIAL, part)
        for piece in [part] if known is not None else part.split():
            yield lexicon.find(CREDENTIAL, piece) or NOT_UNDERSTOOD


def _one(words: Iterable[str], lexicon: Lexicon) -> str:
    """The one word that all of them say together: of kinds of one word that word. A licence is not made less by the
    lesser one that came before it (a nurse practitioner is a nurse too); two that are not kinds of one word are not
    understood."""
    found = list(dict.fromkeys(words))
    licensed = [word for word in found if not _is(lexicon, word, STAFF)]
    found = licensed or found
    if NOT_UNDERSTOOD in found or not found:
        return ""
    wider = (w for w in _upwards(found[0], lexicon) if all(_is(lexicon, each, w) for each in found))
    return next(wider, "")


def _upwards(word: str, lexicon: Lexicon) -> Iterator[str]:
    words = lexicon.vocabularies[CREDENTIAL].words
    while word:
        yield word
        word = words[word].kind_of if word in words else ""


def _is(lexicon: Lexicon, word: str, wider: str) -> bool:
    return lexicon.is_a(CREDENTIAL, word, wider)
