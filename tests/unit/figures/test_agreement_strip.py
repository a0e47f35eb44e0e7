from __future__ import annotations

import charts_builder as charts
import estimates_builder as build
import pytest
from figure_checks import artist, shown_texts

from rechallenge.config.settings import FigureSettings
from rechallenge.contract import WITHHELD
from rechallenge.figures.agreement import agreement_figure, strip_names
from rechallenge.withholding import as_shown

ROWS = [build.row("Adams 2019", 3, 20), build.row("Baker 2020", 5, 25), build.row("C 21", 4, 9)]
NUMBERS = {"estimate": 0.24, "ci_low": 0.18, "ci_high": 0.31, "pi_low": 0.07, "pi_high": 0.56}


def analysis(**changes):
    first = build.model(ROWS, **NUMBERS)
    whole = build.estimates(ROWS, first) | {"models": charts.strip(first, ROWS)}
    whole["models"][1] |= {"estimate": 0.26, "ci_low": 0.2, "ci_high": 0.33} | changes
    return whole


def texts(figure):
    return [text.get_text() for text in shown_texts(figure)]


def test_models_stand_at_their_numbers_with_the_headline_as_a_band():
    figure = agreement_figure(analysis(), FigureSettings()).figure
    points = artist(figure, "estimates")
    assert points.get_xdata()[:2] == pytest.approx([24, 26])
    assert points.get_ydata()[:2] == pytest.approx([0, 1])
    intervals = artist(figure, "intervals").get_segments()
    assert intervals[1].ravel().tolist() == pytest.approx([20, 1, 33, 1])
    assert artist(figure, "predictions").get_segments()[0].ravel().tolist() == pytest.approx(
        [7, 0, 56, 0]
    )
    band = artist(figure, "headline")
    assert (band.get_x(), band.get_width()) == pytest.approx((18, 13))
    assert artist(figure, "reference").get_xdata() == pytest.approx([24, 24])


def test_a_common_effect_model_predicts_nothing():
    whole = analysis()
    assert [m["id"] for m in whole["models"]][4] == "common-effect"
    drawn_in = artist(agreement_figure(whole, FigureSettings()).figure, "predictions")
    assert len(drawn_in.get_segments()) == len(whole["models"]) - 1


def test_names_are_short_and_tell_models_apart():
    models = analysis()["models"]
    assert strip_names(models) == (
        "GLMM", "Beta-binomial", "Logit, REML, Wald", "Logit, REML, ad hoc Hartung–Knapp",
        "Common effect", "Bayes, half-normal(0.5)",
    )  # fmt: skip
    assert strip_names(models, narrow=True)[3] == "Logit, REML, ad hoc HK"
    narrow = " ".join(texts(agreement_figure(analysis(), FigureSettings(width=84.0)).figure))
    assert "HK: Hartung–Knapp." in narrow


def test_a_withheld_model_is_marked_and_its_note_is_below():
    whole = analysis()
    whole["models"][2]["notes"] = [f"{WITHHELD}: totals differ too much."]
    for width in (84.0, 174.0):
        drawn = agreement_figure(as_shown(whole), FigureSettings(width=width))
        shown = texts(drawn.figure)
        assert "Logit, REML\u00a0†" in shown
        assert "no estimate" in shown
        below = " ".join(shown).replace("\u00a0", " ")
        assert f"† {WITHHELD}: totals differ too much." in below
        assert 2 not in artist(drawn.figure, "estimates").get_ydata()
        assert "no estimate" in drawn.description


def test_a_fit_that_did_not_converge_is_hollow_and_said():
    drawn = agreement_figure(analysis(converged=False), FigureSettings())
    assert artist(drawn.figure, "unreliable").get_xdata() == pytest.approx([26])
    assert artist(drawn.figure, "unreliable").get_markerfacecolor() == "white"
    assert "did not converge" in " ".join(texts(drawn.figure))


def test_rates_per_thousand():
    drawn = agreement_figure(analysis(), FigureSettings(per=1000))
    assert artist(drawn.figure, "estimates").get_xdata()[0] == pytest.approx(240)
    assert "240 (180 to 310)" in texts(drawn.figure)
    assert "Objective response per 1000 patients" in texts(drawn.figure)


def test_words():
    drawn = agreement_figure(analysis(), FigureSettings())
    assert "The 6 estimates lie between" in drawn.caption
    assert "24.0 % (95 % CI 18.0 to 31.0), prediction interval between 7.0 % and 56.0 %." in (
        drawn.description
    )


def test_one_result_has_nothing_to_agree_with():
    whole = build.many(1)
    assert agreement_figure(whole, FigureSettings()).description == (
        "No comparison of models: there is only one result (Summed counts, exact "
        "(Clopper–Pearson) interval)."
    )
