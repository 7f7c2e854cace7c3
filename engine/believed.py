"""What of a record cannot be believed before anything is read from it: papers of a day to come, and reports that are
about another place than their lesion. They are taken out, and asked about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engine.encounter import Encounter, Fact, Lesion, Pathology
from engine.encounter.people import PriorPathology
from engine.lexicon import Lexicon
from engine.lines import Doubt, DoubtKind
from engine.named import Named, subject_of_path

REPORT = "report"
"""What a doubt about a report is about, as questions name it."""


def believed(encounter: Encounter, lexicon: Lexicon, today: date) -> tuple[Encounter, tuple[Doubt, ...]]:
    """The record without what cannot be believed, and a doubt for each thing that was taken out. The record's words are
    still as written. A record with nothing of the kind comes back as it is."""
    work = _Believing(encounter, lexicon, today)
    changes: dict[str, object] = {}
    past, papers = encounter.history, encounter.documents
    reports = tuple(_of_no_lesion(r) if work.doubts_prior(r, n) else r for n, r in enumerate(past.pathology))
    if any(new is not old for new, old in zip(reports, past.pathology, strict=True)):
        changes["history"] = past.model_copy(update={"pathology": reports})
    lesions = tuple(work.lesion(lesion, n) for n, lesion in enumerate(encounter.lesions))
    if any(new is not old for new, old in zip(lesions, encounter.lesions, strict=True)):
        changes["lesions"] = lesions
    signatures = tuple(s for n, s in enumerate(papers.signature) if not work.doubts_signature(s.on, n))
    if len(signatures) < len(papers.signature):
        changes["documents"] = papers.model_copy(update={"signature": signatures})
    return (encounter.model_copy(update=changes) if changes else encounter), tuple(work.doubts)


class _Believing:
    def __init__(self, encounter: Encounter, lexicon: Lexicon, today: date) -> None:
        self.encounter = encounter
        self.lexicon = lexicon
        self.today = today
        self.doubts: list[Doubt] = []

    def lesion(self, lesion: Lesion, n: int) -> Lesion:
        """The lesion, without a report of its own that is of a day to come."""
        ahead = next((day for day in lesion.pathology.date.values if day > self.today), None)
        if ahead is None:
            return lesion
        self._to_come(f"lesions[{n}].pathology.date", "The pathology report", lesion.id, ahead)
        return lesion.model_copy(update={"pathology": Pathology()})

    def doubts_prior(self, report: PriorPathology, n: int) -> bool:
        """Whether an earlier report proves nothing of the lesion that it names."""
        where = f"history.pathology[{n}]"
        if report.date > self.today:
            self._to_come(f"{where}.date", "The pathology report", report.lesion, report.date)
            return True
        lesion = next((each for each in self.encounter.lesions if each.id == report.lesion), None)
        if lesion is None or self._may_be_one_place(report.site, lesion):
            return False
        if report.site.state == "contradicted" and lesion.pathology.result.values:
            return False  # it may be of the lesion, and can only contradict the lesion's own
        says = f"The report of {report.date} names another place than lesion {lesion.id}; it proves nothing of it."
        ask = f"Which lesion is the report of {report.date} about?"
        self._doubt("disagree", f"{where}.site", lesion.id, says, ask)
        return True

    def doubts_signature(self, on: date, n: int) -> bool:
        """Whether a signature is of a day to come."""
        if on <= self.today:
            return False
        self._to_come(f"documents.signature[{n}].on", "The signature", None, on)
        return True

    def _to_come(self, where: str, what: str, lesion: str | None, day: date) -> None:
        says = f"{what} is dated {day}, which is yet to come: it proves nothing."
        self._doubt(
            "to_come", where, lesion, says, f"{what} is dated {day}, which is yet to come: what is its date?"
        )

    def _doubt(self, kind: DoubtKind, where: str, lesion: str | None, says: str, ask: str) -> None:
        ids = [each.id for each in self.encounter.lesions]
        if lesion in ids:
            of = subject_of_path(self.encounter, f"lesions[{ids.index(lesion)}].pathology.date")
            named = Named(of.service, of.subject, REPORT)
        else:
            named = Named("encounter", "encounter", REPORT if "pathology" in where else "signature-date")
        self.doubts.append(Doubt(kind, named, where, says, ask=ask))

    def _may_be_one_place(self, site: Fact[str], lesion: Lesion) -> bool:
        """Nothing that is known of the two places says that they are two: neither lies within the other, or their
        sides differ. A word that no policy knows says nothing."""
        for one in _places(site, self.lexicon):
            found = list(_places(lesion.site, self.lexicon))
            side = {str(value) for value in lesion.laterality.values if value != "bilateral"}
            if found and not any(self.lexicon.overlap(one[0], other[0]) for other in found):
                return False
            sides = side or {other[1] for other in found if other[1]}
            if one[1] and sides and one[1] not in sides:
                return False
        return True


def _of_no_lesion(report: PriorPathology) -> PriorPathology:
    """The report in its place, saying nothing of any lesion."""
    return PriorPathology(date=report.date)


def _places(site: Fact[object], lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Each place that a fact names: the policy's word and the side, empty where none is said."""
    for value in site.values:
        for word in value if isinstance(value, tuple) else (value,):
            place, side = lexicon.place(str(word))
            if place is not None:
                yield place, side
