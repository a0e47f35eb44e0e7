from __future__ import annotations

import charts_builder as charts
import estimates_builder as build

from rechallenge.contract import WITHHELD
from rechallenge.figures.diagnostics import diagnostics_of

ROWS = [
    build.row("Adams 2019", 3, 20), build.row("Baker 2020", 5, 25), build.row("Clark 2021", 4, 9),
    build.row("Dixon 2022", 6, 30),
]  # fmt: skip


def analysis(*, sources=("glmm",), **changes):
    whole = build.estimates(ROWS, build.model(ROWS, **changes))
    entries = [
        charts.diagnostics(row, i, model=source) for source in sources for i, row in enumerate(ROWS)
    ]
    return whole | {"influence": entries}


def test_the_headline_model_comes_first():
    found = diagnostics_of(analysis(sources=("plo-reml-z", "glmm")))
    assert {row["model"] for row in found.rows} == {"glmm"}
    assert (found.model, found.tau2, found.q, found.notes) == ("GLMM", 0.404, 112.4, ())


def test_another_model_stands_in_and_is_named():
    found = diagnostics_of(analysis(sources=("plo-reml-z",)))
    assert found.model == "Logit, REML"
    assert found.tau2 is None
    (note,) = found.notes
    assert note == "The model is another one than that of the headline: Logit, REML."


def test_a_two_stage_headline_with_another_interval_is_the_same_model():
    own = {"id": "plo-reml-adhoc", "method": "inverse-variance", "tau2_method": "REML"}
    found = diagnostics_of(analysis(sources=("plo-reml-z",), **own))
    assert found.notes == ()
    assert found.tau2 == 0.404


def test_rows_without_an_estimate_are_named():
    whole = analysis()
    whole["influence"][1] |= {"rstudent": None, "cook_d": None}
    found = diagnostics_of(whole)
    assert len(found.rows) == 3
    assert found.notes == ("The model has no estimate without Baker 2020.",)


def test_reasons():
    few = build.many(2) | {"influence": []}
    none = analysis() | {"influence": []}
    hidden = analysis(notes=(f"{WITHHELD}: it is wrong.",))
    missing = analysis()
    for entry in missing["influence"][:2]:
        entry["cook_d"] = None
    reasons = [diagnostics_of(whole).reason for whole in (few, none, hidden, missing)]
    assert reasons == [
        "fewer than three rows were pooled",
        "the results of this analysis hold no diagnostics of single rows",
        "the pooled rate itself is not shown",
        "the model (GLMM) has no estimate without most of the rows",
    ]
