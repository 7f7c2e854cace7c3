"""The answer for one encounter as a page that a biller can read: lines, what was left off and why, what to ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from engine.claim import ClaimLine, Coded, Query, Unreported
from engine.view.ledger import ledger_line
from engine.view.text import PLAIN, Paint, columns, count, hanging, listed, money, safe, wrapped

Words: TypeAlias = Mapping[str, str]
"""Short plain words by code; a code without words shows none."""
NO_WORDS: Words = {}

HEAD_ROOM = 22
"""Columns for what a sentence is about, when it stands beside the sentence."""


def coded_view(coded: Coded, words: Words = NO_WORDS, paint: Paint = PLAIN) -> str:
    """The whole page, without a line end at its end."""
    blocks = [
        [heading(coded, paint)],
        claim_block(coded, words, paint),
        sent_to_be_denied(coded.claim.lines, paint),
        left_off(coded.unreported, paint),
        own_bill(coded.self_pay.lines, words, paint),
        not_counted(coded, paint),
        questions(coded.queries, paint),
        warned(coded, paint),
        filed(coded),
        problems(coded, paint),
        [paint(line, "dim") for line in wrapped(ledger_line(coded.ledger), "", "  ")] if coded.ledger else [],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def heading(coded: Coded, paint: Paint) -> str:
    """Encounter, payer and date of service."""
    parts = [safe(coded.encounter) if coded.encounter else "Encounter without an id"]
    parts += [safe(coded.payer)] if coded.payer else []
    parts += [coded.dos.isoformat()] if coded.dos else []
    return "   ".join([paint(parts[0], "bold"), *parts[1:]])


def claim_block(coded: Coded, words: Words, paint: Paint) -> list[str]:
    """The lines for the payer and their total, and what kind of answer it is."""
    if coded.status == "rejected_input":
        return [paint("This encounter cannot be coded as written:", "bold", "red")]
    lines = coded.claim.lines
    if not lines:
        text = "Nothing in this record can be billed" + (" to the payer." if coded.self_pay.lines else ".")
        return [paint(text, "bold")]
    cut = any(line.percent is not None and line.percent != 100 for line in lines)
    head = ("Code", "Modifiers", "Units", "For", "Diagnoses", "Pays" if cut else "", "Allowed")
    rows: list[tuple[str, ...]] = [tuple(paint(cell, "dim") for cell in head)]
    rows += [_row(line, words, cut, paint) for line in lines]
    rows.append(("", "", "", "", paint("Total", "bold"), "", paint(money(coded.claim.allowed_cents), "bold")))
    return [*columns(rows, right=(2, 5, 6)), *_not_proved(coded, paint)]


def _row(line: ClaimLine, words: Words, cut: bool, paint: Paint) -> tuple[str, ...]:
    pays = f"{line.percent}%" if cut and line.percent is not None else ""
    allowed = "no price" if line.allowed_cents is None else money(line.allowed_cents)
    allowed = "denied" if line.denial else allowed
    return (
        paint(line.hcpcs, "bold"),
        " ".join(line.modifiers),
        str(line.units),
        words.get(line.hcpcs, ""),
        ", ".join(line.diagnoses),
        pays,
        allowed,
    )


def _not_proved(coded: Coded, paint: Paint) -> list[str]:
    if coded.status != "best_found":
        return []
    bound = (
        "no bound is known"
        if coded.bound_cents is None
        else f"no compliant claim pays more than {money(coded.bound_cents)}"
    )
    return ["", paint(f"Best claim found in the time allowed, not proved the best: {bound}.", "yellow")]


def sent_to_be_denied(lines: Iterable[ClaimLine], paint: Paint) -> list[str]:
    """Lines that go out for the payer's answer only: why they are denied, and who then pays."""
    told = []
    for line in lines:
        if line.denial is not None:
            pays = (
                "If denied, the patient pays."
                if line.denial.pays == "patient"
                else "If denied, the patient does not owe it."
            )
            because = f"{line.denial.because.rstrip('.')}. " if line.denial.because else ""
            source = "; ".join(
                [*([f"CARC {line.denial.carc}"] if line.denial.carc else []), line.denial.rule]
            )
            told.append((line.text(), safe(f"{because}{pays} [{source}]")))
    return [paint("Sent to be denied", "bold"), *_entries(told, paint)] if told else []


def left_off(unreported: Iterable[Unreported], paint: Paint) -> list[str]:
    """Documented services that no line reports, each with its reason and denial code; like ones are told once."""
    groups: dict[tuple[str, str, str, str], list[Unreported]] = {}
    for each in unreported:
        groups.setdefault((each.hcpcs or "", each.because, each.rule, each.carc), []).append(each)
    told = []
    for (code, because, rule, carc), members in groups.items():
        source = "; ".join([*([f"CARC {carc}"] if carc else []), *([rule] if rule else [])])
        subject = safe(_subjects(members))
        told.append(
            (f"{code} ({subject})" if code else subject, safe(because) + (f" [{source}]" if source else ""))
        )
    return [paint("Left off, and why", "bold"), *_entries(told, paint)] if told else []


