"""Words that no clinician writes, words that say no or not yet, and values that no record can mean."""

NONSENSE = ("zzqx", "blue marble of the third kind")
SAYS_NO = (
    "none",
    "no",
    "None.",
    "N",
    "denies",
    "denied",
    "negative",
    "n/a",
    "NA",
    "not applicable",
    "unknown",
    "not documented",
    "not performed",
    "pending",
    "not yet received",
    "awaiting report",
    "TBD",
    "?",
    "-",
    "--",
    "",
    " ",
    "0",
    "null",
)
DENIALS = ("no {}", "denies {}", "not {}", "without {}", "{}?", "rule out {}")
CODES = {
    "diagnoses": "L57.ZZZ",
    "hcpcs": "Z9999",
    "place_of_service": "00",
    "state": "ZZ",
    "npi": "0000000000",
}
TO_COME = "2099-09-01"
LONG_AGO = "1900-01-01"
