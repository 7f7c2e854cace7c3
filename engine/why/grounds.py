"""What each kind of violation rests on: the rule, and the documented facts or absences that make it apply.

A kind without a method of its own rests on its rule alone, so a new kind is explained from its first day.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.lines import Line
from engine.reasons import say
from engine.solve import Violation
from engine.why.element import Element, Grounds, absent, documented, rule
from engine.why.record_grounds import RecordGrounds
from rules_dsl.rulebook import Modifier

COMPLETE = "engine/complete"
REPORTED = "what the record supports and no rule excludes is reported, in full"


class GroundsOf(RecordGrounds):
    """Finds the grounds of the violations of one situation."""

    def __call__(self, violation: Violation) -> Grounds:
        find: Callable[[Violation], set[Element]] | None = getattr(self, f"_{violation.kind}", None)
        return frozenset(find(violation) if find else {self.rule(violation.rule)})

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
            if m.lifts
            and name not in never | self.at.book.by_fact
            and any(_may_stand(m, line) for line in (one, other))
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
