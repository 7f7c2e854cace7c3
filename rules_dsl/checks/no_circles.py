"""P306 words, sites, groups of codes, definitions or choices of code that lead back to themselves.

Avoid:

    words lesion-kind
      | word  | kind of | implies | also called |
      | nevus | mole    |         |             |
      | mole  | nevus   |         |             |

Prefer one direction, from the narrow word to the wide one:

    words lesion-kind
      | word          | kind of       | implies | also called |
      | nevus         | benign-lesion |         | mole        |
      | benign-lesion |               |         |             |

Why: in a circle there is no widest word, no first definition and no code: whoever follows it never arrives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rules_dsl.atoms import is_code
from rules_dsl.checks.names_known import handed_over
from rules_dsl.checks.view import View
from rules_dsl.diagnostics import Diagnostic, error
from rules_dsl.layers import Rule
from rules_dsl.syntax import Compare, Documented, Sum, When, Word, leaves, table_rows

Steps = dict[str, list[str]]
MOST_SHOWN = 8
"""Names of a circle that a message shows."""


def check(view: View) -> Iterator[Diagnostic]:
    steps: dict[str, Steps] = {}
    own: list[tuple[str, Word]] = []
    written = {id(rule) for rule in view.own}
    for rule in [*view.above, *view.own]:
        space = rule.name if rule.kind == "words" else _SPACES.get(rule.kind, "")
        for name, nexts in _steps(rule):
            steps.setdefault(space, {}).setdefault(name.text, []).extend(nexts)
            if id(rule) in written:
                own.append((space, name))
    cores = {space: _core(each) for space, each in steps.items()}
    told: set[tuple[str, str]] = set()
    for space, name in own:
        if name.text in cores[space] and (space, name.text) not in told:
            circle = _circle(name.text, cores[space])
            told.update((space, each) for each in circle)
            if circle:
                shown = [*circle[:MOST_SHOWN], *(["..."] if len(circle) > MOST_SHOWN else []), circle[0]]
                route = " to ".join(f"`{each}`" if each != "..." else each for each in shown)
                yield error("P306", f"a circle: {route}", name.span)


def _core(steps: Steps) -> Steps:
    """What is left without the names that lead nowhere, again and again: circles, and what leads into them."""
    leads = {name: set(nexts) & steps.keys() for name, nexts in steps.items()}
    comes: dict[str, list[str]] = {}
    for name, nexts in leads.items():
        for following in nexts:
            comes.setdefault(following, []).append(name)
    ends = [name for name, nexts in leads.items() if not nexts]
    for end in ends:
        for before in comes.get(end, ()):
            leads[before].discard(end)
            if not leads[before]:
                ends.append(before)
    return {name: sorted(nexts) for name, nexts in leads.items() if nexts}


_SPACES: Mapping[str, str] = {
    "sites": "site",
    "codes": "group of codes",
    "choose code": "choice",
    "define": "definition",
    "measure": "definition",
}
"""The names that may lead to one another, by kind of statement."""


def _steps(rule: Rule) -> Iterator[tuple[Word, Sequence[str]]]:
    """Each name that a rule gives, and the names it leads to."""
    statement = rule.statement
    match rule.kind:
        case "words" | "sites":
            for row in table_rows(statement):
                yield row[0], [row[1].text] if row[1].text else []
        case "codes":
            cells = [row[0].text for row in table_rows(statement)]
            yield statement.name, [cell for cell in cells if " " not in cell and not is_code(cell)]
        case "choose code":
            yield statement.name, [word.text for word in handed_over(statement)]
        case "define" | "measure":
            tests = [leaf for each in statement.all("when", When) for leaf in leaves(each.condition)]
            named = [leaf.word if isinstance(leaf, Documented) else leaf.fact for leaf in tests]
            named += [leaf.than for leaf in tests if isinstance(leaf, Compare) and leaf.number is None]
            named += [word for each in statement.all("is", Sum) for _, word in each.terms]
            yield statement.name, [word.text for word in named]
        case _:
            pass


def _circle(start: str, steps: Steps) -> list[str]:
    """The shortest way from a name back to itself, or nothing."""
    came: dict[str, str] = {}
    waiting = [start]
    for name in waiting:
        for following in steps.get(name, ()):
            if following == start:
                route = [name]
                while route[-1] != start:
                    route.append(came[route[-1]])
                return route[::-1]
            if following not in came:
                came[following] = name
                waiting.append(following)
    return []
