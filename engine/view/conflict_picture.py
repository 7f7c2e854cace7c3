"""The conflicts of a claim as a drawing: codes on a circle, edits as lines between them, lifted or standing."""

from __future__ import annotations

from math import cos, pi, sin

from engine.explain.explanation import Edge, Node
from engine.view.markup import tag, text

SIZE, RADIUS, DISC = 640, 235, 34


def picture(nodes: tuple[Node, ...], edges: tuple[Edge, ...]) -> str:
    """An SVG drawing that scales with the page; each line tells its edit when pointed at."""
    places = {node.id: _place(n, len(nodes)) for n, node in enumerate(nodes)}
    lines = [_line(edge, places) for edge in edges if edge.column1 in places and edge.column2 in places]
    discs = [_disc(node, places[node.id]) for node in nodes]
    return tag(
        "svg",
        *lines,
        *discs,
        viewBox=f"0 0 {SIZE} {SIZE}",
        role="img",
        aria_label="Codes of the record, and the edits between them",
    )


def _place(n: int, count: int) -> tuple[float, float]:
    angle = 2 * pi * n / max(count, 1) - pi / 2
    radius = 0 if count == 1 else RADIUS
    return SIZE / 2 + radius * cos(angle), SIZE / 2 + radius * sin(angle)


def _line(edge: Edge, places: dict[str, tuple[float, float]]) -> str:
    (x1, y1), (x2, y2) = places[edge.column1], places[edge.column2]
    cites = f" {'; '.join(edge.rests_on.cites)}" if edge.rests_on.cites else ""
    told = tag("title", text(f"{edge.says} {edge.rests_on.rule}.{cites}"))
    ends = {"x1": f"{x1:.1f}", "y1": f"{y1:.1f}", "x2": f"{x2:.1f}", "y2": f"{y2:.1f}"}
    kind = "lifted" if edge.lifted_by else "standing"
    return tag("g", tag("line", class_="reach", **ends), tag("line", class_=kind, **ends), told)


def _disc(node: Node, place: tuple[float, float]) -> str:
    x, y = place
    kind = "billed" if node.billed else "left"
    return tag(
        "g",
        tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=DISC, class_=kind),
        tag("text", text(node.hcpcs), x=f"{x:.1f}", y=f"{y + 5:.1f}"),
        tag(
            "title",
            text(
                f"{node.hcpcs}: {node.words or 'no plain words'}; {'billed' if node.billed else 'left off'}"
            ),
        ),
    )
