"""Deletion diagnostics where a deletion leaves no estimate, and where a fit is known already."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from rechallenge.analysis.influence import glmm_influence
from rechallenge.analysis.leave_one_out import leave_one_out
from rechallenge.models.sample import Sample


@pytest.mark.parametrize(
    ("events", "totals", "row"),
    [([0, 0, 0, 2], [10, 20, 15, 12], 3), ([1, 1, 1], [1, 1, 5], 2)],
)
def test_a_row_without_which_nothing_can_be_estimated_has_its_share_only(events, totals, row):
    found = glmm_influence(Sample.of(events, totals))
    assert 0 < found[row].hat < 1
    assert {value for name, value in asdict(found[row]).items() if name != "hat"} == {None}
    assert all(other.cook_d is not None for i, other in enumerate(found) if i != row)


def test_fits_of_leave_one_out_serve_studies_with_one_row():
    sample = Sample.of([3, 8, 5, 12, 1], [20, 31, 44, 30, 25], ["a", "b", "b", "c", "d"])
    left_out = {left.study_id: left.result for left in leave_one_out(sample, {})}
    fresh, shared = glmm_influence(sample), glmm_influence(sample, left_out)
    for ours, theirs in zip(fresh, shared, strict=True):
        assert ours.weight is theirs.weight is None
        assert replace(ours, weight=0) == replace(theirs, weight=0)
