"""What an encounter documents, in a few lines: the visit, each service, each closure."""

from __future__ import annotations

from engine.encounter import Encounter, Lesion, Service, Visit, Wound
from engine.view.text import listed, safe, wrapped


def documented_view(encounter: Encounter) -> str:
    """``s1  destruction of lesion A (11 actinic keratosis, scalp)`` and the like."""
    entries = [("visit", _visit(encounter.visit))] if encounter.visit else []
    entries += [(service.id, _service(encounter, service)) for service in encounter.services]
    entries += [(wound.id, _wound(wound)) for wound in encounter.wounds]
    room = max((len(id) for id, _ in entries), default=0)
    lines: list[str] = []
    for id, text in entries:
        lines += wrapped(safe(text), f"  {safe(id).ljust(room)}  ", " " * (room + 4))
    return "\n".join(lines)


def _visit(visit: Visit) -> str:
    problems = [f"{p.name or p.id} ({_plain(p.status.value) or 'no status'})" for p in visit.problems]
    risk = [_plain(r.decision.value) for r in visit.risk if r.decision.value]
    minutes = [f"{visit.minutes.value} minutes"] if visit.minutes.value is not None else []
    parts = [", ".join(problems), *risk, *minutes]
    return "; ".join(part for part in parts if part) or "no details"


def _service(encounter: Encounter, service: Service) -> str:
    what = _plain(service.technique.value) or "service"
    lesions = [_lesion(lesion) for lesion in encounter.lesions_of(service)]
    return f"{what} of {listed(lesions)}" if lesions else what


def _lesion(lesion: Lesion) -> str:
    values = lesion.count.values
    many = f"{listed([str(v) for v in values], 'or')} " if values and values != (1,) else ""
    parts = [f"{many}{_plain(lesion.kind.value) or 'lesion'}", *(lesion.site.value or ())]
    if lesion.diameter_mm.value is not None:
        margin = f" and {lesion.margin_mm.value} mm margin" if lesion.margin_mm.value is not None else ""
        parts.append(f"{lesion.diameter_mm.value} mm{margin}")
    if lesion.pathology.result.value:
        parts.append(f"reported {_plain(lesion.pathology.result.value)}")
    parts += [_plain(symptom.value) for symptom in lesion.symptoms if symptom.value]
    parts += ["for looks alone"] if lesion.cosmetic.value else []
    return f"lesion {lesion.id} ({', '.join(parts)})"


def _wound(wound: Wound) -> str:
    layered = " in layers" if wound.layered.value else ""
    length = f", {wound.length_mm.value / 10} cm" if wound.length_mm.value is not None else ""
    return f"closure{f' of lesion {wound.lesion}' if wound.lesion else ''}{layered}{length}"


def _plain(word: str | None) -> str:
    return (word or "").replace("-", " ")
