"""How cost grows with size: an exponent fitted on logarithms, and one plot, as text and as SVG."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from benchmarks.figures import grouped

_COLUMNS: Final = 72
_LINES: Final = 18
_SIGNS: Final = "o·x+"
_COLOURS: Final = ("#1f6feb", "#8b949e", "#d29922", "#da3633")
_WIDTH: Final = 720
_HEIGHT: Final = 440
_MARGIN: Final = 64
_TWO: Final = 2

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Fit:
    """``cost = scale * size ** exponent``."""

    exponent: float
    scale: float


def fit(points: Points) -> Fit:
    """Fit a power law by least squares on the logarithms.

    Raises:
        ValueError: there are not two sizes to draw a line through.
    """
    if len({size for size, _ in points}) < _TWO:
        raise ValueError("a fit needs two sizes at least")
    logs = [(math.log(size), math.log(cost)) for size, cost in points]
    middle = sum(x for x, _ in logs) / len(logs), sum(y for _, y in logs) / len(logs)
    above = sum((x - middle[0]) * (y - middle[1]) for x, y in logs)
    below = sum((x - middle[0]) ** 2 for x, _ in logs)
    exponent = above / below
    return Fit(exponent, math.exp(middle[1] - exponent * middle[0]))


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float

    def place(self, value: float) -> float:
        """Return where a value lies between the decades around all of them, 0 to 1."""
        return (math.log10(value) - self.low) / ((self.high - self.low) or 1.0)

    def decades(self) -> list[float]:
        return [10.0**power for power in range(round(self.low), round(self.high) + 1)]


def _scales(series: Mapping[str, Points]) -> tuple[_Scale, _Scale]:
    points = [point for drawn in series.values() for point in drawn]
    made = [
        _Scale(math.floor(math.log10(min(values))), math.ceil(math.log10(max(values))))
        for values in ([size for size, _ in points], [cost for _, cost in points])
    ]
    return made[0], made[1]


def plot(series: Mapping[str, Points]) -> str:
    """Return a log-log plot of seconds over files as text; the first series is drawn over the others."""
    across, up = _scales(series)
    grid = [[" "] * _COLUMNS for _ in range(_LINES)]
    for sign, points in reversed(list(zip(_SIGNS, series.values(), strict=False))):
        for size, cost in points:
            column = round(across.place(size) * (_COLUMNS - 1))
            grid[_LINES - 1 - round(up.place(cost) * (_LINES - 1))][column] = sign
    heads = {_LINES - 1 - round(up.place(value) * (_LINES - 1)): f"{value:g} s" for value in up.decades()}
    lines = [f"{heads.get(number, ''):>9} ┤{''.join(cells)}".rstrip() for number, cells in enumerate(grid)]
    foot = [" "] * (_COLUMNS + 12)
    for value in across.decades():
        word = grouped(value)
        start = min(11 + round(across.place(value) * (_COLUMNS - 1)), len(foot) - len(word))
        foot[start : start + len(word)] = word
    names = "   ".join(f"{sign} {name}" for sign, name in zip(_SIGNS, series, strict=False))
    return "\n".join([*lines, f"{'':>9} └{'─' * _COLUMNS}", "".join(foot).rstrip() + " files", f"{'':11}{names}"])


def svg(series: Mapping[str, Points]) -> str:
    """Return the same plot as SVG, with the fitted line of each series."""
    across, up = _scales(series)

    def at(size: float, cost: float) -> tuple[float, float]:
        return (
            _MARGIN + across.place(size) * (_WIDTH - 2 * _MARGIN),
            _HEIGHT - _MARGIN - up.place(cost) * (_HEIGHT - 2 * _MARGIN),
        )

    drawn = [_axes(across, up)]
    for number, (colour, (name, points)) in enumerate(zip(_COLOURS, series.items(), strict=False)):
        drawn += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in (at(*point) for point in points)
        ]
        label = name
        if len({size for size, _ in points}) >= _TWO:
            found = fit(points)
            ends = [at(size, found.scale * size**found.exponent) for size in (points[0][0], points[-1][0])]
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in ends)
            drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-dasharray="4 3"/>')
            label = f"{name}: files^{found.exponent:.2f}"
        drawn.append(
            f'<text x="{_MARGIN + 12}" y="{_MARGIN + 16 + 18 * number}" fill="{colour}">{escape(label)}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'font-family="monospace" font-size="13">\n<rect width="100%" height="100%" fill="#ffffff"/>\n'
        + "\n".join(drawn)
        + "\n</svg>\n"
    )


def _axes(across: _Scale, up: _Scale) -> str:
    drawn = []
    for value in across.decades():
        x = _MARGIN + across.place(value) * (_WIDTH - 2 * _MARGIN)
        drawn.append(f'<path d="M{x:.1f} {_MARGIN}V{_HEIGHT - _MARGIN}" stroke="#d0d7de"/>')
        drawn.append(f'<text x="{x:.1f}" y="{_HEIGHT - _MARGIN + 20}" text-anchor="middle">{value:g} files</text>')
    for value in up.decades():
        y = _HEIGHT - _MARGIN - up.place(value) * (_HEIGHT - 2 * _MARGIN)
        drawn.append(f'<path d="M{_MARGIN} {y:.1f}H{_WIDTH - _MARGIN}" stroke="#d0d7de"/>')
        drawn.append(f'<text x="{_MARGIN - 6}" y="{y + 4:.1f}" text-anchor="end">{value:g} s</text>')
    return "\n".join(drawn)
