"""A record that contradicts itself stands for several: each of its readings is one way in which it may be right.

Every reading is solved and the lowest claim stands; no field has a rule of its own for which value is the lower.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, islice, product
from math import prod
from typing import Any, Final, TypeAlias, TypeVar

from engine.encounter import Encounter, Fact
from engine.encounter.base import Model
from engine.encounter.fact import NOT_DOCUMENTED
from engine.encounter.fields import fields_of

M = TypeVar("M", bound=Model)
Path: TypeAlias = tuple[str | int, ...]
Choice: TypeAlias = dict[Path, Any]
"""By place, what stands there in one reading."""
Worth: TypeAlias = tuple[int, int, tuple[str, ...]]
"""What a reading leads to: cents, units and codes."""

OPEN: Final[Choice] = {}
"""Nothing is chosen: a contradicted word is none, of numbers the lowest counts."""
MOST: Final = 24
"""Readings that are all solved. A record with more is read one contradiction at a time."""
MOST_PAIRED: Final = 7
"""Contradictions that are read two at a time where not all readings are solved."""
INSTEAD: Final = {"none": NOT_DOCUMENTED, "no": Fact("known", (False,))}
"""Among the values of a contradicted word: what the record says where it says nothing, or no."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A place where the record says several things, and what it says there, one for each way to read it."""

    path: Path
    readings: tuple[Any, ...]

    def at(self, number: int) -> Any:
        """What stands there in the reading of this number, from 0; in the first for a number that none has."""
        return self.readings[number if 0 <= number < len(self.readings) else 0]

    @property
    def where(self) -> str:
        """The place as messages write it: ``services[0].count``."""
        steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return "".join(steps).removeprefix(".")


def contradictions(encounter: Encounter) -> tuple[Contradiction, ...]:
    """Every contradicted fact but those of free text, and every service that treated fewer lesions than it names."""
    return (*_facts(encounter, ()), *_fewer_lesions(encounter))


def reading(encounter: Encounter, choice: Choice) -> Encounter:
    """The encounter read in one way."""
    for path, value in choice.items():
        encounter = _put(encounter, path, value)
    return encounter


def readings(found: tuple[Contradiction, ...]) -> Iterator[Choice]:
    """Every way to read the record, in the order in which it gives the values."""
    for values in product(*(each.readings for each in found)):
        yield {c.path: v for c, v in zip(found, values, strict=True)}


def lowest(found: tuple[Contradiction, ...], worth: Callable[[Choice], Worth]) -> Choice:
    """The way to read the record that is worth least; of equals the first. Where leaving the contradictions open leads
    to the same codes, they are left open, so that no side is asserted of what is left or right. With more ways than
    `MOST` two contradictions at a time are read in every way, of more than `MOST_PAIRED` one, as long as that finds
    a lower claim."""
    if number_of(found) <= MOST:
        choice = min(readings(found), key=worth)
    else:
        known: dict[tuple[Any, ...], Worth] = {}

        def once(choice: Choice) -> Worth:
            key = tuple(choice[each.path] for each in found)
            if key not in known:
                known[key] = worth(choice)
            return known[key]

        together = 2 if len(found) <= MOST_PAIRED else 1
        choice, before = {each.path: each.readings[0] for each in found}, OPEN
        while choice != before:
            before = choice
            for some in combinations(found, together):
                choice = min(({**choice, **way} for way in ({}, *readings(some))), key=once)
    return OPEN if worth(OPEN) == worth(choice) else choice


def numbered(found: tuple[Contradiction, ...], choice: Choice) -> dict[str, int]:
    """By place, the number from 0 of the reading that is chosen; nothing for what was left open."""
    return {each.where: each.readings.index(choice[each.path]) for each in found if each.path in choice}


def number_of(found: tuple[Contradiction, ...]) -> int:
    """How many readings there are."""
    return prod(len(each.readings) for each in found)


def _facts(model: Model, path: Path) -> Iterator[Contradiction]:
    for field in fields_of(type(model)):
        value = getattr(model, field.name)
        here = (*path, field.name)
        if field.free is not None or value is None:
            continue
        match field.form:
            case "fact":
                if value.state == "contradicted":
                    yield Contradiction(here, _ways(value))
            case "facts":
                for n, fact in enumerate(value):
                    if fact.state == "contradicted":
                        yield Contradiction((*here, n), _ways(fact))
            case "part":
                yield from _facts(value, here)
            case "parts":
                for n, part in enumerate(value):
                    yield from _facts(part, (*here, n))


def _ways(fact: Fact[Any]) -> tuple[Fact[Any], ...]:
    return tuple(
        INSTEAD[value] if isinstance(value, str) and value in INSTEAD else Fact("known", (value,), fact.note)
        for value in fact.values
    )


def _fewer_lesions(encounter: Encounter) -> Iterator[Contradiction]:
    """A service whose own count, or the least that it may be, is below that of the lesions it names: any so many of
    them may be meant."""
    for n, service in enumerate(encounter.services):
        stated = min(service.count.values, default=None)
        each = [lesion.count.value for lesion in encounter.lesions_of(service)]
        if stated is None or len(each) < 2 or any(count != 1 for count in each) or stated >= len(each):
            continue
        ways = tuple(islice(combinations(service.lesions, stated), MOST))
        yield Contradiction(("services", n, "lesions"), ways)


def _at(model: Any, path: Path) -> Any:
    for step in path:
        model = model[step] if isinstance(step, int) else getattr(model, step)
    return model


def _put(model: M, path: Path, value: Any) -> M:
    name, *rest = path
    assert isinstance(name, str)
    old = getattr(model, name)
    if not rest:
        return model.model_copy(update={name: value})
    index, *deeper = rest
    if not isinstance(index, int):
        return model.model_copy(update={name: _put(old, tuple(rest), value)})
    new = _put(old[index], tuple(deeper), value) if deeper else value
    return model.model_copy(update={name: (*old[:index], new, *old[index + 1 :])})
