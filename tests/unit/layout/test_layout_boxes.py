from __future__ import annotations

import pytest
from benchmarks.layout.boxes import (
    BOX_MM,
    blank_margins,
    boxes,
    least_margins,
    outside,
    overlaps,
)
from benchmarks.layout.crossings import crossed
from benchmarks.layout.measure import is_notice
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D


def figure_of(*texts, size=(2.0, 1.0)):
    """A figure with texts of 10 points at places in inches from its bottom left."""
    figure = Figure(figsize=size)
    FigureCanvasAgg(figure)
    for text, x, y in texts:
        figure.text(x / size[0], y / size[1], text, fontsize=10)
    return figure


def test_boxes_are_in_points_from_the_bottom_left():
    figure = figure_of(("0000", 0.5, 0.25))
    found = boxes(figure)
    left, _, right, _ = found.box[0]
    assert left == pytest.approx(36)
    assert right - left == pytest.approx(4 * 10 * 1303 / 2048, abs=0.3)
    assert (found.width, found.height) == (144, 72)
    assert found.smallest() == 10


def test_texts_on_one_another_overlap_and_neighbours_do_not():
    assert overlaps(figure_of(("abc", 0.5, 0.5), ("xyz", 0.6, 0.5))) == [("abc", "xyz")]
    assert overlaps(figure_of(("abc", 0.1, 0.5), ("xyz", 1.2, 0.5))) == []
    assert overlaps(figure_of(("abc", 0.5, 0.7), ("xyz", 0.5, 0.3))) == []


@pytest.mark.parametrize(("x", "y"), [(-0.1, 0.5), (1.9, 0.5), (0.5, -0.05), (0.5, 0.95)])
def test_texts_beyond_the_canvas_are_outside(x, y):
    assert outside(figure_of(("abc", x, y), ("in", 0.9, 0.4))) == ["abc"]


def test_margins_are_those_of_the_ink():
    figure = Figure(figsize=(2, 1))
    figure.add_artist(Line2D([0.25, 0.75], [0.5, 0.5], color="black", solid_capstyle="butt"))
    left, bottom, right, top = blank_margins(figure)
    assert (left, right) == (pytest.approx(12.7, abs=0.3), pytest.approx(12.7, abs=0.3))
    assert (bottom, top) == (pytest.approx(12.7, abs=0.8), pytest.approx(12.7, abs=0.8))


@pytest.mark.parametrize("line", [[0.1, 0.3], [0.6, 0.9]])
def test_margins_are_bounded_from_below(line):
    figure = figure_of(("some words", 0.6, 0.3), size=(3, 2))
    figure.add_artist(Line2D(line, [0.2, 0.8], color="black"))
    found = boxes(figure)
    for least, exact in zip(least_margins(figure, found), blank_margins(figure), strict=True):
        assert exact - BOX_MM <= least <= exact + 0.3
    assert all(text.get_visible() for text in found.texts)


def test_lines_and_marks_through_texts_are_noted():
    figure = Figure(figsize=(2, 2))
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.text(0.1, 0.5, "under a line")
    axes.text(0.1, 0.2, "free")
    axes.text(0.1, 0.8, "under a point")
    axes.plot([0, 1], [0.52, 0.52])
    axes.plot([0.2], [0.82], marker="o", linestyle="none")
    assert crossed(figure, boxes(figure)) == ["under a line", "under a point"]


def test_a_notice_is_nothing_but_text():
    figure = figure_of(("No rows.", 0.1, 0.5))
    assert is_notice(figure)
    figure.add_axes((0, 0, 1, 1))
    assert not is_notice(figure)
