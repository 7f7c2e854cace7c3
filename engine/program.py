"""States a situation as facts and owns the solver's control. The only module, with :mod:`engine.solve`, that knows
clingo."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Protocol

import clingo
from clingo import Function, Number, String, Symbol
from clingo.ast import AST, ProgramBuilder, parse_string

from engine.pricing import Fee, pay, rank_reduction
from engine.situation import Situation, same_group
from rules_dsl.facts import Term, constant_facts

ENCODINGS = (
    "select",
    "complete",
    "ptp",
    "mue",
    "add_on",
    "global_period",
    "modifiers",
    "documentation",
    "payment",
    "objective",
    "another",
    "enforce",
    "pin",
    "show",
)


class AddFact(Protocol):
    """Collects one fact: a predicate name and its arguments."""

    def __call__(self, name: str, *args: int | str | Symbol) -> None: ...


@dataclass(frozen=True, slots=True)
class Claimed:
    """A line that a given claim bills: units, modifiers in order, and why nothing supports it, if nothing does."""

    line: str
    units: int
    modifiers: tuple[str, ...]
    unsupported: tuple[tuple[str, str], ...] = ()
    """(kind, rule) pairs."""


@cache
def theory() -> str:
    """The text of every encoding, in order."""
    folder = files("engine") / "encodings"
    return "\n".join((folder / f"{name}.lp").read_text(encoding="utf-8") for name in ENCODINGS)


@cache
def parsed_theory() -> tuple[AST, ...]:
    """The encodings as the solver's own syntax trees: parsed once a process, since every solve needs them."""
    found: list[AST] = []
    parse_string(theory(), found.append)
    return tuple(found)


def symbol(value: int | str | Term) -> Symbol:
    """A term of the policy facts as a solver symbol: numbers, strings, and nested terms."""
    if isinstance(value, int):
        return Number(value)
    if isinstance(value, str):
        return String(value)
    return Function(value.name, [symbol(arg) for arg in value.args])


def choosing_facts(at: Situation) -> list[Symbol]:
    """Facts for finding the best compliant claim."""
    return [Function("choosing"), Function("enforced"), *_unit_options(at, at.lines), *_common(at, {})]


def keeping_facts(at: Situation, wanted: Mapping[str, Collection[str]]) -> list[Symbol]:
    """Facts for finding the compliant claim that keeps the most of the wanted lines, by id with the modifiers asked for
    on them, and of those claims the best."""
    facts = [Function("wanted", [String(line)]) for line in wanted]
    facts += [
        Function("wanted_modifier", [String(line), String(m)])
        for line in wanted
        for m in sorted(wanted[line])
    ]
    return choosing_facts(at) + facts


def auditing_facts(at: Situation, claimed: Sequence[Claimed]) -> list[Symbol]:
    """Facts for examining a given claim: nothing is chosen, violations are derived and allowed."""
    return _claimed_facts(claimed) + _common(at, {c.line: c for c in claimed})


def pinned_facts(at: Situation, claimed: Sequence[Claimed], free: Collection[str]) -> list[Symbol]:
    """Facts for asking what may stand beside given lines: those stay as they are, the free ones are chosen, and any
    other is not billed. Violations are derived and allowed."""
    pinned = [Function("pinned", [String(c.line)]) for c in claimed]
    chosen = [Function("choosing"), *_unit_options(at, free)]
    return [*chosen, *pinned, *_claimed_facts(claimed), *_common(at, {c.line: c for c in claimed})]


def _claimed_facts(claimed: Sequence[Claimed]) -> list[Symbol]:
    facts: list[Symbol] = []
    for line in claimed:
        name = String(line.line)
        facts.append(Function("claimed", [name, Number(line.units)]))
        facts += [Function("claimed_modifier", [name, String(m)]) for m in line.modifiers]
        facts += [
            Function("unsupported", [name, Function(kind), String(rule)]) for kind, rule in line.unsupported
        ]
    return facts


def _unit_options(at: Situation, free: Collection[str]) -> list[Symbol]:
    """The units that each of the free lines may have."""
    return [
        Function("unit_option", [String(line), Number(n)])
        for line, options in _units(at).items()
        if line in free
        for n in options
    ]


