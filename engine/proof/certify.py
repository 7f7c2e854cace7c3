"""Writes the certificate of an encounter that was coded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from engine.encounter import Encounter
from engine.lines import Derivation, Line
from engine.proof.certificate import (
    EXHAUSTED,
    STOPPED,
    Aside,
    Billed,
    Candidate,
    Certificate,
    LeftOff,
    Of,
    Optimum,
    digest,
    facts_only,
)
from engine.proof.editions import rests_on
from engine.rulebooks import RuleBooks
from engine.words import with_answers

if TYPE_CHECKING:
    from engine.kernel import Solved


def certify(books: RuleBooks, encounter: Encounter, solved: Solved, made_by: str) -> Certificate:
    """The sealed certificate. `encounter` is the record as given, before its words were brought to the policy's."""
    at, outcome = solved.situation, solved.outcome
    proved = outcome.status == "optimal"
    bound = outcome.total if proved or outcome.bound_cents is None else outcome.bound_cents
    return Certificate(
        made_by=made_by,
        encounter=whose(with_answers(encounter, at.book), at.book.policy),
        read_as=dict(at.derivation.read_as),
        rests_on=rests_on(books, at.book),
        candidates=candidates(at.derivation),
        set_aside=set_aside(at.derivation),
        claim=tuple(
            Billed(
                line=name,
                hcpcs=at.lines[name].hcpcs,
                modifiers=tuple(sorted(outcome.modifiers.get(name, ()))),
                units=units,
                cents=outcome.earns.get(name, 0),
            )
            for name, units in sorted(outcome.units.items(), key=lambda pair: list(at.lines).index(pair[0]))
        ),
        left_off=tuple(
            LeftOff(line=j.line, kind=j.kind, rule=j.rule, by=j.by)
            for j in sorted(outcome.justifications, key=lambda j: (j.line, j.kind, j.rule, j.by))
            if j.line not in outcome.units
        ),
        optimum=Optimum(
            cents=outcome.total, bound_cents=bound, proved=proved, how=EXHAUSTED if proved else STOPPED
        ),
    ).sealed()


def whose(encounter: Encounter, payer: str) -> Of:
    """Whose claim it is, with the facts and without the words of the note."""
    bare = Encounter.model_validate_json(json.dumps(facts_only(json.loads(encounter.to_json()))))
    facts = json.loads(bare.to_json())
    return Of(
        id=encounter.encounter, payer=payer, dos=encounter.dos.isoformat(), sha256=digest(facts), facts=facts
    )


def candidates(derivation: Derivation) -> tuple[Candidate, ...]:
    return tuple(_candidate(line) for line in derivation.lines)


def _candidate(line: Line) -> Candidate:
    trace: dict[str, Any] = {
        "measured": line.trace.measured,
        "total": "" if line.trace.total is None else f"{line.trace.total.normalize():f}",
        "row": line.trace.row,
        "steps": line.trace.steps,
    }
    return Candidate(
        line=line.id,
        hcpcs=line.hcpcs,
        units=line.units,
        marks=line.marks,
        rule=line.rule,
        items=line.items,
        diagnoses=line.diagnoses,
        **trace,
    )


def set_aside(derivation: Derivation) -> tuple[Aside, ...]:
    return tuple(Aside(item=a.item, rule=a.rule, kind=a.kind) for a in derivation.aside)
