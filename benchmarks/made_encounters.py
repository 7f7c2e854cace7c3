"""Made encounters for benchmarks and batch tests: plausible clinic visits from a seed, some records broken on purpose.

python benchmarks/made_encounters.py --count 2000 --seed 7 --broken 0.01 > made.jsonl
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Iterator
from typing import Any

PAYERS = ("medicare.national", "medicare.national", "com-a", "com-b")
DAYS = ("2025-03-04", "2025-11-18", "2026-10-15", "2026-11-02")
TRUNK = ("back", "chest", "abdomen", "left forearm", "right thigh", "left arm")
FACE = ("left cheek", "forehead", "nose", "chin", "right ear")
OTHER = ("scalp", "neck", "right hand", "left foot")
ANYWHERE = TRUNK + FACE + OTHER
COMPLAINTS = ("bleeding", "pain", "recurrent-trauma", "inflammation")
CHRONIC = (("psoriasis", "L40.0"), ("eczema", "L20.9"), ("rosacea", "L71.9"), ("acne", "L70.0"))

Record = dict[str, Any]


class Maker:
    """Builds one encounter: families add lesions, services and wounds, and the visit knows what they decided."""

    def __init__(self, rng: random.Random, number: int) -> None:
        self.rng = rng
        self.lesions: list[Record] = []
        self.services: list[Record] = []
        self.wounds: list[Record] = []
        day = rng.choice(DAYS)
        self.record: Record = {
            "encounter": f"made-{number}",
            "payer": rng.choice(PAYERS),
            "dos": day,
            "patient": {"status": rng.choice(("new", "established", "established"))},
        }
        if rng.random() < 0.95:
            self.record["documents"] = {"signature": {"by": "p1", "on": day}}

    def lesion(self, kind: str, sites: tuple[str, ...], **facts: Any) -> str:
        id = f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[len(self.lesions)]}"
        self.lesions.append({"id": id, "kind": kind, "site": self.rng.choice(sites), **facts})
        return id

    def service(self, technique: str, lesions: list[str], diagnosis: str, **facts: Any) -> str:
        id = f"s{len(self.services) + 1}"
        self.services.append(
            {"id": id, "technique": technique, "lesions": lesions, "diagnoses": [diagnosis], **facts}
        )
        return id

    def wound(self, lesion: str, length: int, **facts: Any) -> None:
        self.wounds.append({"id": f"w{len(self.wounds) + 1}", "lesion": lesion, "length_mm": length, **facts})

    def finished(self) -> Record:
        parts = {"lesions": self.lesions, "services": self.services, "wounds": self.wounds}
        return self.record | {name: part for name, part in parts.items() if part}


# ── families ─────────────────────────────────────────────────────────────────────────────────────────────────────


def biopsies(m: Maker) -> None:
    for _ in range(m.rng.choice((1, 1, 1, 2, 3))):
        technique = m.rng.choice(
            ("tangential-biopsy", "tangential-biopsy", "punch-biopsy", "incisional-biopsy")
        )
        m.service(technique, [m.lesion("uncertain-lesion", ANYWHERE)], "D49.2")


def shaves(m: Maker) -> None:
    for _ in range(m.rng.choice((1, 1, 2))):
        facts = {"diameter_mm": m.rng.randint(3, 24), "symptoms": [m.rng.choice(COMPLAINTS)]}
        m.service("shave-removal", [m.lesion("nevus", ANYWHERE, **facts)], "D22.5")


def benign_excision(m: Maker) -> None:
    facts: Record = {"diameter_mm": m.rng.randint(4, 30), "symptoms": [m.rng.choice(COMPLAINTS)]}
    if m.rng.random() < 0.85:
        facts["margin_mm"] = m.rng.randint(1, 3)
    lesion = m.lesion(m.rng.choice(("cyst", "cyst", "nevus")), ANYWHERE, **facts)
    m.service("excision", [lesion], "L72.0")
    if m.rng.random() < 0.7:
        m.wound(lesion, facts["diameter_mm"] * 3, **_closure(m))


def malignant_excision(m: Maker) -> None:
    for _ in range(m.rng.choice((1, 1, 2))):
        facts: Record = {"diameter_mm": m.rng.randint(5, 28), "pathology": _report(m)}
        if m.rng.random() < 0.9:
            facts["margin_mm"] = m.rng.choice((4, 4, 5, 6))
        lesion = m.lesion(
            m.rng.choice(("basal-cell-carcinoma", "squamous-cell-carcinoma")), ANYWHERE, **facts
        )
        m.service("excision", [lesion], "C44.319")
        m.wound(lesion, facts["diameter_mm"] * 3 + 10, **_closure(m))


def keratoses(m: Maker) -> None:
    count = m.rng.choice((1, 2, 4, 7, 9, 12, 14, 15, 20, None))
    facts: Record = {"count": count}
    if count in (14, 15) and m.rng.random() < 0.3:
        facts = {"count": {"contradicted": [14, 15]}}
    m.service(
        "destruction", [m.lesion("actinic-keratosis", FACE + OTHER, **facts)], "L57.0", method="cryotherapy"
    )


def benign_destruction(m: Maker) -> None:
    kind = m.rng.choice(("seborrheic-keratosis", "wart"))
    facts: Record = {"count": m.rng.randint(1, 18), "symptoms": [m.rng.choice(COMPLAINTS)]}
    m.service("destruction", [m.lesion(kind, ANYWHERE, **facts)], "L82.0", method="cryotherapy")
    if m.rng.random() < 0.3:
        own = m.service(
            "destruction", [m.lesion("seborrheic-keratosis", FACE, count=3, cosmetic=True)], "L82.1"
        )
        notice = {"kind": "self-pay", "signed": True, "services": [own]}
        m.record.setdefault("documents", {})["notices"] = [notice]


def malignant_destruction(m: Maker) -> None:
    facts: Record = {"diameter_mm": m.rng.randint(4, 22), "pathology": _report(m)}
    lesion = m.lesion("squamous-cell-carcinoma", ANYWHERE, **facts)
    m.service("destruction", [lesion], "C44.729", method="curettage-and-electrodesiccation")


def tags(m: Maker) -> None:
    facts: Record = {"count": m.rng.choice((3, 8, 15, 16, 26)), "symptoms": [m.rng.choice(COMPLAINTS)]}
    m.service("snipping", [m.lesion("skin-tag", ("neck", "axilla"), **facts)], "L91.8", method="scissors")


FAMILIES: tuple[Callable[[Maker], None], ...] = (
    biopsies,
    biopsies,
    keratoses,
    keratoses,
    shaves,
    benign_excision,
    malignant_excision,
    benign_destruction,
    malignant_destruction,
    tags,
)


def _report(m: Maker) -> Record:
    return {"result": "malignant", "accession": f"S26-{m.rng.randint(10000, 99999)}"}


def _closure(m: Maker) -> Record:
    facts: Record = {"layered": m.rng.random() < 0.85}
    if m.rng.random() < 0.25:
        facts |= {"undermining_mm": 20, "undermining_whole_edge": True, "defect_width_mm": 15}
    return facts


def _visit(m: Maker) -> None:
    """Usually the procedures were decided on today; often a chronic problem was treated as well."""
    decided = [service["id"] for service in m.services]
    problems: list[Record] = []
    visit: Record = {"problems": problems}
    if m.rng.random() < 0.6 or not decided:
        name, diagnosis = m.rng.choice(CHRONIC)
        status = m.rng.choice(("not-at-goal", "not-at-goal", "stable-chronic"))
        problems.append({"id": name, "status": status, "diagnoses": [diagnosis]})
        visit["risk"] = [{"decision": "prescription-drug", "problem": name}]
        visit["separate_work"] = f"{name} examined and treated."
        if m.rng.random() < 0.4:
            visit["longitudinal"] = True
    if decided:
        problems.append(
            {"id": "lesions", "status": "uncertain-prognosis", "diagnoses": ["D49.2"], "decided": decided}
        )
    if m.rng.random() < 0.2:
        visit |= {"minutes": m.rng.randint(10, 45), "minutes_on_procedures": m.rng.randint(0, 8)}
    m.record["visit"] = visit


def made(rng: random.Random, number: int) -> Record:
    """One plausible encounter."""
    m = Maker(rng, number)
    for family in rng.sample(FAMILIES, rng.choice((0, 1, 1, 2, 2, 3))):
        family(m)
    if not m.services or rng.random() < 0.5:
        _visit(m)
    return m.finished()


# ── broken records ───────────────────────────────────────────────────────────────────────────────────────────────


def _broken(rng: random.Random, record: Record) -> str:
    """The record with a mistake of one of several kinds, as text."""
    kind = rng.choice(
        ("cut off", "unknown field", "impossible", "unknown word", "unknown payer", "list", "no id")
    )
    match kind:
        case "cut off":
            text = json.dumps(record)
            return text[: rng.randint(1, len(text) - 1)]
        case "unknown field":
            return json.dumps(record | {"lesion": []})
        case "impossible":
            return json.dumps(record | {"dos": "2026-02-30"})
        case "unknown word":
            lesion = {"id": "Z", "kind": "actinic-keratoma", "site": "back"}
            return json.dumps(record | {"lesions": [lesion], "services": [], "wounds": []})
        case "unknown payer":
            return json.dumps(record | {"payer": "medicare.nationwide"})
        case "list":
            return json.dumps([record])
    return json.dumps({name: value for name, value in record.items() if name != "encounter"})


def records(count: int, seed: int = 1, broken: float = 0.0) -> Iterator[tuple[str, bool]]:
    """`count` lines of JSON, each with whether it is sound; a share of them is broken, spread evenly."""
    rng = random.Random(seed)
    every = round(1 / broken) if broken else 0
    for number in range(1, count + 1):
        record = made(rng, number)
        sound = not (every and number % every == every // 2)
        yield (json.dumps(record) if sound else _broken(rng, record)), sound


def main() -> None:
    parser = argparse.ArgumentParser(description="Made encounters as JSON Lines.")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--broken", type=float, default=0.0, help="share of records with a mistake")
    options = parser.parse_args()
    for text, _ in records(options.count, options.seed, options.broken):
        print(text)


if __name__ == "__main__":
    main()
