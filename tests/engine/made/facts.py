"""Facts as a record may hold them: documented, left out, or contradicted; words are those of the packaged policies."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st

from rules_dsl.diagnostics import PolicyError
from rules_dsl.library import PolicyLibrary
from rules_dsl.rulebook import RuleBook

Record = dict[str, Any]
DAYS = ("2025-03-04", "2026-10-15", "2026-02-02")


@cache
def library() -> PolicyLibrary:
    return PolicyLibrary.packaged()


@cache
def national() -> RuleBook:
    """The words that every packaged policy knows: those of Medicare's national one."""
    return library().rulebook("medicare.national", date.fromisoformat(DAYS[1]))


@cache
def payers() -> tuple[str, ...]:
    """The policies that price a claim on every one of the days."""
    names = []
    for name in library().policies():
        books = []
        for day in DAYS:
            try:
                books.append(library().rulebook(name, date.fromisoformat(day)))
            except PolicyError:
                books = []
                break
        if books and all(book.fee_schedules for book in books):
            names.append(name)
    return tuple(sorted(names))


def word(vocabulary: str) -> st.SearchStrategy[str]:
    """Any word of the list; nothing is drawn of a list that no policy has."""
    found = national().vocabularies.get(vocabulary)
    return st.sampled_from(sorted(found.words)) if found else st.nothing()


def site() -> st.SearchStrategy[str]:
    """Any site, at times with a side."""
    sides = st.sampled_from(["", "", "left ", "right "])
    return st.builds(lambda side, name: f"{side}{name}", sides, st.sampled_from(sorted(national().sites)))


def may(
    draw: st.DrawFn, into: Record, name: str, value: st.SearchStrategy[Any], odds: int = 2, odd: bool = True
) -> None:
    """The fact is documented `odds` times of `odds` + 1; where `odd`, it is contradicted once in a while."""
    if value.is_empty or draw(st.integers(0, odds)) == 0:
        return
    found = draw(value)
    if odd and draw(st.integers(0, 14)) == 0:
        other = draw(value)
        if other != found:
            into[name] = {"contradicted": [found, other]}
            return
    into[name] = found


def names(start: str, number: int) -> list[str]:
    return [f"{start}{n}" for n in range(number)]
