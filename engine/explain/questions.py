"""Questions to the clinician with where each answer leads: to more, to less, or to the same."""

from __future__ import annotations

from engine.answer import claim_text
from engine.encounter import Encounter
from engine.explain.again import Again
from engine.explain.explanation import Answered, Asked
from engine.explain.measures import amount
from engine.lines import Question
from engine.questions import answered, order_of, query_of, raised
from engine.situation import Situation
from engine.why.fact_elements import plain, value_text
from rules_dsl.rulebook import RuleBook


def questions(again: Again, at: Situation, total: int) -> tuple[Asked, ...]:
    """Every question, the most valuable first; a question that changes nothing either way comes last."""
    found = [_asked(again, at, question, total) for question in raised(at)]
    return tuple(sorted(found, key=lambda asked: order_of(asked.query)))


def _asked(again: Again, at: Situation, question: Question, total: int) -> Asked:
    answers = [_answer(again, at, values, changed, total) for values, changed in answered(at, question)]
    best = max((max(0, a.difference_cents) for a in answers), default=None)
    return Asked(query=query_of(at, question, best), answers=tuple(answers))


def _answer(
    again: Again, at: Situation, values: dict[str, object], changed: Encounter, total: int
) -> Answered:
    then, outcome = again.outcome(changed)
    told = ", ".join(_told(name, value, at.book) for name, value in values.items())
    return Answered(answer=told, claim=claim_text(then, outcome), difference_cents=outcome.total - total)


def _told(name: str, value: object, book: RuleBook) -> str:
    if isinstance(value, bool):
        return f"{plain(name)}: {'yes' if value else 'no'}"
    if isinstance(value, int) or hasattr(value, "normalize"):
        from decimal import Decimal

        return f"{plain(name)} {amount(Decimal(str(value)), name, book)} or more"
    return f"{plain(name)}: {value_text(name, value)}"
