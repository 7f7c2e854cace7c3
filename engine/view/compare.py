"""A comparison as a page: the lines side by side with their money, and the rules that only one side has or breaks."""

from __future__ import annotations

from engine.claim import ClaimLine
from engine.compare import Compared, Side
from engine.view.audited import authority, grouped
from engine.view.coded import left_off
from engine.view.text import PLAIN, Paint, columns, hanging, money, safe, wrapped


def compared_view(found: Compared, paint: Paint = PLAIN) -> str:
    """The whole page, without a line end at its end."""
    blocks = [
        [_heading(found, paint)],
        _names(found, paint),
        _lines(found, paint),
        [_verdict(found, paint)],
        *(block for label, side in _sides(found) for block in _of_side(found, label, side, paint)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _sides(found: Compared) -> list[tuple[str, Side]]:
    if found.of == "payers":
        return [(safe(found.first.name), found.first), (safe(found.second.name), found.second)]
    return [("A", found.first), ("B", found.second)]


def _heading(found: Compared, paint: Paint) -> str:
    name = safe(found.encounter) if found.encounter else "Encounter without an id"
    payer = [safe(found.first.payer)] if found.of == "claims" else []
    return "   ".join([paint(name, "bold"), *payer, found.dos.isoformat()])


def _names(found: Compared, paint: Paint) -> list[str]:
    if found.of == "payers":
        return []
    lines = []
    for label, side in _sides(found):
        broken = "compliant" if side.compliant else "not compliant"
        lines += hanging(f"{safe(side.name)} ({broken})", paint(f"  {label}  ", "bold"), 5)
    return lines


def _lines(found: Compared, paint: Paint) -> list[str]:
    (one, _), (other, _) = _sides(found)
    rows: list[tuple[str, ...]] = [
        tuple(paint(cell, "dim") for cell in ("Code", one, "", other, "", "Difference"))
    ]
    for line in found.lines:
        alike = line.first and line.second and line.first.text() == line.second.text()
        change = _more(line.more_cents) if line.more_cents or not alike else ""
        cells = (*_cells(line.first), *_cells(line.second))
        rows.append((paint(line.hcpcs, "bold"), *cells, change))
    totals = [money(side.claim.allowed_cents) for _, side in _sides(found)]
    rows.append(
        (paint("Total", "bold"), "", totals[0], "", totals[1], paint(_more(found.more_cents), "bold"))
    )
    return columns(rows, right=(2, 4, 5))


def _cells(line: ClaimLine | None) -> tuple[str, str]:
    if line is None:
        return "-", ""
    written = " ".join([*line.modifiers, f"x{line.units}"])
    return written, "no price" if line.allowed_cents is None else money(line.allowed_cents)


def _more(cents: int) -> str:
    return f"+{money(cents)}" if cents > 0 else money(cents)


def _verdict(found: Compared, paint: Paint) -> str:
    (one, _), (other, side) = _sides(found)
    faces = [s for _, s in _sides(found) if not s.compliant]
    tail = " A claim that breaks rules is priced as if every line were paid." if faces else ""
    if not found.more_cents:
        return f"{one} and {other} pay the same.{tail}"
    more = "more" if found.more_cents > 0 else "less"
    would = "pays" if side.compliant else "would pay"
    return f"{other} {would} {money(abs(found.more_cents))} {more} than {one}.{tail}"


def _of_side(found: Compared, label: str, side: Side, paint: Paint) -> list[list[str]]:
    broken: list[str] = []
    for finding, also in grouped(side.findings):
        broken += hanging(safe(f"{finding.says} {also}".rstrip()), "  ", 2)
        broken += [paint(line, "dim") for line in wrapped(authority(finding), "  ", "  ")]
    rests: list[str] = []
    for rule in side.rules:
        cites = f" ({'; '.join(rule.cites)})" if rule.cites else ""
        rests += wrapped(
            safe(f"{rule.says}. {rule.id}{cites}" if rule.says else f"{rule.id}{cites}"), "  ", "    "
        )
    kept = left_off(side.left_off, paint)[1:]
    return [
        [paint(f"Only {label} breaks", "bold"), *broken] if broken else [],
        [paint(f"Only {label} leaves off, or for this reason", "bold"), *kept] if kept else [],
        [paint(f"Only {label} rests on", "bold"), *rests] if rests else [],
    ]
