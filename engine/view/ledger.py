"""The ledger condensed to a line: what was checked, what is stale, taken on trust, or not checked at all."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.claim import LedgerEntry
from engine.view.text import listed

NAMES = {
    "ptp": "NCCI PTP",
    "ptp_confirmed": "PTP rows confirmed in",
    "mue": "MUE",
    "add_on": "add-ons",
    "add-on": "add-ons",
    "fee_schedule": "fees",
    "fee_totals": "fees",
    "fee_indicators": "fee indicators",
    "conversion_factor": "conversion factor",
    "gpci": "locality",
    "icd10cm": "ICD-10-CM",
    "place_of_service": "place of service",
}
GROUPS = (("applied", "Checked"), ("stale", "stale"), ("assumed", "assumed"), ("no_data", "no data"))
NO_ROW = re.compile(r"no row names (\w+)")
MOST_RULES = 3


def ledger_line(entries: Iterable[LedgerEntry]) -> str:
    """``Checked: fees October 2026; stale: NCCI PTP 2024 Q3; no data: local coverage.``"""
    groups: dict[str, list[LedgerEntry]] = {status: [] for status, _ in GROUPS}
    for entry in entries:
        groups[entry.status].append(entry)
    parts: list[str] = []
    for status, title in GROUPS:
        if named := _named(groups[status]):
            parts.append(f"{title if parts else title[:1].upper() + title[1:]}: {', '.join(named)}")
    return "; ".join(parts) + "." if parts else "Nothing was checked."


def _named(entries: Iterable[LedgerEntry]) -> list[str]:
    """Each check once, with its editions; rules only as many as a line holds."""
    editions: dict[str, list[str]] = {}
    rules: list[str] = []
    for entry in entries:
        if entry.check == "rule":
            rules.append(entry.edition)
        elif entry.check != "policy" or entry.status != "applied":  # the heading names the policy
            name, edition = _named_entry(entry)
            editions.setdefault(name, [])
            if edition and edition not in editions[name]:
                editions[name].append(edition)
    named = [f"{name} {listed(found)}".strip() for name, found in editions.items()]
    rules = list(dict.fromkeys(rules))
    more = [f"{len(rules) - MOST_RULES} more rules"] if len(rules) > MOST_RULES else []
    return [*named, *(f"rule {rule}" for rule in rules[:MOST_RULES]), *more]


def _named_entry(entry: LedgerEntry) -> tuple[str, str]:
    if entry.check == "coverage":
        return ("local coverage", "") if entry.status == "no_data" else ("coverage", entry.edition)
    if entry.check == "coverage_list":
        return entry.edition, ""
    if entry.check == "policy" and entry.note:
        return f"{entry.edition} is {entry.note}", ""
    name = NAMES.get(entry.check, entry.check.replace("_", " "))
    if unknown := NO_ROW.fullmatch(entry.edition):
        return f"{name} rows for", unknown[1]
    return name, re.sub(r" *\([^()]*\)| national totals", "", entry.edition)
