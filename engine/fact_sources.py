"""How facts are read from an encounter: one small reader for each way in which a part may hold one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any, Final, Literal, TypeAlias

from engine.encounter import (
    NOT_DOCUMENTED,
    Drug,
    Encounter,
    Fact,
    Lesion,
    Mohs,
    MohsStage,
    Service,
    Specimen,
    Visit,
    Wound,
)
from engine.practices import bill_as_one
from engine.signatures import signed

Form: TypeAlias = Literal["word", "words", "flag", "length", "number", "numbers", "codes"]


@dataclass(frozen=True, slots=True)
class FactSource:
    """`form` says what the fact holds, `words` the vocabulary of a word; lengths are millimetres, minutes numbers."""

    form: Form
    words: str
    read: Callable[[Encounter, Any], Fact[Any]]
    field: str
    """Where it is kept, as a path of field names from the subject; empty when it cannot be written."""


def field(form: Form, path: str, words: str = "") -> FactSource:
    steps = path.split(".")

    def read(_: Encounter, subject: Any) -> Fact[Any]:
        for step in steps:
            subject = getattr(subject, step)
        return subject if isinstance(subject, Fact) else NOT_DOCUMENTED

    return FactSource(form, words, read, path)


def left_over(_: Encounter, drug: Any) -> Fact[Any]:
    """What was discarded of a drug, in milligrams, or in the drug's own units where the dose is in those."""
    found: Fact[Any] = drug.discarded_mg
    return found if found.state != "not_documented" else drug.discarded_units


def patient(form: Form, path: str, words: str = "") -> FactSource:
    return FactSource(form, words, lambda e, _: getattr(e.patient, path), f"patient.{path}")


def listed(path: str, words: str) -> FactSource:
    def read(_: Encounter, subject: Any) -> Fact[Any]:
        listed: tuple[Fact[str], ...] = getattr(subject, path)
        known = [fact for fact in listed if fact.state == "known"]
        if known:
            note = next((fact.note for fact in known if fact.note), None)
            return Fact("known", (tuple(fact.values[0] for fact in known),), note)
        return listed[0] if listed else NOT_DOCUMENTED

    return FactSource("words", words, read, path)


def report(_: Encounter, lesion: Lesion) -> Fact[bool]:
    accession = lesion.pathology.accession
    return Fact(accession.state, (True,) if accession.state == "known" else (), accession.note)


def diagnoses(_: Encounter, part: Any) -> Fact[Any]:
    return Fact("known", (tuple(part.diagnoses),)) if part.diagnoses else NOT_DOCUMENTED


def signature(encounter: Encounter, subject: object) -> Fact[bool]:
    """Signed by the one who saw the patient; of each piece of work :mod:`engine.signatures` says who must sign."""
    return signed(encounter, encounter.practitioner_of(subject).id)


def known(holds: object) -> Fact[bool]:
    """Documented, or not documented; never a documented no."""
    return Fact("known", (True,)) if holds else NOT_DOCUMENTED


def measured_before(path: str, timing: str) -> FactSource:
    """A length of the lesion as it was before it was cut out. One that was measured afterwards, or of which the record
    says both, is not that length."""

    def read(_: Encounter, lesion: Lesion) -> Fact[Any]:
        when = getattr(lesion, timing)
        own: Fact[Any] = getattr(lesion, path)
        return own if when.state == "not_documented" or when.value == "before" else NOT_DOCUMENTED

    return FactSource("length", "", read, path)


def diameter() -> FactSource:
    """The greatest diameter before it was cut out. No defect is smaller than what was cut out of it: where the record
    says so it contradicts itself."""
    source = measured_before("diameter_mm", "diameter_timing")

    def read(encounter: Encounter, lesion: Lesion) -> Fact[Any]:
        found = source.read(encounter, lesion)
        defects = [lesion.defect_mm.value]
        defects += [m.defect_mm.value for m in encounter.mohs if m.lesion == lesion.id]
        defects += [
            max(sides)
            for wound in encounter.wounds
            if wound.lesion == lesion.id
            for sides in wound.primary_defect_mm.values
        ]
        left = [size for size in defects if size is not None]
        if not left or found.value is None or max(left) >= found.value:
            return found
        return Fact("contradicted", tuple(sorted({max(left), *found.values})), found.note)

    return FactSource(source.form, source.words, read, source.field)


