"""A Chart to PNG, without a display: numbers in, bytes out. matplotlib is loaded with the first picture.

Every picture has its own light ground, so that it reads alike in dark and in light clients; colours are those of Okabe
and Ito, told apart by the colour-blind, and nothing is said by colour alone. Series of each kind of chart:

- `spark`, `activity`, `trend`, `heat`: `days` (ISO dates), `step` (day, week, month), `rows` [{name, values}]
- `relations`: `centre` id, `nodes` [{id, name}], `edges` [{a, b, style (declared, assessed, together), n}], `legend`
- `map`: `points` [{name, lat, lon, n}], `elsewhere` (what is said before those beyond the frame)
each with `title`, `axis` (what is counted) and `language`.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from bot.briefing import Chart
from bot.data import packed
from bot.texts import texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.path import Path

Series = Mapping[str, Any]
DPI = 120
GROUND, INK, FAINT, LAND, WATER = "#fbfaf7", "#22262b", "#8a8f96", "#efe9dc", "#7fa8c9"
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#7d6b00", "#9a9a9a")
_HATCHES = ("", "///", "", "...", "", "\\\\\\", "xx", "")
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
_LINES = ("-", "--", "-.", ":", "-", "--", "-.", ":")
_EDGES: Mapping[str, tuple[Any, str]] = {
    "declared": ("-", "#0072b2"),
    "assessed": ("--", "#d55e00"),
    "together": (":", "#6b7178"),
}
_UNSHOWN = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f"))  # marks that fonts show as boxes
_DIGIT = 0.27  # how far apart the digits of a number stand, in cells
LONGEST_TITLE = 66  # characters on a line; a longer title would be cut off by the edge
_ONE_AT_A_TIME = Lock()  # matplotlib's fonts are shared and not made for threads


def load() -> None:
    """Loads matplotlib, which the first picture would wait for."""
    import matplotlib.backends.backend_agg
    import matplotlib.figure  # noqa: F401


def png(chart: Chart, language: str = "") -> bytes:
    """The picture of a chart; blocks for 30-150 ms, so that it belongs on a worker thread.

    `language` is that of the reader where the chart does not say its own.
    """
    with _ONE_AT_A_TIME:
        return _encoded(_figure(replace(chart, series={"language": language or "en", **chart.series})))


def _figure(chart: Chart) -> "Figure":
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    draw, size = _DRAW[chart.kind]
    figure = Figure(figsize=size(chart.series), dpi=DPI, facecolor=GROUND, layout="constrained")
    FigureCanvasAgg(figure)  # without it, each text that is measured takes a drawing surface of megabytes
    axes = figure.add_subplot()
    axes.set_facecolor(GROUND)
    axes.tick_params(colors=INK, labelsize=9)
    draw(axes, chart.series)
    if title := chart.series.get("title"):
        told = _said(_folded(title, LONGEST_TITLE))
        axes.set_title(told, loc=_start(chart.series), color=INK, fontsize=12, fontweight="bold", pad=10)
    return figure


def _encoded(figure: "Figure") -> bytes:
    out = BytesIO()
    canvas: Any = figure.canvas
    canvas.print_png(out, metadata={"Software": None})  # savefig would lay it out and draw it twice
    return out.getvalue()


def _wide(series: Series) -> tuple[float, float]:
    return 8.6, 4.4


def _flat(series: Series) -> tuple[float, float]:
    return 5.0, 1.1


def _tall(series: Series) -> tuple[float, float]:
    return 8.6, max(2.2, 1.5 + 0.3 * len(series["rows"]))


def _square(series: Series) -> tuple[float, float]:
    return 8.2, 7.0


def _start(series: Series) -> Literal["left", "right"]:
    """The side on which reading begins."""
    return "right" if series.get("language") == "ar" else "left"


# Days from left to right


def _activity(axes: "Axes", series: Series) -> None:
    """A stacked bar a day, one colour and hatch a type."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    below = [0] * len(series["days"])
    for row, colour, hatch in zip(series["rows"], COLOURS, _HATCHES, strict=False):
        bars = [_bar(x, low, n) for x, (low, n) in enumerate(zip(below, row["values"], strict=True)) if n]
        # all bars of a type are one path: each path with a hatch takes its own drawing of the hatch
        path = Path.make_compound_path(*[Path(bar, closed=True) for bar in bars])
        look: dict[str, Any] = {"facecolor": colour, "hatch": hatch, "edgecolor": GROUND, "linewidth": 0.4}
        axes.add_artist(PathPatch(path, label=_said(row["name"]), **look))
        below = [low + n for low, n in zip(below, row["values"], strict=True)]
    _plain_axes(axes, series, max(below, default=0))
    _legend(axes, series)


