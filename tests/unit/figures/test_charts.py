from __future__ import annotations

import pytest
from figure_checks import artist, blank_margins, outside, overlaps, shown_texts

from rechallenge.figures.charts.chart import Chart, Key, Panel, PointLabel, RowLabel, Rows
from rechallenge.figures.charts.drawing import draw_chart
from rechallenge.figures.charts.marks import (
    Band,
    Cells,
    Line,
    Note,
    Points,
    Reference,
    Segments,
    Span,
)
from rechallenge.figures.charts.scale import log_scale, number_scale, rate_scale

X = (0.0, 1.0, 4.0)
Y = (0.1, 0.3, 0.2)
PANEL = Panel(
    x=number_scale(X, title="Years since the first course"),
    y=rate_scale(Y, title="Rate, % of patients"),
    marks=(Points(name="rows", x=X, y=Y),),
)


def texts(figure):
    return [text.get_text() for text in shown_texts(figure)]


def place(figure, text):
    """Left end and baseline of a text in points from the top left."""
    width, height = figure.get_size_inches() * 72
    (found,) = [shown for shown in shown_texts(figure) if shown.get_text() == text]
    x, y = found.get_position()
    return x * width, (1 - y) * height


@pytest.mark.parametrize("width", [84, 174])
def test_the_width_is_exact_and_the_margins_are_narrow(width):
    figure = draw_chart(Chart(panels=(PANEL,), footnotes=("A note. " * 60,)), width_mm=width)
    assert figure.get_size_inches()[0] * 25.4 == pytest.approx(width)
    assert max(blank_margins(figure)) <= 6
    assert overlaps(figure) == []
    assert outside(figure) == []


def test_marks_stand_at_their_numbers():
    marks = (
        Span(name="interval", low=0.1, high=0.2, axis="y"),
        Band(name="band", x=X, low=(0.0, 0.0, 0.0), high=Y),
        Segments(name="pairs", ends=[((0, 0.1), (4, 0.3))]),
        Line(name="line", x=X, y=Y),
        Reference(name="pooled", value=0.25, axis="y", label="pooled rate"),
        Points(name="rows", x=X, y=Y),
        Points(name="sized", x=X, y=Y, size=(2.0, 4.0, 6.0), shape="square"),
        Note(3.0, 0.05, "a note"),
    )
    panel = Panel(x=PANEL.x, y=PANEL.y, marks=marks, name="one")
    figure = draw_chart(Chart(panels=(panel,)))
    assert artist(figure, "one-rows").get_ydata() == pytest.approx([10, 30, 20])
    assert artist(figure, "one-line").get_xdata() == pytest.approx([0, 1, 4])
    assert artist(figure, "one-pooled").get_ydata() == pytest.approx([25, 25])
    (pair,) = artist(figure, "one-pairs").get_segments()
    assert pair.ravel().tolist() == pytest.approx([0, 10, 4, 30])
    assert artist(figure, "one-sized").get_sizes() == pytest.approx([4, 16, 36])
    assert {"a note", "pooled rate", "Rate, % of patients"} < set(texts(figure))
    assert overlaps(figure) == []


def test_a_map_leaves_cells_without_anything_blank():
    cells = Cells(name="map", x_edges=(0, 1, 2), y_edges=(0, 0.1, 0.3), values=((0, 1), (0.5, 0)))
    figure = draw_chart(Chart(panels=(Panel(x=PANEL.x, y=PANEL.y, marks=(cells,)),)))
    values = artist(figure, "map").get_array()
    assert values.mask.tolist() == [[True, False], [False, True]]


def test_a_logarithmic_panel_draws_logarithms():
    panel = Panel(x=log_scale([0.01, 10]), y=PANEL.y, marks=(Points(name="p", x=[0.1], y=[0.1]),))
    figure = draw_chart(Chart(panels=(panel,)))
    assert artist(figure, "p").get_xdata() == pytest.approx([-1])
    assert "0.01" in texts(figure)


