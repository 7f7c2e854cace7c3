"""What each kind of violation rests on: the rule, and the documented facts or absences that make it apply.

A kind without a method of its own rests on its rule alone, so a new kind is explained from its first day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.fact_table import FACTS
from engine.items import Item
from engine.lines import Line
from engine.program import Claimed
from engine.reasons import say
from engine.situation import Situation
from engine.solve import Violation
from engine.telling import Telling
from engine.why.element import Element, Grounds, absent, documented, rule
from engine.why.fact_elements import LENGTHS, FactElements, plain
from rules_dsl.rulebook import Always, Bill, ByCount, BySize, ByWord, CodeChoice, Modifier, PerExtra

COMPLETE = "engine/complete"
REPORTED = "what the record supports and no rule excludes is reported, in full"


class GroundsOf:
    """Finds the grounds of the violations of one situation."""

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

    def __call__(self, violation: Violation) -> Grounds:
        find: Callable[[Violation], set[Element]] | None = getattr(self, f"_{violation.kind}", None)
        return frozenset(find(violation) if find else {self.rule(violation.rule)})

    def rule(self, id: str, says: str = "") -> Element:
        info = self.at.book.rules.get(id.partition("#")[0])
        because = info.because.rstrip(".") if info else ""
        return rule(id, says or because or plain(id.rpartition("/")[2]))

    def line(self, name: str) -> Line:
        return self.at.lines[name]

    def items(self, line: Line) -> list[Item]:
        return [self.facts.items[i] for i in line.items if i in self.facts.items]

    # ── between lines ────────────────────────────────────────────────────────────────────────────────────────────

    def _ptp_edit(self, v: Violation) -> set[Element]:
        one, other = (self.line(name) for name in v.args)
        edit = next(
            e for e in self.at.edits if (e.column1, e.column2) == (one.id, other.id) and e.rule == v.rule
        )
        number = 1 if edit.liftable else 0
        found = {self.rule(v.rule, f"{one.hcpcs} bundles {other.hcpcs}, indicator {number}")}
        if not edit.liftable or self.at.bases.get((one.id, other.id)):
            return found
        lifters = self._lifters(one, other)
        for name in (one.id, other.id):
            for mark in sorted(self.marks.get(name, frozenset()) & set(lifters)):
                modifier = self.at.book.modifiers[mark]
                found.add(
                    self.rule(modifier.rule, f"{mark} lifts an edit only for {' or '.join(modifier.bases)}")
                )
        typed = {m for name in (one.id, other.id) for m in self.marks.get(name, frozenset()) if m in lifters}
        bases = {b for mark in (typed or lifters) for b in lifters[mark]}
        visit = one.is_visit or other.is_visit
        of_visit = {b for p in self.at.book.global_periods for b, _ in p.unless}
        bases = bases & of_visit if visit else bases - of_visit
        return found | {self.facts.not_apart(b, one, other) for b in bases}

    def _lifters(self, one: Line, other: Line) -> dict[str, tuple[str, ...]]:
        """The modifiers that could lift an edit between the lines, and the bases they rest on."""
        never = {m for p in self.at.book.preferences for m in p.never}
        return {
            name: m.bases
            for name, m in self.at.book.modifiers.items()
            if m.lifts and name not in never and any(_may_stand(m, line) for line in (one, other))
        }

    def _same_work(self, v: Violation) -> set[Element]:
        one, other = (self.line(name) for name in v.args)
        shared = [i for i in one.items if i in other.items]
        work = documented(
            f"one piece of work {' + '.join(shared)}",
            f"{one.hcpcs} and {other.hcpcs} are codes for the same work ({', '.join(one.services)})",
            tuple(shared),
        )
        return {self.rule(one.rule), self.rule(other.rule), work}

    def _visit_included(self, v: Violation) -> set[Element]:
        period = next((p for p in self.at.book.global_periods if p.rule == v.rule), None)
        return {self.rule(v.rule)} | {
            self.facts.no_visit_basis(basis) for basis, _ in (period.unless if period else ())
        }

    def _not_beside(self, v: Violation) -> set[Element]:
        exclusion = next((e for e in self.at.book.exclusions if e.rule == v.rule), None)
        visit = [i for i in self.facts.items.values() if i.is_visit]
        unless = exclusion.unless if exclusion else None
        return {self.rule(v.rule)} | self.facts.of_condition(unless, visit)

    # ── of one line ──────────────────────────────────────────────────────────────────────────────────────────────

    def _add_on_alone(self, v: Violation) -> set[Element]:
        line = self.line(v.args[0])
        if self.at.primaries.get(line.id):
            return {self.rule(v.rule)}
        text = f"nothing documented leads to a code that {line.hcpcs} may be added to"
        return {self.rule(v.rule), absent(f"primary of {line.hcpcs}", text, line.items)}

    def _unit_limit(self, v: Violation) -> set[Element]:
        code = self.tell.code(v.args[0])
        return {self.rule(v.rule, f"at most {self.at.limits[code].units} units of {code}")}

    def _not_reported(self, v: Violation) -> set[Element]:
        line = self.line(v.args[0])
        return {rule(COMPLETE, REPORTED), self.facts.done(line)}

    _units_left_out = _not_reported

    def _units_over(self, v: Violation) -> set[Element]:
        line = self.line(v.args[0])
        total = self._measured(line)
        return {self.choice(line.hcpcs, line.rule)} | (total or {self.facts.done(line)})

    def _not_documented(self, v: Violation) -> set[Element]:
        needed = next((d for d in self.at.book.documentation if d.rule == v.rule), None)
        if needed is None:
            return {self.rule(v.rule)}
        lacking = [self.facts.fact(item, needed.requires) for item in self.items(self.line(v.args[0]))]
        return {self.rule(v.rule)} | {e for e in lacking if not e.documented}

    def _held_back(self, v: Violation) -> set[Element]:
        waiting = [a for a in self.at.derivation.aside if a.kind == "missing_fact" and a.codes]
        return {self.rule(v.rule)} | {e for aside in waiting for e in self.facts.of_aside(aside)}

    def _in_global_period(self, v: Violation) -> set[Element]:
        items = self.items(self.line(v.args[0]))
        return {self.rule(v.rule)} | {
            self.facts.fact(i, n) for i in items for n in ("in-global-period", "relation")
        }

    # ── of a line that nothing supports ──────────────────────────────────────────────────────────────────────────

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

    # ── modifiers ────────────────────────────────────────────────────────────────────────────────────────────────

    def _modifier_without_purpose(self, v: Violation) -> set[Element]:
        """A modifier meant for an edit or a visit that stands for want of a basis is idle for that very reason: then it
        rests on everything that those rest on, and is told with them."""
        name, mark = v.args
        found: set[Element] = set()
        for edit in self.at.edits:
            if edit.liftable and name in (edit.column1, edit.column2):
                one, other = self.line(edit.column1), self.line(edit.column2)
                if mark in self._lifters(one, other) and not self.at.bases.get((one.id, other.id)):
                    found |= self._ptp_edit(Violation(edit.rule, "ptp_edit", "pair", (one.id, other.id)))
        for procedure, visit, id, excuses in self.at.included_visits:
            marks = {m for p in self.at.book.global_periods if p.rule == id for _, m in p.unless}
            if visit == name and mark in marks and not excuses:
                found |= self._visit_included(Violation(id, "visit_included", "pair", (procedure, visit)))
        return found | {self.rule(v.rule)}

    def _modifier_missing(self, v: Violation) -> set[Element]:
        line = self.line(v.args[0])
        rules = [a for a in self.at.book.assignments if a.rule == v.rule]
        found = {self.rule(v.rule)}
        for assignment in rules:
            held = self.facts.of_condition(assignment.when, self.items(line))
            found |= {e for e in held if e.documented}
        return found

    def says(self, v: Violation) -> str:
        return say(self.tell, v.kind, v.rule, v.args)


def _may_stand(modifier: Modifier, line: Line) -> bool:
    return line.hcpcs not in modifier.never_on and (not modifier.only_on or line.hcpcs in modifier.only_on)


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
