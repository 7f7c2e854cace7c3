"""The Medicare physician fee schedule: indicators of a code, and its amount in unrounded dollars.

Amount = total RVU x conversion factor, or, with a locality, (work x GPCI + practice expense x GPCI +
malpractice x GPCI) x conversion factor. RVUs and conversion factor always come from the same edition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engine.tables.editions import Edition, Status, Used, choose, joined, nothing, worst
from engine.tables.fee_files import ComponentFile, Components, TotalsFile
from engine.tables.gpci import GpciTable, no_gpci

PAYABLE = frozenset("ART")
BY_REPORT = "C"


@dataclass(frozen=True)
class FeeRow:
    """Payment indicators of one code and modifier, as CMS prints them.

    status_code: A, R and T are paid under the schedule, C by report. global_days: 000, 010, 090, XXX, YYY, ZZZ, MMM.
    pre_op, intra_op and post_op: shares of the global package. `status` says how well the edition fits the date.
    """

    hcpcs: str
    modifier: str
    status_code: str
    global_days: str
    mult_proc: str
    bilateral: str
    assistant: str
    pctc: str
    pre_op: Decimal
    intra_op: Decimal
    post_op: Decimal
    nonfacility_na: bool
    facility_na: bool
    edition: str
    status: Status
    note: str = ""

    @property
    def stale(self) -> bool:
        """Whether the indicators come from an edition that ended before the date of service."""
        return self.status == "stale"

    @property
    def payable(self) -> bool:
        """Whether Medicare pays the code under the schedule; an amount may exist for other payers when it does not."""
        return self.status_code in PAYABLE

    @property
    def by_report(self) -> bool:
        """Whether the schedule leaves the amount to whoever pays: unlisted services."""
        return self.status_code == BY_REPORT


@dataclass(frozen=True)
class Amount:
    """An amount in dollars, not rounded: the caller multiplies, then rounds half up to the cent. `rvu` is the total RVU
    after any locality weights; dollars = rvu x conversion_factor."""

    dollars: Decimal
    edition: str
    status: Status
    note: str
    rvu: Decimal
    conversion_factor: Decimal


class FeeSchedule:
    """Component editions (with indicators and parts) and totals-only editions, chosen together by date of service."""

    def __init__(
        self,
        components: Sequence[ComponentFile],
        totals: Sequence[TotalsFile],
        gpci: GpciTable,
        factors: Mapping[str, Decimal],
    ) -> None:
        self._on: dict[date, ComponentFile | None] = {}
        self._rows: dict[tuple[str, str, str, Status], FeeRow | None] = {}
        self._components, self._totals, self._gpci, self._factors = (
            tuple(components),
            tuple(totals),
            gpci,
            factors,
        )

    def _component_file(self, dos: date) -> ComponentFile | None:
        if dos not in self._on:
            edition = choose((file.edition for file in self._components), dos)
            self._on[dos] = next((file for file in self._components if file.edition is edition), None)
        return self._on[dos]

    def _totals_file(self, dos: date) -> TotalsFile | None:
        """The totals edition, when it is the latest that began by the date."""
        edition = self._edition(dos)
        return next((file for file in self._totals if file.edition is edition), None)

    def _edition(self, dos: date) -> Edition | None:
        return choose(
            [*(file.edition for file in self._components), *(file.edition for file in self._totals)], dos
        )

    def row(self, hcpcs: str, dos: date, modifier: str = "") -> FeeRow | None:
        """Indicators of a code, or None when no edition by that date lists it. Modifier: blank, 26, TC or 53."""
        file = self._component_file(dos)
        if file is None:
            return None
        key = (hcpcs, modifier, file.edition.name, file.edition.status(dos))
        if key not in self._rows:
            self._rows[key] = _row(file, *key)
        return self._rows[key]

    def national_amount(self, hcpcs: str, dos: date, facility: bool, modifier: str = "") -> Amount | None:
        """The national amount (every GPCI 1), or None when the code is not listed or not priced."""
        return self.amount(hcpcs, dos, facility, modifier)

    def amount(
        self,
        hcpcs: str,
        dos: date,
        facility: bool,
        modifier: str = "",
        locality: tuple[str, str] | None = None,
    ) -> Amount | None:
        """The amount in a locality (mac, locality number), national without one, None when not listed or not priced.

        Where no GPCI covers the date or knows the locality, the national amount is returned with status assumed. A code
        that the totals edition lacks is priced wholly from the component edition before it, with status stale.
        """
        totals, parts_file = self._totals_file(dos), self._component_file(dos)
        parts = parts_file.row(hcpcs, modifier) if parts_file else None
        notes = self._remarks(parts, facility)
        whole = totals.total(hcpcs, facility) if totals and not modifier else None
        if totals and not modifier and totals.lists(hcpcs):
            if not whole:
                return None
            edition, rvu = totals.edition, whole
            status = edition.status(dos)
        elif parts_file and parts:
            edition, rvu = parts_file.edition, parts.total(facility)
            status = edition.status(dos)
            if totals:
                notes.append(f"{totals.edition.name} does not list {hcpcs}{modifier and '-'}{modifier}")
        else:
            return None
        if status == "stale":
            notes.insert(
                0, f"{edition.name} ended {edition.last}; no edition loaded for {dos} prices the code"
            )
        if locality is not None:
            index = self._gpci.locality(*locality, dos) if edition.status(dos) == "applied" else None
            if index and parts and parts_file and edition is parts_file.edition:
                rvu = parts.weighted(facility, index)
            else:
                covered = bool(self._gpci.localities(dos))
                reason = f"locality {'/'.join(locality)} is not in the GPCI file" if covered else no_gpci(dos)
                notes.append(f"{reason}; national amount")
                status = worst(status, "assumed")
        if not rvu:
            return None
        factor = self._factors[edition.name]
        return Amount(rvu * factor, edition.name, status, joined(*notes), rvu, factor)

    @staticmethod
    def _remarks(parts: Components | None, facility: bool) -> list[str]:
        if parts is None:
            return []
        notes = []
        if parts.status_code not in PAYABLE:
            notes.append(f"status {parts.status_code}: not paid under the Medicare schedule")
        if parts.fac_na if facility else parts.nonfac_na:
            notes.append(f"CMS prints NA for the {'facility' if facility else 'non-facility'} setting")
        return notes

    def used(self, dos: date) -> Used:
        """Ledger entry of the edition that prices the date; single codes may fall back, as their `Amount` says."""
        edition = self._edition(dos)
        if edition is None:
            return nothing("fee_schedule", dos)
        entry = edition.used(dos)
        return Used("fee_schedule", entry.edition, entry.status, entry.note)

    def ledger(self, dos: date, locality: tuple[str, str] | None = None) -> tuple[Used, ...]:
        """`used`, then the source of the indicators if it is another edition, then the GPCI if a locality is named."""
        entries = [self.used(dos)]
        totals, parts_file = self._totals_file(dos), self._component_file(dos)
        if totals and parts_file:
            note = "global days, multiple-procedure, bilateral and PC/TC indicators are carried forward"
            entries.append(
                Used("fee_indicators", parts_file.edition.name, parts_file.edition.status(dos), note)
            )
        if locality is not None:
            entries.append(self._gpci.used(dos))
        return tuple(entries)


def _row(file: ComponentFile, hcpcs: str, modifier: str, edition: str, status: Status) -> FeeRow | None:
    """What the edition lists of the code, with how well it fits the day."""
    found = file.row(hcpcs, modifier)
    if found is None:
        return None
    note = f"indicators carried from {edition}" if status == "stale" else ""
    return FeeRow(
        hcpcs=hcpcs,
        modifier=modifier,
        status_code=found.status_code,
        global_days=found.global_days,
        mult_proc=found.mult_proc,
        bilateral=found.bilateral,
        assistant=found.assistant,
        pctc=found.pctc,
        pre_op=found.pre_op,
        intra_op=found.intra_op,
        post_op=found.post_op,
        nonfacility_na=found.nonfac_na,
        facility_na=found.fac_na,
        edition=edition,
        status=status,
        note=note,
    )