def test_rows_are_named_from_the_top_with_their_columns():
    rows = Rows(
        labels=(RowLabel("Adams 2019"), RowLabel("arm A", indent=1), RowLabel("Baker " * 40)),
        header="Study", cells=(("10.0", "", "30.0"),), cell_headers=("Rate, %",),
    )  # fmt: skip
    panel = Panel(x=PANEL.y, y=rows, marks=(Points(name="rows", x=Y, y=range(3)),))
    figure = draw_chart(Chart(panels=(panel,)), width_mm=84)
    assert artist(figure, "rows").get_ydata() == pytest.approx([0, 1, 2])
    header, first, second = (place(figure, text) for text in ("Study", "Adams 2019", "arm A"))
    assert header[1] < first[1] < second[1]
    assert header[0] == first[0] < second[0]
    assert place(figure, "30.0")[1] > place(figure, "10.0")[1] == first[1]
    assert any(text.endswith("…") for text in texts(figure))
    assert overlaps(figure) == []
    assert max(blank_margins(figure)) <= 6


def small(name, rows):
    return Panel(
        x=number_scale(X, most=3), y=rows, title=f"Panel {name}", name=name,
        marks=(Points(name="p", x=X, y=range(3)),),
    )  # fmt: skip


def test_small_panels_share_their_rows_and_become_fewer_in_a_narrow_figure():
    rows = Rows(labels=tuple(map(RowLabel, ("Adams 2019", "Baker 2020", "Clark 2021"))))
    chart = Chart(panels=tuple(small(name, rows) for name in "abcd"), across=4, least=70)
    wide, narrow = (draw_chart(chart, width_mm=width) for width in (174, 84))
    assert texts(wide).count("Adams 2019") == 1
    assert texts(narrow).count("Adams 2019") == 2
    assert len({place(wide, f"Panel {name}")[1] for name in "abcd"}) == 1
    assert place(narrow, "Panel a")[1] == place(narrow, "Panel b")[1] < place(narrow, "Panel c")[1]
    for figure in (wide, narrow):
        assert overlaps(figure) == []


def crowd(numbered=""):
    """Thirty points, too close to each other for all of their names, not for numbers."""
    x = [0.3 + 0.6 * (i % 6) for i in range(30)]
    y = [0.03 + 0.06 * (i // 6) for i in range(30)]
    labels = tuple(
        PointLabel(*point, f"Author {i} 2020") for i, point in enumerate(zip(x, y, strict=True))
    )
    marks = (Points(name="rows", x=x, y=y),)
    panel = Panel(x=PANEL.x, y=PANEL.y, marks=marks, labels=labels)
    return draw_chart(Chart(panels=(panel,), numbered=numbered), width_mm=84)


def test_names_without_room_are_left_out_or_numbered_below():
    shown = {text for text in texts(crowd()) if text.startswith("Author")}
    assert 0 < len(shown) < 30
    figure = crowd(numbered="By number")
    assert {text for text in texts(figure) if text.startswith("Author")} == shown
    together = " ".join(texts(figure))
    named = together.replace("\u00a0", " ").count("Author")
    assert named == 30
    assert "By number: 1\u00a0Author" in together
    assert overlaps(figure) == outside(figure) == []


def test_what_vertical_lines_are_stands_above_the_plot_side_by_side_or_stacked():
    marks = tuple(
        Reference(name=f"r{i}", value=value, label=f"a line at {value}")
        for i, value in enumerate((0.0, 0.1, 4.0))
    )
    figure = draw_chart(Chart(panels=(Panel(x=PANEL.x, y=PANEL.y, marks=marks),)))
    heights = [place(figure, f"a line at {value}")[1] for value in (0.0, 0.1, 4.0)]
    assert heights[0] == heights[2] > heights[1]
    assert overlaps(figure) == outside(figure) == []


def test_the_legend_wraps():
    keys = tuple(
        Key(mark, f"what this one of several is, number {i}")
        for i, mark in enumerate((PANEL.marks[0], Segments(name="s", ends=()),
                                  Span(name="b", low=0, high=1)))
    )  # fmt: skip
    figure = draw_chart(Chart(panels=(PANEL,), keys=keys), width_mm=84)
    heights = {place(figure, key.text)[1] for key in keys}
    assert len(heights) == 3
    assert overlaps(figure) == outside(figure) == []
