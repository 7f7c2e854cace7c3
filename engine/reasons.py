"""Reasons as sentences: one class a kind of violation or justification. No solver term is ever shown."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from engine.documented import flaws
from engine.lines import SetAside
from engine.telling import Telling


class Reason(ABC):
    """A kind of reason. `args` are the line ids, modifiers or code that the reason is about."""

    kind: ClassVar[str]

    @abstractmethod
    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        """One or two plain sentences."""


def _units(number: int) -> str:
    return f"{number} unit{'' if number == 1 else 's'}"


class PtpEditStands(Reason):
    kind = "ptp_edit"

    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        one, other = args
        start = f"{tell.code(other)} is bundled into {tell.code(one)} by an edit"
        edit = next((e for e in tell.at.edits if (e.column1, e.column2) == (one, other)), None)
        if edit is not None and not edit.liftable:
            return f"{start} that no modifier lifts (indicator 0)."
        modifier = tell.preferred(one, other)
        if modifier:
            return f"{start}; they were separate, and {modifier} on {tell.code(other)} would say so."
        place = tell.place(one)
        same = place and place == tell.place(other)
        shared = f"both are {place}" if same else "nothing documented sets them apart"
        return f"{start}; a modifier lifts it only for separate work, and {shared}."


class SameWork(Reason):
    kind = "same_work"

    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        return f"The same work is already coded as {tell.code(args[-1])}."


class NotReported(Reason):
    kind = "not_reported"

    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        line = tell.at.lines[args[0]]
        code = "-".join((line.hcpcs, *sorted(line.modifiers)))
        return f"The record supports {code}, no rule excludes it, and the claim leaves it out."


class UnitsLeftOut(Reason):
    kind = "units_left_out"

    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        line = tell.at.lines[args[0]]
        return f"The record supports {_units(line.units)} of {line.hcpcs}; the claim has {tell.units.get(args[0], 0)}."


class UnitsOver(Reason):
    kind = "units_over"

    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        line = tell.at.lines[args[0]]
        because = tell.because(line.rule)
        tail = f" {because}." if because else ""
        return f"The record supports {_units(line.units)} of {line.hcpcs}, not {tell.units.get(args[0], 0)}.{tail}"


class UnitLimitExceeded(Reason):
    kind = "unit_limit"

    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        code = tell.code(args[0])
        limit = tell.at.limits[code]
        span = "a line" if limit.how == "per_line" else "a day"
        are = "is" if limit.units == 1 else "are"
        return f"At most {_units(limit.units)} of {code} {span} {are} paid, and no modifier changes that."


class AddOnAlone(Reason):
    kind = "add_on_alone"

    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        return f"{tell.code(args[0])} is an add-on, and no code it may be added to is on the claim."


class NotBeside(Reason):
    kind = "not_beside"

    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        exclusion = next((e for e in tell.at.book.exclusions if e.rule == rule), None)
        other = next((a for a in args if exclusion is None or tell.code(a) != exclusion.code), args[0])
        mark = f"-{exclusion.modifier}" if exclusion else ""
        own = exclusion.code if exclusion else tell.code(args[-1])
        because = tell.because(rule)
        return f"{own} does not go beside {tell.code(other)}{mark}.{' ' + because + '.' if because else ''}"


class VisitIncluded(Reason):
    kind = "visit_included"

    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        because = tell.because(rule) or "The procedure includes the visit that led to it"
        return f"{because}; no separate work is documented, so the visit is part of {tell.code(args[0])}."


class VisitNotMarked(Reason):
    kind = "visit_not_marked"

    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        procedure, visit = args
        marks = next((m for p, v, _, m in tell.at.included_visits if (p, v) == (procedure, visit)), ())
        return f"{tell.code(visit)} on the day of {tell.code(procedure)} needs modifier {marks[0] if marks else ''}."


class NotDocumented(Reason):
    kind = "not_documented"

    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        needed = next((d for d in tell.at.book.documentation if d.rule == rule), None)
        what = needed.requires.replace("-", " ") if needed else "a required fact"
        says = f"{tell.code(args[0])} needs a documented {what}."
        at = tell.at
        items = [at.derivation.items[i] for i in at.lines[args[0]].items if i in at.derivation.items]
        return f"{says} {flaws(needed, items, at.facts) if needed else ''}".rstrip()


class NotPayable(Reason):
    kind = "not_payable"

    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        mark = next((a.modifier for a in tell.at.book.assignments if a.rule == rule), "a modifier")
        because = tell.because(rule)
        tail = f" {because}." if because else ""
        return f"{tell.code(args[0])} is paid here only with {mark}, which it cannot carry.{tail}"


class InGlobalPeriod(Reason):
    kind = "in_global_period"

    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        return (
            f"{tell.code(args[0])} falls in the global period of an earlier procedure, "
            "and nothing documented sets it apart from that."
        )


class HeldBack(Reason):
    kind = "held_back"

    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        return (
            f"{tell.code(args[0])} waits: another service on the same place cannot be coded yet, "
            "and once it is, an edit may bundle this one into it."
        )


class ModifierWithoutPurpose(Reason):
    kind = "modifier_without_purpose"

    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        line, modifier = args
        means = tell.at.book.modifiers[modifier].means
        if modifier in tell.at.book.by_fact:
            place = tell.place(line)
            where = f" of {place}" if place else ""
            return f'{modifier} on {tell.code(line)} says "{means}", and the record does not say so{where}.'
        return f'{modifier} on {tell.code(line)} says "{means}", but no edit or rule on this claim calls for it there.'


class ModifierMissing(Reason):
    kind = "modifier_missing"

    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        line, modifier = args
        if any((line, modifier, rule) == found for found in tell.at.assigned):
            because = tell.because(rule)
            means = tell.at.book.modifiers[modifier].means if modifier in tell.at.book.modifiers else ""
            place = f" ({means})" if means else ""
            tail = f" {because}." if because else ""
            return f"The record calls for {modifier}{place} on {tell.code(line)}.{tail}"
        return f"This payer wants {modifier} on {tell.code(line)}, which is paid at a reduced rate."


class ModifierNotAccepted(Reason):
    kind = "modifier_not_accepted"

    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        return f"This payer does not take {args[1]} ({tell.code(args[0])})."


class ModifierOnWrongLine(Reason):
    kind = "modifier_on_wrong_line"

    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        return f"{args[1]} does not go on {tell.code(args[0])}."


class ModifiersExclusive(Reason):
    kind = "modifiers_exclusive"

    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        return f"{args[1]} and {args[2]} never stand together on one line ({tell.code(args[0])})."


class ModifierUnknown(Reason):
    kind = "modifier_unknown"

    def say(self, tell: Telling, rule: str, args: tuple[str, ...]) -> str:
        known = tell.at.book.modifiers
        unknown = args[1:] or tuple(m for m in tell.modifiers.get(args[0], []) if m not in known)
        return f"No policy rule knows a modifier {' or '.join(unknown)} ({tell.code(args[0])})."


KINDS: dict[str, Reason] = {
    reason.kind: reason()
    for reason in (
        PtpEditStands,
        SameWork,
        NotReported,
        UnitsLeftOut,
        UnitsOver,
        UnitLimitExceeded,
        AddOnAlone,
        NotBeside,
        VisitIncluded,
        VisitNotMarked,
        NotDocumented,
        HeldBack,
        InGlobalPeriod,
        NotPayable,
        ModifierWithoutPurpose,
        ModifierMissing,
        ModifierNotAccepted,
        ModifierOnWrongLine,
        ModifiersExclusive,
        ModifierUnknown,
    )
}


def say(tell: Telling, kind: str, rule: str, args: tuple[str, ...]) -> str:
    """The sentence for a violation or a justification."""
    return KINDS[kind].say(tell, rule, args)


def say_aside(tell: Telling, aside: SetAside) -> str:
    """Why no line was made for a documented item."""
    because = tell.because(aside.rule)
    missing = ", ".join(name.replace("-", " ") for name in aside.missing)
    match aside.kind:
        case "included":
            unless = f" Not documented: {missing}." if missing else ""
            return f"{because or 'It is part of another service'}.{unless}"
        case "self_pay":
            return f"{because}. It is on the patient's own bill."
        case "not_covered":
            owed = " The patient does not owe it." if aside.pays == "practice" else ""
            return f"{because}.{owed}" if not missing else f"{because}. Not documented: {missing}.{owed}"
        case "separate_work":
            return f"{because or 'The visit is part of the procedure'}; no other work of the visit is documented."
        case "missing_fact":
            return (
                f"Needed for a code, and not documented: {missing}."
                if missing
                else "Too little is documented to choose a code."
            )
    return "No rule of this policy is for this service."