MEASURED_AT: Final = {"diameter_mm": "diameter_timing", "margin_mm": "margin_timing"}
"""The fields that say when a length was measured."""


def sites(words: str = "site") -> FactSource:
    """A part's own site, else its lesion's."""

    def read(encounter: Encounter, part: Any) -> Fact[Any]:
        own = getattr(part, "site", NOT_DOCUMENTED)
        named = getattr(part, "lesion", None)
        if own.state == "not_documented" and named:
            return encounter.lesion(named).site
        return own if isinstance(own, Fact) else NOT_DOCUMENTED

    return FactSource("word", words, read, "site")


def area(*paths: str) -> FactSource:
    """The sum of documented rectangles in square millimetres; nothing when the first is not documented. Where the
    record gives two rectangles for one, the least and the greatest sum contradict each other."""

    def read(_: Encounter, wound: Wound) -> Fact[Any]:
        low = high = Decimal(0)
        for path in paths:
            areas = [Decimal(a) * Decimal(b) for a, b in getattr(wound, path).values]
            if not areas:
                if not high:
                    return NOT_DOCUMENTED
                break
            low, high = low + min(areas), high + max(areas)
        return Fact("known", (low,)) if low == high else Fact("contradicted", (low, high))

    return FactSource("number", "", read, "")


def defect_side(_: Encounter, wound: Wound) -> Fact[Any]:
    """The longest side of a flap's defects."""
    sides = [
        side
        for defect in (wound.primary_defect_mm, wound.secondary_defect_mm)
        for pair in defect.values
        for side in pair
    ]
    return Fact("known", (max(sides),)) if sides else NOT_DOCUMENTED


NONE: Final[Fact[Any]] = Fact("known", (False,))
"""A flap or a graft is written as such, so where none is written there was none."""


def of_flap(path: str, form: Form, words: str = "") -> FactSource:
    holder, name = path.split(".")

    def read(_: Encounter, wound: Wound) -> Fact[Any]:
        part = getattr(wound, holder)
        return NONE if part is None else getattr(part, name)

    return FactSource(form, words, read, path)


def secondary_defect(_: Encounter, wound: Wound) -> Fact[Any]:
    return known(wound.secondary_defect_mm.values)


def donor_site(_: Encounter, wound: Wound) -> Fact[Any]:
    return NONE if wound.graft is None else known(wound.graft.donor.values)


def blocks_of_every_stage(_: Encounter, mohs: Mohs) -> Fact[Any]:
    return known(mohs.stages and all(stage.blocks.values for stage in mohs.stages))


def stages_listed(_: Encounter, mohs: Mohs) -> Fact[Any]:
    return known(mohs.stages)


def specimen_identified(_: Encounter, specimen: Specimen) -> Fact[Any]:
    """The label of the container, or the lesion that the specimen is of."""
    return known(specimen.label or specimen.lesions)


def addenda_before_claim(encounter: Encounter, _: object) -> Fact[Any]:
    """Nothing was added to the note after the claim was filed; a claim that is not filed yet comes after all of it."""
    filed = encounter.filed_on
    return known(filed is None or all(each.on <= filed for each in encounter.documents.addenda))


def price_told(encounter: Encounter, _: object) -> Fact[Any]:
    return known(any(notice.price_cents is not None for notice in encounter.documents.notices))


def blocks(_: Encounter, mohs: Mohs) -> Fact[Any]:
    known = tuple(stage.blocks.value for stage in done(mohs) if stage.blocks.value is not None)
    return Fact("known", (known,)) if known else NOT_DOCUMENTED


def stages(_: Encounter, mohs: Mohs) -> Fact[Any]:
    return Fact("known", (len(done(mohs)),)) if mohs.stages else NOT_DOCUMENTED


