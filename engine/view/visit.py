"""The visit sheet as a page: what a biller attaches to an appeal of the visit's level or of its modifier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.claim import NoteWords
from engine.view.coded import questions
from engine.view.text import PLAIN, Paint, columns, count, hanging, listed, money, safe, wrapped
from engine.visit_apart import UNRELATED, AddOnState, SetApart
from engine.visit_rules import Rule
from engine.visit_sheet import CarvedWords, CountedWords, ElementSheet, MinutesSheet, VisitSheet

ROOM = 12
"""Columns for what an entry is about."""

BY = {"elements": "decision making", "minutes": "time"}

CARVED = {
    "decided": "it was only about deciding on {of}, and that decision is part of the procedure",
    "own-lesion": "its diagnosis is that of {of}, and the note names no other work on it",
    "scheduled": "the patient was booked for {of}, and no diagnosis of its own sets it apart from that",
    "of-carved": "it belongs to a problem that is not counted",
    "unlinked": "it names no problem, and part of the problems is not counted",
    "repeated": "it is counted once already",
    "part": "a test that is counted covers it",
    "billed": "the practice bills it itself",
}


def visit_view(sheet: VisitSheet, words: Mapping[str, str], paint: Paint = PLAIN) -> str:
    """The whole page, without a line end at its end."""
    if not sheet.documented:
        return "\n\n".join(["\n".join(_title(sheet, paint)), "No visit is documented."])
    blocks = [
        _title(sheet, paint),
        _head(sheet, words),
        _not_billed(sheet, paint),
        _counted(sheet, paint),
        _carved(sheet.carved_out, paint),
        _apart(sheet, words, paint),
        _beside(sheet.add_ons, words, paint),
        _next(sheet, paint),
        questions(sheet.questions, paint),
        _rests_on(sheet.rules, paint),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _title(sheet: VisitSheet, paint: Paint) -> list[str]:
    who = safe(sheet.encounter or "an encounter without an id")
    return [f"{paint('Visit sheet', 'bold')}   {who}   {safe(sheet.payer)}   {sheet.dos.isoformat()}"]


def _entry(head: str, text: str) -> list[str]:
    return hanging(safe(text), f"  {head.ljust(ROOM)}", ROOM + 2)


def _head(sheet: VisitSheet, words: Mapping[str, str]) -> list[str]:
    patient = f"recorded as {sheet.patient}" if sheet.patient else "not recorded as new or established"
    seen = f", last seen {sheet.last_seen.isoformat()}" if sheet.last_seen else ""
    lines = _entry("Patient", patient + seen) + _entry("Seen by", sheet.practitioner)
    if sheet.level:
        how = f"by {BY[sheet.by]}"
        if sheet.by == "elements":
            how += f": {sheet.elements_needed} of {len(sheet.elements)} elements reach it"
        lines += _entry("Level", f"{sheet.level}, {how}")
    elif sheet.elements:
        lines += _entry("Level", "none is proved")
    if sheet.billed:
        code = "-".join((sheet.hcpcs, *sheet.modifiers))
        told = [code, words.get(sheet.hcpcs, "")]
        told += [f"for {', '.join(sheet.diagnoses)}"] if sheet.diagnoses else []
        told += [money(sheet.allowed_cents)] if sheet.allowed_cents is not None else []
        lines += _entry("Billed", ", ".join(part for part in told if part))
    else:
        lines += _entry("Billed", "no visit")
    return lines


def _not_billed(sheet: VisitSheet, paint: Paint) -> list[str]:
    if not sheet.not_billed:
        return []
    lines = [paint("Why no visit is billed", "bold")]
    for each in sheet.not_billed:
        carc = f" [CARC {each.carc}; {each.rule}]" if each.carc else f" [{each.rule}]" if each.rule else ""
        lines += _entry(each.hcpcs or "visit", each.because + carc)
    return lines


# ── what counted ─────────────────────────────────────────────────────────────────────────────────────────────────


def _counted(sheet: VisitSheet, paint: Paint) -> list[str]:
    if not sheet.elements:
        return []
    lines = [paint("What counted", "bold")]
    for element in sheet.elements:
        lines += _entry(element.element.capitalize(), element.level or "no level")
        lines += [line for each in element.counted for line in _one(each)] or _under(
            "nothing is documented that counts"
        )
    return lines + _minutes(sheet.minutes)


def _under(text: str) -> list[str]:
    return wrapped(safe(text), " " * (ROOM + 4), " " * (ROOM + 6))


def _one(each: CountedWords) -> list[str]:
    word = each.counted_as.replace("-", " ")
    about = f" ({', '.join(each.diagnoses)})" if each.diagnoses else ""
    text = f"{each.name}{about}" + (f": {word}" if word != each.name else "")
    if each.documented_as:
        text = f"{each.name}{about}: counts as {word}"
    alone = f"; {each.level} by itself" if each.level else ""
    return _under(f"{text}{alone}{_words(each.note)}")


def _words(note: NoteWords | None) -> str:
    if note is None:
        return ""
    span = f" [{note.start}-{note.end}]" if note.start is not None and note.end is not None else ""
    return f'. The note{span}: "{note.text}"'


def _minutes(minutes: MinutesSheet | None) -> list[str]:
    if minutes is None:
        return []
    if minutes.documented is None:
        return _entry("Time", "no minutes are documented")
    if minutes.net is None:
        text = f"{minutes.documented} minutes documented, not told apart from the procedures': none count"
    else:
        spent = (
            f" of {minutes.documented}, less {minutes.on_procedures} on procedures"
            if minutes.on_procedures
            else ""
        )
        text = f"{minutes.level or 'no level'}: {count(minutes.net, 'minute')}{spent}"
    return _entry("Time", text + _words(minutes.note))


def _carved(carved: Iterable[CarvedWords], paint: Paint) -> list[str]:
    lines: list[str] = []
    for each in carved:
        word = each.documented_as.replace("-", " ")
        what = (
            f"{each.name} ({word})" if word and word != each.name else each.name or "an entry without a name"
        )
        codes = f" ({', '.join(each.codes)})" if each.codes else ""
        why = CARVED[each.why].format(of=(listed(each.procedures) or "a procedure") + codes)
        lines += _entry(each.element.capitalize(), f"{what}: {why}{_words(each.note)}")
    return [paint("Not counted, and why", "bold"), *lines] if lines else []


# ── what stands beside it ────────────────────────────────────────────────────────────────────────────────────────


def _apart(sheet: VisitSheet, words: Mapping[str, str], paint: Paint) -> list[str]:
    if not sheet.set_apart:
        return []
    known = {rule.rule: rule for rule in sheet.rules}
    lines = [paint("What sets the visit apart", "bold")]
    for each in sheet.set_apart:
        lines += _entry(each.modifier, _why_apart(each, words))
        rule = known.get(each.rule)
        if rule is not None and rule.because:
            lines += _under(rule.because)
    kept = [each for element in sheet.elements[:1] for each in element.counted]
    if kept:
        told = listed(
            [f"{each.name} ({', '.join(each.diagnoses)})" if each.diagnoses else each.name for each in kept]
        )
        lines += _entry("Own work", f"{told}, which no procedure of the day includes")
    if sheet.separate_work:
        lines += _entry("", f'The note says what went beyond: "{sheet.separate_work.text}"')
    return lines


def _why_apart(each: SetApart, words: Mapping[str, str]) -> str:
    procedures = [f"{code} ({words[code]})" if code in words else code for code in each.procedures]
    word = "to" if each.basis == UNRELATED else "from"
    of = f" {word} {listed(procedures)}" if procedures else ""
    return f"{each.basis}{of} [{each.rule}]"


def _beside(others: Iterable[AddOnState], words: Mapping[str, str], paint: Paint) -> list[str]:
    lines: list[str] = []
    for each in others:
        plain = words.get(each.hcpcs, "")
        if each.billed:
            text = f"{plain}: billed" + (f", {count(each.units, 'unit')}" if each.units != 1 else "")
        else:
            text = f"{plain}: not billed. {each.because}"
        lines += _entry(each.hcpcs, text + (f" [{each.rule}]" if each.rule else ""))
    return [paint("Beside the visit", "bold"), *lines] if lines else []


def _next(sheet: VisitSheet, paint: Paint) -> list[str]:
    """What the level above is made of, and which of it the record has."""
    if not sheet.next_level:
        return []
    title = f"The level above: {sheet.next_level} ({sheet.next_hcpcs}), as the rule has it"
    lines = [paint(title, "bold")]
    lines += _entry("Any", f"{sheet.elements_needed} of these {len(sheet.elements)} elements:")
    for element in sheet.elements:
        lines += _entry(element.element.capitalize(), _needs(element))
    if sheet.minutes and sheet.minutes.next_level_needs is not None:
        has = "none are counted" if sheet.minutes.net is None else f"{sheet.minutes.net} are counted"
        lines += _entry("Or time", f"{sheet.minutes.next_level_needs} minutes net of procedures; {has}")
    return lines


def _needs(element: ElementSheet) -> str:
    if element.reaches_next_level:
        return "reached"
    return ", or ".join(element.next_level_needs) or "does not reach that level"


def _rests_on(rules: Iterable[Rule], paint: Paint) -> list[str]:
    """Each source once, with the rules that rest on it and their place in it."""
    by_source: dict[str, list[tuple[str, str]]] = {}
    for rule in rules:
        trust = "" if rule.confidence == "high" else f"taken on trust, confidence {rule.confidence}"
        for cited in rule.sources:
            told = "; ".join(part for part in (cited.place, trust) if part)
            by_source.setdefault(cited.source, []).append((rule.rule, told))
    lines: list[str] = []
    for source, rows in by_source.items():
        lines += wrapped(source, "  ", "    ")
        lines += columns(rows, indent=6)
    return [paint("Rules and their sources", "bold"), *lines] if lines else []
