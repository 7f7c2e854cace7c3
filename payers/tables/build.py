"""Rebuild every CSV of this directory from the public CMS CSV files. A maintainer's script, not part of the product.

    python -m payers.tables.build --reference DIR --domain DIR --vignettes FILE [--out DIR]

The same input gives the same bytes. `--reference` holds the cleaned CMS files named in SOURCE.md, `--domain` holds
code_families.csv and ncci_derm_pairs.csv, `--vignettes` is a JSON-lines file of published scenarios whose codes join
the universe, as do the codes that the policies name. Row counts and digests in SOURCE.md are rewritten between its two
markers; its prose is kept.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

CODE = re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z]")
POLICIES = Path(__file__).resolve().parent.parent
CODES_TABLE = re.compile(r"^codes .*\n((?:  \|.*\n)+)", re.MULTILINE)
ROW_OF_CODE = re.compile(r"^  \| ([0-9A-Z][0-9]{3}[0-9A-Z]) +\|", re.MULTILINE)
ANSWER_KEYS = ("expected", "not_reportable", "acceptable_alternatives")
VISITS = (range(99202, 99206), range(99211, 99216), range(99242, 99246), range(99221, 99224))
ADDENDA_FROM, ADDENDA_BEFORE = "2026-10-01", "2026-09-30"
"""The first day of the addenda of FY 2027, and the day before it."""
BEGIN, END = "<!-- files: begin -->", "<!-- files: end -->"

RVU25D, RVU26D = "CY 2025 (RVU25D)", "October 2026 national totals (RVU26D)"
# kind, edition, file, effective_from, effective_to (inclusive, blank = not stated), complete, source
EDITIONS = (
    (
        "add_on",
        "2024 Q3",
        "ncci_addon/2024q3.csv",
        "2024-07-01",
        "2024-09-30",
        "yes",
        "CMS add-on code edits, file of 2024-06-03",
    ),
    (
        "conversion_factor",
        "CY 2025 and CY 2026",
        "mpfs/conversion_factors.csv",
        "2025-01-01",
        "2026-12-31",
        "yes",
        "see the source column of the file",
    ),
    ("fee_schedule", RVU25D, "mpfs/2025.csv", "2025-01-01", "2025-12-31", "yes", "CMS PPRRVU October 2025"),
    (
        "fee_totals",
        RVU26D,
        "mpfs/2026oct_totals.csv",
        "2026-10-01",
        "2026-12-31",
        "no",
        "CMS PPRRVU October 2026 (non-qualifying participants), total RVUs only, by way of a public mirror",
    ),
    (
        "gpci",
        "GPCI CY 2025",
        "mpfs/2025_gpci.csv",
        "2025-01-01",
        "2025-12-31",
        "yes",
        "CMS GPCI2025 (RVU25D bundle)",
    ),
    (
        "icd10cm",
        "FY 2025 April",
        "icd10cm/2025april.csv",
        "2025-04-01",
        "2025-09-30",
        "no",
        "CMS ICD-10-CM FY 2025 April release, skin-relevant subset",
    ),
    (
        "icd10cm_days",
        "FY 2019 Q3 to FY 2027 Q2",
        "icd10cm/days.csv",
        "2019-07-01",
        "2027-03-31",
        "yes",
        "CMS ICD-10-CM releases to April 2026 and the addenda of FY 2027, every code of the subset's categories",
    ),
    (
        "mue",
        "2024 Q3",
        "ncci_mue/2024q3.csv",
        "2024-07-01",
        "2024-09-30",
        "yes",
        "CMS MUE practitioner 2024-07-01",
    ),
    (
        "mue",
        "2026 Q2 (MAI 3 only)",
        "ncci_mue/2026q2_mai3.csv",
        "2026-04-01",
        "2026-06-30",
        "no",
        "CMS MUE practitioner 2026-04-01, MAI 3 rows only",
    ),
    (
        "place_of_service",
        "mid 2024",
        "place_of_service.csv",
        "2024-07-01",
        "",
        "yes",
        "CMS place of service code set",
    ),
    (
        "ptp",
        "2024 Q3",
        "ncci_ptp/2024q3.csv",
        "2024-07-01",
        "2024-09-30",
        "yes",
        "CMS PTP practitioner 2024-07-01",
    ),
    (
        "ptp_confirmed",
        "2026 Q4",
        "ncci_ptp/2026q4_confirmed.csv",
        "2026-10-01",
        "2026-12-31",
        "no",
        "CMS PTP practitioner v323r0 by way of a public subset mirror",
    ),
)

Row = Sequence[str]


def records(path: Path) -> Iterator[dict[str, str]]:
    """Rows of one CSV file as dictionaries."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def codes_in(value: Any) -> Iterator[str]:
    """Every five-character code under a `code` key, at any depth; families such as 114xx are not codes."""
    if isinstance(value, dict):
        found = value.get("code")
        if isinstance(found, str) and CODE.fullmatch(found):
            yield found
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from codes_in(item)


