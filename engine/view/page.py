"""An explanation as one page for a browser: nothing is fetched, reasons fold open, and it prints whole."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

from engine.explain.explanation import Asked, Authority, Explanation, Exposure, LeftOff, LineStory
from engine.view.conflict_picture import picture
from engine.view.ledger import ledger_line
from engine.view.markup import tag, text
from engine.view.page_style import OPEN_TO_PRINT, STYLE
from engine.view.text import listed, money


def _hash(inside: str) -> str:
    """An inline element as a policy names it."""
    return f"'sha256-{b64encode(sha256(inside.encode()).digest()).decode()}'"


SECURITY = (
    f"default-src 'none'; style-src {_hash(STYLE)}; script-src {_hash(OPEN_TO_PRINT)}; "
    "base-uri 'none'; form-action 'none'"
)
"""A browser fetches nothing for the page and runs nothing in it but the one line of its own."""


def page(found: Explanation) -> str:
    """The whole page as HTML; the same bytes for the same explanation."""
    coded = found.coded
    title = f"{coded.encounter or 'Encounter'}: {coded.claim.text() or 'nothing to bill'}"
    head = (
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=SECURITY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", text(title)),
        tag("style", STYLE),
        tag("script", OPEN_TO_PRINT),
    )
    body = (
        tag("h1", text(coded.encounter or "Encounter")),
        tag("p", text(f"{coded.payer or ''}, {coded.dos or ''}"), class_="soft"),
        tag("p", text(money(coded.claim.allowed_cents)), class_="total"),
        tag("p", text(coded.claim.text() or "Nothing in this record can be billed to the payer.")),
        *_section("Each line, and why", [_line(story) for story in found.lines]),
        *_section("Left off, and why", [_left(each) for each in found.left_off]),
        *_conflicts(found),
        *_section("The next best claim", [_runner_up(found)]),
        *_section("Ask the clinician, and where each answer leads", [_question(q) for q in found.questions]),
        *_section("What an audit would look at first", _risks(found.exposures)),
        *_section("Before it goes out", [tag("p", text(f"{w.line}: {w.says}")) for w in coded.warnings]),
        *_section("What this rests on", [tag("p", text(ledger_line(coded.ledger)), class_="soft")]),
    )
    html = tag("html", tag("head", *head), tag("body", tag("main", *body)), lang="en")
    return f"<!doctype html>\n{html}\n"


def _section(title: str, parts: list[str]) -> list[str]:
    return [tag("section", tag("h2", text(title)), *parts)] if parts else []


def _line(story: LineStory) -> str:
    line = story.line
    paid = "no price" if line.allowed_cents is None else money(line.allowed_cents)
    facts: dict[str, list[str]] = {}
    for fact in story.facts:
        said = "".join(f" “{note.text}”" for note in fact.notes)
        facts.setdefault(fact.about, []).append(tag("li", text(f"{fact.fact} {fact.value}{said}")))
    rows = [(about, tag("ul", *told)) for about, told in facts.items()]
    how = f"{story.measured}. " if story.measured else ""
    rows.append(("chosen by", text(how + story.chosen_by.because) + _sources([story.chosen_by])))
    rows += [("not " + listed(list(n.hcpcs)), text(n.says)) for n in story.neighbours]
    rows += [(m.modifier, text(m.says or m.means) + _sources(m.rests_on)) for m in story.modifiers]
    steps = [
        tag("li", text(step.says + (f": {money(step.cents)}" if step.cents is not None else "")))
        for step in story.price
    ]
    rows.append(("price", tag("ul", *steps)))
    if story.also_by:
        rows.append(("also by", _sources(story.also_by)))
    return _folding(line.text(), story.words, paid, rows)


def _left(each: LeftOff) -> str:
    what = each.what
    carc = f" (CARC {what.carc})" if what.carc else ""
    rows = [("why", text(what.because + carc) + _sources([each.rests_on]))]
    where = f"{what.service}, lesion {what.lesion}" if what.lesion else what.service
    return _folding(what.hcpcs or where, each.words or (where if what.hcpcs else ""), "", rows)


def _folding(title: str, words: str, amount: str, rows: Iterable[tuple[str, str]]) -> str:
    summary = tag(
        "summary",
        tag("b", text(title)),
        tag("span", text(words), class_="words"),
        tag("span", text(amount), class_="money"),
    )
    told = [tag("dt", text(name)) + tag("dd", value) for name, value in rows]
    return tag("details", summary, tag("dl", *told))


def _sources(rests_on: Iterable[Authority]) -> str:
    told = []
    for each in rests_on:
        sure = f", confidence {each.confidence}" if each.confidence not in ("", "high") else ""
        cites = f" ({'; '.join(each.cites)})" if each.cites else ""
        if each.rule:
            told.append(tag("div", text(f"{each.rule}{cites}{sure}"), class_="source"))
    return "".join(told)


def _conflicts(found: Explanation) -> list[str]:
    if not found.edges:
        return []
    told = [tag("li", text(edge.says), class_="more" if edge.lifted_by else "less") for edge in found.edges]
    legend = (
        "A dashed green line is an edit that a modifier lifts; a red one stands. Point at a line to read it."
    )
    drawing = tag("figure", picture(found.nodes, found.edges), tag("figcaption", text(legend), class_="soft"))
    return _section("Conflicts between the codes", [drawing, tag("ul", *told)])


def _runner_up(found: Explanation) -> str:
    other = found.runner_up
    if not other.claim:
        return tag("p", text(other.says))
    less = f"{money(other.less_cents)} less" if other.less_cents else "the same amount"
    return tag("p", text(f"{other.claim}: {money(other.cents)}, {less}. {other.says}"))


def _question(asked: Asked) -> str:
    told = []
    for answer in sorted(asked.answers, key=lambda a: (-a.difference_cents, a.answer)):
        cents = answer.difference_cents
        change = (
            f"{money(cents)} more" if cents > 0 else f"{money(-cents)} less" if cents < 0 else "no change"
        )
        kind = "more" if cents > 0 else "less" if cents < 0 else "soft"
        told.append(
            tag(
                "li",
                text(f"{answer.answer}: "),
                tag("span", text(change), class_=kind),
                text(f" ({answer.claim or 'nothing'})"),
            )
        )
    return tag("p", text(f"{asked.query.service}: {asked.query.ask}")) + tag("ul", *told)


def _risks(exposures: tuple[Exposure, ...]) -> list[str]:
    told = [
        tag(
            "li",
            tag("span", text(f"{money(each.at_risk_cents)} at risk"), class_="risk"),
            text(f" {each.about}: if {each.says}, the claim is {each.then or 'nothing'}."),
        )
        for each in exposures
    ]
    return [tag("ul", *told)] if told else []
