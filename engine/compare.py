"""Two claims of one encounter, or one encounter under two payers: what differs, in money and in rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from engine.answer import claim_of
from engine.audit import audit, finding_of, placed
from engine.claim import Claim, ClaimLine, Part, Unreported
from engine.claimed import ClaimedLine
from engine.encounter import Encounter
from engine.findings import Finding
from engine.kernel import Kernel, Solved
from engine.program import auditing_facts


class Rule(Part):
    """A rule that only one side rests on, as a reader can look it up."""

    id: str
    says: str
    cites: tuple[str, ...] = ()


class Side(Part):
    """One of the two. For a claim that breaks rules the money is what it would pay if every line were paid."""

    name: str
    """The payer, or the claim as typed."""
    payer: str
    claim: Claim
    compliant: bool
    findings: tuple[Finding, ...] = ()
    """Rules that this side breaks and the other does not."""
    rules: tuple[Rule, ...] = ()
    """Rules that this side's lines rest on and the other's do not."""
    left_off: tuple[Unreported, ...] = ()
    """What this side does not report and the other does, or leaves off for another reason."""


class LineDifference(Part):
    """Lines of one code on either side; null where the side has none."""

    hcpcs: str
    first: ClaimLine | None
    second: ClaimLine | None
    more_cents: int
    """Cents of the second less those of the first; no price counts as nothing."""


class Compared(Part):
    """The whole comparison."""

    encounter: str | None
    dos: date
    of: str
    """claims or payers."""
    first: Side
    second: Side
    lines: tuple[LineDifference, ...]
    """Every line of both sides, alike or not, in the order of the first and then of the second."""
    more_cents: int
    """What the second side pays beyond the first; it may be less than nothing."""

    def to_json(self) -> str:
        """One line of JSON, keys in a fixed order."""
        return self.model_dump_json()


def compare_claims(
    kernel: Kernel,
    encounter: Encounter,
    first: Sequence[ClaimedLine] | None,
    second: Sequence[ClaimedLine] | None,
    payer: str = "",
) -> Compared:
    """Two given claims under one payer; None is the best compliant claim. Raises BadWords as the kernel does."""
    best = kernel.solve(encounter, payer, questions=False)
    sides, broken = [], []
    for typed in (first, second):
        lines = typed if typed is not None else _as_typed(best.coded.claim.lines)
        claim, findings = _given(kernel, best, lines)
        name = ", ".join(line.text() for line in lines) if typed is not None else "the best claim"
        sides.append(
            Side(
                name=name or "nothing", payer=best.situation.book.policy, claim=claim, compliant=not findings
            )
        )
        broken.append(findings)
    told = [
        side.model_copy(update={"findings": tuple(f for f in own if f not in others)})
        for side, own, others in zip(sides, broken, reversed(broken), strict=True)
    ]
    return _compared(best, best, told, "claims")


def compare_payers(kernel: Kernel, encounter: Encounter, first: str, second: str) -> Compared:
    """The best compliant claims under two payers. Raises BadWords as the kernel does."""
    solved = [kernel.solve(encounter, payer, questions=False) for payer in (first, second)]
    sides = []
    for own, other in zip(solved, reversed(solved), strict=True):
        kept_by_other = {(u.service, u.lesion, u.because) for u in other.coded.unreported}
        left = [u for u in own.coded.unreported if (u.service, u.lesion, u.because) not in kept_by_other]
        policy = own.situation.book.policy
        sides.append(
            Side(name=policy, payer=policy, claim=own.coded.claim, compliant=True, left_off=tuple(left))
        )
    return _compared(solved[0], solved[1], sides, "payers")


def _as_typed(lines: Iterable[ClaimLine]) -> tuple[ClaimedLine, ...]:
    return tuple(ClaimedLine(x.hcpcs, x.modifiers, x.units) for x in lines)


def _given(kernel: Kernel, best: Solved, lines: Sequence[ClaimedLine]) -> tuple[Claim, tuple[Finding, ...]]:
    """A given claim with the money of each line, and the rules it breaks."""
    at, _, claimed = placed(kernel, best, lines)
    outcome = kernel.decide(auditing_facts(at, claimed))
    claim = claim_of(at, outcome)
    policy = best.situation.book.policy
    return claim, audit(kernel, best.situation.encounter, lines, policy, best).findings


def _compared(one: Solved, other: Solved, sides: Sequence[Side], of: str) -> Compared:
    first, second = sides
    rules = [_rules(side.claim) for side in sides]
    only = [[r for r in own if r not in others] for own, others in (rules, reversed(rules))]
    return Compared(
        encounter=one.coded.encounter,
        dos=one.situation.encounter.dos,
        of=of,
        first=first.model_copy(update={"rules": tuple(_rule(one, r) for r in only[0])}),
        second=second.model_copy(update={"rules": tuple(_rule(other, r) for r in only[1])}),
        lines=tuple(_differences(first.claim, second.claim)),
        more_cents=second.claim.allowed_cents - first.claim.allowed_cents,
    )


def _rules(claim: Claim) -> list[str]:
    return list(dict.fromkeys(rule for line in claim.lines for rule in line.rules))


def _rule(solved: Solved, id: str) -> Rule:
    info = solved.situation.book.rules.get(id.partition("#")[0])
    name = f"{info.kind} {id.rpartition('/')[2]}".replace("-", " ") if info else ""
    says = info.because.rstrip(".") if info and info.because else name[:1].upper() + name[1:]
    return Rule(id=id, says=says, cites=finding_of(solved.telling, "", id, "", ()).cites)


def _differences(first: Claim, second: Claim) -> Iterable[LineDifference]:
    """The lines of both claims, those of one code side by side: the like ones first, then in order."""
    left = list(second.lines)
    for line in first.lines:
        same = [x for x in left if x.hcpcs == line.hcpcs]
        match = next((x for x in same if x.text() == line.text()), same[0] if same else None)
        if match is not None:
            left.remove(match)
        yield _difference(line, match)
    for line in left:
        yield _difference(None, line)


def _difference(one: ClaimLine | None, other: ClaimLine | None) -> LineDifference:
    cents = [(line.allowed_cents or 0) if line else 0 for line in (one, other)]
    hcpcs = next(line.hcpcs for line in (one, other) if line is not None)
    return LineDifference(hcpcs=hcpcs, first=one, second=other, more_cents=cents[1] - cents[0])
