from __future__ import annotations

import estimates_builder as build
import pytest

from rechallenge.figures.footnotes import Symbols
from rechallenge.figures.forest_rows import axis_title, pooled_rows, size, study_rows


def rows_of(*table, weights=False):
    return study_rows(table, Symbols(), weights=weights)


def test_arms_stand_below_their_study():
    rows = rows_of(
        build.row("Robert 2013", 3, 23, arm="ipilimumab + gp100"),
        build.row("Robert 2013", 3, 8, arm="ipilimumab + placebo"),
        build.row("Lebbe 2014", 26, 111, arm="overall"),
        build.row("Menzies 2017", 27, 67, arm="prior ipilimumab irAE"),
    )
    assert [(row.indent, row.label) for row in rows] == [
        (0, "Robert 2013"),
        (1, "ipilimumab + gp100"),
        (1, "ipilimumab + placebo"),
        (0, "Lebbe 2014"),
        (0, "Menzies 2017, prior ipilimumab irAE"),
    ]
    assert rows[0].left == ()
    assert rows[0].mark is None
    assert rows[1].left == ("3", "23")
    assert rows[1].right == ("13.0", "(4.5 to 32.1)")


def test_codes_of_arms_are_written_with_spaces():
    (row,) = rows_of(build.row("van Dijk 2025", 13, 36, arm="initial_ipinivo"))
    assert row.label == "van Dijk 2025, initial ipinivo"


def test_an_unnamed_arm_among_others_is_called_so():
    rows = rows_of(build.row("Robert 2013", 3, 23), build.row("Robert 2013", 3, 8, arm="B"))
    assert [row.label for row in rows] == ["Robert 2013", "arm not named", "B"]


@pytest.mark.parametrize(
    ("row", "symbol"),
    [
        (build.row("A", 1, 9), ""),
        (build.row("A", 1, 9, recovered="from 11 %"), "†"),
        (build.row("A", 1, 9, count_source="derived"), "†"),
        (build.row("A", 1, 9, reason="a letter"), "†"),
        (build.row("A", 1, 9, reason="a letter", count_source="derived"), "†\u2009‡"),
    ],
)
def test_what_a_reader_must_know_has_a_symbol(row, symbol):
    assert rows_of(row)[0].symbol == symbol


def test_a_row_without_counts_has_no_mark():
    (row,) = rows_of(build.row("A", None, 20, reason="no count given"))
    assert row.left == ("–", "20")
    assert row.right == ("–", "")
    assert row.mark is None


def test_weights_are_in_per_cent_and_absent_for_rows_not_pooled():
    rows = rows_of(build.row("A", 1, 9), build.row("B", 1, 9, reason="x"), weights=True)
    assert [row.right[-1] for row in rows] == ["4.2", "–"]


def test_axis_title_names_outcome_and_unit():
    assert axis_title({"outcome": "orr"}) == "Objective response, % of patients"
    assert axis_title({"outcome": "myocarditis"}) == "myocarditis, % of patients"


@pytest.mark.parametrize(
    ("studies", "arms", "text"),
    [(1, 1, "1 study"), (20, 20, "20 studies"), (20, 25, "20 studies, 25 arms")],
)
def test_size(studies, arms, text):
    assert size({"studies": studies, "rows": arms}) == text


def test_two_studies_have_no_prediction_interval():
    rows = [build.row("A", 5, 20), build.row("B", 12, 25)]
    model = build.model(rows, estimate=0.3737, ci_low=0.1348, ci_high=0.6567, pi_low=None)
    (pooled,) = pooled_rows(build.estimates(rows, model), model, weights=False)
    assert pooled.label == "Pooled rate (2\u00a0studies)"
    assert pooled.left == ("17", "45")
    assert pooled.right == ("37.4", "(13.5 to 65.7)")


def test_one_study_of_two_arms_is_summed_not_pooled():
    rows = [build.row("A", 3, 20, arm="x"), build.row("A", 5, 30, arm="y")]
    model = build.exact(rows, "One study with 2 rows.")
    (summed,) = pooled_rows(build.estimates(rows, model), model, weights=False)
    assert summed.label == "Summed counts (1\u00a0study,\u00a02\u00a0arms)"
