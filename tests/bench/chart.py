"""The picture of the README: how long a portal takes to build, by the number of its services."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import log10

from bench.jobs import OURS, PEERS, of_size, sizes
from bench.rounds import Record

Points = Sequence[tuple[int, float]]

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 64, 190, 52, 48
SECONDS = (1, 3, 10, 30, 100, 300)
"""Times at which a line is drawn."""

_STYLE = """\
svg{font-family:system-ui,sans-serif;font-size:13px;background:#fff;color:#1f2328}
text{fill:currentColor}.dim{opacity:.7}.grid{stroke:currentColor;stroke-opacity:.15}
.line{fill:none;stroke:#6e7781;stroke-width:1.75}.dot{fill:#6e7781}
.ours .line{stroke:#0969da;stroke-width:3}.ours .dot{fill:#0969da}.ours text{font-weight:600;fill:#0969da}
@media (prefers-color-scheme:dark){svg{background:#0d1117;color:#e6edf3}
.line{stroke:#8b949e}.dot{fill:#8b949e}.ours .line{stroke:#58a6ff}.ours .dot,.ours text{fill:#58a6ff}}"""


def lines(records: Mapping[str, Record], size: int) -> Iterator[tuple[str, Points]]:
    """Yield who builds, and its times in seconds by number of services; nobody where nobody was measured."""
    for name in (OURS, *PEERS):
        points = [
            (services, spread.median)
            for services in sizes(size)
            if (record := records.get(of_size(name, services))) and (spread := record.spread(""))
        ]
        if points:
            yield name, points


def drawn(series: Mapping[str, Points]) -> str:
    """Return an SVG with both axes logarithmic: a straight line is time that grows with the services."""
    everything = [point for points in series.values() for point in points]
    across = _Scale([services for services, _ in everything], LEFT, WIDTH - RIGHT)
    up = _Scale([seconds for _, seconds in everything], HEIGHT - BOTTOM, TOP)
    title = "Seconds to build a portal, by the number of services (both axes logarithmic)"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{title}</title><style>{_STYLE}</style>",
        f'<text x="{LEFT}" y="24" font-weight="600">{title.partition(" (")[0]}</text>',
        *_grid(series, across, up),
        *(_line(name, points, across, up) for name, points in series.items()),
        "</svg>\n",
    ]
    return "\n".join(parts)


class _Scale:
    """Where values stand on a logarithmic axis."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self._least, most = log10(min(values)), log10(max(values))
        self._start = start
        self._step = (end - start) / (most - self._least or 1)

    def __call__(self, value: float) -> float:
        """Return the place of a value."""
        return round(self._start + (log10(value) - self._least) * self._step, 1)


def _grid(series: Mapping[str, Points], across: _Scale, up: _Scale) -> Iterator[str]:
    services = sorted({services for points in series.values() for services, _ in points})
    times = [seconds for points in series.values() for _, seconds in points]
    for each in services:
        yield f'<text class="dim" x="{across(each)}" y="{HEIGHT - 22}" text-anchor="middle">{each:,}</text>'
    for each in SECONDS:
        if min(times) <= each <= max(times):
            yield f'<path class="grid" d="M{LEFT} {up(each)}H{WIDTH - RIGHT}"/>'
            yield f'<text class="dim" x="{LEFT - 10}" y="{up(each) + 4}" text-anchor="end">{each} s</text>'


def _line(name: str, points: Points, across: _Scale, up: _Scale) -> str:
    places = [(across(services), up(seconds)) for services, seconds in points]
    path = "M" + "L".join(f"{x} {y}" for x, y in places)
    dots = "".join(f'<circle class="dot" cx="{x}" cy="{y}" r="3.5"/>' for x, y in places)
    x, y = places[-1]
    said = f'<text x="{x + 10}" y="{y + 4}">{escape(name)} {points[-1][1]:.0f} s</text>'
    return f'<g class="{"ours" if name == OURS else "peer"}"><path class="line" d="{path}"/>{dots}{said}</g>'
