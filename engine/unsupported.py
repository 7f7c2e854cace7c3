"""Why the record does not support a code that somebody claims or asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.derive import derive
from engine.item_facts import ItemFacts
from engine.lines import Line, Trace
from engine.situation import Situation
from engine.telling import Telling
from rules_dsl.rulebook import CodeChoice

if TYPE_CHECKING:
    from engine.kernel import Kernel, Solved


@dataclass(frozen=True)
class Unsupported:
    """Why a claimed code is not what the record supports: kind, rule, and the sentence for a person."""

    kind: str
    rule: str
    says: str


def choice_of(at: Situation, code: str) -> CodeChoice | None:
    """The choice that leads to the code; where several do, the first that led to a line, waits for a fact, or is for
    something documented."""
    choices = [c for c in at.book.choices if code in c.codes()]
    facts = ItemFacts(at.encounter, at.book, at.prices)
    led = {line.rule for line in at.derivation.lines}
    waits = {aside.rule for aside in at.derivation.aside}
    tests: tuple[Callable[[CodeChoice], object], ...] = (
        lambda c: c.rule in led,
        lambda c: c.rule in waits,
        lambda c: any(facts.matches_any(c.patterns, i).met for i in at.derivation.items.values()),
        lambda _: True,
    )
    return next((c for test in tests for c in choices if test(c)), None) if choices else None


def why_unsupported(kernel: Kernel, best: Solved, code: str, match: Line | None = None) -> Unsupported:
    """The rule that keeps the record from supporting a code.

    First a rule without which the record would support it (an inclusion, a coverage rule, a global period); then the
    choice that leads to another code; then that nothing documented is of the kind.
    """
    at = best.situation
    if match is not None:
        return Unsupported(
            "units_over", match.rule, f"The record supports {match.hcpcs} once; it is claimed again."
        )
    choice = choice_of(at, code)
    if choice is None:
        return Unsupported(
            "unknown_code", "", f"No rule of {at.book.policy} leads to {code}; nothing can be said for it."
        )
    released = _released_by(at, code, choice)
    tell = best.telling
    if released:
        because = tell.because(released) or "A rule excludes it"
        return Unsupported("excluded_by_rule", released, f"{code} is not supported: {because}.")
    fired = [line for line in at.derivation.lines if line.rule == choice.rule]
    if fired:
        return Unsupported(
            "not_chosen",
            choice.rule,
            f"{code} is not what the record leads to. {_led_to(fired, tell, choice.rule)}",
        )
    gap = next((a for a in at.derivation.aside if a.rule == choice.rule), None)
    if gap is not None and gap.missing:
        missing = " and ".join(m.replace("-", " ") for m in gap.missing)
        return Unsupported("fact_missing", choice.rule, f"{code} cannot be supported without the {missing}.")
    return Unsupported("nothing_documented", choice.rule, f"Nothing documented supports {code}.")


def _released_by(at: Situation, code: str, choice: CodeChoice) -> str:
    fired = {
        a.rule
        for a in at.derivation.aside
        if a.kind in ("included", "not_covered", "self_pay", "separate_work")
    }
    fired |= {line.denial.rule for line in at.derivation.lines if line.denial is not None}
    payable = [line for line in at.derivation.lines if line.denial is None]
    chosen_before = {line.hcpcs for line in payable}
    choice_before = any(line.rule == choice.rule for line in payable)
    for rule in sorted(fired):
        without = derive(at.encounter, at.book, at.prices, without=(rule,))
        if any(line.hcpcs == code for line in without.lines) and code not in chosen_before:
            return rule
        if not choice_before and any(line.rule == choice.rule for line in without.lines):
            return rule
    coverage = tuple(rule.rule for rule in at.book.coverages)
    doubted = sorted(fired & set(coverage))
    if doubted:  # two coverage rules may both stand against a lesion, so that neither alone sets it free
        without = derive(at.encounter, at.book, at.prices, without=coverage)
        if any(line.hcpcs == code for line in without.lines) and code not in chosen_before:
            return doubted[0]
    return ""


def _led_to(fired: list[Line], tell: Telling, rule: str) -> str:
    grounds: dict[str, list[str]] = {}
    for line in fired:
        units = f" x {line.units}" if line.units > 1 else ""
        grounds.setdefault(_ground(line.trace, tell), []).append(line.hcpcs + units)
    text = "; ".join(f"{ground} give {' and '.join(codes)}" for ground, codes in grounds.items())
    because = tell.because(rule)
    return f"{text[:1].upper()}{text[1:]}.{' ' + because + '.' if because else ''}"


def _ground(trace: Trace, tell: Telling) -> str:
    """What the choice went by, in the plural or as a list, so that "give" follows."""
    where = f" ({trace.row})" if trace.row else ""
    if trace.measured == "lesions" and trace.total is not None:
        return f"{trace.total} lesions" if trace.total != 1 else "The facts (one lesion)"
    if trace.total is not None and trace.measured in tell.at.book.measures:
        cm = f"{(trace.total / 10).normalize():f}"
        return f"The facts ({trace.measured.replace('-', ' ')} {cm} cm, {trace.row})"
    if trace.steps:
        return f"The facts ({', '.join(trace.steps)})"
    return f"The facts{where}"
