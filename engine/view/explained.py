"""An explanation as a page of text: a paragraph a line, then what was left off, the runner-up, questions, risks."""

from __future__ import annotations

from collections.abc import Iterable

from engine.explain.explanation import Authority, Explanation, Exposure, LineStory
from engine.view.coded import heading, left_off
from engine.view.ledger import ledger_line
from engine.view.text import PLAIN, Paint, count, hanging, listed, money, safe, wrapped

LABEL = 14
"""Room for the words record, chosen by, not, price."""
MOST_ANSWERS = 4
MOST_EXPOSED = 5
"""Facts at risk that the page tells; JSON and HTML have all."""


def explained_view(found: Explanation, paint: Paint = PLAIN) -> str:
    """The whole page, without a line end at its end."""
    blocks = [
        [
            heading(found.coded, paint),
            f"{found.coded.claim.text() or 'Nothing to bill'}: {money(found.coded.claim.allowed_cents)}",
        ],
        *(_story(story, paint) for story in found.lines),
        left_off(found.coded.unreported, paint),
        _runner_up(found, paint),
        _questions(found, paint),
        _exposed(found.exposures, paint),
        [paint(line, "dim") for line in wrapped(ledger_line(found.coded.ledger), "", "  ")],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _story(story: LineStory, paint: Paint) -> list[str]:
    line = story.line
    paid = "no price" if line.allowed_cents is None else money(line.allowed_cents)
    title = f"{paint(line.text(), 'bold')}  {story.words}".rstrip()
    lines = [f"{title}  {paid}"]
    facts: dict[str, list[str]] = {}
    for fact in story.facts:
        said = "".join(f' ("{safe(n.text)}")' for n in fact.notes)
        facts.setdefault(fact.about, []).append(f"{fact.fact} {safe(fact.value)}{said}")
    for about, told in facts.items():
        lines += _labelled("record", f"{safe(about)}: {'; '.join(told)}.", paint)
    measured = f"{story.measured}. " if story.measured else ""
    lines += _labelled("chosen by", f"{measured}{_because(story.chosen_by)}", paint)
    for neighbour in story.neighbours:
        codes = listed([*neighbour.hcpcs])
        lines += _labelled("not", f"{codes}: {neighbour.says}.", paint)
    for why in story.modifiers:
        lines += _labelled(why.modifier, f"{why.says or why.means} {_where(why.rests_on)}".strip(), paint)
    for n, step in enumerate(story.price):
        cents = "" if step.cents is None else f": {money(step.cents)}"
        lines += _labelled("price" if not n else "", f"{step.says}{cents}", paint)
    return lines


def _because(authority: Authority) -> str:
    return f"{authority.because} [{_source(authority)}]".strip()


def _source(authority: Authority) -> str:
    parts = [authority.rule, *authority.cites[:1]]
    if authority.confidence and authority.confidence != "high":
        parts.append(f"confidence {authority.confidence}")
    return "; ".join(part for part in parts if part)


def _where(rests_on: Iterable[Authority]) -> str:
    rules = [each.rule for each in rests_on]
    return f"[{'; '.join(rules)}]" if rules else ""


def _labelled(label: str, text: str, paint: Paint) -> list[str]:
    return hanging(text, paint(f"  {label}".ljust(LABEL), "dim"), LABEL)


def _runner_up(found: Explanation, paint: Paint) -> list[str]:
    other = found.runner_up
    lines = [paint("The next best claim", "bold")]
    if not other.claim:
        return [*lines, *wrapped(other.says, "  ", "  ")]
    less = f"{money(other.less_cents)} less" if other.less_cents else "the same amount"
    return [*lines, *wrapped(f"{other.claim}: {money(other.cents)}, {less}. {other.says}", "  ", "  ")]


def _questions(found: Explanation, paint: Paint) -> list[str]:
    if not found.questions:
        return []
    lines = [paint("Ask the clinician, and where each answer leads", "bold")]
    for asked in found.questions:
        lines += wrapped(f"{safe(asked.query.service)}: {safe(asked.query.ask)}", "  ", "    ")
        groups: dict[tuple[str, int], list[str]] = {}
        for answer in asked.answers:
            groups.setdefault((answer.claim, answer.difference_cents), []).append(answer.answer)
        for (claim, cents), answers in sorted(groups.items(), key=lambda pair: -pair[0][1]):
            more = " and others" if len(answers) > MOST_ANSWERS else ""
            told = listed([safe(a) for a in answers[:MOST_ANSWERS]], "or") + more
            change = (
                f"{money(cents)} more"
                if cents > 0
                else f"{money(-cents)} less"
                if cents < 0
                else "the same amount"
            )
            lines += wrapped(f"{told}: {change} ({claim or 'nothing to bill'})", "      ", "        ")
    return lines


def _exposed(exposures: tuple[Exposure, ...], paint: Paint) -> list[str]:
    if not exposures:
        return []
    lines = [paint("What an audit would look at first", "bold")]
    for each in exposures[:MOST_EXPOSED]:
        said = "".join(f' The note says "{safe(n.text)}".' for n in each.notes)
        first = f"  {money(each.at_risk_cents)} at risk  "
        text = f"{safe(each.about)}: if {safe(each.says)}, the claim is {each.then or 'nothing'}.{said}"
        lines += hanging(text, first, len(first))
    more = len(exposures) - MOST_EXPOSED
    return [*lines, *([f"  and {count(more, 'more fact')}; --format json has all"] if more > 0 else [])]
