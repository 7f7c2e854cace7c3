"""From a model of the solver to the answer a biller reads: lines in order, what was left off and why, warnings."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.before_filing import last_day, payer_warnings
from engine.claim import (
    Claim,
    ClaimLine,
    Coded,
    ExpectedDenial,
    Filing,
    NoteWords,
    SelfPay,
    Uncounted,
    Unreported,
    Warning_,
)
from engine.documented import flaws, lacking, missing_requirements, of_whole_claim
from engine.ledger import ledger
from engine.lines import Line
from engine.pricing import Fee, rank_reduction, share
from engine.reasons import say, say_aside
from engine.situation import Edit, Situation
from engine.solve import Outcome
from engine.tables import Tables
from engine.telling import Telling
from rules_dsl.rulebook import RuleBook

PLACES = 4
"""Modifiers that a line of the claim form has room for."""


def answer(at: Situation, outcome: Outcome, tables: Tables) -> Coded:
    """The whole answer for one encounter, but for the questions to the clinician."""
    tell = Telling(at, outcome.units, outcome.modifiers)
    claim = claim_of(at, outcome)
    own = tuple(
        ClaimLine(
            hcpcs=line.hcpcs,
            units=line.units,
            diagnoses=line.diagnoses,
            services=line.services,
            rules=(line.rule,),
        )
        for line in at.derivation.self_pay
    )
    left = tuple(unreported(at, outcome, tell))
    told = (*warnings(at, outcome), *payer_warnings(at, outcome, tables))
    filing = last_day(at)
    nothing = not claim.lines and not own and outcome.status == "optimal"
    return Coded(
        encounter=at.encounter.encounter,
        payer=at.book.policy,
        dos=at.encounter.dos,
        status="nothing_billable" if nothing else outcome.status,
        bound_cents=outcome.bound_cents,
        claim=claim,
        self_pay=SelfPay(lines=own),
        unreported=left,
        uncounted=tuple(uncounted(at)),
        incomplete=incomplete(at),
        warnings=told,
        filing=filing,
        ledger=tuple(ledger(at, tables, _played(claim.lines, left, told, filing))),
    )


def uncounted(at: Situation) -> Iterator[Uncounted]:
    """What of the record is not counted as it is written, once each."""
    for doubt in dict.fromkeys(at.derivation.doubts):
        yield Uncounted(
            where=doubt.where,
            service=doubt.named.service,
            fact=doubt.named.fact,
            kind=doubt.kind,
            said=doubt.said,
            because=doubt.says,
            rule=doubt.rule,
        )


def incomplete(at: Situation) -> bool:
    """A word that nobody understands stands where the record says what was done: work with no line for want of it."""
    unknown = {d.named.service for d in at.derivation.doubts if d.kind == "not_understood"}
    coded = {service for line in at.lines.values() for service in line.services}
    return any(
        a.service in unknown - coded for a in at.derivation.aside if a.kind in ("missing_fact", "no_rule")
    )


def claim_of(at: Situation, outcome: Outcome) -> Claim:
    """The billed lines in billing order, with their money; of a given claim as well as of the best one."""
    lines = tuple(claim_line(at, outcome, name) for name in billing_order(at, outcome))
    return Claim(lines=lines, allowed_cents=outcome.total)


def _played(
    lines: tuple[ClaimLine, ...],
    left: tuple[Unreported, ...],
    told: tuple[Warning_, ...],
    filing: Filing | None,
) -> set[str]:
    """The rules that had a part in the answer."""
    rules = {rule for line in lines for rule in line.rules}
    rules |= (
        {each.rule for each in left} | {each.rule for each in told} | ({filing.rule} if filing else set())
    )
    return {rule.partition("#")[0] for rule in rules}


def claim_line(at: Situation, outcome: Outcome, name: str) -> ClaimLine:
    """A billed line with everything a reader may ask of it."""
    line = at.lines[name]
    modifiers = ordered_modifiers(at.book, outcome.modifiers.get(name, []))
    assigned = [rule for at_line, mark, rule in at.assigned if at_line == name and mark in modifiers]
    rules = [
        line.rule,
        *(at.book.modifiers[m].rule for m in modifiers if m in at.book.modifiers),
        *assigned,
        *_preferences(at, modifiers),
    ]
    edits = [e.rule for e in at.edits if name in (e.column1, e.column2) and modifiers and _both(e, outcome)]
    fee = at.prices.fee(line.hcpcs, {*modifiers, *line.rates}, at.idle(outcome.units))
    ranked = line.denial is None and rank_reduction(at.book, fee) is not None
    if line.denial is not None:
        rules += [line.denial.rule, line.denial.liability]
    return ClaimLine(
        hcpcs=line.hcpcs,
        modifiers=tuple(modifiers),
        units=outcome.units[name],
        diagnoses=line.diagnoses,
        services=line.services,
        lesions=tuple(sorted(s.removeprefix("lesion ") for s in line.structures if s.startswith("lesion "))),
        practitioner=next(iter(line.practitioners)) if len(line.practitioners) == 1 else None,
        rank=outcome.above.get(name, 0) + 1 if ranked else None,
        percent=_percent(at, fee, outcome.units[name], outcome.earns.get(name, 0)),
        notes=notes_of(at, line.items),
        allowed_cents=outcome.earns.get(name, 0) if fee.priced or line.denial else None,
        denial=expected_denial(at, line),
        rules=tuple(dict.fromkeys([*rules, *edits, *_pricing(at, outcome, name, modifiers)])),
    )


def expected_denial(at: Situation, line: Line) -> ExpectedDenial | None:
    """Why a line that goes out to be denied is denied, and who pays."""
    if line.denial is None:
        return None
    info = at.book.rules[line.denial.rule]
    return ExpectedDenial(
        pays="patient" if line.denial.pays == "patient" else "practice",
        rule=line.denial.rule,
        because=info.because,
        carc=info.carc,
    )


def _percent(at: Situation, fee: Fee, units: int, earned: int) -> int | float | None:
    """The share of the full fee that the line is paid at, by its modifiers and its rank; None where its units are paid
    at different shares."""
    ranks = {p for r in at.book.reductions if r.indicator for p in r.percents} | {Decimal(100)}
    for percent in sorted(ranks, reverse=True):
        if (fee.unit_cents or not fee.steps.factor) and share(fee.unit_cents, percent) * units == earned:
            left = percent * fee.steps.factor / 100
            return int(left) if left == int(left) else float(left)
    return None


def _preferences(at: Situation, modifiers: list[str]) -> list[str]:
    """The payer's preferences that the line's modifiers follow."""
    used = set(modifiers)
    return [
        p.rule for p in at.book.preferences if used & {*p.append, *(m for _, order in p.order for m in order)}
    ]


def _pricing(at: Situation, outcome: Outcome, name: str, modifiers: list[str]) -> list[str]:
    """The rules that made the line's amount: fee schedule, reduction by rank, reduction by modifier."""
    code = at.lines[name].hcpcs
    cut = rank_reduction(at.book, at.prices.fee(code))
    by_modifier = [
        r.rule for r in at.prices.cuts(code, {*modifiers, *at.lines[name].rates}, at.idle(outcome.units))
    ]
    return [*(f.rule for f in at.book.fee_schedules[:1]), *([cut.rule] if cut else []), *by_modifier]


