"""Candidates and the edits between them, lifted or standing, for the picture of conflicts."""

from __future__ import annotations

from engine.explain.authority import authority
from engine.explain.explanation import Edge, Node
from engine.reasons import say
from engine.situation import Situation
from engine.solve import Outcome
from engine.telling import Telling


def nodes(at: Situation, outcome: Outcome) -> tuple[Node, ...]:
    """Every candidate line, billed or not."""
    return tuple(
        Node(
            id=name,
            hcpcs=line.hcpcs,
            words=at.book.plain_words.get(line.hcpcs, ""),
            billed=name in outcome.units,
        )
        for name, line in at.lines.items()
    )


def edges(at: Situation, outcome: Outcome) -> tuple[Edge, ...]:
    """Every edit between two candidates, with the modifiers of the claim that lift it."""
    tell = Telling(at, outcome.units, outcome.modifiers)
    found: list[Edge] = []
    for edit in at.edits:
        bases = at.bases.get((edit.column1, edit.column2), frozenset())
        both = edit.column1 in outcome.units and edit.column2 in outcome.units
        lifted_by = tuple(
            dict.fromkeys(
                m
                for line in (edit.column2, edit.column1)
                for m in outcome.modifiers.get(line, ())
                if both
                and edit.liftable
                and at.book.modifiers[m].lifts
                and bases & set(at.book.modifiers[m].bases)
            )
        )
        one, other = tell.code(edit.column1), tell.code(edit.column2)
        says = (
            f"{other} is bundled into {one} by an edit; {' and '.join(lifted_by)} lifts it"
            if lifted_by
            else say(tell, "ptp_edit", edit.rule, (edit.column1, edit.column2)).rstrip(".")
        )
        found.append(
            Edge(
                column1=edit.column1,
                column2=edit.column2,
                lifted_by=lifted_by,
                says=says + ".",
                rests_on=authority(at.book, edit.rule),
            )
        )
    return tuple(found)