def stages_written(_: Encounter, mohs: Mohs) -> Fact[Any]:
    """All that the record lists, whatever it says of them."""
    return Fact("known", (len(mohs.stages),)) if mohs.stages else NOT_DOCUMENTED


def stage_stains(_: Encounter, mohs: Mohs) -> Fact[Any]:
    """The stains that the stages themselves list."""
    listed = [fact.value for stage in mohs.stages for fact in stage.special_stains if fact.state == "known"]
    return Fact("known", (tuple(dict.fromkeys(listed)),)) if listed else NOT_DOCUMENTED


def done(mohs: Mohs) -> tuple[MohsStage, ...]:
    """The stages that took tissue, up to the first with clear margins: where none is left to take, surgery is over."""
    found: list[MohsStage] = []
    for stage in mohs.stages:
        if stage.blocks.value != 0:
            found.append(stage)
            if stage.margins.value == CLEAR:
                break
    return tuple(found)


CLEAR: Final = "clear"
"""The margins of the last stage."""
DIAGNOSIS: Final = "diagnosis"
"""The intent of a sample."""


def nails(encounter: Encounter, service: Service) -> Fact[Any]:
    """The number stated; else that of the nails which the lesions name, when each names its digit. Where both are said
    and disagree the record contradicts itself."""
    named = {(lesion.laterality.value, lesion.digit.value) for lesion in encounter.lesions_of(service)}
    sides = {digit: {side for side, other in named if other == digit and side} for _, digit in named}
    if not named or any(digit is None for _, digit in named):
        return service.nails
    number = sum(len(of_digit) or 1 for of_digit in sides.values())
    stated = service.nails
    values = sorted({number, *stated.values})
    if len(values) == 1:
        return Fact("known", (number,), stated.note)
    return Fact("contradicted", tuple(values), stated.note)


def that_day(path: str) -> FactSource:
    """How much of the drug the whole day's entries say together; an entry that says nothing adds nothing."""

    def read(encounter: Encounter, drug: Drug) -> Fact[Any]:
        given = [getattr(each, path).value for each in encounter.drugs if each.name == drug.name]
        known = [amount for amount in given if amount is not None]
        return Fact("known", (sum(known, Decimal(0)),)) if known else NOT_DOCUMENTED

    return FactSource("number", "", read, "")


def patches_that_day(encounter: Encounter, service: Service) -> Fact[Any]:
    """How many patches the day's services of one technique say together."""
    alike = [each for each in encounter.services if each.technique.values == service.technique.values]
    placed = [each.patches.highest().value for each in alike]
    known = [number for number in placed if number is not None]
    return Fact("known", (sum(known),)) if known else NOT_DOCUMENTED


def opened(encounter: Encounter, drug: Drug) -> Fact[Any]:
    """What was given and what was discarded, together."""
    discarded = left_over(encounter, drug).value
    given = drug.given_mg.value if drug.given_mg.value is not None else drug.given_units.value
    return NOT_DOCUMENTED if given is None or discarded is None else Fact("known", (given + discarded,))


def opened_at_most(_: Encounter, drug: Drug) -> Fact[Any]:
    """What the containers hold that the dose needs."""
    size, given = drug.container.size_mg.value, drug.given_mg.value
    if not size or given is None:
        return NOT_DOCUMENTED
    needed = max(Decimal(1), (given / size).to_integral_value(ROUND_CEILING))
    return Fact("known", (size * needed,))


def techniques_of_day(encounter: Encounter, drug: Drug) -> Fact[Any]:
    """How the services that the drug was used in were done; of a drug that names none, those of the day. Where one of
    its own has no known technique it is not known."""
    own = [service for service in encounter.services if service.id in drug.services]
    if any(service.technique.value is None for service in own):
        return NOT_DOCUMENTED
    done = own if drug.services else encounter.services
    return Fact("known", (tuple(s.technique.value for s in done if s.technique.value),))