def _units(at: Situation) -> dict[str, Sequence[int]]:
    """By line: all its supported units, or fewer where a limit on units could bind."""
    per_code: dict[str, int] = {}
    for line in at.lines.values():
        if line.denial is None:
            per_code[line.hcpcs] = per_code.get(line.hcpcs, 0) + line.units
    found: dict[str, Sequence[int]] = {}
    for line in at.lines.values():
        limit = at.limits.get(line.hcpcs) if line.denial is None else None
        tight = limit is not None and limit.how != "appealable" and per_code[line.hcpcs] > limit.units
        found[line.id] = range(1, line.units + 1) if tight else (line.units,)
    return found


@lru_cache(maxsize=256)
def _policy_facts(terms: tuple[Term, ...]) -> tuple[Symbol, ...]:
    return tuple(Function(term.name, [symbol(a) for a in term.args]) for term in terms)


def _common(at: Situation, claimed: dict[str, Claimed]) -> list[Symbol]:
    touched = touched_modifiers(at, claimed)
    facts = list(_policy_facts(constant_facts(at.book, touched)))

    def add(name: str, *args: int | str | Symbol) -> None:
        facts.append(Function(name, [a if isinstance(a, Symbol) else symbol(a) for a in args]))

    for line in at.lines.values():
        add("line", line.id)
        add("code", line.id, line.hcpcs)
        if line.denial is not None:
            add("denied", line.id)
        if not (line.id in claimed and claimed[line.id].unsupported):
            add("supported", line.id, line.units)
    for edit in at.edits:
        add("ptp", edit.column1, edit.column2, edit.rule, Function("liftable" if edit.liftable else "firm"))
    for (one, other), bases in sorted(at.bases.items()):
        for basis in sorted(bases):
            add("basis", one, other, basis)
    for limit in at.limits.values():
        if limit.how != "appealable":
            add("mue", limit.hcpcs, limit.units, Function(limit.how), limit.rule)
    _add_on_facts(at, add)
    for procedure, visit, rule, excuses in at.included_visits:
        add("includes", procedure, visit, rule)
        for modifier in excuses:
            add("excuse", procedure, visit, modifier)
    for one, other, rule in at.alternatives:
        add("alternative", one, other, rule)
    for blocked, rule in at.blocked:
        add("blocked", blocked, rule)
    for line_id, modifier, rule in at.assigned:
        add("assigned", line_id, modifier, rule)
    for line_id, rule in at.not_payable:
        add("not_payable", line_id, rule)
    for line_id, rule in at.in_global:
        add("in_global", line_id, rule)
    for waiting, rule in at.held:
        add("held", waiting, rule)
    _modifier_facts(at, add, touched)
    _payment_facts(at, add, claimed)
    _cut_facts(at, add)
    return facts


def _add_on_facts(at: Situation, add: AddFact) -> None:
    for line, rule in at.add_ons.items():
        add("needs_primary", line, rule)
        for primary in at.primaries[line]:
            add("primary", line, primary)
        for exclusion in at.book.exclusions:
            if exclusion.code == at.lines[line].hcpcs and not _excepted(at, exclusion.rule):
                add("excluded_with", line, exclusion.modifier, exclusion.rule)


def _excepted(at: Situation, rule: str) -> bool:
    from engine.item_facts import ItemFacts

    exclusion = next(e for e in at.book.exclusions if e.rule == rule)
    visit = at.derivation.items.get("visit")
    if exclusion.unless is None or visit is None:
        return False
    return ItemFacts(at.encounter, at.book).holds(exclusion.unless, visit).met is True


def touched_modifiers(at: Situation, claimed: dict[str, Claimed]) -> frozenset[str]:
    """The modifiers that could be of use on some line, or are claimed: all others are left unsaid."""
    bases = {basis for found in at.bases.values() for basis in found}
    return frozenset(
        name
        for name, modifier in at.book.modifiers.items()
        if modifier.lifts and bases & set(modifier.bases) and name not in at.book.by_fact
    ).union(
        (name for _, name, _ in at.assigned),
        (name for *_, names in at.included_visits for name in names),
        (name for preference in at.book.preferences for name in preference.append),
        (name for line in claimed.values() for name in line.modifiers),
    )


