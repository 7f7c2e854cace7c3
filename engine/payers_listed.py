"""The payers that claims can be coded for, each with what it stands on and how sure its rules are."""

from __future__ import annotations

from collections import Counter
from datetime import date

from engine.claim import Part
from engine.view.text import PLAIN, Paint, columns, count
from rules_dsl.compile_rules import COMPILERS
from rules_dsl.layers import Policy, Rule, flatten, own_rules
from rules_dsl.library import PolicyLibrary
from rules_dsl.syntax import Dated
from rules_dsl.vocabulary import CONFIDENCES


class Sure(Part):
    """Numbers of rules by how sure they are."""

    high: int = 0
    medium: int = 0
    low: int = 0
    unverified: int = 0


class Payer(Part):
    """One payer's policy; `own` are the rules that it writes itself, `all` those it stands on too."""

    payer: str
    title: str
    extends: str
    invented: bool
    contractors: tuple[str, ...]
    reviewed: date | None
    own: Sure
    all: Sure


def payers(library: PolicyLibrary) -> tuple[Payer, ...]:
    """Every policy with a fee schedule, by name; rules count whenever they hold."""
    found = []
    for name in library.policies():
        chain = library.chain(name)
        standing = flatten(chain, None)
        if any(rule.kind == "fee schedule" for rule in standing):
            head = chain[0].head
            reviewed = head.one("reviewed", Dated)
            found.append(
                Payer(
                    payer=name,
                    title=head.value("title"),
                    extends=chain[0].extends,
                    invented=head.value("invented") == "yes",
                    contractors=library.contractors_of(name),
                    reviewed=reviewed.on if reviewed else None,
                    own=_sure(_own(chain)),
                    all=_sure(standing),
                )
            )
    return tuple(found)


def _own(chain: tuple[Policy, ...]) -> list[Rule]:
    return own_rules(chain, flatten(chain[1:], None))


def _sure(rules: list[Rule]) -> Sure:
    counts = Counter(rule.statement.value("confidence", "high") for rule in rules if rule.kind in COMPILERS)
    return Sure(**{name: counts[name] for name in CONFIDENCES})


def payers_view(found: tuple[Payer, ...], paint: Paint = PLAIN) -> str:
    """An aligned list, without a line end at its end."""
    head = ("Payer", "Title", "Extends", "Its own rules", "Reviewed")
    rows: list[tuple[str, ...]] = [tuple(paint(cell, "dim") for cell in head)]
    for each in found:
        reviewed = each.reviewed.isoformat() if each.reviewed else ""
        sure = "invented" if each.invented else _told(each.own)
        rows.append((paint(each.payer, "bold"), each.title, each.extends, sure, reviewed))
    total = f"{count(len(found), 'payer')}. A rule that is not its own is that of the policy it extends."
    return "\n".join([*columns(rows, indent=0), "", total])


def _told(sure: Sure) -> str:
    """``2 high, 1 low``."""
    parts = [f"{number} {name}" for name in CONFIDENCES if (number := getattr(sure, name))]
    return ", ".join(parts) or "none"
