"""A why-not answer: what is asked, because of which rules it cannot be, and what to bill instead."""

from __future__ import annotations

from engine.view.audited import authority, grouped
from engine.view.text import PLAIN, Paint, hanging, listed, money, safe, wrapped
from engine.why_not import WhyNot

LABEL = 11
"""Room for the words because, and, instead."""


def why_not_view(answer: WhyNot, paint: Paint = PLAIN) -> str:
    """The whole answer, without a line end at its end."""
    asked = listed([line.text() for line in answer.asked])
    if answer.on_best_claim and answer.billable:
        own = {line.hcpcs: line.allowed_cents or 0 for line in answer.best.lines}
        paid = sum(own[line.hcpcs] for line in answer.asked)
        return f"{paint(asked, 'bold')} can be billed: it is on the best compliant claim, at {money(paid)}."
    if answer.billable:
        return (
            f"{paint(asked, 'bold')} can be billed: no rule forbids it. The claim with it comes to "
            f"{money(answer.tried_cents)}; the best one to {money(answer.best.allowed_cents)}."
        )
    beside = f" with {listed(list(answer.beside))}" if answer.beside else ""
    carcs = sorted({finding.carc for finding in answer.reasons if finding.carc})
    denied = f"; it would be denied with CARC {listed(carcs, 'or')}" if carcs else ""
    lines = wrapped(f"{asked} cannot be billed{beside}{denied}.")
    lines[0] = paint(lines[0], "bold")
    for number, (reason, also) in enumerate(grouped(answer.reasons)):
        lines += _labelled("and" if number else "because", safe(f"{reason.says} {also}".rstrip()), paint)
        lines += [paint(line, "dim") for line in wrapped(authority(reason), " " * LABEL, " " * LABEL)]
    instead = answer.best.text() or "nothing"
    lines += _labelled(
        "instead", f"the best compliant claim, {money(answer.best.allowed_cents)}: {instead}", paint
    )
    return "\n".join(lines)


def _labelled(label: str, text: str, paint: Paint) -> list[str]:
    return hanging(text, paint(f"  {label}".ljust(LABEL), "bold"), LABEL)