def _entries(told: list[tuple[str, str]], paint: Paint) -> list[str]:
    """Each sentence beside its subject, or beneath it when the subject is long."""
    room = max(len(head) for head, _ in told if len(head) <= HEAD_ROOM or head == told[0][0])
    room = min(room, HEAD_ROOM)
    lines = []
    for head, text in told:
        if len(head) <= room:
            lines += hanging(text, f"  {paint(head, 'bold')}{' ' * (room - len(head))}  ", room + 4)
        else:
            lines += [f"  {paint(head, 'bold')}", *wrapped(text, " " * (room + 4), " " * (room + 4))]
    return lines


def _subjects(members: Iterable[Unreported]) -> str:
    """``s1, lesions A and B; w1``."""
    lesions: dict[str, list[str]] = {}
    for each in members:
        named = lesions.setdefault(each.service, [])
        if each.lesion and each.lesion not in named:
            named.append(each.lesion)
    return "; ".join(
        f"{service}, lesion{'s' if len(names) > 1 else ''} {listed(names)}" if names else service
        for service, names in lesions.items()
    )


def own_bill(lines: Iterable[ClaimLine], words: Words, paint: Paint) -> list[str]:
    """Lines for the patient's own bill."""
    rows = [
        (
            paint(line.hcpcs, "bold"),
            count(line.units, "unit"),
            words.get(line.hcpcs, ""),
            ", ".join(line.diagnoses),
            _for(line),
        )
        for line in lines
    ]
    return [paint("On the patient's own bill, never on the claim", "bold"), *columns(rows)] if rows else []


def not_counted(coded: Coded, paint: Paint) -> list[str]:
    """What of the record is not counted as it is written, and that the claim may not be all of the work."""
    told = [(safe(each.where or each.service), safe(each.because)) for each in coded.uncounted]
    if not told:
        return []
    lines = [paint("Not counted as written", "bold"), *_entries(told, paint)]
    if coded.incomplete:
        says = "Some of the work could not be understood: this claim may not be all of it."
        lines.append(paint(f"  {says}", "yellow"))
    return lines


def _for(line: ClaimLine) -> str:
    return f"for {', '.join(safe(s) for s in line.services)}" if line.services else ""


def questions(queries: Iterable[Query], paint: Paint) -> list[str]:
    """Questions to the clinician with what the best answer is worth, the most valuable first."""
    queries = list(queries)
    if not queries:
        return []
    worth = [_worth(query) for query in queries]
    room = max(len(text) for text in worth)
    lines = [paint("Ask the clinician", "bold")]
    for text, query in zip(worth, queries, strict=True):
        shown = paint(text, "green") if query.worth_cents else text
        first = f"  {shown}{' ' * (room - len(text))}  "
        said = "".join(f' The note says "{safe(note.text)}".' for note in query.notes)
        lines += hanging(f"{safe(query.service)}: {safe(query.ask)}{said}", first, room + 4)
    return lines


def _worth(query: Query) -> str:
    if query.worth_cents is None:
        return "worth unknown"
    return f"up to +{money(query.worth_cents)}" if query.worth_cents else "an answer may change nothing"


def warned(coded: Coded, paint: Paint) -> list[str]:
    """Warnings about lines that go out all the same."""
    told = []
    for each in coded.warnings:
        source = "; ".join(
            [*([f"CARC {each.carc}"] if each.carc else []), *([each.rule] if each.rule else [])]
        )
        told.append((each.line or "claim", safe(each.says) + (f" [{source}]" if source else "")))
    return [paint("Before it goes out", "bold", "yellow"), *_entries(told, paint)] if told else []


def filed(coded: Coded) -> list[str]:
    """The last day on which the claim is in time."""
    if coded.filing is None or not coded.claim.lines:
        return []
    source = f" [{coded.filing.rule}]" if coded.filing.rule else ""
    return [f"File by {coded.filing.by.isoformat()}.{source}"]


def problems(coded: Coded, paint: Paint) -> list[str]:
    """Every mistake of an input that cannot be used."""
    lines: list[str] = []
    for problem in coded.problems:
        found = f"found {problem.found}; " if problem.found else ""
        near = f"; did you mean {problem.suggestion}?" if problem.suggestion else ""
        text = f"{found}expected {problem.expected}{near}"
        lines += wrapped(safe(text), f"  {safe(problem.field)}: ", " " * 6)
    return lines
