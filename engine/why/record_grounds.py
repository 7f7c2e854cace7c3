"""Grounds of a line that is not what the record supports: the code choice, what was measured, what excludes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.fact_table import FACTS
from engine.items import Item
from engine.lines import Line
from engine.program import Claimed
from engine.situation import Situation
from engine.solve import Violation
from engine.telling import Telling
from engine.why.element import Element, Grounds, absent, documented, rule
from engine.why.fact_elements import LENGTHS, FactElements, plain
from rules_dsl.rulebook import Always, Bill, ByCount, BySize, ByWord, CodeChoice, PerExtra


class RecordGrounds:
    """Grounds that follow from the record alone, whatever else is on the claim."""

    def __init__(
        self, at: Situation, claimed: Sequence[Claimed], excluded: Mapping[tuple[str, str], Grounds]
    ):
        self.at = at
        self.marks = {c.line: frozenset(c.modifiers) for c in claimed}
        self.excluded = excluded
        """For a line that rules exclude: all the rules any of which would have to go, by line and first rule."""
        self.facts = FactElements(at)
        self._known = {*at.book.measures, *(name for facts in FACTS.values() for name in facts)}
        self.tell = Telling(
            at, {c.line: c.units for c in claimed}, {c.line: list(c.modifiers) for c in claimed}
        )

    def rule(self, id: str, says: str = "") -> Element:
        info = self.at.book.rules.get(id.partition("#")[0])
        because = info.because.rstrip(".") if info else ""
        return rule(id, says or because or plain(id.rpartition("/")[2]))

    def line(self, name: str) -> Line:
        return self.at.lines[name]

    def items(self, line: Line) -> list[Item]:
        return [self.facts.items[i] for i in line.items if i in self.facts.items]

    def _units_over(self, v: Violation) -> set[Element]:
        line = self.line(v.args[0])
        total = self._measured(line)
        return {self.choice(line.hcpcs, line.rule)} | (total or {self.facts.done(line)})

    def choice(self, code: str, id: str) -> Element:
        """The code choice, with the band or row of it that leads to the code."""
        info = self.at.book.rules.get(id)
        because = f" {info.because}" if info and info.because else ""
        return rule(
            f"{id}#{code}", f"{code} is a code of {plain(id.rpartition('/')[2])}.{because}".rstrip(".")
        )

    def _measured(self, line: Line) -> set[Element]:
        """What the choice of the line's code went by: a size, a number, or the numbers that count its units."""
        trace, items = line.trace, self.items(line)
        choice = next((c for c in self.at.book.choices if c.rule == line.rule), None)
        counted = (
            {extra.of for extra in extras(choice) if extra.code == line.hcpcs and extra.of}
            if choice
            else set()
        )
        found = {self.facts.fact(item, name) for item in items for name in sorted(counted)}
        if trace.total is None or not (trace.measured == "lesions" or trace.measured in self._known):
            return found
        value = f"{trace.total.normalize():f}"
        value += " mm" if trace.measured in self.at.book.measures or trace.measured in LENGTHS else ""
        text = (
            f"{', '.join(dict.fromkeys(self.facts.about(i) for i in items))}: {plain(trace.measured)} {value}"
        )
        id = f"{' + '.join(line.items)}: {plain(trace.measured)}"
        return found | {documented(id, text, line.items, trace.measured)}

    def _not_chosen(self, v: Violation) -> set[Element]:
        line = self.line(v.args[0])
        found = {self.choice(line.hcpcs, v.rule)}
        for other in self.at.derivation.lines:
            if other.rule == v.rule:
                found |= self._measured(other)
                if other.trace.row:
                    text = f"the record leads to {other.hcpcs} ({plain(other.trace.row)})"
                    found.add(documented(f"{' + '.join(other.items)}: row", text, other.items))
        return found if len(found) > 1 else found | {self.facts.done(line)}

    def _fact_missing(self, v: Violation) -> set[Element]:
        gaps = [a for a in self.at.derivation.aside if a.rule == v.rule and a.missing]
        return {self.choice(self.line(v.args[0]).hcpcs, v.rule)} | {
            e for aside in gaps for e in self.facts.of_aside(aside)
        }

    def _excluded_by_rule(self, v: Violation) -> set[Element]:
        line = self.line(v.args[0])
        found = set(self.excluded.get((line.id, v.rule), frozenset({self.rule(v.rule)})))
        rules = {e.id for e in found}
        for aside in self.at.derivation.aside:
            if aside.rule in rules:
                found |= self._exclusion_facts(aside.rule, aside.item, aside.by, aside.missing, aside.kind)
        return found

    def _exclusion_facts(
        self, id: str, item_id: str, by: str, missing: tuple[str, ...], kind: str
    ) -> set[Element]:
        item = self.facts.items[item_id]
        found = {self.facts.fact(item, name) for name in missing if kind != "included"}
        if by and by in self.facts.items:
            holder = self.facts.items[by]
            text = f"{self.facts.about(item)} is on the same place as {self.facts.about(holder)}"
            found.add(documented(f"{item.id} with {by}", text, (by, item.id), "", "lesion"))
        for included in self.at.book.included:
            if included.rule == id:
                found |= self.facts.of_condition(included.unless, [item])
        for cover in self.at.book.coverages:
            if cover.rule == id:
                refused = self.facts.of_condition(cover.unless, [item])
                found |= {e for e in refused if e.documented}
                if (
                    not missing
                    and cover.when is not None
                    and self.facts.facts.holds(cover.when, item).met is not True
                ):
                    found |= self.facts.of_condition(cover.when, [item])
        if kind == "separate_work":
            period = next((p for p in self.at.book.global_periods if p.rule == id), None)
            found |= {self.facts.no_visit_basis(b) for b, _ in (period.unless if period else ())}
        return found

    def _nothing_documented(self, v: Violation) -> set[Element]:
        code = self.line(v.args[0]).hcpcs
        text = f"no service that {code} is for is documented"
        return {self.choice(code, v.rule), absent(f"service for {code}", text)}

    def _unknown_code(self, v: Violation) -> set[Element]:
        code = self.line(v.args[0]).hcpcs
        return {rule(f"no rule for {code}", f"no rule of {self.at.book.policy} leads to {code}")}


def extras(choice: CodeChoice) -> list[PerExtra]:
    """Every code of the choice that is billed in units of something counted."""
    select = choice.select
    bills: list[Bill] = []
    match select:
        case ByCount(bands=bands):
            bills = [band.bill for band in bands]
        case BySize(rows=rows):
            bills = [band.bill for row in rows for band in row.bands]
        case ByWord(rows=words):
            bills = [row.bill for row in words]
        case Always(bill=bill):
            bills = [bill]
    return [extra for bill in bills for extra in bill.extra]