def light_of_day(encounter: Encounter, drug: Drug) -> Fact[Any]:
    """The treatments with light that the drug was used in, or else of the day."""
    given = [each for each in encounter.light if not drug.services or each.id in drug.services]
    return Fact("known", (tuple(each.type.value for each in given if each.type.value),))


def never(encounter: Encounter) -> int:
    """Days for what has never been: since the calendar began, longer than any window."""
    return (encounter.dos - date.min).days


def entry_count(_: Encounter, lesion: Lesion) -> Fact[Any]:
    """The number of lesions that the lesion's own entry stands for, the highest of what it says."""
    return Fact("known", (max(lesion.count.values),)) if lesion.count.values else NOT_DOCUMENTED


def report_age(encounter: Encounter, lesion: Lesion) -> Fact[Any]:
    """Days since the latest pathology report about the lesion that is of an earlier day; `never` when the record has
    none. A report without a date leaves it open, since it may be an old one or today's."""
    days = [(encounter.dos - r.date).days for r in encounter.history.pathology if r.lesion == lesion.id]
    own = lesion.pathology
    if own.date.value is not None:
        days.append((encounter.dos - own.date.value).days)
    elif own.accession.state != "not_documented" and not days:
        return NOT_DOCUMENTED
    earlier = [number for number in days if number > 0]
    return Fact("known", (min(earlier) if earlier else never(encounter),))


def frozen_first(encounter: Encounter, specimen: Specimen) -> Fact[Any]:
    """The specimen is the frozen section that a sample of its one lesion was read by before the next step."""
    if not specimen.frozen.value or len(specimen.lesions) != 1:
        return NOT_DOCUMENTED
    of = specimen.lesions[0]
    found = [s.frozen_section_before for s in encounter.services if of in s.lesions]
    return next((fact for fact in found if fact.value), NOT_DOCUMENTED)


def mohs_same_day(encounter: Encounter, lesion: Lesion) -> Fact[Any]:
    """The lesion was removed by Mohs surgery the same day: written as such, so where none is written there was none."""
    return Fact("known", (any(mohs.lesion == lesion.id for mohs in encounter.mohs),))


def of_specimen(
    read_lesion: Callable[[Encounter, Lesion], Fact[Any]],
) -> Callable[[Encounter, Any], Fact[Any]]:
    """A fact of the one lesion that a specimen is from."""

    def read(encounter: Encounter, specimen: Specimen) -> Fact[Any]:
        if len(specimen.lesions) != 1:
            return NOT_DOCUMENTED
        return read_lesion(encounter, encounter.lesion(specimen.lesions[0]))

    return read


def years_since_seen(encounter: Encounter, _: object) -> Fact[Any]:
    """Calendar years since the patient was last seen; the days of a part year as a fraction, so that an anniversary is
    a whole number. A contradiction counts from the latest day, which leaves the fewest years."""
    seen = encounter.patient.last_seen
    if seen.value is None:
        return NOT_DOCUMENTED
    last = max(v for v in seen.values if v is not None)
    return Fact("known", (_years(last, encounter.dos),), seen.note)


def _years(last: date, day: date) -> Decimal:
    years = day.year - last.year - ((day.month, day.day) < (last.month, last.day))
    return years + Decimal((day - _anniversary(last, years)).days) / 366


def years_since_treated(encounter: Encounter, _: object) -> Fact[Any]:
    """The same since the latest earlier procedure or paid claim of the history whose practitioner bills as one with
    whoever sees the patient today; one that nobody is named for is this practice's own."""
    people = {person.id: person for person in encounter.practitioners}
    today = encounter.practitioner_of(encounter.visit)
    days = [remit.date for remit in encounter.history.remits if remit.date < encounter.dos]
    for prior in encounter.history.procedures:
        who = people.get(prior.practitioner or "")
        if prior.date < encounter.dos and (who is None or bill_as_one(who, today)):
            days.append(prior.date)
    return Fact("known", (_years(max(days), encounter.dos),)) if days else NOT_DOCUMENTED