def notes_of(at: Situation, items: tuple[str, ...], fact: str = "") -> tuple[NoteWords, ...]:
    """Words of the note behind the facts of these items; of one fact only, when it is named."""
    found = [
        NoteWords(fact=name, text=note.text, start=note.start, end=note.end)
        for item in items
        for name, note in at.derivation.notes.get(item, {}).items()
        if fact in ("", name)
    ]
    return tuple(dict.fromkeys(found))


def _both(edit: Edit, outcome: Outcome) -> bool:
    return edit.column1 in outcome.units and edit.column2 in outcome.units


def billing_order(at: Situation, outcome: Outcome) -> list[str]:
    """Line ids as a biller reads them: visits, then by rank and payment, each add-on behind its primary."""
    billed = [name for name in at.lines if name in outcome.units]
    mains = [n for n in billed if n not in at.add_ons]
    mains.sort(
        key=lambda n: (
            not at.lines[n].is_visit,
            -at.prices.fee(at.lines[n].hcpcs, at.lines[n].terms).unit_cents,
            at.lines[n].hcpcs,
            ordered_modifiers(at.book, outcome.modifiers.get(n, [])),
        )
    )
    order: list[str] = []
    rest = [n for n in billed if n in at.add_ons]
    for main in mains:
        order.append(main)
        own = [n for n in rest if main in at.primaries[n] and at.lines[n].rule == at.lines[main].rule]
        own = own or [
            n for n in rest if main in at.primaries[n] and at.lines[n].is_visit == at.lines[main].is_visit
        ]
        order += own
        rest = [n for n in rest if n not in own]
    return order + rest


