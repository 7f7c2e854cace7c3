"""Combinations of lines that somebody may ask about, drawn beside a made encounter."""

from __future__ import annotations

from hypothesis import strategies as st

from engine.claimed import ClaimedLine
from engine.kernel import Solved

MARKS = ["25", "57", "59", "XS", "XE", "58", "79", "51"]
STRANGERS = ["11642", "11404", "17004", "17111", "99215", "11104", "12032", "88305", "14060", "69210"]


@st.composite
def asked_lines(draw: st.DrawFn, best: Solved, strangers: bool, most: int = 8) -> tuple[ClaimedLine, ...]:
    """Some candidate lines of the record, with other units or modifiers now and then; with `strangers` also codes that
    the record may not lead to."""
    candidates = list(best.situation.derivation.lines)
    picked = draw(st.lists(st.sampled_from(candidates), max_size=most, unique=True)) if candidates else []
    lines = []
    for line in picked:
        units = line.units + draw(st.sampled_from([0, 0, 0, 1]))
        own = best.outcome.modifiers.get(line.id, [])
        typed = draw(st.lists(st.sampled_from(MARKS), max_size=2, unique=True))
        marks = tuple(own) if draw(st.booleans()) else tuple(typed)
        lines.append(ClaimedLine(line.hcpcs, marks, max(1, units)))
    if strangers or not lines:
        codes = draw(st.lists(st.sampled_from(STRANGERS), min_size=1, max_size=2, unique=True))
        lines += [
            ClaimedLine(code, tuple(draw(st.lists(st.sampled_from(MARKS[:4]), max_size=1))))
            for code in codes
            if code not in {line.hcpcs for line in lines}
        ]
    return tuple(lines)
