"""What every heterogeneity figure must satisfy, whatever it holds."""

from __future__ import annotations

import pytest
from figure_checks import blank_margins, outside, overlaps, shown_texts
from panels_builder import CASES

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.catalogue import drawn_figures
from rechallenge.figures.saving import save_figure

NAMES = ("gosh", "specification", "drapery", "radial", "predictive", "funnel", "bubble")
OF_ROWS = ("drapery", "radial", "predictive", "funnel", "bubble")


def drawn(name, whole, **settings):
    return [one for _, one in drawn_figures(whole, FigureSettings(**settings), [name])]


@pytest.mark.parametrize("width", [84.0, 174.0])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", NAMES)
def test_texts_are_readable_and_the_page_is_filled(name, case, width):
    for one in drawn(name, CASES[case], width=width):
        figure = one.figure
        assert figure.get_size_inches()[0] * 25.4 == pytest.approx(width)
        assert overlaps(figure) == []
        assert outside(figure) == []
        assert min(text.get_fontsize() for text in shown_texts(figure)) >= 7
        assert max(blank_margins(figure)) <= 6


@pytest.mark.parametrize("name", NAMES)
def test_title_begins_the_caption_and_names_the_analysis(name):
    (one,) = drawn(name, CASES["8 rows"])
    assert one.caption.startswith(f"{one.title}. ")
    assert CASES["8 rows"]["label"] in one.title


@pytest.mark.parametrize("name", OF_ROWS)
def test_each_row_is_one_sentence(name):
    whole = CASES["8 rows"]
    (one,) = drawn(name, whole)
    for row in whole["rows_table"]:
        assert f"{row['events']} of {row['total']} patients" in one.description


@pytest.mark.parametrize("name", NAMES)
def test_nothing_pooled_and_one_row_are_said(name):
    nothing = CASES["1 rows"] | {"models": [], "primary": None, "rows_table": [], "rows": 0}
    for whole, words in ((nothing, "nothing was pooled"), (CASES["1 rows"], "has one row")):
        for one in drawn(name, whole):
            assert words in one.description
            assert one.caption == f"{one.title}. {one.description}"
            assert words in " ".join(text.get_text() for text in shown_texts(one.figure))


@pytest.mark.parametrize("name", NAMES)
def test_results_of_an_older_version_are_no_error(name):
    older = {
        key: value
        for key, value in CASES["8 rows"].items()
        if key not in ("gosh", "specification", "curves", "meta_regression")
    }
    for one in drawn(name, older):
        assert "The results of this analysis hold no" in one.description


@pytest.mark.parametrize("name", NAMES)
def test_rates_per_thousand(name):
    (one,) = drawn(name, CASES["25 rows"], per=1000)
    assert "per 1000" in " ".join(text.get_text() for text in shown_texts(one.figure))


@pytest.mark.parametrize("name", NAMES)
def test_files_are_small_and_the_same_each_time(name, tmp_path):
    contents = []
    for folder in ("one", "two"):
        (one,) = drawn(name, CASES["25 rows"])
        paths = save_figure(
            one.pages, tmp_path / folder, name, title=one.title, description=one.description
        )
        contents.append([path.read_bytes() for path in paths])
    assert contents[0] == contents[1]
    assert max(len(content) for content in contents[0][:2]) < 300_000
