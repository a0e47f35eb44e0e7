from __future__ import annotations

from itertools import combinations, product

import pytest
from benchmarks.layout.cases import EXTRAS, LABELS, PRESETS, SIZES, WIDTHS, every_case, pairwise
from benchmarks.layout.labels import KINDS, labelled
from benchmarks.layout.reviews import analysed
from benchmarks.layout.settings import Read

FIGURES = ("a", "b", "c")


def test_every_case_is_there_once():
    plain = {case for case in every_case() if case.extras == "plain"}
    assert len(plain) == 7 * 6 * 4 * 2
    assert len(set(every_case())) == len(every_case())


def test_every_pair_of_values_meets():
    chosen = [
        (case.rows, case.labels, case.preset, case.width, case.extras, figure)
        for case, figure in pairwise(FIGURES)
    ]
    factors = (SIZES, LABELS, PRESETS, WIDTHS, EXTRAS, FIGURES)
    for i, j in combinations(range(len(factors)), 2):
        assert {(one[i], one[j]) for one in chosen} == set(product(factors[i], factors[j]))
    assert len(chosen) < 60


@pytest.mark.parametrize("rows", [1, 2, 8])
def test_reviews_have_the_rows_that_were_asked_for(rows):
    review = analysed(rows, quick=True)
    pooled = [row for row in review["rows_table"] if row["pooled"]]
    assert len(pooled) == review["rows"] == rows
    if rows < 3:
        assert analysed(rows, quick=True) == review
    else:
        assert len(review["rows_table"]) > rows
        assert any(row["events"] == 0 for row in pooled)
        assert any(row["recovered"] for row in pooled)
        assert any(row["arm"] for row in pooled)
        assert len(review["subgroups"]) == 2
        assert review["meta_regression"]


def test_labels_take_the_place_of_names_everywhere():
    document = {"study": "Zstudy7", "notes": ["Without Zstudy12 (Zarm1)"], "n": 3, "Zgroup2": None}
    assert labelled(document, KINDS["short"]) == {
        "study": "Ng 7",
        "notes": ["Without Lee 12 (arm 1)"],
        "n": 3,
        "first 2": None,
    }


def test_settings_remember_what_was_read():
    settings = Read(width=84.0)
    assert (settings.width, settings.preset) == (84.0, "default")
    assert settings.read() == {"width", "preset"}
