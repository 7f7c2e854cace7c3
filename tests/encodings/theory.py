"""Runs the whole theory over a handful of facts written as text, and gives back the shown atoms."""

from __future__ import annotations

import clingo

from engine.program import theory


def shown(facts: str) -> set[str]:
    """Shown atoms of the best model, or an empty set when there is none. clingo warnings are errors."""
    messages: list[str] = []
    ctl = clingo.Control(
        ["--opt-mode=opt", "-Wno-atom-undefined"], logger=lambda _, text: messages.append(text)
    )
    ctl.add("base", [], theory())
    ctl.add("base", [], facts)
    ctl.ground([("base", [])])
    assert not messages, messages
    best: list[set[str]] = [set()]
    ctl.solve(on_model=lambda model: best.append({str(atom) for atom in model.symbols(shown=True)}))
    return best[-1]


def violations(facts: str) -> set[str]:
    """The kinds of violation that the facts of a given claim lead to."""
    return {atom.split(",")[1] for atom in shown(facts) if atom.startswith("violation(")}