def claim_text(at: Situation, outcome: Outcome) -> str:
    """The claim as it is typed, lines in billing order."""
    lines = [
        ClaimLine(
            hcpcs=at.lines[name].hcpcs,
            modifiers=tuple(ordered_modifiers(at.book, outcome.modifiers.get(name, []))),
            units=outcome.units[name],
        )
        for name in billing_order(at, outcome)
    ]
    return ", ".join(line.text() for line in lines)


def ordered_modifiers(book: RuleBook, modifiers: list[str]) -> list[str]:
    """Modifiers in the order they stand on the line: by position, then by code."""
    return sorted(modifiers, key=lambda m: (book.modifiers[m].position if m in book.modifiers else 9, m))


def unreported(at: Situation, outcome: Outcome, tell: Telling) -> list[Unreported]:
    """Every documented piece of work that no line reports, with its reason."""
    found: list[Unreported] = []
    for aside in at.derivation.aside:
        item = at.derivation.items[aside.item]
        found.append(
            Unreported(
                service=aside.service,
                lesion=item.lesion.id if item.lesion else None,
                because=say_aside(tell, aside),
                rule=aside.rule,
                carc=tell.carc(aside.rule),
                pays="patient" if aside.pays == "patient" else "practice" if aside.pays else None,
            )
        )
    for name, line in at.lines.items():
        if name in outcome.units:
            found += _cut(at, outcome, tell, name)
            continue
        because = next((j for j in outcome.justifications if j.line == name), None)
        assert because is not None, "the theory lets no line go without a justification"
        args = {
            "ptp_edit": (because.by, name),
            "visit_included": (because.by, name),
            "not_beside": (because.by, name),
        }
        text = say(tell, because.kind, because.rule, args.get(because.kind, (name, because.by)))
        for service in line.services:
            found.append(
                Unreported(
                    service=service,
                    hcpcs=line.hcpcs,
                    because=text,
                    rule=because.rule,
                    carc=tell.carc(because.rule),
                )
            )
    return found


def _doubts(at: Situation, outcome: Outcome) -> list[Warning_]:
    """Coverage rules that only warn, on the lines they are about."""
    found: list[Warning_] = []
    for remark in at.derivation.remarks:
        info = at.book.rules[remark.rule]
        because = info.because.rstrip(".") or "Coverage is in doubt"
        missing = " and ".join(name.replace("-", " ") for name in remark.missing)
        says = f"{because}. Not documented: {missing}." if missing else f"{because}."
        codes = [at.lines[n].hcpcs for n in outcome.units if remark.item in at.lines[n].items]
        found += [
            Warning_(line=code, rule=remark.rule, says=says, carc=info.carc) for code in dict.fromkeys(codes)
        ]
    return list(dict.fromkeys(found))


