"""What the check of a certificate found, as a page."""

from __future__ import annotations

from engine.proof.certificate import Certificate
from engine.proof.checking import Verdict
from engine.view.text import PLAIN, Paint, columns, count, hanging, money, safe, wrapped


def verdict_view(cert: Certificate, verdict: Verdict, paint: Paint = PLAIN) -> str:
    """The whole page, without a line end at its end."""
    whose = f"{safe(cert.encounter.id)}   {safe(cert.encounter.payer)}   {safe(cert.encounter.dos)}"
    lines = [paint(whose, "bold"), ""]
    if verdict.holds:
        lines += wrapped(f"The certificate holds: the claim comes to {money(cert.optimum.cents)}.")
        lines[-1] = paint(lines[-1], "green")
        rows = [
            ("facts", f"lead to the {count(len(cert.candidates), 'candidate line')} that it states"),
            (
                "editions",
                f"{count(len(cert.rests_on), 'policy file or table', 'policy files and tables')}, unchanged",
            ),
            ("claim", "every rule judged again, every amount worked out again, without the solver"),
            ("left off", "every candidate that is not billed has a reason that holds"),
        ]
        lines += ["", *columns(rows), *_second(verdict)]
        return "\n".join(lines)
    lines.append(
        paint(f"The certificate does not hold, at {count(len(verdict.flaws), 'place')}.", "bold", "red")
    )
    for number, flaw in enumerate(verdict.flaws, start=1):
        start = f"{number:>3}  "
        lines += hanging(safe(f"{flaw.where.replace('_', ' ')}: {flaw.says}."), start, len(start))
    return "\n".join([*lines, *_second(verdict)])


def _second(verdict: Verdict) -> list[str]:
    return ["", *wrapped(f"Second proof of the amount: {verdict.second}.", "", "  ")]
