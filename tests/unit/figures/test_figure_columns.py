from __future__ import annotations

import pytest
from figure_checks import artist, in_the_plot, names, outside, overlaps, shown_texts

from rechallenge.figures.drawing import draw
from rechallenge.figures.table import Column, DisplayRow, DisplayTable, Light, Mark

GREEN, YELLOW = "#009E73", "#F0E442"


def lit_table(count=3):
    rows = tuple(
        DisplayRow(
            role="study",
            label=f"Author {i}",
            left=("a trial",),
            right=("13.0", *(Light(GREEN, "+") for _ in range(4)), Light(YELLOW, "–")),
            mark=Mark("square", 0.02, 0.33, 0.13, 20),
        )
        for i in range(count)
    )
    return DisplayTable(
        label_header="Study",
        left=(Column("Design", "text"),),
        right=(Column("Rate"), *(Column(f"D{i}", "marks") for i in range(1, 6))),
        rows=rows,
        reference=None,
        axis_title="Events, % of patients",
        footnotes=(),
    )


def test_a_column_of_marks_is_a_circle_with_a_sign_in_each_row():
    figure = draw(lit_table())
    green, yellow = artist(figure, "lights-009E73"), artist(figure, "lights-F0E442")
    assert len(green.get_xdata()) == 12
    assert len(yellow.get_xdata()) == 3
    assert [text.get_text() for text in shown_texts(figure)].count("+") == 12
    assert overlaps(figure) == outside(figure) == in_the_plot(figure) == []


def test_circles_stand_below_their_header_and_at_the_height_of_their_row():
    figure = draw(lit_table())
    height = figure.get_size_inches()[1] * 72
    (header,) = [text for text in shown_texts(figure) if text.get_text() == "D5"]
    circles = artist(figure, "lights-F0E442")
    assert circles.get_xdata() == pytest.approx([header.get_position()[0]] * 3)
    labels = [text for text in shown_texts(figure) if text.get_text().startswith("Author")]
    for y, label in zip(circles.get_ydata(), labels, strict=True):
        assert y * height == pytest.approx(label.get_position()[1] * height + 0.73 * 7.5 / 2)


def test_signs_are_dark_on_light_circles_and_light_on_dark_ones():
    row = DisplayRow(
        role="study", label="A", right=(Light("#000000", "!"), Light("#F0E442", "–")),
        mark=Mark("square", 0.1, 0.3, 0.2),
    )  # fmt: skip
    table = DisplayTable(
        label_header="Study", left=(), right=(Column("D1", "marks"), Column("D2", "marks")),
        rows=(row,), reference=None, axis_title="x", footnotes=(),
    )  # fmt: skip
    shown = {text.get_text(): text.get_color() for text in shown_texts(draw(table))}
    assert shown["!"] == "#FFFFFF"
    assert shown["–"] == "#1A1A1A"


def test_text_columns_are_left_aligned_below_their_header():
    figure = draw(lit_table())
    found = [text for text in shown_texts(figure) if text.get_text() in ("Design", "a trial")]
    assert len(found) == 4
    assert {text.get_horizontalalignment() for text in found} == {"left"}
    assert len({text.get_position()[0] for text in found}) == 1


def test_a_figure_without_marks_has_no_circles():
    rows = (DisplayRow(role="study", label="A", mark=Mark("square", 0.1, 0.3, 0.2)),)
    table = DisplayTable(
        label_header="Study", left=(), right=(), rows=rows, reference=None, axis_title="x",
        footnotes=(),
    )  # fmt: skip
    assert not any(name.startswith("lights") for name in names(draw(table)))
