"""A why-not answer: what is asked, because of which rules and facts it cannot be, and what to do instead."""

from __future__ import annotations

from collections.abc import Iterable

from engine.view.audited import authority, grouped
from engine.view.text import PLAIN, Paint, hanging, listed, money, safe, wrapped
from engine.why.answer import Because, FactRepair, Ground, WhyNot
from engine.why.found import RECORD

LABEL = 11
"""Room for the words because, and, instead, if true."""
MOST_IF_TRUE = 3


def why_not_view(answer: WhyNot, paint: Paint = PLAIN, full: bool = False) -> str:
    """The whole answer, without a line end at its end."""
    asked = listed([line.text() for line in answer.asked])
    if answer.billable:
        return _can_be_billed(answer, asked, paint)
    shown = list(answer.reasons) if full else plainest(answer.reasons)
    codes = {line.hcpcs for line in answer.asked}
    met = dict.fromkeys(c for reason in shown for c in reason.codes if c in answer.beside and c not in codes)
    of_itself = bool(shown) and all(r.kind in RECORD and set(r.codes) <= codes for r in shown)
    beside = f" with {listed(list(met) or list(answer.beside))}" if answer.beside and not of_itself else ""
    carcs = sorted({reason.carc for reason in shown if reason.carc})
    they = "they" if len(answer.asked) > 1 else "it"
    denied = f"; {they} would be denied with CARC {listed(carcs, 'or')}" if carcs else ""
    verb = "cannot be the whole claim" if answer.whole else "cannot be billed"
    lines = wrapped(f"{asked} {verb}{beside}{denied}.")
    lines[0] = paint(lines[0], "bold")
    lines += _full(answer, paint) if full else _brief(shown, len(answer.reasons), paint)
    lines += _instead(answer, paint)
    lines += _if_true(answer.if_true, paint)
    if full:
        lines += _money(answer, paint)
    if not answer.complete:
        lines += wrapped("The time allowed ran out: there may be more reasons than these.", "  ", "  ")
    return "\n".join(lines)


def _can_be_billed(answer: WhyNot, asked: str, paint: Paint) -> str:
    if answer.on_best_claim:
        codes = {line.hcpcs for line in answer.asked}
        paid = sum(line.allowed_cents or 0 for line in answer.best.lines if line.hcpcs in codes)
        are = "they are" if len(answer.asked) > 1 else "it is"
        return f"{paint(asked, 'bold')} can be billed: {are} on the best compliant claim, at {money(paid)}."
    text = (
        f"{asked} can be billed: no rule forbids it. The best claim with it, {money(answer.stands.allowed_cents)}: "
        f"{answer.stands.text()}. The best one of all, {money(answer.best.allowed_cents)}: {answer.best.text()}."
    )
    return "\n".join([paint(asked, "bold") + wrapped(text)[0][len(asked) :], *wrapped(text)[1:]])


def plainest(reasons: Iterable[Because]) -> list[Because]:
    """The reasons worth telling first: what else forbids a line that the record does not support is left for later."""
    shown: list[Because] = []
    wrong: set[str] = set()
    for reason in reasons:
        if reason.kind in RECORD:
            wrong.add(reason.codes[0])
            shown.append(reason)
        elif not wrong & set(reason.codes):
            shown.append(reason)
    return shown


def _brief(shown: list[Because], all_reasons: int, paint: Paint) -> list[str]:
    lines: list[str] = []
    for number, (reason, also) in enumerate(grouped(shown)):
        said = " ".join([reason.says, *reason.also[:2], also]) if isinstance(reason, Because) else reason.says
        lines += _labelled("and" if number else "because", safe(said.rstrip()), paint)
        if reason.rule and not reason.rule.startswith("engine/"):
            lines += [paint(line, "dim") for line in wrapped(authority(reason), " " * LABEL, " " * LABEL)]
    left = all_reasons - len(shown)
    if left > 0:
        what = "reason stands" if left == 1 else "reasons stand"
        lines += _labelled("", f"{left} more {what} against the same lines: --full tells.", paint)
    return lines


def _full(answer: WhyNot, paint: Paint) -> list[str]:
    lines: list[str] = []
    for number, reason in enumerate(answer.reasons, 1):
        lines += [
            "",
            *hanging(safe(" ".join([reason.says, *reason.also])), paint(f"{number:>3}  ", "bold"), 5),
        ]
        for ground in reason.grounds:
            lines += _ground(ground, paint)
    many = len(answer.reasons) > 1
    text = (
        f"Each of these {len(answer.reasons)} reasons is enough. Only without one thing of each would it be legal."
        if many
        else "Without any one of these things it would be legal."
    )
    return [*lines, "", *wrapped(text, "  ", "  "), ""]


def _ground(ground: Ground, paint: Paint) -> list[str]:
    if ground.kind == "rule":
        edition = f"edition {ground.edition}, {ground.status.replace('_', ' ')}" if ground.edition else ""
        carc = f"CARC {ground.carc}" if ground.carc else ""
        sure = f"confidence {ground.confidence}" if ground.confidence not in ("", "high") else ""
        parts = [ground.id, edition, carc, sure, "; ".join(ground.cites)]
        told = hanging(safe(ground.says or ground.id), f"     {paint('rule', 'bold')}    ", 13)
        rest = wrapped("; ".join(p for p in parts if p), " " * 13, " " * 13)
        return [*told, *(paint(line, "dim") for line in rest)]
    label = "fact" if ground.documented else "lacks"
    notes = "".join(f' The note says "{safe(note.text)}".' for note in ground.notes)
    return hanging(f"{safe(ground.says)}.{notes}", f"     {paint(label.ljust(5), 'bold')}   ", 13)


def _instead(answer: WhyNot, paint: Paint) -> list[str]:
    best = f"the best compliant claim, {money(answer.best.allowed_cents)}: {answer.best.text() or 'nothing'}"
    lines = _labelled("instead", best, paint)
    if answer.kept.text() != answer.best.text():
        less = f", {money(answer.kept_less_cents)} less" if answer.kept_less_cents else ""
        keeps = f"to keep the most of it, {money(answer.kept.allowed_cents)}{less}: {answer.kept.text()}"
        lines += _labelled("or", keeps, paint)
    return lines


def _if_true(offers: Iterable[FactRepair], paint: Paint) -> list[str]:
    """Questions about what truly happened, and what one answer would make of the claim, up or down."""
    lines: list[str] = []
    for offer in list(offers)[:MOST_IF_TRUE]:
        asks = " ".join(safe(ask) for ask in offer.asks)
        supposing = safe("; ".join(offer.supposing))
        text = f"{asks} Only if it is true ({supposing}): {offer.claim.text()}, {_worth(offer.worth_cents)}."
        lines += _labelled("ask", text, paint)
    return lines


def _worth(cents: int) -> str:
    if cents == 0:
        return "no change in payment"
    return f"{money(abs(cents))} {'more' if cents > 0 else 'less'}"


def _money(answer: WhyNot, paint: Paint) -> list[str]:
    more = answer.tried_cents - answer.best.allowed_cents
    beside = "As asked" if answer.whole or not answer.beside else f"Beside {listed(list(answer.beside))}"
    text = f"{beside} it would look like {money(answer.tried_cents)} if every line were paid, {_worth(more)}."
    return _labelled("money", text, paint)


def _labelled(label: str, text: str, paint: Paint) -> list[str]:
    return hanging(text, paint(f"  {label}".ljust(LABEL), "bold"), LABEL)
