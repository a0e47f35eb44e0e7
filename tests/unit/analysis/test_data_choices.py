"""The pooled rate over the readings of recovered counts, and without overlapping studies."""

import itertools

import pytest

from rechallenge.analysis import readings
from rechallenge.analysis.overlap import overlap_groups, without_overlap
from rechallenge.analysis.readings import readings_range
from rechallenge.models.sample import Sample
from rechallenge.pooling import pool

EVENTS, TOTALS = [12, 5, 9, 3], [30, 20, 40, 25]
SAMPLE = Sample.of(EVENTS, TOTALS)


def test_every_combination_is_refitted():
    others = {0: [(2, 5), (4, 10)], 2: [(10, 40)]}
    found = readings_range(SAMPLE, others, {})
    by_hand = {}
    for first, third in itertools.product([(12, 30), (2, 5), (4, 10)], [(9, 40), (10, 40)]):
        rates = pool([first[0], 5, third[0], 3], [first[1], 20, third[1], 25])
        by_hand[first, third] = rates.estimate
    assert (found.combinations, found.fitted, found.without_estimate) == (6, 6, 0)
    lowest = min(by_hand, key=by_hand.get)
    highest = max(by_hand, key=by_hand.get)
    assert (found.lowest[0], found.highest[0]) == (lowest, highest)
    assert found.lowest[1].estimate == pytest.approx(by_hand[lowest], abs=1e-12)
    assert found.highest[1].estimate == pytest.approx(by_hand[highest], abs=1e-12)
    assert found.lowest[1].interval == "t"


def test_too_many_combinations_are_sampled_with_a_seed(monkeypatch):
    monkeypatch.setattr(readings, "MOST_COMBINATIONS", 12)
    others = {i: [(x, n) for x in range(1, 5)] for i, n in enumerate(TOTALS)}
    options = {"method": "inverse-variance", "measure": "PAS"}
    first, second = (readings_range(SAMPLE, others, options) for _ in range(2))
    assert (first.combinations, first.fitted) == (5**4, 12)
    assert first == second
    taken = pool(EVENTS, TOTALS, **options).estimate
    assert first.lowest[1].estimate < first.highest[1].estimate
    # The counts that were taken are among the sample, and here they give the highest rate.
    assert first.highest[1].estimate == pytest.approx(taken, abs=1e-7)


def test_counts_are_read_before_the_arms_are_summed():
    sample = Sample.of(EVENTS, TOTALS, ["a", "a", "b", "c"])
    found = readings_range(sample, {1: [(4, 20)]}, {}, combine=True)
    expected = pool([16, 9, 3], [50, 40, 25]).estimate
    assert found.lowest[1].estimate == pytest.approx(expected, abs=1e-12)
    assert found.lowest[1].rows == 3


def test_the_largest_study_of_each_group_stays():
    sample = Sample.of([1, 2, 3, 4, 5], [10, 12, 30, 20, 15], ["a", "a", "b", "c", "d"])
    groups = overlap_groups(sample, ["G", "G", "G", "", "H"])
    assert [(group.name, group.studies) for group in groups] == [("G", (("b", 30), ("a", 22)))]
    found = without_overlap(sample, groups, {})
    assert (found.rows, found.studies) == (3, 3)
    assert found.estimate == pytest.approx(pool([3, 4, 5], [30, 20, 15]).estimate, abs=1e-12)


def test_arms_of_one_study_never_overlap():
    sample = Sample.of([1, 2, 3], [10, 12, 30], ["a", "a", "b"])
    assert overlap_groups(sample, ["G", "G", ""]) == ()
