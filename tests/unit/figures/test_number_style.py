from __future__ import annotations

import pytest

from rechallenge.figures.forest.presets import BMJ, DEFAULT, JAMA, REVMAN
from rechallenge.formatting import RateScale


@pytest.mark.parametrize(
    ("preset", "interval"),
    [
        (DEFAULT, "(18.5 to 31.1)"),
        (REVMAN, "[18.5, 31.1]"),
        (JAMA, "(18.5-31.1)"),
        (BMJ, "(18.5 to 31.1)"),
    ],
)
def test_intervals_in_columns(preset, interval):
    assert preset.numbers.interval(0.185, 0.311, RateScale()) == interval


SENTENCE = "24.3 % (95 % CI 18.5 to 31.1), df = 3, p = 0.285 and p < 0.001"


@pytest.mark.parametrize(
    ("preset", "text"),
    [
        (DEFAULT, SENTENCE),
        (REVMAN, "24.3% (95% CI 18.5 to 31.1), df = 3, P = 0.285 and P < 0.001"),
        # AMA: no leading zero, two digits from .01 on, a comma behind CI and a hyphen
        (JAMA, "24.3% (95% CI, 18.5-31.1), df = 3, P = .28 and P < .001"),
        (BMJ, "24.3% (95% CI 18.5 to 31.1), df=3, P=0.285 and P<0.001"),
    ],
)
def test_sentences(preset, text):
    assert preset.numbers.write(SENTENCE) == text


@pytest.mark.parametrize(
    ("p", "written"),
    [("0.27", ".27"), ("0.031", ".03"), ("0.012", ".01"), ("0.046", ".046"), ("0.004", ".004"),
     ("1.00", "1.00")],
)  # fmt: skip
def test_p_values_of_ama_never_round_across_005(p, written):
    assert JAMA.numbers.write(f"p = {p}") == f"P = {written}"


def test_words_that_are_no_numbers_stand():
    for preset in (DEFAULT, REVMAN, JAMA, BMJ):
        assert preset.numbers.write("a group of 5 to 7 people") == "a group of 5 to 7 people"


MODEL = {"tau2": 0.40438, "q": 112.37, "q_df": 24, "q_p": 2e-13, "i2": 76.47, "studies": 20}


@pytest.mark.parametrize(
    ("preset", "line"),
    [
        (DEFAULT, ""),
        (REVMAN, "Heterogeneity: Tau² = 0.40; Chi² = 112.37, df = 24 (P < 0.001); I² = 76%"),
        (JAMA, "Heterogeneity: τ² = 0.40; χ²₂₄ = 112.37; P < .001; I² = 76%"),
        (BMJ, "Test for heterogeneity: τ²=0.40, χ²=112.37, df=24, P<0.001, I²=76%"),
    ],
)
def test_the_line_of_heterogeneity(preset, line):
    assert preset.heterogeneity_line(MODEL) == line


def test_without_a_test_there_is_no_line():
    assert REVMAN.heterogeneity_line(MODEL | {"q": None}) == ""
    assert REVMAN.heterogeneity_line(MODEL | {"studies": 2}) == ""


def test_the_level_stays_on_one_line():
    assert REVMAN.named("Total ({ci})", 0.9) == "Total (90%\u00a0CI)"
    assert DEFAULT.named("Rate, % ({ci})", 0.95) == "Rate, % (95\u00a0%\u00a0CI)"
