"""Meta-regression from the cells of rows: designs, notes, predictions and the permutation test."""

import numpy as np
import pytest

from rechallenge.analysis.meta_regression import band, meta_regression, predictions
from rechallenge.analysis.moderators import make_design
from rechallenge.effects import effect_sizes
from rechallenge.models.regression import knapp_hartung_f, regress_two_stage
from rechallenge.models.sample import Sample

EVENTS, TOTALS = [7, 13, 12, 5, 11, 2, 6], [38, 36, 30, 34, 44, 8, 20]
CELLS = [
    {"year": "2013", "setting": "new", "same": "x"},
    {"year": "2015", "setting": "old", "same": "x"},
    {"year": "2016", "setting": "old", "same": "x"},
    {"year": "2018", "setting": "new", "same": "x"},
    {"year": "2020", "setting": "old", "same": "x"},
    {"year": "", "setting": "new", "same": "x"},
    {"year": "2024", "setting": "third", "same": "x"},
]
SAMPLE = Sample.of(EVENTS, TOTALS)


def test_numbers_are_centred_and_words_have_a_reference():
    design = make_design(CELLS, ["year", "setting"])
    assert design.kept == (0, 1, 2, 3, 4, 6)
    year, setting = design.terms
    assert (year.numeric, setting.numeric) == (True, False)
    assert year.centre == pytest.approx(np.mean([2013, 2015, 2016, 2018, 2020, 2024]))
    assert (setting.reference, setting.labels) == ("old", ("new", "third"))
    assert design.labels == ("intercept", "year", "new", "third")
    assert design.matrix[0] == pytest.approx([1, 2013 - year.centre, 1, 0])


def test_blank_rows_are_counted_and_few_rows_are_warned_of():
    result = meta_regression(SAMPLE, CELLS, ["year"], permutations=19)
    assert result.dropped == 1
    assert "1 row without a value is left out here." in result.notes
    assert any("6 rows for 2 coefficients" in note for note in result.notes)
    assert set(result.fits) == {"glmm", "plo-reml-knha"}
    assert result.permutation_p in [i / 20 for i in range(1, 21)]


@pytest.mark.parametrize(
    ("moderators", "words"),
    [
        (["same"], "“same” is the same in every row"),
        (["setting", "year", "same"], "“same” is the same in every row"),
        (["nowhere"], "0 rows for 1 coefficient"),
    ],
)
def test_what_cannot_be_fitted_is_said(moderators, words):
    result = meta_regression(SAMPLE, CELLS, moderators, permutations=0)
    assert result.fits == {}
    assert words in result.notes[-1]


def test_a_moderator_that_follows_from_another_is_said():
    cells = [{"a": str(i), "b": str(2 * i + 1)} for i in range(7)]
    result = meta_regression(SAMPLE, cells, ["a", "b"], permutations=0)
    assert "follows from the others" in result.notes[-1]


def test_predictions_cover_the_range_or_every_level():
    numbers = meta_regression(SAMPLE, CELLS, ["year"], permutations=0)
    points = predictions(numbers, numbers.fits["glmm"], level=0.95)
    assert (points[0]["at"], points[-1]["at"]) == (2013, 2024)
    for point in points:
        assert point["pi_low"] <= point["ci_low"] < point["estimate"] < point["ci_high"]
    words = meta_regression(SAMPLE, CELLS, ["setting"], permutations=0)
    levels = predictions(words, words.fits["plo-reml-knha"], level=0.95)
    assert [point["at"] for point in levels] == ["new", "old", "third"]
    coefficients = words.fits["plo-reml-knha"].coefficients
    # Of two levels with three rows each, the first by alphabet is the reference.
    assert levels[0]["mu"] == pytest.approx(coefficients[0])
    assert levels[1]["mu"] == pytest.approx(coefficients[0] + coefficients[1])


def test_the_band_of_a_number_passes_through_the_predictions():
    numbers = meta_regression(SAMPLE, CELLS, ["year"], permutations=0)
    for fit in numbers.fits.values():
        points = predictions(numbers, fit, level=0.95)
        found = band(numbers, fit, level=0.95)
        assert set(found) == {"at", "estimate", "ci_low", "ci_high", "pi_low", "pi_high"}
        # 41 points over the range hold the five predictions, ten steps apart.
        for key, values in found.items():
            assert values[::10] == pytest.approx([point[key] for point in points], rel=1e-12)
    for moderators in (["setting"], ["year", "setting"]):
        other = meta_regression(SAMPLE, CELLS, moderators, permutations=0)
        assert band(other, other.fits["plo-reml-knha"], level=0.95) == {}


def test_the_permutation_test_by_all_orders_of_four_rows():
    """With every order equally likely the p-value is a count; 499 shuffles come near it."""
    from itertools import permutations

    sample = Sample.of([2, 5, 9, 14], [30, 30, 30, 30])
    cells = [{"dose": str(dose)} for dose in (1, 2, 3, 4)]
    effects = effect_sizes(sample.events, sample.totals)
    design = make_design(cells, ["dose"]).matrix
    observed = knapp_hartung_f(effects.y, effects.v, design)
    assert observed == pytest.approx(
        regress_two_stage(sample, design, engine=False).statistic, rel=1e-10
    )
    orders = [
        knapp_hartung_f(effects.y, effects.v, design[list(order)])
        for order in permutations(range(4))
    ]
    exact = np.mean([value >= observed * (1 - 1e-9) for value in orders])
    found = meta_regression(sample, cells, ["dose"]).permutation_p
    assert found == pytest.approx(exact, abs=0.035)
