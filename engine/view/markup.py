"""Elements of a page, with every text escaped."""

from __future__ import annotations

from html import escape

VOID = frozenset({"meta"})


def text(value: object) -> str:
    """Text for a page: escaped, and without characters that no reader sees."""
    return escape("".join(c if c.isprintable() or c == "\n" else "?" for c in str(value)))


def tag(name: str, /, *inside: str, **attributes: object) -> str:
    """An element around markup that is escaped already. An attribute `class_` is written class, `for_` for; underscores
    inside become hyphens; one that is None is left out, and True stands alone."""
    written = ""
    for key, value in attributes.items():
        label = key.rstrip("_").replace("_", "-")
        if value is True:
            written += f" {label}"
        elif value not in (None, False):
            written += f' {label}="{escape(str(value))}"'
    return f"<{name}{written}>" + ("" if name in VOID else f"{''.join(inside)}</{name}>")
