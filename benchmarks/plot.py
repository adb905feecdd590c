"""Draw the table of the pipeline's stages in `docs/performance.md`: seconds over triples, both logarithmic.

    .venv/bin/python -m benchmarks.plot

The page is read and `docs/scale.svg` is written, so that the picture shows what the table says.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP, _RIGHT = 720, 420, 60, 50, 20, 110
_COLOURS = ("#0b6e6e", "#b3541e", "#5a4fcf", "#3c7a1f", "#a01f5c")
_DASHES = ("", "7 4", "2 3", "9 3 2 3", "4 2")

Points = dict[str, list[tuple[float, float]]]


def points_of(page: str) -> Points:
    """The stages of the page's table, each with its pairs of triples and seconds."""
    table = next(t for t in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE) if t.startswith("| stage |"))
    head, _, *rows = ([cell.strip() for cell in line.strip("| \n").split("|")] for line in table.splitlines())
    sizes = [int(found[1].replace(",", "")) if (found := re.match(r"([\d,]+) triples", h)) else 0 for h in head]
    points: Points = {}
    for cells in rows:
        pairs = ((size, re.match(r"([\d.]+) s", cell)) for size, cell in zip(sizes, cells, strict=True) if size)
        points[cells[0]] = [(size, float(seconds[1])) for size, seconds in pairs if seconds]
    return points


def draw(points: Points) -> str:
    """The picture as SVG."""
    every = [p for line in points.values() for p in line]
    x0, x1 = (math.log10(f(size for size, _ in every)) for f in (min, max))
    y0 = math.floor(math.log10(min(seconds for _, seconds in every)))
    y1 = math.ceil(math.log10(max(seconds for _, seconds in every)))

    def x(size: float) -> float:
        return round(_LEFT + (math.log10(size) - x0) / (x1 - x0) * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(seconds: float) -> float:
        return round(_TOP + (y1 - math.log10(seconds)) / (y1 - y0) * (_HEIGHT - _TOP - _BOTTOM), 1)

    about = 'role="img" aria-label="Seconds of each stage over the number of triples"'
    size_of = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="13"'
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size_of} {about}>',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
    ]
    for power in range(y0, y1 + 1):
        at = y(10**power)
        out.append(f'<path d="M{_LEFT} {at}H{_WIDTH - _RIGHT}" stroke="#ddd"/>')
        out.append(f'<text x="{_LEFT - 8}" y="{at + 4}" text-anchor="end">{10**power:g} s</text>')
    for size in sorted({size for size, _ in every}):
        out.append(f'<path d="M{x(size)} {_TOP}V{_HEIGHT - _BOTTOM}" stroke="#eee"/>')
        out.append(f'<text x="{x(size)}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{size / 1e6:.1f} M</text>')
    out.append(f'<text x="{_WIDTH / 2}" y="{_HEIGHT - 8}" text-anchor="middle">triples</text>')
    for number, (stage, line) in enumerate(points.items()):
        colour, dash = _COLOURS[number % len(_COLOURS)], _DASHES[number % len(_DASHES)]
        path = "M" + "L".join(f"{x(size)} {y(seconds)}" for size, seconds in line)
        out.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>')
        out += [f'<circle cx="{x(size)}" cy="{y(seconds)}" r="3" fill="{colour}"/>' for size, seconds in line]
        size, seconds = line[-1]
        out.append(f'<text x="{x(size) + 8}" y="{y(seconds) + 4}" fill="{colour}">{stage}</text>')
    return "\n".join([*out, "</svg>"]) + "\n"


def main() -> None:
    """Write the picture."""
    (DOCS / "scale.svg").write_text(draw(points_of((DOCS / "performance.md").read_text("utf-8"))), "utf-8")


if __name__ == "__main__":
    main()
