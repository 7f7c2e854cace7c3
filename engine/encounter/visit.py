"""The evaluation and management part: problems, data, risk, minutes, and what sets it apart from the procedures."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeAlias

from pydantic import BeforeValidator, Field

from engine.encounter.answers import answer_in
from engine.encounter.base import (
    Days,
    Diagnoses,
    Flag,
    Free,
    Id,
    Ids,
    In,
    Minutes,
    Model,
    Session,
    Text,
    Word,
    refuse,
)
from engine.encounter.fact import NOT_DOCUMENTED, Fact, Note, NoteSpan


def _said(value: Any) -> Any:
    if not isinstance(value, str) or answer_in(value):
        return value
    if len(value) > LONGEST_SENTENCE:
        refuse(f"at most {LONGEST_SENTENCE} characters")
    return Fact("known", (True,), NoteSpan(text=value), False, value)


LONGEST_SENTENCE: Final = 4000

Statement: TypeAlias = Annotated[Fact[Flag], BeforeValidator(_said)]
"""A flag, or the sentence of the note that says it. The sentence is kept as the note and stands for yes where it names
something that a policy has a word for, and denies nothing; else it is not counted, and asked about."""


class Problem(Model):
    """A problem addressed at the visit."""

    id: Id
    """`problem1`, `problem2`, ... by place when left out."""
    name: Annotated[Text, Free("the practice's own name for the problem", names=True)] | None = None
    status: Fact[Annotated[Word, In("problem-status")]] = NOT_DOCUMENTED
    """One of the policy's words for a problem's status, such as not-at-goal."""
    diagnoses: Diagnoses = ()
    decided: Ids = ()
    """Ids of today's services that the problem was only about deciding on; it is then no work of the visit's own."""
    note: Note | None = None


class DataItem(Model):
    """Something ordered, reviewed, interpreted or discussed."""

    kind: Fact[Annotated[Word, In("data-kind")]]
    item: Annotated[Text, In("data-item")] | None = None
    """The test, or who or what the data came from, in the policy's words: one test counts once, however often it is
    mentioned, and entries of one kind that name nothing known are one."""
    billed: Flag = False
    """Whether this practice bills the test or its reading itself; it then does not count here."""
    problem: Id | None = None
    note: Note | None = None


class RiskDecision(Model):
    """A decision about management."""

    decision: Fact[Annotated[Word, In("risk-decision")]]
    problem: Id | None = None
    interval_days: Fact[Days] = NOT_DOCUMENTED
    """For monitoring: days between tests."""
    note: Note | None = None


class Visit(Model):
    """What one practitioner did beside the procedures."""

    problems: Annotated[tuple[Problem, ...], Field(max_length=100)] = ()
    data: Annotated[tuple[DataItem, ...], Field(max_length=200)] = ()
    risk: Annotated[tuple[RiskDecision, ...], Field(max_length=100)] = ()
    minutes: Fact[Minutes] = NOT_DOCUMENTED
    """The billing practitioner's own minutes on the date of service, procedures included."""
    minutes_on_procedures: Fact[Minutes] = NOT_DOCUMENTED
    """How many of these minutes went into procedures that are billed on their own."""
    longitudinal: Statement = NOT_DOCUMENTED
    """This practice is the continuing focal point of the patient's care, or of a serious condition's."""
    preventive_service: Statement = NOT_DOCUMENTED
    """A preventive service or a vaccine on the same day."""
    scheduled_procedure: Fact[Flag] = NOT_DOCUMENTED
    """The patient came for a procedure that was already decided."""
    remote: Fact[Annotated[Word, In("remote")]] = NOT_DOCUMENTED
    """At a distance, by sound and picture or by sound alone; left out: in person, for all that is documented."""
    consultation: Statement = NOT_DOCUMENTED
    """Another clinician, who is named, asked for an opinion and was answered in writing."""
    unrelated_to_global: Statement = NOT_DOCUMENTED
    """The visit was for something other than the earlier procedure whose global period is still running."""
    complication: Statement = NOT_DOCUMENTED
    """The visit was for a complication of the earlier procedure whose global period is still running."""
    separate_work: Statement = NOT_DOCUMENTED
    """The note says what work went beyond the procedures."""
    decision_for_surgery: Ids = ()
    """Ids of the services that this visit decided on."""
    diagnoses: Diagnoses = ()
    session: Session = 1
    practitioner: Id | None = None
    """The first practitioner when left out."""

    @property
    def net_minutes(self) -> Fact[int]:
        """Minutes less those on procedures; when the record contradicts itself the fewest that it supports."""
        minutes, spent = self.minutes.value, self.minutes_on_procedures.highest().value
        if minutes is None or not spent:
            return self.minutes
        states = {self.minutes.state, self.minutes_on_procedures.state}
        left = (max(0, minutes - spent),)
        return Fact("contradicted" if "contradicted" in states else "known", left, self.minutes.note)