def _bar(x: int, low: float, n: float) -> list[tuple[float, float]]:
    left, right = x - 0.43, x + 0.43
    return [(left, low), (right, low), (right, low + n), (left, low + n), (left, low)]


def _trend(axes: "Axes", series: Series) -> None:
    """One line an actor, told apart by colour, dash and mark."""
    n = len(series["days"])
    every = max(1, n // 12)
    for row, colour, line, mark in zip(series["rows"], COLOURS, _LINES, _MARKERS, strict=False):
        axes.plot(
            range(n), row["values"], line, color=colour, marker=mark, markevery=every, markersize=5, linewidth=1.8,
            label=_said(row["name"]),
        )  # fmt: skip
    _plain_axes(axes, series, max((v for row in series["rows"] for v in row["values"]), default=0))
    _legend(axes, series)


def _spark(axes: "Axes", series: Series) -> None:
    """A small bare run of bars."""
    values = series["rows"][0]["values"] if series["rows"] else ()
    axes.bar(range(len(values)), values, 0.86, color=COLOURS[0])
    axes.set_ylim(0, max([1, *values]) * 1.05)
    axes.set_axis_off()


def _heat(axes: "Axes", series: Series) -> None:
    """A row a faction, a column a day; darker is more, and the number stands in the cell where there is room."""
    from matplotlib.colors import LinearSegmentedColormap, PowerNorm

    rows = [row["values"] for row in series["rows"]]
    most = max([1, *(v for row in rows for v in row)])
    blues = LinearSegmentedColormap.from_list("blues", ["#f1efe8", "#9cc3de", "#2b7bb9", "#08306b"])
    norm = PowerNorm(0.6, 0, most)
    axes.pcolormesh(rows, cmap=blues, norm=norm, edgecolors=GROUND, linewidth=0.8)
    axes.invert_yaxis()
    names = [_said(row["name"]) for row in series["rows"]]
    axes.set_yticks([i + 0.5 for i in range(len(names))], names, color=INK, fontsize=9)
    _day_ticks(axes, series, 0.5)
    _bare(axes)
    if len(series["days"]) <= 45:
        _cell_numbers(axes, rows, most)


def _cell_numbers(axes: "Axes", rows: Sequence[Sequence[int]], most: int) -> None:
    """The numbers digit by digit, one artist a colour: as hundreds of texts they would take half a second."""
    from matplotlib.collections import PathCollection
    from matplotlib.transforms import IdentityTransform

    for colour, digits in _digits(rows, most).items():
        collection = PathCollection(
            [_digit(digit) for digit, _ in digits], (26,), offsets=[at for _, at in digits],
            offset_transform=axes.transData, color=colour, linewidths=0, zorder=3,
        )  # fmt: skip
        collection.set_transform(IdentityTransform())
        axes.add_collection(collection, autolim=False)


def _digits(rows: Sequence[Sequence[int]], most: int) -> dict[str, list[tuple[str, tuple[float, float]]]]:
    """By colour, the digits of all numbers but 0, and where each stands."""
    found: dict[str, list[tuple[str, tuple[float, float]]]] = {}
    for y, row in enumerate(rows):
        for x, n in enumerate(row):
            colour = "white" if (n / most) ** 0.6 > 0.5 else INK
            digits = str(n) if n else ""
            for place, digit in enumerate(digits):
                shift = (place - (len(digits) - 1) / 2) * _DIGIT
                found.setdefault(colour, []).append((digit, (x + 0.5 + shift, y + 0.5)))
    return found


@cache
def _digit(digit: str) -> "Path":
    """The shape of one of the ten digits, as a marker."""
    from matplotlib.markers import MarkerStyle

    marker = MarkerStyle(f"${digit}$")
    return marker.get_path().transformed(marker.get_transform())


def _plain_axes(axes: "Axes", series: Series, most: int) -> None:
    from matplotlib.ticker import MaxNLocator

    _day_ticks(axes, series, 0)
    _bare(axes)
    axes.set_xlim(-0.6, max(len(series["days"]), 1) - 0.4)
    axes.set_ylim(0, max(most, 1) * 1.08)
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.grid(axis="y", color="#e3e0d8", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.set_ylabel(_said(series.get("axis", "")), color=INK, fontsize=9)


def _bare(axes: "Axes") -> None:
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)


def _day_ticks(axes: "Axes", series: Series, shift: float) -> None:
    """At most nine dates, the last always among them; the year where it is not one and the same."""
    days = [date.fromisoformat(d) for d in series["days"]]
    if not days:
        return
    every = max(1, math.ceil(len(days) / 9))
    shown = list(range(len(days) - 1, -1, -every))[::-1]
    t, years = texts(series.get("language", "en")), len({d.year for d in days})
    labels = [t.month(days[i]) if series.get("step") == "month" else t.day(days[i]) for i in shown]
    if years > 1:
        labels = [f"{label}\n{days[i].year}" for label, i in zip(labels, shown, strict=True)]
    axes.set_xticks([i + shift for i in shown], labels, color=INK, fontsize=9)
    if years == 1:
        axes.set_xlabel(str(days[-1].year), color=FAINT, fontsize=9, loc="right")


def _legend(axes: "Axes", series: Series) -> None:
    if not series["rows"]:
        return
    columns = min(len(series["rows"]), 4)
    legend = axes.figure.legend(
        loc="outside lower center", ncols=columns, frameon=False, fontsize=9, labelcolor=INK, handlelength=1.8
    )
    legend.set_in_layout(True)


# Who stands with whom


def _relations(axes: "Axes", series: Series) -> None:
    """The asked-for actor in the middle, the others on a ring, names outside; the kind of link by dash and colour."""
    at = _ring(series)
    most = max([1, *(edge.get("n") or 0 for edge in series["edges"])])
    for edge in sorted(series["edges"], key=lambda e: e["style"] != "together"):
        _edge(axes, edge, at, most)
    for node in series["nodes"]:
        _node(axes, node, at[node["id"]], node["id"] == series["centre"])
    axes.set_xlim(-2.05, 2.05)
    axes.set_ylim(-1.45, 1.4)
    axes.set_aspect("equal")
    axes.set_axis_off()
    _edge_legend(axes, series)


def _ring(series: Series) -> dict[str, tuple[float, float]]:
    others = [node["id"] for node in series["nodes"] if node["id"] != series["centre"]]
    step = 2 * math.pi / max(len(others), 1)
    at = {one: (1.18 * math.sin(i * step), 1.18 * math.cos(i * step)) for i, one in enumerate(others)}
    return {**at, series["centre"]: (0.0, 0.0)}


def _edge(axes: "Axes", edge: Series, at: Mapping[str, tuple[float, float]], most: int) -> None:
    (x1, y1), (x2, y2) = at[edge["a"]], at[edge["b"]]
    line, colour = _EDGES[edge["style"]]
    n = edge.get("n") or 0
    axes.plot([x1, x2], [y1, y2], line, color=colour, linewidth=1.2 + 4 * n / most, alpha=0.75, zorder=1)
    if n:
        x, y = x1 + (x2 - x1) * 0.62, y1 + (y2 - y1) * 0.62
        box = {"boxstyle": "round,pad=0.15", "facecolor": GROUND, "edgecolor": "none"}
        axes.text(x, y, str(n), fontsize=8, color=INK, ha="center", va="center", bbox=box, zorder=2)


def _node(axes: "Axes", node: Series, at: tuple[float, float], centre: bool) -> None:
    x, y = at
    axes.plot([x], [y], "o", markersize=15 if centre else 9, color=INK if centre else COLOURS[0], zorder=3)
    name = _said(_folded(node["name"], 18))
    if centre:
        box = {"boxstyle": "round,pad=0.25", "facecolor": GROUND, "edgecolor": INK, "linewidth": 0.8}
        axes.text(
            x, y - 0.13, name, fontsize=10, fontweight="bold", color=INK, ha="center", va="top", bbox=box, zorder=4
        )
        return
    side = "center" if abs(x) < 0.25 else "left" if x > 0 else "right"
    high = "bottom" if y > 0.9 else "top" if y < -0.9 else "center"
    axes.text(x * 1.06, y * 1.06, name, fontsize=9, color=INK, ha=side, va=high, zorder=4)


def _edge_legend(axes: "Axes", series: Series) -> None:
    from matplotlib.lines import Line2D

    used = {edge["style"] for edge in series["edges"]}
    said = [(style, text) for style, text in series.get("legend", {}).items() if style in used]
    lines = [Line2D([], [], linestyle=_EDGES[style][0], color=_EDGES[style][1], linewidth=2) for style, _ in said]
    if lines:
        texts = [_said(text) for _, text in said]
        axes.figure.legend(lines, texts, loc="outside lower center", ncols=3, frameon=False, fontsize=9, labelcolor=INK)


# Where it happened


@cache
def outline() -> Mapping[str, Any]:
    """The outline of the country: our own rough drawing, for orientation only."""
    drawing: Mapping[str, Any] = json.loads(packed("outline.json"))
    return drawing


def _map(axes: "Axes", series: Series) -> None:
    """A circle a place, its area the number of stories; the most frequent are named, those beyond the frame below."""
    _ground(axes, series)
    inside = [p for p in series["points"] if _is_inside(p)]
    points = sorted(inside, key=lambda p: -p["n"])
    most = max([1, *(p["n"] for p in points)])
    for p in points:
        size = 40 + 760 * p["n"] / most
        axes.scatter(
            [p["lon"]], [p["lat"]], s=size, color="#d55e00", alpha=0.55, edgecolors=INK, linewidth=0.8, zorder=3
        )
    axes.set_aspect(1 / math.cos(math.radians(33.2)))
    bounds = outline()["bounds"]
    axes.set_xlim(bounds["west"], bounds["east"])
    axes.set_ylim(bounds["south"], bounds["north"])
    axes.set_axis_off()
    _name_points(axes, points, most)
    _name_others(axes, series, [p for p in series["points"] if p not in inside])


def _ground(axes: "Axes", series: Series) -> None:
    drawing = outline()
    lon, lat = zip(*drawing["border"], strict=True)
    axes.fill(lon, lat, facecolor=LAND, edgecolor=FAINT, linewidth=1.2, zorder=1)
    for river in drawing["rivers"]:
        x, y = zip(*river["points"], strict=True)
        axes.plot(x, y, color=WATER, linewidth=1.3, zorder=2)
    t = texts(series.get("language", "en"))
    for label in drawing["labels"]:
        key = f"country.{label['name'].lower().replace(' ', '-')}"
        name = t.say(key) if t.has(key) else label["name"]
        axes.text(label["lon"], label["lat"], _said(name), color=FAINT, fontsize=9, ha="center", zorder=2)


def _is_inside(point: Series) -> bool:
    bounds = outline()["bounds"]
    return bool(bounds["west"] <= point["lon"] <= bounds["east"] and bounds["south"] <= point["lat"] <= bounds["north"])


def _name_others(axes: "Axes", series: Series, points: Sequence[Series]) -> None:
    """What lies beyond the frame, in words: it would make the country small."""
    if points:
        told = " · ".join(f"{p['name']} ({p['n']})" for p in sorted(points, key=lambda p: -p["n"])[:6])
        text = _said(f"{series.get('elsewhere', '')}: {told}")
        axes.figure.supxlabel(text, fontsize=9, color=INK)


def _name_points(axes: "Axes", points: Sequence[Series], most: int) -> None:
    """Names beside the largest circles, each on the first side where it covers no other."""
    axes.figure.draw_without_rendering()  # type: ignore[union-attr]  # fixes the scale, so that boxes can be compared
    taken: list[Any] = []
    for p in points[:12]:
        text = f"{p['name']} ({p['n']})"
        gap = 5 + 11 * math.sqrt(p["n"] / most)
        for dx, dy, ha, va in ((gap, 0, "left", "center"), (-gap, 0, "right", "center"), (0, gap, "center", "bottom"),
                               (0, -gap, "center", "top")):  # fmt: skip
            label = axes.annotate(
                _said(text), (p["lon"], p["lat"]), (dx, dy), textcoords="offset points", fontsize=9, color=INK,
                ha=ha, va=va, zorder=4,
            )  # fmt: skip
            box = label.get_window_extent()
            if not any(box.overlaps(other) for other in taken):
                taken.append(box)
                break
            label.remove()


def _said(text: str) -> str:
    """Text as it stands: a dollar is no formula."""
    return text.translate(_UNSHOWN).replace("$", r"\$")


def _folded(text: str, width: int) -> str:
    """Two lines where one is too long, cut at a comma where there is one."""
    if len(text) <= width or " " not in text:
        return text
    spaces = [i for i, c in enumerate(text) if c == " "]
    commas = [i for i in spaces if text[i - 1] in ",،"]
    cut = min(commas or spaces, key=lambda i: abs(i - len(text) / 2))
    return f"{text[:cut]}\n{text[cut + 1 :]}"


_Draw = tuple[Callable[["Axes", Series], None], Callable[[Series], tuple[float, float]]]
_DRAW: Mapping[str, _Draw] = {
    "spark": (_spark, _flat),
    "activity": (_activity, _wide),
    "trend": (_trend, _wide),
    "heat": (_heat, _tall),
    "relations": (_relations, _square),
    "map": (_map, _square),
}
