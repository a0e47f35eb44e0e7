from __future__ import annotations

from math import log

import estimates_builder as build
import panels_builder as panels
import pytest
from figure_checks import artist, names, shown_texts

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.gosh import gosh_figure

ROWS = [build.row("Adams 2019", 30, 100), build.row("Baker 2020", 5, 25), build.row("C 21", 9, 25)]


def whole(**changes):
    """Six subsets: three with Adams at 10-20 %, one without at I² above 50, two mixed."""
    entry = {
        "model": {"measure": "PLO", "tau2_method": "REML"}, "rows": 3, "exhaustive": True,
        "subsets": 6, "seed": 0, "failed": 0, "estimate_edges": [0.1, 0.2, 0.3],
        "i2_edges": [0, 50, 100], "counts": [[3, 0], [1, 2]],
        "studies": [
            {"study_id": "a", "study": "Adams 2019", "estimate_with": 0.15,
             "estimate_without": 0.25, "i2_with": 12.0, "i2_without": 71.4},
            {"study_id": "b", "study": "Baker 2020", "estimate_with": 0.18,
             "estimate_without": None, "i2_with": 40.0, "i2_without": None},
        ],
        "highlight": {"study_id": "a", "study": "Adams 2019", "counts": [[3, 0], [0, 1]]},
        "modes": {"excess_mass": 0.0, "limit": 0.4, "driver": None},
        "notes": ["All 6 subsets of two or more rows."],
    }  # fmt: skip
    return build.estimates(ROWS, build.model(ROWS)) | {"gosh": entry | changes}


def test_cells_have_the_tint_of_the_subsets_in_them_and_the_darkness_of_their_number():
    figure = gosh_figure(whole(), FigureSettings()).figure
    maps = {
        name: artist(figure, name).get_array().filled(0.0) for name in ("with", "without", "both")
    }
    assert maps["with"].ravel() == pytest.approx([1, 0, 0, 0])
    assert maps["without"].ravel() == pytest.approx([0, 0, log(2) / log(4), 0])
    assert maps["both"].ravel() == pytest.approx([0, 0, 0, log(3) / log(4)])
    assert artist(figure, "with").get_extent() == pytest.approx((10, 30, 0, 100))


def test_cells_of_the_study_differ_in_grey_print_too():
    dots = artist(gosh_figure(whole(), FigureSettings()).figure, "with-dots")
    assert dots.get_xydata().tolist() == [pytest.approx([15, 25])]


def test_bars_have_the_lengths_of_their_counts():
    figure = gosh_figure(whole(), FigureSettings()).figure
    rates = artist(figure, "rates-bars").get_segments()
    lengths = [end[1] - start[1] for start, end in rates]
    assert [start[0] for start, _ in rates] == pytest.approx([15, 25])
    assert lengths[0] == pytest.approx(2 * lengths[1])  # 4 and 2 subsets
    i2 = artist(figure, "i2-bars").get_segments()
    assert [start[1] for start, _ in i2] == pytest.approx([25, 75])
    widths = [end[0] - start[0] for start, end in i2]
    assert widths[0] == pytest.approx(widths[1])  # 3 subsets each


def test_outlines_of_subsets_with_and_without_the_study_differ_in_more_than_hue():
    figure = gosh_figure(whole(), FigureSettings()).figure
    solid, dashed = artist(figure, "rates-with"), artist(figure, "rates-without")
    assert solid.get_linestyle() != dashed.get_linestyle()
    reach = {
        line.get_gid(): max(line.get_ydata()) - min(line.get_ydata()) for line in (solid, dashed)
    }
    assert reach["rates-with"] == pytest.approx(3 * reach["rates-without"])


def test_subsets_and_studies_in_words():
    drawn = gosh_figure(whole(), FigureSettings())
    assert "All 6 subsets of two or more rows." in drawn.caption
    assert "inverse variance (logit, REML)" in drawn.caption
    assert "Adams 2019 moves the median rate of the subsets most." in drawn.caption
    assert (
        "Subsets with Adams 2019: median rate 15.0 %, I² 12 %; without it 25.0 %, I² 71 %."
        in drawn.description
    )
    assert "Subsets with Baker 2020: median rate 18.0 %, I² 40 %." in drawn.description


def test_a_second_mode_and_its_study_in_words():
    driver = {"study_id": "a", "study": "Adams 2019", "difference": -0.1, "overlap": 0.124}
    modes = {"excess_mass": 0.0713, "limit": 0.03, "driver": driver}
    drawn = gosh_figure(whole(modes=modes), FigureSettings())
    said = (
        "The rates have a second mode (excess mass 0.071, limit 0.030); their distributions with "
        "and without Adams 2019 overlap by 12 %."
    )
    assert said in drawn.caption
    assert said in drawn.description
    assert "Adams 2019 drives the second mode." in drawn.caption
    one = gosh_figure(whole(), FigureSettings()).caption
    assert "The rates have no second mode (excess mass 0.000, limit 0.400)." in one


def test_the_axis_of_i2_ends_with_the_map():
    figure = gosh_figure(whole(i2_edges=[0, 35, 70]), FigureSettings()).figure
    texts = [text.get_text() for text in shown_texts(figure)]
    assert {"0", "20", "40", "60"} <= set(texts)
    assert "80" not in texts


def test_a_sample_is_called_one_and_failures_are_counted():
    drawn = gosh_figure(whole(exhaustive=False, failed=2, notes=[]), FigureSettings())
    assert "6 subsets of 3 rows, a random sample." in drawn.caption
    assert "2 subsets could not be pooled." in drawn.caption


def test_without_a_study_that_stands_out_there_is_one_tint():
    drawn = gosh_figure(whole(highlight=None), FigureSettings())
    assert artist(drawn.figure, "both").get_array().filled(0.0).ravel()[0] == 1
    assert "rates-with" not in names(drawn.figure)
    assert "Orange" not in drawn.caption
    assert not any("hold" in text.get_text() for text in shown_texts(drawn.figure))


def test_a_million_subsets_are_no_more_marks_than_a_thousand(tmp_path):
    whole = panels.CASES["25 rows"]
    figure = gosh_figure(whole, FigureSettings()).figure
    assert len(figure.axes[0].get_images()) == 3
    assert len(figure.findobj()) < 400
