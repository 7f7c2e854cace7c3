"""Why each modifier stands on its line: which edit it lifts or which rule calls for it, on what basis, why this one
of several, and why on this line."""

from __future__ import annotations

from engine.explain.authority import authorities
from engine.explain.explanation import WhyModifier
from engine.lines import Line
from engine.situation import Edit, Situation
from engine.solve import Outcome
from engine.telling import Telling
from engine.view.text import listed


def why_modifiers(
    at: Situation, outcome: Outcome, line: Line, ordered: tuple[str, ...]
) -> tuple[WhyModifier, ...]:
    """In the order in which they stand on the line."""
    return tuple(_why(at, outcome, line, modifier) for modifier in ordered)


def _why(at: Situation, outcome: Outcome, line: Line, modifier: str) -> WhyModifier:
    tell = Telling(at, outcome.units, outcome.modifiers)
    known = at.book.modifiers[modifier]
    says: list[str] = []
    rules = [known.rule]
    for mark, rule in line.marks:
        if mark == modifier:
            because = tell.because(rule)
            says.append(f"The record calls for it{f': {because}' if because else ''}.")
            rules.append(rule)
    edits = lifted(at, outcome, line.id, modifier)
    rules += [edit.rule for edit in edits]
    says += _edits(tell, line, [edit for edit in edits if edit.column2 == line.id], known.bases, "into")
    says += _edits(tell, line, [edit for edit in edits if edit.column1 == line.id], known.bases, "of")
    include = [(p, rule) for p, v, rule, m in at.included_visits if v == line.id and modifier in m]
    including = [(p, rule) for p, rule in include if p in outcome.units]
    if including:
        codes = listed([tell.code(p) for p, _ in including])
        verb = "include" if len(including) > 1 else "includes"
        says.append(
            f"{codes} {verb} the visit of the day; what was done beyond that is billed with {modifier}."
        )
        rules += [rule for _, rule in including]
    preferences = [
        p for p in at.book.preferences if modifier in {*p.append, *(m for _, order in p.order for m in order)}
    ]
    for preference in preferences:
        rules.append(preference.rule)
        if modifier in preference.append:
            says.append("The payer wants it on lines that are paid at a reduced rate.")
        orders = [order for _, order in preference.order if modifier in order and len(order) > 1]
        later = [m for order in orders for m in order[order.index(modifier) + 1 :]]
        if later:
            says.append(f"The payer prefers it to {' and '.join(dict.fromkeys(later))}.")
        if preference.column != "either column" and any(modifier in order for _, order in preference.order):
            says.append(f"The payer wants it on the {preference.column} code.")
    return WhyModifier(
        modifier=modifier,
        means=known.means,
        says=" ".join(dict.fromkeys(says)),
        rests_on=authorities(at.book, rules),
    )


def _edits(tell: Telling, line: Line, edits: list[Edit], rests_on: tuple[str, ...], way: str) -> list[str]:
    """One sentence for the edits in which the line is column 2 (`into`) or column 1 (`of`) with the same bases."""
    groups: dict[str, list[str]] = {}
    for edit in edits:
        other = edit.column1 if way == "into" else edit.column2
        bases = sorted(set(rests_on) & tell.at.bases.get((edit.column1, edit.column2), frozenset()))
        place = tell.place(other)
        shown = (
            f"{tell.code(other)} ({place})" if place and place != tell.place(line.id) else tell.code(other)
        )
        groups.setdefault(" or ".join(bases), []).append(shown)
    own = f"{line.hcpcs} ({place})" if (place := tell.place(line.id)) else line.hcpcs
    found = []
    for why, others in groups.items():
        edit_s = "edits that bundle" if len(others) > 1 else "edit that bundles"
        pair = f"{own} into {listed(others)}" if way == "into" else f"{listed(others)} into {own}"
        found.append(f"It lifts the {edit_s} {pair}: {why}.")
    return found


def lifted(at: Situation, outcome: Outcome, line: str, modifier: str) -> list[Edit]:
    """The edits of the claim that the modifier on the line lifts."""
    known = at.book.modifiers[modifier]
    return [
        edit
        for edit in at.edits
        if line in (edit.column1, edit.column2)
        and edit.column1 in outcome.units
        and edit.column2 in outcome.units
        and edit.liftable
        and known.lifts
        and set(known.bases) & at.bases.get((edit.column1, edit.column2), frozenset())
    ]
