"""Examines a given claim under the same theory that chooses: every rule it breaks, and the better claim.

A claimed line is matched with the candidate lines that the record supports. One that nothing supports is still placed
among them, on the documented work it must have meant, so that edits and modifiers are judged as well; why nothing
supports it is found by leaving out one rule at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.assigned import marked
from engine.claim import ClaimLine
from engine.claimed import ClaimedLine
from engine.encounter import Encounter
from engine.findings import Audit, Finding
from engine.item_facts import ItemFacts
from engine.kernel import Kernel, Solved
from engine.lines import Line, Trace
from engine.matching import matched, with_own_items
from engine.needless import needless
from engine.program import Claimed, auditing_facts
from engine.reasons import say
from engine.situation import Situation, build
from engine.solve import Violation
from engine.telling import Telling
from engine.unsupported import Unsupported, choice_of, why_unsupported
from rules_dsl.rulebook import RuleBook


def audit(
    kernel: Kernel,
    encounter: Encounter,
    claimed: Sequence[ClaimedLine],
    payer: str = "",
    solved: Solved | None = None,
) -> Audit:
    """Every violation of the claimed lines with rule, citation and CARC, and the best compliant claim.

    `solved` is the encounter's best claim, when it is at hand. Raises BadWords as the kernel does.
    """
    best = solved or kernel.solve(encounter, payer)
    at, told, lines = placed(kernel, best, claimed)
    outcome = kernel.decide(auditing_facts(at, lines))
    tell = Telling(at, outcome.units, outcome.modifiers)
    findings = [
        finding_of(tell, reason.kind, reason.rule, reason.says, (at.lines[line].hcpcs,))
        for line, reason in told.items()
    ]
    for violation in sorted(outcome.violations, key=_weight):
        if _is_echo(violation, at, told):
            continue
        says = say(tell, violation.kind, violation.rule, violation.args)
        codes = tuple(at.lines[a].hcpcs if a in at.lines else a for a in violation.args)
        findings.append(finding_of(tell, violation.kind, _rule_of(violation, at), says, codes))
    return Audit(
        encounter=best.coded.encounter,
        payer=best.coded.payer,
        dos=best.coded.dos,
        compliant=not findings,
        claimed=tuple(ClaimLine(hcpcs=c.hcpcs, modifiers=c.modifiers, units=c.units) for c in claimed),
        claimed_cents=outcome.total,
        findings=tuple(findings),
        warnings=tuple(needless(kernel, at, lines, outcome)),
        better=best.coded,
    )


ORDER = (
    "ptp_edit",
    "visit_included",
    "unit_limit",
    "units_over",
    "add_on_alone",
    "not_beside",
    "not_documented",
)


def _weight(violation: Violation) -> tuple[int, str, tuple[str, ...]]:
    first = ORDER.index(violation.kind) if violation.kind in ORDER else len(ORDER)
    return first, violation.kind, violation.args


def _rule_of(violation: Violation, at: Situation) -> str:
    """The policy rule a reader can look up: for units beyond the record, the choice that counts them."""
    if violation.rule.startswith("engine/") and violation.args and violation.args[0] in at.lines:
        return at.lines[violation.args[0]].rule
    return violation.rule


def finding_of(tell: Telling, kind: str, rule: str, says: str, codes: tuple[str, ...]) -> Finding:
    info = tell.at.book.rules.get(rule.partition("#")[0])
    cited = info.citations if info else ()
    cites = tuple(
        ", ".join(part for part in (c.source.title, c.source.version, c.locator) if part) for c in cited
    )
    return Finding(kind=kind, rule=rule, codes=codes, says=says, carc=tell.carc(rule), cites=cites)


def _is_echo(violation: Violation, at: Situation, told: dict[str, Unsupported]) -> bool:
    """Said already: a line that nothing supports, or a supported line left off because a wrong one stands for it."""
    if violation.kind in {reason.kind for reason in told.values()} and violation.args[0] in told:
        return True
    lines = [a for a in violation.args if a in at.lines]
    if any(line in told and at.lines[line].is_visit for line in lines):  # one reason is enough for a visit
        return violation.kind in ("visit_included", "ptp_edit", "modifier_without_purpose")
    if violation.kind != "not_reported":
        return False
    missing = at.lines[violation.args[0]]
    return any(set(missing.items) & set(at.lines[line].items) for line in told)


# ── placing the claimed lines ────────────────────────────────────────────────────────────────────────────────────


def placed(
    kernel: Kernel, best: Solved, claimed: Sequence[ClaimedLine]
) -> tuple[Situation, dict[str, Unsupported], list[Claimed]]:
    """The claimed lines, named C1, C2 and on, among the candidate lines they leave; why each that nothing supports is
    not; and the claim as the solver is given it."""
    found = best.situation
    derivation = found.derivation
    facts = ItemFacts(found.encounter, found.book, found.prices)
    free = {line.id: line for line in derivation.lines}
    left = {line.id: line.units for line in derivation.lines}
    lines: list[Line] = []
    told: dict[str, Unsupported] = {}
    given: list[Claimed] = []
    matches = matched(best, claimed)
    last = {match.id: n for n, match in matches.items()}
    for n, line in enumerate(claimed):
        name = f"C{n + 1}"
        same = [c for c in derivation.lines if c.hcpcs == line.hcpcs]
        match = matches.get(n)
        if match is not None and left[match.id]:
            free.pop(match.id, None)
            units = left[match.id] if last[match.id] == n else min(line.units, left[match.id])
            left[match.id] -= units
            lines.append(replace(match, id=name, units=units))
            given.append(Claimed(name, line.units, tuple(line.modifiers), _unknown(found.book, line)))
            continue
        reason = why_unsupported(kernel, best, line.hcpcs, same[0] if same else None)
        told[name] = reason
        stand_in = _stand_in(name, line, found, reason)
        stand_in = with_own_items(stand_in, line, derivation, facts)
        lines += marked([stand_in], derivation.items, facts)
        given.append(
            Claimed(
                name,
                line.units,
                tuple(line.modifiers),
                ((reason.kind, reason.rule), *_unknown(found.book, line)),
            )
        )
    everything = (*lines, *free.values())
    at = build(found.encounter, found.book, kernel.tables, derivation, found.prices, everything)
    return at, told, given


def _unknown(book: RuleBook, line: ClaimedLine) -> tuple[tuple[str, str], ...]:
    return tuple(("modifier_unknown", "engine/modifiers") for m in line.modifiers if m not in book.modifiers)


def _stand_in(name: str, line: ClaimedLine, at: Situation, reason: Unsupported) -> Line:
    """A line for a code that nothing supports, on the documented items that its choice is for."""
    derivation, book = at.derivation, at.book
    choice = choice_of(at, line.hcpcs)
    by_trace = {i for d in derivation.lines if choice is not None and d.rule == choice.rule for i in d.items}
    by_aside = {a.item for a in derivation.aside if a.rule == reason.rule}
    items = [i for i in derivation.items.values() if i.id in by_trace | by_aside]
    visit = any(line.hcpcs in g.visits for g in book.global_periods)
    if visit:
        items = [i for i in derivation.items.values() if i.is_visit]
    return Line(
        id=name,
        hcpcs=line.hcpcs,
        units=line.units,
        rule=choice.rule if choice else reason.rule,
        items=tuple(i.id for i in items),
        services=tuple(dict.fromkeys(i.service for i in items)),
        structures=frozenset(i.structure for i in items if i.structure),
        sessions=frozenset(i.session for i in items),
        practitioners=frozenset(i.practitioner for i in items) or frozenset({"p1"}),
        diagnoses=tuple(dict.fromkeys(d for i in items for d in i.diagnoses)),
        trace=Trace(choice.rule if choice else "", tuple(i.id for i in items)),
        is_visit=visit,
    )
