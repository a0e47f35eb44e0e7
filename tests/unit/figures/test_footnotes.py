from __future__ import annotations

import estimates_builder as build

from rechallenge.figures.forest.footnotes import Symbols, model_footnotes, model_sentence
from rechallenge.formatting import RateScale

ROWS = [build.row("A", 5, 20), build.row("B", 12, 25), build.row("C", 3, 31)]


def test_equal_notes_share_a_symbol():
    symbols = Symbols()
    assert [symbols.of("x"), symbols.of("y"), symbols.of("x"), symbols.of()] == ["†", "‡", "†", ""]
    assert symbols.footnotes() == ("† x", "‡ y")


def test_symbols_are_distinct_when_the_signs_run_out():
    symbols = Symbols()
    given = [symbols.of(f"note {i}") for i in range(20)]
    assert len(set(given)) == 20
    assert given[6] == "††"


def test_heterogeneity_and_model_and_notes_in_this_order():
    model = build.model(ROWS, notes=("With fewer than five studies it is uncertain.",))
    lines = model_footnotes(build.estimates(ROWS, model, notes=["25 rows."]), model)
    assert lines[0] == (
        "Heterogeneity: τ² = 0.40 (95 % CI 0.18 to 0.92); I² = 76 % (95 % CI 59 to 88); "
        "likelihood-ratio Q = 112.4, df = 2, p < 0.001."
    )
    assert lines[1].startswith(
        "Model: Random-effects logistic model (GLMM, maximum likelihood), t interval (2 df)."
    )
    assert lines[2:] == ("With fewer than five studies it is uncertain.", "25 rows.")


def test_the_mean_is_named_only_where_it_differs_by_half_a_point():
    far = build.model(ROWS, estimate=0.2427, mean=0.2598, mean_low=0.2057, mean_high=0.3217)
    near = build.model(ROWS, estimate=0.2427, mean=0.2470)
    assert "their mean is 26.0 % (95 % CI 20.6 to 32.2)." in model_sentence(far)
    assert "mean" not in model_sentence(near)


def test_i2_has_its_definition():
    assert "I² was computed from τ²." in model_sentence(build.model(ROWS))
    assert "I² was computed from Q." in model_sentence(build.model(ROWS, i2_definition="Q"))


def test_an_exact_result_has_no_heterogeneity():
    model = build.exact(ROWS, "No events.")
    lines = model_footnotes(build.estimates(ROWS, model), model)
    assert lines == ("Model: Summed counts, exact (Clopper–Pearson) interval.", "No events.")


def test_a_figure_with_the_line_of_heterogeneity_says_what_kind_of_test_it_is():
    model = build.model(ROWS, q_type="LR")
    lines = model_footnotes(build.estimates(ROWS, model), model, heterogeneity=False)
    assert not lines[0].startswith("Heterogeneity")
    assert lines[0].endswith("χ² is that of the likelihood-ratio test.")


def test_signs_are_those_of_the_style_and_double_when_they_run_out():
    symbols = Symbols(("a", "b"))
    assert [symbols.of(f"note {i}") for i in range(5)] == ["a", "b", "aa", "bb", "aaa"]


def test_the_mean_per_1000():
    far = build.model(ROWS, estimate=0.2427, mean=0.2598, mean_low=0.2057, mean_high=0.3217)
    sentence = model_sentence(far, scale=RateScale(1000, 0))
    assert "their mean is 260 per 1000 (95 % CI 206 to 322)." in sentence
