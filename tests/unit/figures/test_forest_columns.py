from __future__ import annotations

import estimates_builder as build
import pytest

from rechallenge.figures.fields import columns_of, rows_of, source_field
from rechallenge.figures.forest.columns import FORMS, chosen_fields, forest_fields
from rechallenge.figures.forest.footnotes import Symbols
from rechallenge.figures.forest.order import ordered
from rechallenge.figures.forest.presets import PRESETS
from rechallenge.figures.forest.rows import pooled_entries, study_entries
from rechallenge.figures.table import Column, Light
from rechallenge.formatting import RateScale

TABLE = [
    build.row("A 2019", 3, 20, design="prospective_trial", dose="10", median_followup_months="7"),
    build.row("B 2020", 0, 25, arm="x", design="registry", dose="2.5", blood="AB"),
    build.row("B 2020", 6, 25, arm="y", design="registry", dose="3"),
]


def written(preset="default", *, per=100, form=0, weights=False, chosen=(), beside=()):
    scale = RateScale(per, 1 if per == 100 else 0)
    fields, _ = chosen_fields(TABLE, chosen)
    left, right = forest_fields(
        PRESETS[preset], fields, beside, level=0.95, scale=scale, weights=weights, form=form
    )
    model = build.model(TABLE, estimate=0.1285, ci_low=0.05, ci_high=0.25, pi_low=0.01, pi_high=0.5)
    entries = study_entries(ordered(TABLE, "year"), Symbols())
    entries += pooled_entries(build.estimates(TABLE, model), model, preset=PRESETS[preset])
    headers = [
        [column.header.replace("\u00a0", " ") for column in columns_of(side)]
        for side in (left, right)
    ]
    return headers, rows_of(entries, left, right, counts_below=form == FORMS - 1)


@pytest.mark.parametrize(
    ("preset", "left", "right"),
    [
        ("default", ["Events", "Total"], ["", "Rate, % (95 % CI)"]),
        ("revman", ["Events", "Total", "Weight", "", "Proportion, % [95% CI]"], []),
        ("jama", ["No. of events", "No. of patients", "", "Rate, % (95% CI)"], []),
        ("bmj", ["Events/ total"], ["", "% (95% CI)"]),
    ],
)
def test_every_style_has_its_columns_in_its_order(preset, left, right):
    assert written(preset)[0] == [left, right]


def test_weights_have_a_column_when_asked_for():
    headers, rows = written(weights=True)
    assert headers[1][-1] == "Weight, %"
    assert [row.right[-1] for row in rows] == ["4.2", "", "4.2", "4.2", "", ""]
    assert written("bmj", weights=True)[0][1] == ["Weight (%)", "", "% (95% CI)"]


def test_weights_of_rows_not_pooled_are_absent_and_those_of_revman_have_a_sign():
    fields = forest_fields(
        PRESETS["revman"], (), (), level=0.95, scale=RateScale(), weights=False, form=0
    )
    table = [build.row("A", 1, 9), build.row("B", 1, 9, reason="x")]
    rows = rows_of(study_entries(ordered(table, "year"), Symbols()), *fields)
    assert [row.left[2] for row in rows] == ["4.2%", "–"]


def test_cells_of_studies_arms_and_summaries():
    _, rows = written()
    assert rows[0].left == ("3", "20")
    # Wilson limits of 3/20 by hand: (0.15 + 0.09604 ± 0.15466) / 1.19208
    assert rows[0].right == ("15.0", "(5.2 to 36.0)")
    assert rows[1].left == ("", "")
    assert rows[1].right == ("", "")
    assert rows[2].right[0] == "0.0"
    assert rows[4].left == ("9", "70")
    assert rows[4].right == ("12.8", "(5.0 to 25.0)")
    assert rows[5].right == ("", "(1.0 to 50.0)")


def test_rates_per_1000():
    headers, rows = written(per=1000)
    assert headers[1] == ["", "Rate per 1000 (95 % CI)"]
    assert rows[0].right == ("150", "(52 to 360)")


@pytest.mark.parametrize(
    ("form", "left", "right", "below"),
    [
        (1, ("3/20",), ("15.0", "(5.2 to 36.0)"), ""),
        (2, ("3/20",), ("15.0\n(5.2 to 36.0)",), ""),
        (3, (), ("15.0\n(5.2 to 36.0)",), "3/20"),
    ],
)
def test_narrower_forms_say_the_same_in_fewer_columns(form, left, right, below):
    row = written(form=form)[1][0]
    assert (row.left, row.right, row.below) == (left, right, below)


def test_chosen_columns_have_readable_names_and_codes_written_as_words():
    headers, rows = written(chosen=("design", "median_followup_months"))
    assert headers[0] == ["Design", "Median follow-up, months", "Events", "Total"]
    assert rows[0].left[:2] == ("Prospective trial", "7")


def test_what_all_arms_share_stands_beside_the_study_alone():
    _, rows = written(chosen=("design", "dose"))
    assert [row.left[:2] for row in rows[1:4]] == [("Registry", ""), ("", "2.5"), ("", "3")]


def test_columns_of_others_are_numbers_when_all_their_cells_are():
    fields, _ = chosen_fields(TABLE, ("dose", "blood", "year", "design"))
    assert [field.columns[0].kind for field in fields] == ["number", "text", "number", "text"]


def test_a_name_may_be_written_as_in_the_file():
    fields, notes = chosen_fields(TABLE, ("Median followup months", "Responders"))
    assert [field.columns[0].header for field in fields] == ["Median follow-up, months", "Events"]
    assert notes == ()


def test_unknown_columns_are_told():
    fields, notes = chosen_fields(TABLE, ("desing", "design", "$x$"))
    assert len(fields) == 1
    assert notes == ("No study file has a column “desing”, “$x$”, so it is not shown.",)


def test_columns_beside_the_plot_may_hold_marks():
    def read(row):
        return (Light("#009E73", "+" if row["arm"] != "x" else "–"),)

    lights = source_field((Column("D1", "marks", optional="bias"),), read)
    headers, rows = written(beside=(lights,))
    assert headers[1][-1] == "D1"
    assert rows[0].right[-1] == Light("#009E73", "+")
    # the arms differ, so each has its own; summaries have none
    assert [row.right[-1] for row in rows[1:]] == [
        "", Light("#009E73", "–"), Light("#009E73", "+"), "", "",
    ]  # fmt: skip
