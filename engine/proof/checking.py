"""Checks a certificate without the solver: seals, editions, and the whole claim derived and judged again.

A seal shows where a certificate was changed by accident or by hand. One whose seals were made anew as well is caught by
what it says: facts lead to candidates, candidates and tables to what is compliant, and that to the amount.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from engine.encounter import Encounter
from engine.encounter.mistakes import path_of
from engine.proof.certificate import EXHAUSTED, SECTIONS, STOPPED, Certificate
from engine.proof.certify import candidates, set_aside, whose
from engine.proof.editions import rests_on
from engine.proof.second_solver import NotInstalled, Proof, most
from engine.readings import Choice, contradictions
from engine.rulebooks import BadWords, RuleBooks
from engine.verify import Billed, Checker
from engine.view.text import money
from rules_dsl.diagnostics import PolicyError

MOST_SERVICES = 12
"""Candidate lines up to which the optimum is proved a second time."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Where a certificate does not hold, and in what way."""

    where: str
    says: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every flaw found, and what was said of the second proof."""

    flaws: tuple[Flaw, ...]
    second: str
    """proved, skipped (with the reason), or refuted."""

    @property
    def holds(self) -> bool:
        return not self.flaws


class Unreadable(ValueError):
    """Not a certificate at all: the message names the field and what was expected."""


def read(text: str) -> Certificate:
    """The certificate in a text. Raises Unreadable."""
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        where = (
            f"line {error.lineno}, column {error.colno}"
            if isinstance(error, json.JSONDecodeError)
            else "too deep"
        )
        raise Unreadable(f"it is not JSON ({where})") from None
    if not isinstance(data, dict) or "format" not in data:
        raise Unreadable("it is no certificate; expected what `claimwright optimize --certificate` writes")
    try:
        return Certificate.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = path_of(first["loc"], Certificate)
        raise Unreadable(f"its field {field} is not as expected: {first['msg'].lower()}") from None


def check(cert: Certificate, books: RuleBooks, again: bool = True) -> Verdict:
    """Everything that can be said against a certificate; `again` asks for the second proof of the optimum.

    Raises nothing for a bad certificate; a table or policy of the user's own that cannot be read raises as usual.
    """
    flaws = [
        Flaw(name, "the section was changed after it was sealed")
        for name in SECTIONS
        if not _sealed(cert, name)
    ]
    flaws += [Flaw("seals", "a seal is of no section") for name in sorted(cert.seals) if name not in SECTIONS]
    if cert.optimum.how != (EXHAUSTED if cert.optimum.proved else STOPPED):
        flaws.append(Flaw("optimum", "what it says of the search is not what it says of the proof"))
    try:
        seen = Encounter.model_validate_json(json.dumps(cert.encounter.facts))
        record, book, _, derivation = books.prepare(seen, cert.encounter.payer, _read_as(cert, seen, books))
    except (ValidationError, BadWords, PolicyError) as error:
        reason = (
            "; ".join(p.text() for p in error.problems)
            if isinstance(error, BadWords)
            else "not a valid record"
        )
        return Verdict(
            (*flaws, Flaw("encounter", f"nothing can be derived from the facts: {reason}")), "skipped"
        )
    if whose(seen, book.policy) != cert.encounter:
        flaws.append(Flaw("encounter", "the facts are not those of the digest, the day or the id"))
    flaws += _editions(cert, books, book)
    flaws += _differences("candidates", cert.candidates, candidates(derivation), "line")
    flaws += _differences("set_aside", cert.set_aside, set_aside(derivation), "item")
    checker = Checker(record, book, books.tables, derivation)
    if {b.line for b in cert.claim} <= set(checker.lines):
        flaws += _claim(cert, checker)
        flaws += _left_off(cert, checker)
        proof, second = _again(cert, checker) if again else (None, "skipped: not asked for")
        flaws += proof or ()
    else:
        flaws.append(Flaw("claim", "it bills a line that is no candidate"))
        second = "skipped: the claim is not one of the candidates"
    return Verdict(tuple(flaws), second)


def _read_as(cert: Certificate, seen: Encounter, books: RuleBooks) -> Choice:
    """How the certificate reads a record that contradicts itself: by one of its readings, else left open."""
    found = contradictions(books.settled(seen, cert.encounter.payer)[0])
    return {each.path: each.at(cert.read_as[each.where]) for each in found if each.where in cert.read_as}


def _sealed(cert: Certificate, section: str) -> bool:
    return cert.seals.get(section) == cert.seal(section)


def _editions(cert: Certificate, books: RuleBooks, book: Any) -> Iterator[Flaw]:
    here = {(f.kind, f.name, f.file): f.sha256 for f in rests_on(books, book)}
    there = {(f.kind, f.name, f.file): f.sha256 for f in cert.rests_on}
    for key in sorted(here.keys() | there.keys()):
        if here.get(key) != there.get(key):
            kind, name, file = key
            what = (
                "is not at hand here"
                if key not in here
                else "is missing in it"
                if key not in there
                else "differs"
            )
            yield Flaw("rests_on", f"{kind} {name} ({file}) {what}")


def _differences(section: str, stated: Any, derived: Any, key: str) -> Iterator[Flaw]:
    """One flaw for each entry of a section that the facts do not lead to, or lead to and that is missing."""
    one = {getattr(x, key): x for x in stated}
    other = {getattr(x, key): x for x in derived}
    for name in sorted(one.keys() | other.keys()):
        if name not in other:
            yield Flaw(f"{section}.{name}", "the facts do not lead to it")
        elif name not in one:
            yield Flaw(f"{section}.{name}", "the facts lead to it, and it is missing")
        elif one[name] != other[name]:
            fields = ", ".join(_fields(one[name], other[name]))
            yield Flaw(f"{section}.{name}", f"the facts lead to something else: {fields}")


def _fields(one: BaseModel, other: BaseModel) -> list[str]:
    return [name for name in type(one).model_fields if getattr(one, name) != getattr(other, name)]


def _claim(cert: Certificate, checker: Checker) -> Iterator[Flaw]:
    claim = {b.line: Billed(b.units, frozenset(b.modifiers)) for b in cert.claim}
    for fault in checker.faults(claim):
        kind = fault.kind.replace("_", " ")
        rule = f" ({fault.rule})" if fault.rule else ""
        yield Flaw("claim", f"{' and '.join(fault.codes)}: {kind}{rule}")
    prices = checker.price(claim)
    yield from _needless(claim, checker, sum(prices.values()))
    for b in cert.claim:
        if b.hcpcs != checker.lines[b.line].hcpcs:
            yield Flaw(
                f"claim.{b.line}", f"the candidate's code is {checker.lines[b.line].hcpcs}, not {b.hcpcs}"
            )
        if b.cents != prices[b.line]:
            yield Flaw(f"claim.{b.line}", f"{b.hcpcs} pays {money(prices[b.line])}, not {money(b.cents)}")
    total = sum(prices.values())
    if cert.optimum.cents != total:
        yield Flaw("optimum", f"the claim pays {money(total)}, not {money(cert.optimum.cents)}")
    if cert.optimum.bound_cents < total or (
        cert.optimum.proved and cert.optimum.bound_cents != cert.optimum.cents
    ):
        yield Flaw("optimum", "the bound is not that of a proved optimum")


def _needless(claim: dict[str, Billed], checker: Checker, total: int) -> Iterator[Flaw]:
    """Of two claims that pay the same the one with fewer modifiers is the better: none may be dropped in vain."""
    if checker.faults(claim):
        return
    for name, billed in claim.items():
        for modifier in sorted(billed.modifiers):
            fewer = {**claim, name: Billed(billed.units, billed.modifiers - {modifier})}
            if not checker.faults(fewer) and sum(checker.price(fewer).values()) >= total:
                code = checker.lines[name].hcpcs
                yield Flaw(
                    f"claim.{name}", f"{modifier} on {code} is not needed: without it the claim pays the same"
                )


def _left_off(cert: Certificate, checker: Checker) -> Iterator[Flaw]:
    claim = {b.line: Billed(b.units, frozenset(b.modifiers)) for b in cert.claim}
    stated: dict[str, set[str]] = {}
    for entry in cert.left_off:
        stated.setdefault(entry.line, set()).add(entry.kind)
    for name, line in checker.lines.items():
        if name in claim:
            continue
        if name not in stated:
            yield Flaw(f"left_off.{name}", f"{line.hcpcs} is not billed, and no reason is given")
        elif not stated[name] <= {kind for kind, _ in checker.excuses(name, claim)}:
            yield Flaw(f"left_off.{name}", f"a reason given for leaving off {line.hcpcs} does not hold")
    for name in sorted(stated.keys() - set(checker.lines)):
        yield Flaw(f"left_off.{name}", "there is no such candidate")


def _again(cert: Certificate, checker: Checker) -> tuple[list[Flaw], str]:
    if len(checker.lines) > MOST_SERVICES:
        return [], f"skipped: more than {MOST_SERVICES} candidates"
    try:
        proof: Proof = most(checker)
    except NotInstalled as error:
        return [], f"skipped: {error}"
    if proof.cents != cert.optimum.cents:
        return [Flaw("optimum", f"the second solver finds {money(proof.cents)}")], "refuted"
    return [], f"proved by {proof.by}: no compliant claim pays more than {money(proof.cents)}"
