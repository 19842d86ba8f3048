"""Pictures are drawn without a display, from anything that a briefing can hold."""

import struct
import subprocess
import sys
from datetime import date, timedelta

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from bot.briefing import Chart
from bot.charts import _figure, outline, png

DAYS = [(date(2026, 1, 1) + timedelta(days=n)).isoformat() for n in range(30)]


def rows(*names, values=None):
    return [{"name": name, "values": values or [n % 4 for n in range(30)]} for name in names]


def a_chart(kind, **series):
    return Chart(kind, "alt", {"title": "Title", "axis": "stories", "language": "en", **series})


NODES = [{"id": x, "name": f"The long name of {x}"} for x in "abcd"]
LINKS = (("b", "declared", 0), ("c", "assessed", 3), ("d", "together", 9))
EDGES = [{"a": "a", "b": other, "style": style, "n": n} for other, style, n in LINKS]
POINTS = [
    {"name": "Baghdad", "lat": 33.3, "lon": 44.4, "n": 9},
    {"name": "Red Sea", "lat": 20, "lon": 38, "n": 1},
]
CHARTS = {
    "activity": a_chart("activity", days=DAYS, rows=rows(*"abcdefgh")),
    "activity in Arabic": a_chart("activity", days=DAYS, rows=rows("ضربة", "تهديد"), title="كتائب", language="ar"),
    "activity of nothing": a_chart("activity", days=DAYS, rows=[]),
    "activity of one day": a_chart("activity", days=DAYS[:1], rows=rows("a", values=[3])),
    "activity of no day": a_chart("activity", days=[], rows=[]),
    "trend": a_chart("trend", days=DAYS, rows=rows("a", "b", "c")),
    "trend by month": a_chart("trend", days=["2024-01-01", "2025-01-01"], rows=rows("a", values=[1, 2]), step="month"),
    "spark": a_chart("spark", days=DAYS, rows=rows("a")),
    "heat": a_chart("heat", days=DAYS, rows=rows(*"abcdefghijklmn")),
    "heat of zeros": a_chart("heat", days=DAYS, rows=rows("a", values=[0] * 30)),
    "relations": a_chart("relations", centre="a", nodes=NODES, edges=EDGES, legend={"declared": "on file"}),
    "relations of nobody": a_chart("relations", centre="a", nodes=NODES[:1], edges=[], legend={}),
    "map": a_chart("map", points=POINTS),
    "map of nothing": a_chart("map", points=[]),
    "names with signs": a_chart("trend", days=DAYS, rows=rows("$x$", "a_b^{2", "\u2068كتائب\u2069")),
}


def size(data):
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", data[16:24])


@pytest.mark.parametrize("name", CHARTS)
def test_every_kind_of_chart_becomes_a_picture(name):
    width, height = size(png(CHARTS[name]))

    assert 400 <= width <= 2000
    assert 100 <= height <= 2000


def test_the_same_numbers_give_the_same_bytes():
    assert png(CHARTS["heat"]) == png(CHARTS["heat"])


def test_the_border_is_a_ring_around_the_capital():
    border = outline()["border"]
    assert min(x for x, _ in border) < 44.4 < max(x for x, _ in border)


def test_nothing_loads_the_drawing_library_before_a_picture_is_asked_for():
    code = (
        "import sys, bot.charts, bot.core, bot.command; bot.command.commands(); sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_long_title_is_not_cut_off_by_the_edge(language):
    """A map is narrower than its frame; a title of two dates goes on in a second line."""
    title = {
        "en": "Iraqi Resistance Coordination Committee: stories by place, 23 Oct 2026 to 21 Nov 2026",
        "ar": "الهيئة التنسيقية للمقاومة العراقية: الأخبار حسب المكان، من 23 تشرين الأول 2026 إلى 21 تشرين الثاني 2026",
    }[language]
    figure = _figure(a_chart("map", points=[], title=title, language=language))
    FigureCanvasAgg(figure).draw()

    axes = figure.axes[0]
    written = [t for t in (axes.title, axes._left_title, axes._right_title) if t.get_text()]
    box = written[0].get_window_extent()
    assert 0 <= box.x0 < box.x1 <= figure.bbox.width
    assert written[0].get_text().count("\n") == 1
