"""What sets a billed visit apart from procedures of the day and from earlier ones, and what is billed beside it."""

from __future__ import annotations

from engine.assigned import facts_named
from engine.claim import Part
from engine.history import IN_GLOBAL, running
from engine.item_facts import ItemFacts
from engine.kernel import Solved
from engine.situation import Situation
from rules_dsl.rulebook import Always, Compare

UNRELATED = "unrelated"


class SetApart(Part):
    """A modifier on the visit, the basis that it rests on, and the procedures or the period that it answers."""

    modifier: str
    basis: str
    rule: str
    procedures: tuple[str, ...] = ()
    """Codes of the day's procedures; for an earlier procedure's global period its code and date."""


class AddOnState(Part):
    """A code that may stand beside the visit: billed, or why it is not."""

    hcpcs: str
    billed: bool
    units: int = 0
    because: str = ""
    rule: str = ""


def separations(solved: Solved) -> tuple[SetApart, ...]:
    """One entry for each modifier and rule that the visit's line carries it for."""
    at, outcome = solved.situation, solved.outcome
    found: dict[tuple[str, str, str], list[str]] = {}
    about = {a.rule for a in at.book.assignments if a.when and IN_GLOBAL in facts_named(a.when)}
    for name, line in at.lines.items():
        if not line.is_visit or name not in outcome.units:
            continue
        carried = set(outcome.modifiers.get(name, ()))
        for procedure, visit, rule, excuses in at.included_visits:
            if visit == name and procedure in outcome.units:
                for modifier in carried & set(excuses):
                    basis = _period_basis(at, rule, modifier)
                    found.setdefault((modifier, basis, rule), []).append(at.lines[procedure].hcpcs)
        earlier = running(at.encounter, at.prices.global_days, at.derivation.items["visit"].practitioner)
        for modifier, rule in line.marks:
            if rule in about:
                told = [f"{prior.hcpcs} of {prior.date}" for prior in earlier]
                found.setdefault((modifier, UNRELATED, rule), []).extend(told)
        for edit in at.edits:
            other = {edit.column1, edit.column2} - {name}
            if len(other) != 1 or not other <= set(outcome.units):
                continue
            for modifier in carried:
                known = at.book.modifiers.get(modifier)
                bases = set(known.bases) & at.derivation.bases if known and known.lifts else set()
                for basis in sorted(bases):
                    key = (modifier, basis, edit.rule.partition("#")[0])
                    found.setdefault(key, []).extend(at.lines[each].hcpcs for each in other)
    return tuple(
        SetApart(modifier=m, basis=b, rule=r, procedures=tuple(dict.fromkeys(codes)))
        for (m, b, r), codes in found.items()
    )


def _period_basis(at: Situation, rule: str, modifier: str) -> str:
    for period in at.book.global_periods:
        for basis, mark in period.unless:
            if period.rule == rule and mark == modifier and basis in at.derivation.bases:
                return basis
    return ""


def add_ons(solved: Solved) -> tuple[AddOnState, ...]:
    """Each code that a choice for the visit would bill beside it, and what became of it; one that hangs on a number,
    such as minutes, only where it is reached."""
    at, coded = solved.situation, solved.coded
    visit = at.derivation.items["visit"]
    facts = ItemFacts(at.encounter, at.book, at.prices)
    kept_off = {u.hcpcs: u for u in coded.unreported if u.service == "visit"}
    found: list[AddOnState] = []
    for choice in at.book.choices:
        code = next(iter(choice.codes()), "")
        beside = any(rule.code == code for rule in at.book.add_ons)
        mine = beside and facts.matches_any(choice.patterns, visit).met
        if not (mine and isinstance(choice.select, Always)):
            continue
        line = next((x for x in coded.claim.lines if x.hcpcs == code), None)
        if line is not None:
            found.append(AddOnState(hcpcs=code, billed=True, units=line.units, rule=choice.rule))
        elif code in kept_off:
            why = kept_off[code]
            found.append(AddOnState(hcpcs=code, billed=False, because=why.because, rule=why.rule))
        elif not isinstance(choice.when, Compare):
            verdict = facts.holds(choice.when, visit)
            missing = " and ".join(fact.replace("-", " ") for fact in verdict.missing)
            says = f"The record does not say: {missing}." if missing else "Its condition is not met."
            found.append(AddOnState(hcpcs=code, billed=False, because=says, rule=choice.rule))
    return tuple(found)
