"""A claim that somebody typed, or the JSON of one: codes, modifiers and units, nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.encounter.mistakes import InputProblem, Rejected, quoted

LONGEST = 20_000
LONGEST_LINE = 100
MOST_LINES = 200
MOST_UNITS = 9_999
WRITTEN = "a code, modifiers after hyphens and units after x, such as 17003-XS x2"

_CODE = re.compile(r"\d{4}[0-9A-Z]|[A-Z]\d{4}", re.ASCII)
_MODIFIER = re.compile(r"[0-9A-Z]{2}", re.ASCII)
_UNITS = r"(?:(?<!-)\s*[x×*]\s*(?P<units>\S*))?"
_LINE = re.compile(rf"(?P<codes>[0-9A-Z]{{5}}(?:-[0-9A-Z]{{2}})*){_UNITS}", re.IGNORECASE | re.ASCII)
_MISTYPED = re.compile(rf"(?P<codes>[^\s×*]+?){_UNITS}", re.IGNORECASE)
"""A line with a mistake in its codes, taken apart to say which part is wrong."""


@dataclass(frozen=True, slots=True)
class ClaimedLine:
    """A code with its modifiers, in the order typed, and its units."""

    hcpcs: str
    modifiers: tuple[str, ...] = ()
    units: int = 1

    def text(self) -> str:
        """The line as it is typed: ``17003-XS x8``."""
        return "-".join((self.hcpcs, *self.modifiers)) + (f" x{self.units}" if self.units != 1 else "")


def with_units_of(asked: Sequence[ClaimedLine], units: Mapping[str, int]) -> tuple[ClaimedLine, ...]:
    """The lines, where one asked without a number of units, and alone of its code, takes those of the best claim."""
    codes = [line.hcpcs for line in asked]
    return tuple(
        replace(line, units=units[line.hcpcs])
        if line.units == 1 and line.hcpcs in units and codes.count(line.hcpcs) == 1
        else line
        for line in asked
    )


def parse_claim(text: str, name: str = "claim") -> tuple[ClaimedLine, ...] | Rejected:
    """Lines of a claim: ``99213-25, 11102, 17000-XS, 17003 x2``, or JSON with `lines` (or `claim.lines`) of `hcpcs`,
    `modifiers` and `units`. Case does not matter; other keys of the JSON are passed over. Never raises: what cannot
    be read becomes a `Rejected` with every mistake, and an empty claim is a mistake."""
    problems: list[InputProblem] = []
    lines: list[ClaimedLine] = []
    if len(text) > LONGEST:
        problems.append(InputProblem("claim", f"{len(text)} characters", f"at most {LONGEST} characters"))
    elif text.lstrip()[:1] in ("{", "["):
        lines = list(_from_json(text, problems))
    else:
        tokens = [token.strip() for token in re.split(r"[,;\n]", text)]
        for n, token in enumerate((t for t in tokens if t), start=1):
            line = _line(token, f"line {n}", problems)
            lines += [line] if line else []
    if not lines and not problems:
        problems.append(InputProblem("claim", "nothing", WRITTEN))
    if len(lines) > MOST_LINES:
        problems.append(InputProblem("claim", f"{len(lines)} lines", f"at most {MOST_LINES} lines"))
    return Rejected(None, name, 1, None, tuple(problems)) if problems else tuple(lines)


def _line(token: str, place: str, problems: list[InputProblem]) -> ClaimedLine | None:
    if len(token) > LONGEST_LINE:
        problems.append(InputProblem(place, quoted(token), WRITTEN))
        return None
    token = re.sub(r"\s*[-–]\s*", "-", token)
    found = _LINE.fullmatch(token) or _MISTYPED.fullmatch(token)
    if not found:
        problems.append(InputProblem(place, quoted(token), WRITTEN))
        return None
    code, *modifiers = found["codes"].split("-")
    return _checked(code, modifiers, found["units"] if found["units"] is not None else "1", place, problems)


def _checked(
    code: Any, modifiers: list[Any], units: Any, place: str, problems: list[InputProblem]
) -> ClaimedLine | None:
    before = len(problems)
    hcpcs = code.upper() if isinstance(code, str) else ""
    if not _CODE.fullmatch(hcpcs):
        problems.append(InputProblem(place, quoted(code), "a code of five characters such as 17000 or G2211"))
    marks = [mark.upper() if isinstance(mark, str) else "" for mark in modifiers]
    for given, mark in zip(modifiers, marks, strict=True):
        if not _MODIFIER.fullmatch(mark):
            problems.append(
                InputProblem(place, quoted(given), "a modifier of two characters such as 25 or XS")
            )
    for mark in sorted({m for m in marks if marks.count(m) > 1 and m}):
        problems.append(InputProblem(place, mark, "each modifier once"))
    number = int(units) if isinstance(units, str) and re.fullmatch(r"[0-9]{1,4}", units) else units
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= MOST_UNITS:
        problems.append(
            InputProblem(place, quoted(units), f"units from 1 to {MOST_UNITS} after x, such as x2")
        )
    return ClaimedLine(hcpcs, tuple(marks), number) if len(problems) == before else None


def _from_json(text: str, problems: list[InputProblem]) -> Iterator[ClaimedLine]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        found = quoted(text[error.pos : error.pos + 1] or "the end")
        problems.append(
            InputProblem(f"line {error.lineno}, column {error.colno}", found, "the JSON of a claim")
        )
        return
    except (ValueError, RecursionError):
        problems.append(InputProblem("claim", "JSON too deep or too large", "the JSON of a claim"))
        return
    path = ""
    for key in ("claim", "lines"):
        if isinstance(value, dict) and key in value:
            value, path = value[key], f"{path}.{key}".lstrip(".")
    if not isinstance(value, list):
        problems.append(InputProblem(path or "claim", quoted(value), "a list of lines under `lines`"))
        return
    for n, item in enumerate(value):
        place = f"{path}[{n}]"
        if isinstance(item, str):
            line = _line(item.strip(), place, problems)
        elif isinstance(item, dict):
            marks = item.get("modifiers") or []
            marks = marks if isinstance(marks, list) else [marks]
            line = _checked(item.get("hcpcs"), marks, item.get("units", 1), place, problems)
        else:
            problems.append(InputProblem(place, quoted(item), "a line with `hcpcs`, `modifiers` and `units`"))
            continue
        if line:
            yield line
