"""Which row of a code family's table a body site belongs to. The group is a matter of family and site together."""

from __future__ import annotations

from engine.encounter import Fact
from rules_dsl.rulebook import RuleBook


class SiteGroups:
    """Finds a site's row: the row naming the site or its nearest wider site; a site too wide to tell (``face`` where
    cheek and nose differ) belongs to none unless all its parts share one row."""

    def __init__(self, book: RuleBook) -> None:
        self.sites = book.sites
        self.parts: dict[str, list[str]] = {}
        for site in book.sites.values():
            self.parts.setdefault(site.part_of, []).append(site.name)

    def row_of(self, site: Fact[object], rows: tuple[tuple[str, ...], ...]) -> int | None:
        """Index of the row for a documented site (or list of sites that agree); None when it cannot be told."""
        if site.value is None or site.state != "known":
            return None
        names = site.value if isinstance(site.value, list | tuple) else (site.value,)
        found = {self._row(str(name), rows) for name in names}
        return found.pop() if len(found) == 1 else None

    def _row(self, name: str, rows: tuple[tuple[str, ...], ...]) -> int | None:
        walk = name
        while walk:
            for index, sites in enumerate(rows):
                if walk in sites:
                    return index
            walk = self.sites[walk].part_of if walk in self.sites else ""
        parts = self.parts.get(name, [])
        below = {self._row(part, rows) for part in parts} if parts else {None}
        return below.pop() if len(below) == 1 else None
