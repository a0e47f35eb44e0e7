"""What every chart of rows and of models must satisfy, whatever it holds."""

from __future__ import annotations

import pytest
from charts_builder import CASES
from figure_checks import blank_margins, outside, overlaps, shown_texts

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.catalogue import DRAW

FIGURES = ("influence", "baujat", "agreement", "shrunken")


@pytest.mark.parametrize("width", [84.0, 174.0])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", FIGURES)
def test_texts_are_readable_and_the_page_is_filled(name, case, width):
    figure = DRAW[name](CASES[case], FigureSettings(width=width)).figure
    assert figure.get_size_inches()[0] * 25.4 == pytest.approx(width)
    assert overlaps(figure) == []
    assert outside(figure) == []
    assert min(text.get_fontsize() for text in shown_texts(figure)) >= 7
    assert max(blank_margins(figure)) <= 6


@pytest.mark.parametrize("name", FIGURES)
def test_each_row_or_model_is_one_sentence(name):
    whole = CASES["8 rows"]
    drawn = DRAW[name](whole, FigureSettings())
    rows = whole["models"] if name == "agreement" else whole["rows_table"]
    assert drawn.description.count(": ") >= len(rows)
    assert drawn.caption.startswith(f"{drawn.title}. ")
    assert whole["label"] in drawn.title


@pytest.mark.parametrize("name", FIGURES)
def test_an_analysis_of_nothing_says_so(name):
    nothing = CASES["1 rows"] | {"models": [], "primary": None, "rows_table": [], "rows": 0}
    drawn = DRAW[name](nothing, FigureSettings())
    assert drawn.description.endswith("nothing was pooled.")
    assert drawn.caption == f"{drawn.title}. {drawn.description}"
    assert "nothing was pooled." in " ".join(text.get_text() for text in shown_texts(drawn.figure))


@pytest.mark.parametrize("name", FIGURES)
def test_one_row_is_too_little(name):
    text = DRAW[name](CASES["1 rows"], FigureSettings()).description
    assert text.startswith("No ")