def _anniversary(day: date, years: int) -> date:
    """The day so many years later; of a leap day in a common year the day after it."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        after = day + timedelta(days=1)
        return after.replace(year=after.year + years)


def procedures(encounter: Encounter) -> bool:
    """Whether anything was done whose own payment holds its minutes."""
    return bool(procedures_done(encounter, None).value)


def procedures_done(encounter: Encounter, _: object) -> Fact[Any]:
    """How many procedures the day has, drugs and specimens aside."""
    lists = (encounter.services, encounter.wounds, encounter.mohs, encounter.light, encounter.debridements)
    return Fact("known", (sum(map(len, lists)),))


def monitoring_interval(_: Encounter, visit: Visit) -> Fact[Any]:
    """Days between tests, of the decision with the longest interval."""
    known = [days for r in visit.risk if (days := r.interval_days.highest().value) is not None]
    return Fact("known", (max(known),)) if known else NOT_DOCUMENTED


def own_minutes(encounter: Encounter, visit: Visit) -> Fact[Any]:
    """The visit's minutes net of procedures; open when there were procedures and nobody said how long they took."""
    if procedures(encounter) and visit.minutes_on_procedures.value is None:
        return NOT_DOCUMENTED
    return visit.net_minutes


def surgeon_reads(encounter: Encounter, mohs: Mohs) -> Fact[Any]:
    """The surgeon reads every slide; a stage without a reader was read by the surgeon."""
    surgeon = encounter.practitioner_of(mohs).id
    return Fact("known", (all(stage.reader in (None, surgeon) for stage in mohs.stages),))


def nowhere(form: Form, words: str = "") -> FactSource:
    """A fact that the engine works out for each item: from the history (:mod:`engine.history`), or of its doer."""
    return FactSource(form, words, lambda e, s: NOT_DOCUMENTED, "")


def visit_relation(_: Encounter, visit: Visit) -> Fact[Any]:
    """Unrelated to the earlier procedure, or a complication of it; where the record says both it contradicts itself."""
    said = {"complication": visit.complication, "unrelated": visit.unrelated_to_global}
    words = tuple(word for word, stated in said.items() if stated.value)
    note = next((said[word].note for word in words), None)
    return Fact("known" if len(words) == 1 else "contradicted", words, note) if words else NOT_DOCUMENTED


def findings(letter: str) -> FactSource:
    """How many findings of a class the patient's feet show; unknown when nothing is said of any class."""

    def read(encounter: Encounter, _: object) -> Fact[Any]:
        known = [f.value for f in encounter.patient.class_findings if f.value is not None]
        if not known:
            return NOT_DOCUMENTED
        return Fact("known", (sum(str(value).upper() == letter for value in known),))

    return FactSource("number", "", read, "")


def foot_disease(encounter: Encounter, _: object) -> Fact[Any]:
    disease = encounter.patient.systemic_foot_disease
    return Fact("known", (True,), disease.note) if disease.value else NOT_DOCUMENTED


def syndrome(encounter: Encounter, _: object) -> Fact[Any]:
    named = encounter.patient.genetic_syndrome
    return Fact("known", (True,), named.note) if named.value else NOT_DOCUMENTED


def days_since_physician(encounter: Encounter, _: object) -> Fact[Any]:
    """Days since the physician who treats the systemic disease saw the patient."""
    seen = encounter.patient.seen_by_treating_physician
    return Fact("known", ((encounter.dos - seen.value).days,), seen.note) if seen.value else NOT_DOCUMENTED


def drug_name(_: Encounter, drug: Drug) -> Fact[Any]:
    return Fact("known", (drug.name,)) if drug.name else NOT_DOCUMENTED


def in_house(path: str) -> FactSource:
    """Done by one of the practitioners of the first one's group."""

    def read(encounter: Encounter, specimen: Specimen) -> Fact[Any]:
        who = getattr(specimen, path)
        if who is None:
            return NOT_DOCUMENTED
        own = encounter.practitioners[0].group
        return Fact("known", (any(p.id == who and p.group == own for p in encounter.practitioners),))

    return FactSource("flag", "", read, path)
