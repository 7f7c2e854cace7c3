"""An audited claim as a page: the verdict, every finding with its rule and citation, and the better claim."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from engine.findings import Audit, Finding
from engine.view.coded import NO_WORDS, Words, claim_block, heading, questions
from engine.view.ledger import ledger_line
from engine.view.text import PLAIN, Paint, count, hanging, listed, money, safe, wrapped

if TYPE_CHECKING:
    from engine.why.alarm import Alarm


def audit_view(
    audit: Audit, words: Words = NO_WORDS, paint: Paint = PLAIN, alarm: Alarm | None = None
) -> str:
    """The whole page, without a line end at its end."""
    blocks = [
        [heading(audit.better, paint)],
        _claimed(audit, paint),
        finding_lines(audit.findings, paint),
        _warnings(audit, paint),
        _alarm(alarm, paint),
        _better(audit, words, paint),
        questions(audit.better.queries, paint),
        [paint(line, "dim") for line in wrapped(ledger_line(audit.better.ledger), "", "  ")],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _claimed(audit: Audit, paint: Paint) -> list[str]:
    typed = ", ".join(line.text() for line in audit.claimed)
    if audit.compliant:
        verdict = paint("Compliant", "bold", "green") + ": no rule is broken."
    else:
        verdict = paint(f"Not compliant, for {count(len(grouped(audit.findings)), 'reason')}.", "bold", "red")
    face = f"Face value {money(audit.claimed_cents)}, if every line were paid."
    return [*wrapped(typed, "Claim   ", " " * 8), verdict, face]


def _warnings(audit: Audit, paint: Paint) -> list[str]:
    """What breaks no rule and is better left off."""
    told = [line for warning in audit.warnings for line in hanging(safe(warning.says), "  ", 2)]
    return [paint("More than needed", "bold"), *told] if told else []


def _alarm(alarm: Alarm | None, paint: Paint) -> list[str]:
    """By how much the claim is above what the record proves, and on which facts that turns."""
    if alarm is None:
        return []
    text = f"This claim is {money(alarm.above_cents)} above what the record proves."
    facts = [line for fact in alarm.turns_on for line in hanging(safe(f"{fact}."), "  ", 2)]
    return [paint(text, "bold", "red"), *(["It turns on:", *facts] if facts else [])]


def grouped(findings: Iterable[Finding]) -> list[tuple[Finding, str]]:
    """Findings of one rule about one code are told once: the first, and a remark that names the other codes."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        about = finding.codes[-1] if finding.codes else ""
        groups.setdefault((finding.rule.partition("#")[0] or finding.kind, about), []).append(finding)
    told = []
    for first, *rest in groups.values():
        others = dict.fromkeys(code for each in rest for code in each.codes if code not in first.codes)
        told.append((first, f"Also with {listed(list(others))}." if others else ""))
    return told


def finding_lines(findings: Iterable[Finding], paint: Paint) -> list[str]:
    """Each finding: number and sentence; beneath it the denial code, the rule and where that is written."""
    lines = []
    for number, (finding, also) in enumerate(grouped(findings), start=1):
        start = f"{number:>3}  "
        lines += hanging(safe(f"{finding.says} {also}".rstrip()), paint(start, "bold"), len(start))
        lines += [
            paint(line, "dim") for line in wrapped(authority(finding), " " * len(start), " " * len(start))
        ]
    return lines


def authority(finding: Finding) -> str:
    """``CARC 97; ncci.practitioner/ptp-edits (CMS NCCI PTP edits, 2024 Q3)``."""
    cites = f" ({'; '.join(finding.cites)})" if finding.cites else ""
    parts = [f"CARC {finding.carc}"] if finding.carc else []
    return "; ".join([*parts, f"{finding.rule or finding.kind.replace('_', ' ')}{cites}"])


def _better(audit: Audit, words: Words, paint: Paint) -> list[str]:
    if audit.compliant and {x.text() for x in audit.claimed} == {x.text() for x in audit.better.claim.lines}:
        return ["It is the best compliant claim of this record."]
    return [
        paint("The best compliant claim of this record", "bold"),
        *claim_block(audit.better, words, paint),
    ]
