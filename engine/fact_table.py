"""The facts that a policy may name, by subject, and where an encounter holds them.

`FACTS` has the same names as the policy language. A fact that is a list of words (``symptom``), and ``site``, has a
tuple as its value; so has a list of numbers (``blocks``, one a stage).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine import fact_sources as read
from engine.earlier import earlier_care
from engine.encounter import Encounter, Fact
from engine.fact_sources import FactSource, Form
from rules_dsl.vocabulary import EARLIER_CARE

__all__ = ["BESIDE", "FACTS", "FactSource"]


def _of_lesion(name: str) -> FactSource:
    """A fact of the lesion that the part is of."""

    def read(encounter: Encounter, part: Any) -> Fact[Any]:
        return FACTS["lesion"][name].read(encounter, encounter.lesion(part.lesion))

    form, words = OF_LESION[name]
    return FactSource(form, words, read, "")


OF_LESION: Final[Mapping[str, tuple[Form, str]]] = {
    "kind": ("word", "lesion-kind"),
    "pathology-result": ("word", "pathology-result"),
    "pathology-report": ("flag", ""),
    "recurrent": ("flag", ""),
    "diameter": ("length", ""),
    "auc-area": ("word", "auc-area"),
    "aggressive-feature": ("words", "aggressive-feature"),
}


_DIAGNOSIS = {"diagnosis": FactSource("codes", "", read.diagnoses, "diagnoses")}
_SIGNATURE = FactSource("flag", "", read.signature, "documents.signature")
_STATUS = read.patient("word", "status", "patient-status")

FACTS: Final[Mapping[str, Mapping[str, FactSource]]] = {
    "lesion": {
        "kind": read.field("word", "kind", "lesion-kind"),
        "site": read.field("word", "site", "site"),
        "laterality": read.field("word", "laterality", "laterality"),
        "diameter": read.diameter(),
        "entry-count": FactSource("number", "", read.entry_count, ""),
        "margin": read.measured_before("margin_mm", "margin_timing"),
        "pathology-result": read.field("word", "pathology.result", "pathology-result"),
        "pathology-report": FactSource("flag", "", read.report, "pathology.accession"),
        "symptom": read.listed("symptoms", "symptom"),
        "cosmetic": read.field("flag", "cosmetic"),
        "recurrent": read.field("flag", "recurrent"),
        "depth": read.field("word", "depth", "depth"),
        "area": read.field("number", "area_mm2"),
        "digit": read.field("word", "digit", "digit"),
        "report-age": FactSource("number", "", read.report_age, ""),
        "mohs-same-day": FactSource("flag", "", read.mohs_same_day, ""),
        "auc-area": read.field("word", "auc_area", "auc-area"),
        "aggressive-feature": read.listed("aggressive_features", "aggressive-feature"),
    },
    "wound": {
        "closed": read.field("flag", "closed"),
        "layered-closure": read.field("flag", "layered"),
        "heavy-contamination": read.field("flag", "contaminated"),
        "edge-debridement": read.field("flag", "edge_debridement"),
        "retention-sutures": read.field("flag", "retention_sutures"),
        "undermining-along-whole-edge": read.field("flag", "undermining_whole_edge"),
        "adhesive-only": read.field("flag", "adhesive_only"),
        "undermining": read.field("length", "undermining_mm"),
        "defect-width": FactSource("length", "", lambda _, w: w.defect_width_mm.highest(), "defect_width_mm"),
        "length": read.field("length", "length_mm"),
        "exposed-structure": read.listed("exposed", "exposed-structure"),
        "free-margin": read.listed("free_margin", "free-margin"),
        "site": FactSource("word", "site", lambda e, w: e.sites_of(w), "site"),
        "flap-type": read.of_flap("flap.type", "word", "flap-type"),
        "flap-incision": read.of_flap("flap.incisions", "flag"),
        "defect-area": read.area("primary_defect_mm", "secondary_defect_mm"),
        "defect-side": FactSource("length", "", read.defect_side, ""),
        "secondary-defect": FactSource("flag", "", read.secondary_defect, ""),
        "graft-type": read.of_flap("graft.type", "word", "graft-type"),
        "graft-area": read.of_flap("graft.recipient_area_mm2", "number"),
        "donor-site": FactSource("flag", "", read.donor_site, ""),
        "donor": read.of_flap("graft.donor", "word", "donor"),
        "in-global-period": read.nowhere("flag"),
        "relation": read.field("word", "relation", "relation"),
        "room": read.field("word", "room", "room"),
        "share-of-care": read.field("word", "share_of_care", "share-of-care"),
    },
    "service": {
        "technique": read.field("word", "technique", "technique"),
        "intent": read.field("word", "intent", "intent"),
        "sample-taken": read.field("flag", "sample_taken"),
        "pathology-decided": read.field("flag", "pathology_decided"),
        "diagnosis": FactSource("codes", "", read.diagnoses, "diagnoses"),
        "count": FactSource("number", "", lambda e, s: e.count_of(s), "count"),
        "method": read.field("word", "method", "method"),
        "nails": FactSource("number", "", read.nails, "nails"),
        "patches": read.field("number", "patches"),
        "patches-that-day": FactSource("number", "", read.patches_that_day, ""),
        "volume-cc": read.field("number", "volume_cc"),
        "full-thickness": read.field("flag", "full_thickness"),
        "frozen-section-before": read.field("flag", "frozen_section_before"),
        "discontinued": read.field("flag", "discontinued"),
        "reduced": read.field("flag", "reduced"),
        "depth": read.field("word", "depth", "depth"),
        "extra-work": read.field("flag", "extra_work"),
        "relation": read.field("word", "relation", "relation"),
        "room": read.field("word", "room", "room"),
        "share-of-care": read.field("word", "share_of_care", "share-of-care"),
        "in-global-period": read.nowhere("flag"),
    },
    "mohs": {
        "stages": FactSource("number", "", read.stages, ""),
        "stages-written": FactSource("number", "", read.stages_written, ""),
        "blocks": FactSource("numbers", "", read.blocks, ""),
        "stages-listed": FactSource("flag", "", read.stages_listed, ""),
        "blocks-of-every-stage": FactSource("flag", "", read.blocks_of_every_stage, ""),
        "stage-stains": FactSource("words", "stain", read.stage_stains, ""),
        "deep-structure": read.listed("deep_structures", "deep-structure"),
        "surgeon-reads": FactSource("flag", "", read.surgeon_reads, ""),
        "reader-credential": read.nowhere("word", "credential"),
        "kind": _of_lesion("kind"),
        "pathology-result": _of_lesion("pathology-result"),
        "pathology-report": _of_lesion("pathology-report"),
        "recurrent": _of_lesion("recurrent"),
        "diameter": _of_lesion("diameter"),
        "auc-area": _of_lesion("auc-area"),
        "aggressive-feature": _of_lesion("aggressive-feature"),
        "in-global-period": read.nowhere("flag"),
        "relation": read.nowhere("word", "relation"),
        "site": read.sites(),
    },
    "drug": {
        "drug-name": FactSource("word", "drug-name", read.drug_name, ""),
        "given": read.field("number", "given_mg"),
        "given-that-day": read.that_day("given_mg"),
        "units-that-day": read.that_day("given_units"),
        "opened": FactSource("number", "", read.opened, ""),
        "opened-at-most": FactSource("number", "", read.opened_at_most, ""),
        "applied-by-somebody": FactSource(
            "flag", "", lambda _, d: Fact("known", (d.applied_by is not None,)), ""
        ),
        "technique-of-the-day": FactSource("words", "technique", read.techniques_of_day, ""),
        "light-of-the-day": FactSource("words", "light-type", read.light_of_day, ""),
        "discarded": FactSource("number", "", read.left_over, "discarded_mg"),
        "units-discarded": read.nowhere("number"),
        "units": read.field("number", "given_units"),
        "container": read.field("word", "container.type", "container"),
    },
    "specimen": {
        "specimen-kind": read.field("word", "kind", "specimen-kind"),
        "stains": read.listed("stains", "stain"),
        "identified": FactSource("flag", "", read.specimen_identified, ""),
        "stain-count": FactSource("number", "", lambda _, s: Fact("known", (len(s.stains),)), ""),
        "frozen": read.field("flag", "frozen"),
        "frozen-blocks": read.field("number", "frozen_blocks"),
        "gross": read.field("flag", "gross"),
        "microscopic": read.field("flag", "microscopic"),
        "separate-tissue": read.field("flag", "separate_tissue"),
        "reads-slides": read.in_house("read_by"),
        "reader-credential": read.nowhere("word", "credential"),
        "prepares-slides": read.in_house("technical_by"),
        "frozen-section-before": FactSource("flag", "", read.frozen_first, ""),
        "report-age": FactSource("number", "", read.of_specimen(read.report_age), ""),
        "mohs-same-day": FactSource("flag", "", read.of_specimen(read.mohs_same_day), ""),
    },
    "light": {
        "light-type": read.field("word", "type", "light-type"),
        "agent": read.field("word", "agent", "agent"),
        "area-cm2": read.field("number", "area_cm2"),
        "bsa-percent": read.field("number", "bsa_percent"),
        "applicator": read.nowhere("word", "applicator"),
        "debrided": read.field("flag", "debrided"),
        "site": read.sites(),
        **_DIAGNOSIS,
    },
    "debridement": {
        "debridement-depth": read.field("word", "depth", "debridement-depth"),
        "area-cm2": read.field("number", "area_cm2"),
        "bsa-percent": read.field("number", "bsa_percent"),
        "tissue": read.field("word", "tissue", "tissue"),
        "instrument": read.field("word", "instrument", "instrument"),
        "site": read.sites(),
    },
    "visit": {
        "patient-status": _STATUS,
        "longitudinal-relationship": read.field("flag", "longitudinal"),
        "preventive-service": read.field("flag", "preventive_service"),
        "minutes": FactSource("number", "", read.own_minutes, "net_minutes"),
        "scheduled-procedure": read.field("flag", "scheduled_procedure"),
        "separate-work": read.field("flag", "separate_work"),
        "monitoring-interval": FactSource("number", "", read.monitoring_interval, ""),
        "procedures-done": FactSource("number", "", read.procedures_done, ""),
        "consultation": read.field("flag", "consultation"),
        "remote": read.field("word", "remote", "remote"),
        "place": FactSource("word", "place", lambda e, _: Fact("known", (f"pos-{e.place_of_service}",)), ""),
        "unrelated-to-global": read.field("flag", "unrelated_to_global"),
        "in-global-period": read.nowhere("flag"),
        "relation": FactSource("word", "relation", read.visit_relation, ""),
        "signature": _SIGNATURE,
    },
    "patient": {
        "patient-status": _STATUS,
        "years-since-seen": FactSource("number", "", read.years_since_seen, ""),
        "years-since-treated": FactSource("number", "", read.years_since_treated, ""),
        "immunosuppressed": read.patient("flag", "immunosuppressed"),
        "sex": read.patient("word", "sex", "sex"),
        "class-a-findings": read.findings("A"),
        "class-b-findings": read.findings("B"),
        "class-c-findings": read.findings("C"),
        "systemic-foot-disease": FactSource("flag", "", read.foot_disease, ""),
        "addenda-before-claim": FactSource("flag", "", read.addenda_before_claim, ""),
        "consent": FactSource("flag", "", lambda e, _: e.documents.consent, ""),
        "price-told": FactSource("flag", "", read.price_told, ""),
        "foot-disease": read.patient("word", "systemic_foot_disease", "foot-disease"),
        "genetic-syndrome": FactSource("flag", "", read.syndrome, ""),
        "diagnosis-in-force": read.nowhere("flag"),
        "diagnosis-of-the-site": read.nowhere("flag"),
        "diagnosis-of-the-kind": read.nowhere("flag"),
        "days-since-treating-physician": FactSource("number", "", read.days_since_physician, ""),
        EARLIER_CARE: FactSource("flag", "", earlier_care, ""),
    },
    "practitioner": {
        "credential": read.nowhere("word", "credential"),
        "role": read.nowhere("word", "role"),
        "supervised": read.nowhere("flag"),
        "supervisor-credential": read.nowhere("word", "credential"),
        "resident-unavailable": read.nowhere("flag"),
    },
}
"""Exactly the names that the policy language knows, by subject."""

BESIDE: Final[Mapping[str, Mapping[str, FactSource]]] = {
    "lesion": {"count": read.field("number", "count"), "subsite": read.field("word", "subsite")},
    "wound": {
        "laterality": read.field("word", "laterality", "laterality"),
        **_DIAGNOSIS,
    },
    "visit": {"minutes-on-procedures": read.field("number", "minutes_on_procedures"), **_DIAGNOSIS},
    **dict.fromkeys(("mohs", "drug", "specimen", "debridement"), _DIAGNOSIS),
    "encounter": {**FACTS["patient"], "signature": _SIGNATURE},
}
"""Facts that no condition names but the engine reads or asks for."""
