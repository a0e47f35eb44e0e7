"""Titles of columns, and sentences with rates."""

from __future__ import annotations

import pytest

from rechallenge.formatting import RateScale
from rechallenge.wording import (
    column_title,
    estimate_phrase,
    prediction_sentence,
)

GLMM = {
    "id": "glmm", "method": "glmm", "measure": "PLO", "tau2_method": "ML", "interval": "t",
    "estimate": 0.243, "ci_low": 0.185, "ci_high": 0.311, "pi_low": 0.075, "pi_high": 0.558,
    "tau2": 0.4,
}  # fmt: skip


@pytest.mark.parametrize(
    ("column", "title"),
    [
        ("median_followup_months", "Median follow-up, months"),
        ("doi", "DOI"),
        ("design", "Design"),
        ("line_of_therapy", "Line of therapy"),
        ("ECOG status", "ECOG status"),
        ("", ""),
    ],
)
def test_titles_of_columns(column, title):
    assert column_title(column) == title


def test_rates_in_sentences():
    per_1000 = RateScale(1000, 0)
    assert estimate_phrase(GLMM, level=0.95) == "24.3 % (95 % CI 18.5 to 31.1)"
    assert estimate_phrase(GLMM, level=0.9, scale=per_1000) == "243 per 1000 (90 % CI 185 to 311)"
    credible = GLMM | {"interval": "credible"}
    assert estimate_phrase(credible, level=0.95) == "24.3 % (95 % CrI 18.5 to 31.1)"
    assert estimate_phrase(GLMM | {"estimate": None}, level=0.95) == "no estimate"


def test_the_prediction_interval_in_a_sentence():
    assert prediction_sentence(GLMM, level=0.95).startswith(
        "The true rate of a similar study is expected between 7.5 % and 55.8 % (95 % prediction"
    )
    assert "between 75 and 558 per 1000" in prediction_sentence(
        GLMM, level=0.95, scale=RateScale(1000, 0)
    )
    assert prediction_sentence(GLMM | {"pi_low": None}, level=0.95) == ""
