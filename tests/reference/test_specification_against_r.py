"""Specifications against R: other selections of rows, arms, models, estimators and intervals."""

from __future__ import annotations

import pytest
from benchmarks.accuracy.combinations import own_specifications, told_specifications
from golden_values import golden

NAMES = list(golden("specification")["results"])


@pytest.mark.parametrize("name", NAMES)
def test_every_specification_that_r_has(name):
    ours = own_specifications(name)
    compared = 0
    for levels, (estimate, low, high) in told_specifications(name):
        if levels not in ours:
            # A rule that keeps all rows is no other selection.
            assert levels[0] == "Rows of 10 patients or more"
            totals = golden("specification")["results"][name][0]["totals"]
            assert min(totals) >= 10
            continue
        own = ours[levels]
        assert own["estimate"] == pytest.approx(estimate, rel=1e-7), levels
        assert own["ci_low"] == pytest.approx(low, rel=1e-6), levels
        assert own["ci_high"] == pytest.approx(high, rel=1e-6), levels
        compared += 1
    assert compared >= 80


@pytest.mark.parametrize("name", NAMES)
def test_the_same_rows_are_pooled(name):
    ours = own_specifications(name)
    for selection in golden("specification")["results"][name]:
        chosen = (selection["rows"], selection["arms"], selection["outliers"])
        own = ours.get((*chosen, "glmm", "ML", "t"))
        assert own is None or own["rows"] == len(selection["events"])


@pytest.mark.parametrize("name", NAMES)
def test_r_has_every_specification_of_these_models_but_the_profiles(name):
    told = {levels for levels, _ in told_specifications(name)}
    for levels in own_specifications(name):
        *_, model, _, interval = levels
        elsewhere = model in ("pft", "multilevel") or interval == "profile-t"
        assert elsewhere or levels in told, levels
