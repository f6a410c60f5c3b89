"""Plot: lines on two logarithmic axes as SVG, by hand, so that the same figures give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 720, 400, 80, 56, 40, 170
COLOURS = ("#1f5fa8", "#c2571a", "#2e7d4f", "#7a3e9d")
Points = Sequence[tuple[float, float]]


def plot(title: str, x: str, y: str, lines: Mapping[str, Points]) -> str:
    """One plot of some lines of points; both axes are logarithmic, in whole powers of ten."""
    every = [point for points in lines.values() for point in points]
    spans = [span([point[axis] for point in every]) for axis in (0, 1)]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13" role="img">',
        f"<title>{title}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="24" font-size="15" font-weight="bold">{title}</text>',
        *grid(spans),
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 12}" text-anchor="middle">{x}</text>',
        f'<text transform="translate(18 {(TOP + HEIGHT - BOTTOM) / 2:.0f}) rotate(-90)" text-anchor="middle">{y}</text>',
    ]
    for number, (name, points) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        places = [place(point, spans) for point in points]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5" fill="{colour}"/>' for a, b in places]
        parts.append(f'<text x="{WIDTH - RIGHT + 12}" y="{TOP + 16 + 20 * number}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def span(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten between which all values lie."""
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def place(point: tuple[float, float], spans: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """Where a point stands in the picture."""
    (x0, x1), (y0, y1) = spans
    across = (log10(point[0]) - x0) / (x1 - x0)
    up = (log10(point[1]) - y0) / (y1 - y0)
    return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - BOTTOM - TOP)


def grid(spans: Sequence[tuple[int, int]]) -> list[str]:
    """Lines and figures at the powers of ten."""
    (x0, x1), (y0, y1) = spans
    parts = []
    for power in range(x0, x1 + 1):
        at, _ = place((10**power, 10**y0), spans)
        parts.append(f'<path d="M{at:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>')
        parts.append(f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{label(power)}</text>')
    for power in range(y0, y1 + 1):
        _, at = place((10**x0, 10**power), spans)
        parts.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{label(power)}</text>')
    return parts


def label(power: int) -> str:
    """A power of ten in figures.

    >>> label(3), label(-1)
    ('1,000', '0.1')
    """
    return f"{10**power:,}" if power >= 0 else f"{10.0**power:.{-power}f}"