def _modifier_facts(at: Situation, add: AddFact, touched: frozenset[str]) -> None:
    tie = 0
    called_for = {(line, modifier) for line, modifier, _ in at.assigned}
    never_chosen = at.book.by_fact
    for line in at.lines.values():
        for modifier in at.book.modifiers.values():
            if modifier.modifier not in touched:
                continue
            wrong = line.hcpcs in modifier.never_on or (
                modifier.only_on and line.hcpcs not in modifier.only_on
            )
            if wrong:
                add("misplaced", line.id, modifier.modifier, modifier.rule)
                continue
            if modifier.modifier in never_chosen and (line.id, modifier.modifier) not in called_for:
                continue
            tie += 1
            add("tie", line.id, modifier.modifier, tie)
        tie += 1
        add("tie", line.id, "", tie)


def _payment_facts(at: Situation, add: AddFact, claimed: dict[str, Claimed]) -> None:
    """What each line pays at each place. The modifiers that are on a line whatever is chosen (its marks, or those it is
    claimed with) make its fee before it is ranked; one that is chosen besides sets the fee aside from the ranks."""
    ranked = []
    marks = {(line_id, modifier) for line_id, modifier, _ in at.assigned}
    fixed = {
        line.id: frozenset(line.rates).union(
            claimed[line.id].modifiers
            if line.id in claimed
            else (m for m in line.modifiers if (line.id, m) in marks)
        )
        for line in at.lines.values()
    }
    conditional = {r.rule: r.modifier for r in at.book.reductions if r.modifier and r.conditional}
    fees: dict[str, Fee] = {
        line.id: at.prices.fee(line.hcpcs, fixed[line.id], conditional) for line in at.lines.values()
    }
    for line in at.lines.values():
        fee = fees[line.id]
        reduction = rank_reduction(at.book, fee) if line.denial is None else None
        if reduction is not None:
            ranked.append((-fee.unit_cents, line))
            add("ranked", line.id)
    ranked.sort(key=lambda pair: pair[0])
    may_have = _units(at)
    most = sum(max(line.units, claimed[line.id].units if line.id in claimed else 0) for _, line in ranked)
    for n, (_, line) in enumerate(ranked):
        for _, lower in ranked[n + 1 :]:
            if same_group(at.encounter, line, lower):
                add("before", line.id, lower.id)
    for line in at.lines.values():
        fee = fees[line.id]
        reduction = rank_reduction(at.book, fee)
        if line.denial is not None:
            reduction = None
        options = (claimed[line.id].units,) if line.id in claimed else may_have[line.id]
        may_follow = {r.modifier for r in at.book.reductions if r.modifier} - fixed[line.id]
        set_apart = {
            modifier: chosen.unit_cents
            for modifier in sorted(may_follow | set(conditional.values()))
            if line.denial is None
            and (chosen := at.prices.fee(line.hcpcs, {*fixed[line.id], modifier})).unit_cents
            != fee.unit_cents
        }
        for units in options:
            for above in range(most if reduction is not None else 1):
                paid = pay(fee, units, above, reduction) if line.denial is None else 0
                add("pays", line.id, units, above, paid)
            for modifier, cents in set_apart.items():
                add("pays_with", line.id, modifier, units, cents * units)


def _cut_facts(at: Situation, add: AddFact) -> None:
    """Where a reduction by modifier does not always hold, the procedures beside which it does."""
    for _, modifier, beside in at.cuts:
        add("cut_only_beside", modifier)
        for procedure in sorted(beside):
            add("cut_beside", modifier, procedure)


def control(facts: Sequence[Symbol]) -> clingo.Control:
    """A grounded control over the theory and the facts. Scripts cannot run; one thread, so that runs repeat.

    Which facts an encounter has varies, so an absent predicate is no warning. Any other solver message is raised: a
    policy or a fact never causes one, so it is our fault.
    """
    messages: list[str] = []
    ctl = clingo.Control(
        ["--opt-mode=opt", "--parallel-mode=1", "--seed=1", "-Wno-atom-undefined"],
        logger=lambda code, text: messages.append(f"{code}: {text}"),
    )
    with ProgramBuilder(ctl) as builder:
        for statement in parsed_theory():
            builder.add(statement)
    with ctl.backend() as backend:
        for fact in facts:
            backend.add_rule([backend.add_atom(fact)])
    ctl.ground([("base", [])])
    if messages:
        raise RuntimeError("; ".join(messages))
    return ctl
