"""What was documented about one patient on one date of service: the input of the engine.

`Encounter` is the model, `Fact` its three-valued fact, `read_encounters` the reader that never raises on bad input.
Lengths are millimetres, areas square millimetres (light and debridement: square centimetres), times minutes.
"""

from engine.encounter.fact import NOT_DOCUMENTED, Fact, Note, NoteSpan
from engine.encounter.mistakes import InputProblem, Rejected, render_rejected
from engine.encounter.model import Encounter
from engine.encounter.other import (
    Addendum,
    Attachment,
    Debridement,
    Documents,
    Drug,
    DrugContainer,
    Light,
    Mohs,
    MohsStage,
    Notice,
    Signature,
    Specimen,
)
from engine.encounter.people import (
    AnnualCount,
    Course,
    DrugTrial,
    History,
    Patient,
    Practitioner,
    PriorPathology,
    PriorProcedure,
    Remit,
)
from engine.encounter.reading import read_encounters
from engine.encounter.services import Flap, Graft, Lesion, Pathology, Service, Wound
from engine.encounter.visit import DataItem, Problem, RiskDecision, Visit

__all__ = [
    "NOT_DOCUMENTED",
    "Addendum",
    "AnnualCount",
    "Attachment",
    "Course",
    "DataItem",
    "Debridement",
    "Documents",
    "Drug",
    "DrugContainer",
    "DrugTrial",
    "Encounter",
    "Fact",
    "Flap",
    "Graft",
    "History",
    "InputProblem",
    "Lesion",
    "Light",
    "Mohs",
    "MohsStage",
    "Note",
    "NoteSpan",
    "Notice",
    "Pathology",
    "Patient",
    "Practitioner",
    "PriorPathology",
    "PriorProcedure",
    "Problem",
    "Rejected",
    "Remit",
    "RiskDecision",
    "Service",
    "Signature",
    "Specimen",
    "Visit",
    "Wound",
    "read_encounters",
    "render_rejected",
]
