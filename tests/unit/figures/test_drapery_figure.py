from __future__ import annotations

import estimates_builder as build
import panels_builder as panels
import pytest
from figure_checks import artist, names, shown_texts

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.drapery import drapery_figure

ROWS = [build.row("Adams 2019", 30, 100), build.row("Baker 2020", 5, 25), build.row("C 21", 9, 25)]


def whole(**changes):
    found = build.estimates(ROWS, build.model(ROWS))
    return found | {"curves": {"drapery": panels.drapery(found, **changes)}}


def texts(drawn):
    return [text.get_text() for text in shown_texts(drawn.figure)]


def test_curves_stand_at_their_numbers():
    x = [0.1, 0.2, 0.3, 0.4, 0.5]
    rows = [{"study_id": "a", "study": "A", "arm": "", "p": [0.0, 0.0, 0.4, 1.0, 0.4]}]
    drawn = drapery_figure(
        whole(x=x, pooled=[0.0, 0.5, 1.0, 0.2, 0.0], prediction=None, rows=rows), FigureSettings()
    )
    pooled = artist(drawn.figure, "pooled")
    assert pooled.get_xdata() == pytest.approx([10, 20, 30, 40, 50])
    assert pooled.get_ydata() == pytest.approx([0, 0.5, 1, 0.2, 0])
    # what lies on the axis is left out, but for the foot of the curve
    assert artist(drawn.figure, "row-1").get_xdata() == pytest.approx([20, 30, 40, 50])
    assert "prediction" not in names(drawn.figure)
    assert "prediction" not in drawn.caption


@pytest.mark.parametrize(("width", "words"), [(174.0, "95 % interval"), (84.0, "95 %")])
def test_intervals_are_named_at_the_right_end(width, words):
    drawn = drapery_figure(whole(), FigureSettings(width=width))
    assert {words, words.replace("95", "99")} <= set(texts(drawn))
    (line,) = artist(drawn.figure, "level-0.05").get_segments()
    assert line[:, 1] == pytest.approx([0.05, 0.05])


def test_studies_are_named_where_there_is_room():
    few = texts(drapery_figure(whole(), FigureSettings()))
    assert {"Adams 2019", "Baker 2020", "C 21"} <= set(few)
    many = texts(drapery_figure(panels.CASES["140 rows"], FigureSettings(width=84.0)))
    assert 2 <= sum(text.startswith("Author ") for text in many) < 140


def test_the_caption_tells_which_curve_is_which_and_what_they_rest_on():
    caption = drapery_figure(whole(note="Rows: exact binomial test."), FigureSettings()).caption
    assert "Light curves: single rows. Dark curve: pooled rate. Orange curve:" in caption
    assert caption.endswith("Rows: exact binomial test.")


def test_one_long_curve_does_not_squeeze_the_others():
    rows = [build.row(f"Study {i}", 2, 400) for i in range(9)] + [build.row("Small", 0, 2)]
    found = build.estimates(rows, build.model(rows))
    drawn = drapery_figure(found | {"curves": {"drapery": panels.drapery(found)}}, FigureSettings())
    assert drawn.figure.axes[0].get_xlim()[1] < 60
