"""A sentence made of a rule, for one that gives no reason of its own: what it asks for, in the policy's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from rules_dsl.syntax import (
    Compare,
    Condition,
    Documented,
    For,
    IsFlag,
    IsWord,
    Past,
    Several,
    Statement,
    When,
    Within,
)


def reason(statement: Statement) -> str:
    """The reason that the author gives, else what the rule asks for; empty for a rule that keeps nothing off."""
    made = _MADE.get(statement.kind)
    return statement.value("because") or (made(statement) if made else "")


def _coverage(statement: Statement) -> str:
    when, unless = (_clause(statement, label) for label in ("when", "unless"))
    if when:
        return f"Covered only with {when}" + (f", and not with {unless}." if unless else ".")
    return f"Not covered with {unless}." if unless else "Not covered."


def _included(statement: Statement) -> str:
    one, other = (" or ".join(map(_pattern, statement.all(label, For))) for label in ("service", "in"))
    when, unless = (_clause(statement, label) for label in ("when", "unless"))
    beside = (f", with {when}" if when else "") + (f", unless with {unless}" if unless else "")
    return f"{one[:1].upper()}{one[1:]} is part of {other} of the same lesion{beside}."


def _exclude(statement: Statement) -> str:
    unless = _clause(statement, "unless")
    marked = f"a code with modifier {statement.value('when its primary carries')}"
    return (
        f"{statement.value('code')} does not go beside {marked}{f', unless with {unless}' if unless else ''}."
    )


def _documentation(statement: Statement) -> str:
    when = _clause(statement, "when")
    return f"The record must hold: {_plain(statement.value('requires'))}{f', with {when}' if when else ''}."


def _filing_limit(statement: Statement) -> str:
    within = statement.one("within", Within)
    number, span = (
        (within.years, "year") if within and within.years else (within.days if within else 0, "day")
    )
    return f"A claim is filed within {number} {span}{'' if number == 1 else 's'} of the service."


_MADE: Final[dict[str, Callable[[Statement], str]]] = {
    "coverage": _coverage,
    "included": _included,
    "exclude": _exclude,
    "documentation": _documentation,
    "filing limit": _filing_limit,
    "liability": lambda _: "What is not covered goes to whoever the signed notice says.",
    "prior authorisation": lambda _: "The payer wishes to be asked beforehand.",
}

# ── conditions in words ──────────────────────────────────────────────────────────────────────────────────────────


def _clause(statement: Statement, label: str) -> str:
    clause = statement.one(label, When)
    return _condition(clause.condition) if clause else ""


def _condition(condition: Condition) -> str:
    match condition:
        case Several(mode=mode, parts=parts):
            named = [f"({_condition(p)})" if isinstance(p, Several) else _condition(p) for p in parts]
            return (" and " if mode == "all of" else " or ").join(named)
        case Documented(word=word):
            return _plain(word.text)
        case IsWord(fact=fact, words=words):
            return f"{_plain(fact.text)} {_any(word.text for word in words)}"
        case IsFlag(fact=fact, yes=yes):
            return f"{'' if yes else 'no '}{_plain(fact.text)}"
        case Compare(fact=fact, op=op, than=than, unit=unit):
            return " ".join([_plain(fact.text), op, _plain(than.text), *([unit.text] if unit else [])])
        case Past(what=what, of=of, op=op, number=number):
            codes = ", ".join(f"{a.text} to {b.text}" if b else a.text for a, b in of)
            first, _, rest = what.partition(" ")
            said = f"{first} since {codes}" if rest == "since" else f"{first} of {codes} {rest}"
            return f"{said} {op} {number}"


def _pattern(clause: For) -> str:
    text = _any(word.text for word in clause.heads)
    text += f" of {_any(word.text for word in clause.kinds)}" if clause.kinds else ""
    return text + (f" except {_any(word.text for word in clause.exceptions)}" if clause.exceptions else "")


def _any(words: Iterable[str]) -> str:
    return " or ".join(map(_plain, words))


def _plain(word: str) -> str:
    """A word of the language as people write it; a diagnosis stays as it is."""
    return word.replace("-", " ")
