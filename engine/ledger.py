"""What the answer rests on: tables and their editions, policies, and every check that had no data."""

from __future__ import annotations

from engine.claim import LedgerEntry
from engine.diagnosis_facts import diagnoses_of
from engine.situation import Situation
from engine.tables import Tables, Used
from rules_dsl.rulebook import Coverage


def ledger(at: Situation, tables: Tables, played: set[str]) -> list[LedgerEntry]:
    """Ledger entries in a fixed order: policy, tables, single prices, coverage, rules taken on trust.

    `played` are the rules that had a part in the answer."""
    dos = at.encounter.dos
    locality = at.prices.locality
    turned_on: set[str] = {table.kind for table in at.book.tables}
    entries = [_policy(at)]
    used: list[Used] = []
    if "ptp" in turned_on:
        used += tables.ptp.ledger(dos)
        used += [
            Used("ptp", f"no row names {c}", "no_data")
            for c in tables.ptp.unknown([x.hcpcs for x in at.lines.values()], dos)
        ]
    if "mue" in turned_on:
        used += tables.mue.ledger(dos)
    if "add-on" in turned_on:
        used += tables.add_on.ledger(dos)
    if at.book.fee_schedules:
        used += tables.fees.ledger(dos, locality)
    for line in at.lines.values():
        used += at.prices.fee(line.hcpcs, line.terms).used
    entries += [
        LedgerEntry(check=u.kind, edition=u.edition, status=u.status, note=u.note)
        for u in dict.fromkeys(used)
    ]
    entries += _turned_off(turned_on)
    entries += _stand_ins(at)
    entries += _contract(at)
    entries += _unread(at)
    entries += _diagnoses(at)
    entries += _coverage(at)
    entries += _on_trust(at, played)
    return list(dict.fromkeys(entries))


def _policy(at: Situation) -> LedgerEntry:
    note = "an invented payer, for tests and examples only" if at.book.invented else ""
    if at.book.contractors and at.encounter.mac and not note:
        note = f"the policy of the contractor {at.encounter.mac}"
    return LedgerEntry(
        check="policy", edition=at.book.policy, status="assumed" if at.book.invented else "applied", note=note
    )


def _turned_off(turned_on: set[str]) -> list[LedgerEntry]:
    missing = [kind for kind in ("ptp", "mue", "add-on") if kind not in turned_on]
    return [
        LedgerEntry(check=kind, edition="", status="no_data", note="the policy turns no such table on")
        for kind in missing
    ]


def _coverage(at: Situation) -> list[LedgerEntry]:
    """Local coverage is known only where a policy of the contractor is loaded; the national rules alone are not all.

    Of local rules those are named that are about the codes at hand, by the determination they are from; what such a
    rule lacks, as its list of diagnoses, is no data.
    """
    names = ", ".join(sorted({c.rule for c in at.book.coverages}))
    local = [rule for rule in at.book.coverages if rule.lcd or _of_payer(at, rule)]
    if not local:
        return [
            LedgerEntry(
                check="coverage", edition=names, status="no_data", note="no local coverage rule is loaded"
            )
        ]
    codes = {line.hcpcs for line in (*at.lines.values(), *at.derivation.self_pay)}
    fired = {aside.rule for aside in at.derivation.aside}
    about = [rule for rule in local if rule.codes & codes or rule.rule in fired]
    named = ", ".join(dict.fromkeys(rule.lcd or rule.rule for rule in about))
    note = "" if about else "no local rule is about these codes"
    lists = [
        rule.lacks for rule in at.book.coverages if rule.lacks and (rule.codes & codes or rule.rule in fired)
    ]
    return [
        LedgerEntry(check="coverage", edition=named, status="applied", note=note),
        *(
            LedgerEntry(check="coverage_list", edition=what, status="no_data")
            for what in dict.fromkeys(lists)
        ),
    ]


def _diagnoses(at: Situation) -> list[LedgerEntry]:
    """Diagnoses of which the tables at hand cannot say whether they are codes."""
    note = "the lists at hand do not hold its category; nobody checked that it is a code"
    named = dict.fromkeys(d for i in at.derivation.items.values() for d in diagnoses_of(i, at.encounter))
    unknown = [each for each in named if not at.prices.diagnosis(each)]
    return [LedgerEntry(check="diagnosis", edition=d, status="no_data", note=note) for d in unknown]


def _of_payer(at: Situation, rule: Coverage) -> bool:
    return any(c.source.tier == "payer-policy" for c in at.book.rules[rule.rule].citations)


def _stand_ins(at: Situation) -> list[LedgerEntry]:
    """Tables that the policy itself calls another payer's: its own were not checked."""
    return [
        LedgerEntry(
            check=table.kind, edition=table.rule, status="no_data", note=at.book.rules[table.rule].because
        )
        for table in at.book.tables
        if at.book.rules[table.rule].confidence in ("low", "unverified")
    ]


def _contract(at: Situation) -> list[LedgerEntry]:
    """What the contract pays, where the policy leaves that to it."""
    schedule = at.book.fee_schedules[0] if at.book.fee_schedules else None
    if schedule is None or not schedule.contract:
        return []
    known = at.encounter.contract_percent is not None
    note = "" if known else "no contract rate is given; the amount of the schedule stands in"
    edition = f"{at.prices.percent.normalize():f}%"
    return [
        LedgerEntry(check="contract", edition=edition, status="applied" if known else "assumed", note=note)
    ]


def _unread(at: Situation) -> list[LedgerEntry]:
    """What the encounter says and no rule goes by."""
    found = []
    if at.encounter.locality and at.prices.locality is None:
        note = "no contractor is named with it; the national amounts stand"
        found.append(LedgerEntry(check="gpci", edition=at.encounter.locality, status="no_data", note=note))
    if at.encounter.product:
        note = "no rule of the policy goes by product"
        found.append(LedgerEntry(check="product", edition=at.encounter.product, status="no_data", note=note))
    return found


def _on_trust(at: Situation, played: set[str]) -> list[LedgerEntry]:
    rules = {line.rule for line in at.lines.values()} | {aside.rule for aside in at.derivation.aside}
    rules |= {rule for _, _, rule, _ in at.included_visits} | set(at.derivation.relied) | played
    rules -= {table.rule for table in at.book.tables}
    rules |= {line.denial.rule for line in at.lines.values() if line.denial is not None}
    rules |= {remark.rule for remark in at.derivation.remarks}
    entries = []
    for rule in sorted(rules):
        info = at.book.rules.get(rule)
        if info is not None and info.confidence != "high":
            entries.append(
                LedgerEntry(
                    check="rule", edition=rule, status="assumed", note=f"confidence {info.confidence}"
                )
            )
    return entries