def _cut(at: Situation, outcome: Outcome, tell: Telling, name: str) -> list[Unreported]:
    """The units of a billed line that a limit keeps off the claim."""
    line = at.lines[name]
    over = line.units - outcome.units[name]
    if over <= 0:
        return []
    limit = at.limits[line.hcpcs]
    says = f"{over} of {line.units} units: {say(tell, 'unit_limit', limit.rule, (name,))}"
    return [
        Unreported(service=s, hcpcs=line.hcpcs, because=says, rule=limit.rule, carc=tell.carc(limit.rule))
        for s in line.services
    ]


def _by_report(at: Situation, outcome: Outcome) -> Iterator[Warning_]:
    """Lines whose amount the payer sets: what is shown for them is not what will be paid."""
    for name in outcome.units:
        code = at.lines[name].hcpcs
        steps = at.prices.fee(code, {*outcome.modifiers.get(name, ()), *at.lines[name].rates}).steps
        shown = "the full fee" if steps.factor == 100 else "what the schedule would give"
        for step in steps.by_report():
            reason = at.book.rules[step.rule].because
            says = f"{code}-{step.modifier} is paid by report; the amount shown is {shown}. {reason}".strip()
            yield Warning_(line=code, rule=step.rule, says=says)
        row = at.prices.row(code)
        if row is not None and row.by_report:
            says = f"{code} has no fee and is paid by report: send the note, which says what was done and what it took."
            yield Warning_(line=code, rule=at.lines[name].rule, says=says)


def _crowded(at: Situation, line: Line, modifiers: list[str]) -> Warning_:
    """What to write where a line has more modifiers than the form has places."""
    first = [p for p in at.book.preferences if p.of == "crowded lines" and p.append]
    room = f"A claim line has room for {PLACES} modifiers"
    if first:
        listed = ", ".join(modifiers)
        says = f"{room}; write {first[0].append[0]} first, and all of {listed} in the remarks of the claim."
        return Warning_(line=line.hcpcs, rule=first[0].rule, says=says)
    says = f"{room}; {' and '.join(modifiers[PLACES:])} would not fit: ask the payer."
    return Warning_(line=line.hcpcs, rule=line.rule, says=says)


def warnings(at: Situation, outcome: Outcome) -> list[Warning_]:
    """What goes out all the same but must not go out silently: appealable limits exceeded, facts worth having."""
    found: list[Warning_] = []
    for limit in at.limits.values():
        own = [n for n in outcome.units if at.lines[n].hcpcs == limit.hcpcs and at.lines[n].denial is None]
        units = sum(outcome.units[n] for n in own)
        if limit.how == "appealable" and units > limit.units:
            says = (
                f"{units} units exceed the limit of {limit.units} a day; "
                "send the documentation, the limit may be overcome on appeal."
            )
            found.append(Warning_(line=limit.hcpcs, rule=limit.rule, says=says))
    found += list(_by_report(at, outcome))
    for name in outcome.units:
        modifiers = ordered_modifiers(at.book, outcome.modifiers.get(name, []))
        if modifiers[PLACES:]:
            found.append(_crowded(at, at.lines[name], modifiers))
    found += _doubts(at, outcome)
    billed = [line for name, line in at.lines.items() if name in outcome.units]
    for line, rule in missing_requirements(billed, at.derivation, at.facts):
        if rule.otherwise == "warn":
            whole = of_whole_claim(rule)
            what = "" if whole else f"No {rule.requires.replace('-', ' ')} is documented for this line."
            wrong = flaws(rule, lacking(rule, line, at.derivation, at.facts), at.facts)
            info = at.book.rules[rule.rule]
            says = " ".join(text for text in (wrong or what, info.because) if text)
            told = Warning_(line="" if whole else line.hcpcs, rule=rule.rule, says=says, carc=info.carc)
            found += [told] if told not in found else []
    return found