def universe(domain: Path, vignettes: Path) -> set[str]:
    """The codes the shipped slices speak of: the domain's code families, scenario answers, visits, and the codes
    that the policies name."""
    codes = {row["code"] for row in records(domain / "code_families.csv") if CODE.fullmatch(row["code"])}
    for line in vignettes.read_text(encoding="utf-8").splitlines():
        scenario = json.loads(line)
        for key in ANSWER_KEYS:
            codes.update(codes_in(scenario.get(key)))
    return codes | {str(number) for visits in VISITS for number in visits} | set(codes_of_policies())


def codes_of_policies(policies: Path = POLICIES) -> Iterator[str]:
    """The codes that the `codes` tables of the policies give plain words for, each in a row of its own."""
    for path in sorted(policies.rglob("*.policy")):
        for table in CODES_TABLE.findall(path.read_text(encoding="utf-8")):
            yield from ROW_OF_CODE.findall(table)


def fixed(text: str, places: int) -> str:
    """A decimal written with a fixed number of places; refuses to drop a digit. Blank stays blank."""
    if not text:
        return ""
    value = Decimal(text)
    result = value.quantize(Decimal(1).scaleb(-places))
    if result != value:
        raise SystemExit(f"{text} has more than {places} decimals")
    return str(result)


def write(path: Path, header: Row, rows: Iterable[Row]) -> None:
    """One CSV: header, then the rows sorted by their text, UTF-8, LF."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(sorted(tuple(row) for row in rows))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue().encode("utf-8"))


def build_ncci(reference: Path, domain: Path, codes: set[str], out: Path) -> None:
    """PTP slice, its 2026 Q4 confirmations, MUE and add-on rows, and which codes the 2024 Q3 files name at all."""
    seen: set[str] = set()
    pairs = []
    with gzip.open(
        reference / "ncci_ptp_practitioner_2024q3.csv.gz", "rt", encoding="utf-8", newline=""
    ) as file:
        lines = csv.reader(file)
        if next(lines)[:4] != ["column1", "column2", "deletion_date", "modifier_indicator"]:
            raise SystemExit("the PTP file has another header than expected")
        for column1, column2, deletion, indicator, _ in lines:
            seen.add(column1)
            seen.add(column2)
            if column1 in codes and column2 in codes:
                pairs.append((column1, column2, indicator, deletion))
    write(out / "ncci_ptp/2024q3.csv", ("column1", "column2", "indicator", "deletion_date"), pairs)
    seen.update(row["hcpcs_code"] for row in records(reference / "ncci_mue_practitioner_2024q3.csv"))
    write(
        out / "universe.csv",
        ("hcpcs", "ncci_2024q3"),
        ((code, "yes" if code in seen else "no") for code in codes),
    )
    write(
        out / "ncci_ptp/2026q4_confirmed.csv",
        ("column1", "column2", "indicator", "effective_date", "deletion_date"),
        (
            (row["column1"], row["column2"], row["indicator"], row["effective_date"], row["deletion_date"])
            for row in records(domain / "ncci_derm_pairs.csv")
            if row["verification"] in ("verified", "verified_historical")
        ),
    )
    for source, target in (
        ("ncci_mue_practitioner_2024q3.csv", "2024q3.csv"),
        ("ncci_mue_practitioner_dos_2026q2.csv", "2026q2_mai3.csv"),
    ):
        write(
            out / "ncci_mue" / target,
            ("hcpcs", "units", "mai"),
            (
                (row["hcpcs_code"], row["mue_units"], row["mai"])
                for row in records(reference / source)
                if row["hcpcs_code"] in codes
            ),
        )
    write(
        out / "ncci_addon/2024q3.csv",
        ("addon", "type", "primary"),
        (
            (row["addon_code"], row["addon_type"], row["primary_code"])
            for row in records(reference / "ncci_addon_codes_2024q3.csv")
            if row["addon_code"] in codes
        ),
    )


def build_mpfs(reference: Path, domain: Path, codes: set[str], out: Path) -> None:
    """RVU components of 2025, GPCI of 2025, total RVUs of October 2026, and the two conversion factors."""
    header = (
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
    rvu = [row for row in records(reference / "mpfs_rvu_2025d.csv") if row["hcpcs_code"] in codes]
    write(
        out / "mpfs/2025.csv",
        header,
        (
            (
                row["hcpcs_code"],
                row["modifier"],
                row["status_code"],
                *(fixed(row[name], 2) for name in header[3:9]),
                row["nonfac_na_indicator"],
                row["fac_na_indicator"],
                row["pctc_indicator"],
                row["global_days"],
                *(fixed(row[name], 2) for name in header[13:16]),
                row["mult_proc"],
                row["bilateral_surgery"],
                row["assistant_surgery"],
            )
            for row in rvu
        ),
    )
    write(
        out / "mpfs/2025_gpci.csv",
        ("mac", "state", "locality", "locality_name", "work_gpci", "pe_gpci", "mp_gpci"),
        (
            (
                row["mac"],
                row["state"],
                row["locality"],
                row["locality_name"],
                *(fixed(row[name], 3) for name in ("work_gpci", "pe_gpci", "mp_gpci")),
            )
            for row in records(reference / "mpfs_gpci_2025.csv")
        ),
    )
    write(
        out / "mpfs/2026oct_totals.csv",
        ("hcpcs", "nonfac_total_rvu", "fac_total_rvu"),
        (
            (row["code"], fixed(row["nonfac_total_rvu"], 2), fixed(row["fac_total_rvu"], 2))
            for row in records(domain / "code_families.csv")
            if row["rvu_year"].startswith("2026")
        ),
    )
    printed = {row["conversion_factor"] for row in rvu}
    factors = []
    for row in records(reference / "mpfs_conversion_factors.csv"):
        edition = {"2025-01-01": RVU25D, "2026-01-01": RVU26D}.get(row["effective_from"])
        if edition is None or row["applies_to"] == "qualifying_apm":
            continue
        if edition == RVU25D and printed != {row["conversion_factor"]}:
            raise SystemExit(f"conversion factors differ: {row['conversion_factor']} and {sorted(printed)}")
        source = re.sub(r" \(northstar[^)]*\)", "", row["source"])
        factors.append((edition, fixed(row["conversion_factor"], 4), row["applies_to"], source))
    write(
        out / "mpfs/conversion_factors.csv", ("edition", "conversion_factor", "applies_to", "source"), factors
    )


def build_code_sets(reference: Path, out: Path) -> None:
    """Place of service rates and the ICD-10-CM subset."""
    write(
        out / "place_of_service.csv",
        ("pos", "rate"),
        (
            (row["pos_code"], row["mpfs_rate_type"])
            for row in records(reference / "place_of_service_codes_2024.csv")
            if row["mpfs_rate_type"] in ("facility", "nonfacility")
        ),
    )
    write(
        out / "icd10cm/2025april.csv",
        ("code", "billable", "description"),
        (
            (row["icd10cm_code"], row["billable"], row["short_description"])
            for row in records(reference / "icd10cm_fy2025_april_derm.csv")
        ),
    )


def build_diagnosis_days(reference: Path, out: Path) -> None:
    """The days on which each diagnosis code may stand on a claim, for every category of the subset, whole."""
    subset = records(reference / "icd10cm_fy2025_april_derm.csv")
    categories = {row["code_nodot"][:3] for row in subset}
    with gzip.open(
        reference / "icd10cm_validity_2019q3_2026q2.csv.gz", "rt", encoding="utf-8", newline=""
    ) as file:
        rows = [
            (row["code_nodot"], row["effective_from"], row["effective_to"])
            for row in csv.DictReader(file)
            if row["code_nodot"][:3] in categories
        ]
    added, deleted = [], set()
    for line in (reference / "icd10cm_order_addenda_2027.txt").read_text(encoding="utf-8").splitlines():
        what, billable, code = [*line.split(), "", "", ""][:3]
        if billable == "1" and code[:3] in categories:
            if what == "Add:":
                added.append((code, ADDENDA_FROM, ""))
            elif what == "Delete:":
                deleted.add(code)
    ended = ((code, first, last or (ADDENDA_BEFORE if code in deleted else "")) for code, first, last in rows)
    write(out / "icd10cm/days.csv", ("code", "first", "last"), (*ended, *added))


def data_files(out: Path) -> list[Path]:
    """Every CSV below the directory, in a fixed order."""
    return sorted(out.rglob("*.csv"), key=lambda path: path.relative_to(out).as_posix())


def file_table(out: Path) -> str:
    """The Markdown table of SOURCE.md: file, data rows, sha256 of the bytes."""
    lines = ["| file | rows | sha256 |", "| --- | ---: | --- |"]
    for path in data_files(out):
        data = path.read_bytes()
        lines.append(
            f"| {path.relative_to(out).as_posix()} | {data.count(10) - 1} | {hashlib.sha256(data).hexdigest()} |"
        )
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> None:
    """Command line entry."""
    parser = argparse.ArgumentParser(description="Rebuild the CMS tables of this directory.")
    parser.add_argument("--reference", type=Path, required=True, help="directory of the cleaned CMS files")
    parser.add_argument("--domain", type=Path, required=True, help="directory of code_families.csv")
    parser.add_argument("--vignettes", type=Path, required=True, help="JSON-lines file of scenarios")
    parser.add_argument(
        "--out", type=Path, default=Path(__file__).parent, help="where to write (default: here)"
    )
    given = parser.parse_args(argv)
    codes = universe(given.domain, given.vignettes)
    build_ncci(given.reference, given.domain, codes, given.out)
    build_mpfs(given.reference, given.domain, codes, given.out)
    build_code_sets(given.reference, given.out)
    build_diagnosis_days(given.reference, given.out)
    write(
        given.out / "editions.csv",
        ("kind", "edition", "file", "effective_from", "effective_to", "complete", "source"),
        EDITIONS,
    )
    page = given.out / "SOURCE.md"
    if page.exists():
        text = page.read_text(encoding="utf-8")
        head, rest = text.split(BEGIN, 1)
        tail = rest.split(END, 1)[1]
        page.write_bytes(f"{head}{BEGIN}\n{file_table(given.out)}\n{END}{tail}".encode())


if __name__ == "__main__":
    main()
