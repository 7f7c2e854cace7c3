"""Why certain lines are not billed: every minimal reason, and what to do instead."""

from __future__ import annotations

from collections.abc import Sequence

from clingo import Function

from engine.answer import claim_of, notes_of
from engine.audit import finding_of, placed
from engine.claim import Claim, ClaimLine, Coded
from engine.claimed import ClaimedLine, with_units_of
from engine.encounter import Encounter
from engine.kernel import Kernel, Solved
from engine.matching import in_place_of
from engine.program import auditing_facts, pinned_facts
from engine.solve import Outcome, Violation
from engine.why.answer import Because, FactRepair, Ground, WhyNot
from engine.why.element import Element
from engine.why.found import RECORD, Found, Reason, find
from engine.why.minimal import ways_out
from engine.why.repairs import Repair, fact_repairs, keeping

MOST_WAYS_TOLD = 100


def why_not(
    kernel: Kernel,
    encounter: Encounter,
    asked: Sequence[ClaimedLine],
    payer: str = "",
    whole: bool = False,
    repairs: bool = True,
) -> WhyNot:
    """Every minimal reason against the asked lines: on any claim that has them, or (`whole`) as the claim itself.

    Without `repairs` no change of facts is tried. Raises BadWords as the kernel does.
    """
    best = kernel.solve(encounter, payer, questions=False)
    claim = best.coded.claim
    asked = with_units_of(asked, {line.hcpcs: line.units for line in claim.lines})
    found = find(kernel, best, asked, whole)
    kept = (
        ()
        if whole
        else tuple(x for x in claim.lines if not any(in_place_of(line, x, claim.lines) for line in asked))
    )
    keeps = keeping(kernel, best, asked)
    tried = _tried(kernel, best, found, asked, kept)
    stands = claim_of(found.at, tried) if not found.reasons else Claim()
    offered = fact_repairs(kernel, best, found, asked, whole) if repairs and found.reasons else []
    return WhyNot(
        encounter=best.coded.encounter,
        payer=best.coded.payer,
        dos=best.coded.dos,
        asked=tuple(ClaimLine(hcpcs=x.hcpcs, modifiers=x.modifiers, units=x.units) for x in asked),
        whole=whole,
        beside=tuple(line.hcpcs for line in kept),
        billable=not found.reasons,
        on_best_claim=all(any(_same(x, line) for line in claim.lines) for x in asked),
        reasons=tuple(_because(found, reason, best.coded) for reason in found.reasons),
        complete=found.complete,
        ways_out=tuple(
            tuple(e.id for e in sorted(way, key=lambda e: e.order))
            for way in ways_out([r.elements for r in found.reasons], lambda e: e.order, MOST_WAYS_TOLD)
        )
        if found.reasons
        else (),
        tried_cents=tried.total,
        stands=stands,
        kept=claim if keeps is best.outcome else claim_of(best.situation, keeps),
        kept_less_cents=best.outcome.total - keeps.total,
        if_true=tuple(_offer(repair) for repair in offered),
        best=claim,
        ledger=best.coded.ledger,
    )


def _same(asked: ClaimedLine, line: ClaimLine) -> bool:
    same = (asked.hcpcs, asked.units) == (line.hcpcs, line.units)
    return same and set(asked.modifiers) == set(line.modifiers)


def _tried(
    kernel: Kernel, best: Solved, found: Found, asked: Sequence[ClaimedLine], kept: Sequence[ClaimLine]
) -> Outcome:
    """The claim with the asked lines: the best such claim when there is one, else with every line paid."""
    if not found.reasons:
        facts = pinned_facts(found.at, found.asked, found.free)
        return kernel.decide([*facts, Function("enforced")])
    beside = [ClaimedLine(x.hcpcs, x.modifiers, x.units) for x in kept]
    at, _, given = placed(kernel, best, [*beside, *asked])
    return kernel.decide(auditing_facts(at, given))


# ── telling ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _because(found: Found, reason: Reason, coded: Coded) -> Because:
    says = _says(found, reason.head)
    others = _others(found, reason)
    told = finding_of(
        found.grounds.tell, reason.head.kind, _rule_shown(found, reason.head), says, _codes(found, reason)
    )
    grounds = tuple(_ground(found, e, coded) for e in sorted(reason.elements, key=lambda e: e.order))
    return Because(
        **{name: getattr(told, name) for name in ("kind", "rule", "codes", "says", "carc", "cites")},
        grounds=grounds,
        also=tuple(s for s in dict.fromkeys(others) if s != says),
    )


def _others(found: Found, reason: Reason) -> list[str]:
    """What else the same grounds forbid, in like words."""
    if reason.head.kind in RECORD:
        return []
    return [_says(found, v) for v in reason.also if v.kind == reason.head.kind]


def _says(found: Found, violation: Violation) -> str:
    line = violation.args[0]
    if (
        line in found.told
        and violation.kind == found.told[line].kind
        and violation.rule == found.told[line].rule
    ):
        return found.told[line].says
    return found.grounds.says(violation)


def _rule_shown(found: Found, violation: Violation) -> str:
    """The policy rule a reader can look up: for units beyond the record, the choice that counts them."""
    line = found.at.lines.get(violation.args[0])
    counted = violation.kind in ("units_over", "units_left_out", "not_reported")
    return line.rule if counted and line is not None else violation.rule


def _codes(found: Found, reason: Reason) -> tuple[str, ...]:
    return tuple(found.grounds.tell.code(a) for a in reason.head.args)


def _ground(found: Found, element: Element, coded: Coded) -> Ground:
    if element.kind == "fact":
        words = notes_of(found.at, element.items, element.fact) if element.items else ()
        return Ground(
            kind="fact", id=element.id, says=element.says, documented=element.documented, notes=words
        )
    base = element.id.partition("#")[0]
    info = found.at.book.rules.get(base)
    edit = next((e for e in found.at.edits if e.rule == element.id), None)
    kind = next((t.kind for t in found.at.book.tables if t.rule == base), None)
    entry = next((x for x in coded.ledger if kind is not None and x.check == kind), None)
    told = finding_of(found.grounds.tell, "", element.id, "", ())
    return Ground(
        kind="rule",
        id=element.id,
        says=element.says,
        edition=entry.edition if entry else "",
        status=entry.status if entry else "",
        indicator=None if edit is None else int(edit.liftable),
        carc=told.carc,
        confidence=info.confidence if info else "",
        cites=told.cites,
    )


def _offer(repair: Repair) -> FactRepair:
    claim: Claim = repair.solved.coded.claim
    return FactRepair(
        asks=tuple(change.ask for change in repair.changes),
        supposing=tuple(change.answer for change in repair.changes),
        claim=claim,
        worth_cents=repair.worth_cents,
    )
