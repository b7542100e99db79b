"""Line charts as SVG: legible on light and dark pages, and as wide as a phone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH: Final = 400
HEIGHT: Final = 260
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 34, 30
LEGEND_ROW: Final = 20
LEGEND_COLUMNS: Final = 2
TICKS: Final = 4
THOUSAND, MILLION = 1_000, 1_000_000
STYLE: Final = """
text { font: 13px system-ui, sans-serif; fill: #444 }
.title { font-weight: 600 }
.grid { stroke: #8886; stroke-width: 1 }
@media (prefers-color-scheme: dark) { text { fill: #ccc } }
""".strip()
COLOURS: Final = ("#2f7fd1", "#d1622f", "#2f9e6e", "#a65bc2", "#b08a1e", "#c2486b", "#5f7f8f", "#6f8f2f")
"""Each stands out from white and from black."""
DASHES: Final = ("", "6 3", "2 3", "8 3 2 3")


@dataclass(frozen=True)
class Line:
    """A named line through points."""

    name: str
    points: Sequence[tuple[float, float]]


def chart(title: str, unit: str, lines: Sequence[Line]) -> str:
    """Return a chart of lines over a logarithmic scale of posts; its description tells every figure."""
    xs = sorted({x for line in lines for x, _y in line.points})
    step = nice(max((y for line in lines for _x, y in line.points), default=1.0) / TICKS)
    top = step * max(1, math.ceil(max((y for line in lines for _x, y in line.points), default=1.0) / step))
    rows = -(-len(lines) // LEGEND_COLUMNS)
    height = HEIGHT + rows * LEGEND_ROW
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t d">',
        f'<title id="t">{escape(title)}</title>',
        f'<desc id="d">{escape(_told(lines, unit))}</desc>',
        f"<style>{STYLE}</style>",
        f'<text class="title" x="{LEFT}" y="18">{escape(title)}, {escape(unit)}</text>',
        *_grid(xs, step, top),
        *(_drawn(line, number, xs, top) for number, line in enumerate(lines)),
        *(_legend(line, number) for number, line in enumerate(lines)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def nice(value: float) -> float:
    """Return the next number above that is 1, 2 or 5 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(times * power for times in (1, 2, 5, 10) if times * power >= value * 0.999)


def short(posts: float) -> str:
    """Return a number of posts as an axis says it."""
    if posts >= MILLION:
        return f"{posts / MILLION:g} M"
    return f"{posts / THOUSAND:g} k" if posts >= THOUSAND else f"{posts:g}"


def _x(value: float, xs: Sequence[float]) -> float:
    if xs[0] == xs[-1]:
        return LEFT + (WIDTH - LEFT - RIGHT) / 2
    share = math.log(value / xs[0]) / math.log(xs[-1] / xs[0])
    return round(LEFT + 10 + share * (WIDTH - LEFT - RIGHT - 20), 1)


def _y(value: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM), 1)


def _grid(xs: Sequence[float], step: float, top: float) -> list[str]:
    parts = []
    for number in range(round(top / step) + 1):
        value = number * step
        y = _y(value, top)
        parts.append(f'<path class="grid" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{value:g}</text>')
    return parts + [
        f'<text x="{_x(x, xs)}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{short(x)}</text>' for x in xs
    ]


def _drawn(line: Line, number: int, xs: Sequence[float], top: float) -> str:
    places = [(_x(x, xs), _y(y, top)) for x, y in line.points]
    path = "M" + "L".join(f"{x} {y}" for x, y in places)
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="3" fill="{_colour(number)}"/>' for x, y in places)
    return f'<path d="{path}" fill="none" stroke-width="2" {_stroke(number)}/>{dots}'


def _legend(line: Line, number: int) -> str:
    x = LEFT + number % LEGEND_COLUMNS * (WIDTH - LEFT) // LEGEND_COLUMNS
    y = HEIGHT + number // LEGEND_COLUMNS * LEGEND_ROW + 8
    return (
        f'<path d="M{x} {y}h22" stroke-width="2" {_stroke(number)}/>'
        f'<text x="{x + 28}" y="{y + 4}">{escape(line.name)}</text>'
    )


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def _stroke(number: int) -> str:
    return f'stroke="{_colour(number)}" stroke-dasharray="{DASHES[number % len(DASHES)]}"'


def _told(lines: Sequence[Line], unit: str) -> str:
    return "; ".join(
        f"{line.name}: " + ", ".join(f"{y:g} {unit} at {short(x)}" for x, y in line.points) for line in lines
    )
