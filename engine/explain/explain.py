"""Puts the explanation together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.answer import billing_order
from engine.encounter import Encounter
from engine.explain.again import Again
from engine.explain.authority import authorities, authority
from engine.explain.choice import choice_of_line, measured, neighbours
from engine.explain.conflicts import edges, nodes
from engine.explain.explanation import Explanation, LeftOff, LineStory
from engine.explain.facts_read import facts_read
from engine.explain.modifiers import why_modifiers
from engine.explain.payment import payment
from engine.explain.questions import questions
from engine.explain.runner_up import runner_up
from engine.explain.sensitivity import exposures

if TYPE_CHECKING:
    from engine.kernel import Kernel, Solved


def explain(kernel: Kernel, encounter: Encounter, payer: str = "") -> Explanation:
    """Why the best claim of the encounter is what it is. Raises BadWords as the kernel does."""
    solved = kernel.solve(encounter, payer, questions=False)
    at, outcome = solved.situation, solved.outcome
    again = Again(kernel, at, outcome)
    asked = questions(again, at, outcome.total)
    coded = solved.coded.model_copy(update={"queries": tuple(each.query for each in asked)})
    return Explanation(
        coded=coded,
        lines=tuple(_story(solved, n, name) for n, name in enumerate(billing_order(at, outcome))),
        left_off=tuple(
            LeftOff(
                what=each,
                words=at.book.plain_words.get(each.hcpcs or "", ""),
                rests_on=authority(at.book, each.rule),
            )
            for each in coded.unreported
        ),
        runner_up=runner_up(at, outcome, kernel.seconds),
        questions=asked,
        exposures=exposures(again, at, outcome),
        nodes=nodes(at, outcome),
        edges=edges(at, outcome),
    )


def _story(solved: Solved, index: int, name: str) -> LineStory:
    at, outcome = solved.situation, solved.outcome
    line, shown = at.lines[name], solved.coded.claim.lines[index]
    modifiers = why_modifiers(at, outcome, line, shown.modifiers)
    told = {line.rule, *(a.rule for m in modifiers for a in m.rests_on)}
    return LineStory(
        line=shown,
        words=at.book.plain_words.get(line.hcpcs, ""),
        facts=facts_read(at, line, choice_of_line(at, line)),
        chosen_by=authority(at.book, line.rule),
        measured=measured(at, line),
        neighbours=neighbours(at, line),
        modifiers=modifiers,
        price=payment(at, outcome, line),
        also_by=authorities(at.book, (rule for rule in shown.rules if rule not in told)),
    )
