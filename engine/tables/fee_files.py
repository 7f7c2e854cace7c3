"""The files behind the fee schedule: RVU components, totals-only editions, and conversion factors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property

from engine.tables.editions import Edition
from engine.tables.gpci import Gpci
from engine.tables.source import Source, TableError, is_hcpcs, read_rows

COMPONENTS_HEADER = (
    "hcpcs",
    "modifier",
    "status",
    "work_rvu",
    "nonfac_pe_rvu",
    "fac_pe_rvu",
    "mp_rvu",
    "nonfac_total_rvu",
    "fac_total_rvu",
    "nonfac_na",
    "fac_na",
    "pctc",
    "global_days",
    "pre_op",
    "intra_op",
    "post_op",
    "mult_proc",
    "bilateral",
    "assistant",
)
TOTALS_HEADER = ("hcpcs", "nonfac_total_rvu", "fac_total_rvu")
FACTORS_HEADER = ("edition", "conversion_factor", "applies_to", "source")


def decimal(text: str, label: str, line: int) -> Decimal:
    """A printed decimal, 0 or more."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or value < 0:
        raise TableError(label, line, repr(text), "a decimal number, 0 or more")
    return value


@dataclass(frozen=True)
class Components:
    """RVU parts and indicators of one code and modifier."""

    status_code: str
    work: Decimal
    nonfac_pe: Decimal
    fac_pe: Decimal
    mp: Decimal
    nonfac_total: Decimal
    fac_total: Decimal
    nonfac_na: bool
    fac_na: bool
    pctc: str
    global_days: str
    pre_op: Decimal
    intra_op: Decimal
    post_op: Decimal
    mult_proc: str
    bilateral: str
    assistant: str

    def total(self, facility: bool) -> Decimal:
        """The printed total RVU of the setting."""
        return self.fac_total if facility else self.nonfac_total

    def weighted(self, facility: bool, index: Gpci) -> Decimal:
        """The RVU of the setting with each part multiplied by the locality's index."""
        expense = self.fac_pe if facility else self.nonfac_pe
        return self.work * index.work + expense * index.practice_expense + self.mp * index.malpractice


class ComponentFile:
    """One edition of RVU components; read on first use, a row turned into numbers when it is asked for."""

    def __init__(self, edition: Edition, source: Source) -> None:
        self.edition, self._source = edition, source
        self._parsed: dict[tuple[str, str], Components] = {}

    @cached_property
    def _rows(self) -> dict[tuple[str, str], tuple[int, list[str]]]:
        label = self.edition.file
        found: dict[tuple[str, str], tuple[int, list[str]]] = {}
        for line, row in enumerate(read_rows(self._source, label, COMPONENTS_HEADER)[1], start=2):
            key = (row[0], row[1])
            if not is_hcpcs(row[0]) or key in found:
                raise TableError(
                    label,
                    line,
                    f"hcpcs {row[0]!r} modifier {row[1]!r}",
                    "a five-character code, once a modifier",
                )
            found[key] = (line, row)
        return found

    def row(self, hcpcs: str, modifier: str) -> Components | None:
        """One code and modifier (blank, 26, TC, 53), or None when not listed."""
        key = (hcpcs, modifier)
        if key not in self._parsed and key in self._rows:
            line, row = self._rows[key]
            texts = dict(zip(COMPONENTS_HEADER, row, strict=True))
            numbers = {
                name: decimal(text, self.edition.file, line)
                for name, text in texts.items()
                if name.endswith(("_rvu", "_op"))
            }
            self._parsed[key] = Components(
                status_code=texts["status"],
                work=numbers["work_rvu"],
                nonfac_pe=numbers["nonfac_pe_rvu"],
                fac_pe=numbers["fac_pe_rvu"],
                mp=numbers["mp_rvu"],
                nonfac_total=numbers["nonfac_total_rvu"],
                fac_total=numbers["fac_total_rvu"],
                nonfac_na=texts["nonfac_na"] == "NA",
                fac_na=texts["fac_na"] == "NA",
                pctc=texts["pctc"],
                global_days=texts["global_days"],
                pre_op=numbers["pre_op"],
                intra_op=numbers["intra_op"],
                post_op=numbers["post_op"],
                mult_proc=texts["mult_proc"],
                bilateral=texts["bilateral"],
                assistant=texts["assistant"],
            )
        return self._parsed.get(key)


class TotalsFile:
    """One edition that has only total RVUs, national. A blank total means the code is not priced."""

    def __init__(self, edition: Edition, source: Source) -> None:
        self.edition, self._source = edition, source

    @cached_property
    def _totals(self) -> dict[str, tuple[Decimal, Decimal]]:
        label = self.edition.file
        found: dict[str, tuple[Decimal, Decimal]] = {}
        for line, (hcpcs, nonfac, fac) in enumerate(
            read_rows(self._source, label, TOTALS_HEADER)[1], start=2
        ):
            if not is_hcpcs(hcpcs) or hcpcs in found:
                raise TableError(label, line, f"hcpcs {hcpcs!r}", "a five-character code, once")
            found[hcpcs] = (decimal(nonfac or "0", label, line), decimal(fac or "0", label, line))
        return found

    def lists(self, hcpcs: str) -> bool:
        """Whether the edition has a row for the code, priced or not."""
        return hcpcs in self._totals

    def total(self, hcpcs: str, facility: bool) -> Decimal | None:
        """Total RVU of the setting, None when not listed or not priced."""
        return self._totals.get(hcpcs, (Decimal(0), Decimal(0)))[facility] or None


def load_factors(source: Source, label: str, editions: Sequence[str]) -> dict[str, Decimal]:
    """Edition name -> dollars per RVU. Every named edition must have exactly one factor."""
    found: dict[str, Decimal] = {}
    for line, (edition, factor, _, _) in enumerate(read_rows(source, label, FACTORS_HEADER)[1], start=2):
        if edition in found:
            raise TableError(label, line, f"a second factor for {edition!r}", "one factor an edition")
        found[edition] = decimal(factor, label, line)
    for edition in editions:
        if edition not in found:
            raise TableError(label, None, f"no factor for {edition!r}", "one factor an edition")
    return found
