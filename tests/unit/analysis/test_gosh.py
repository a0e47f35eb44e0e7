"""Subsets of rows: which ones, how they are drawn, and what is told of them."""

from itertools import combinations

import numpy as np
import pytest

import rechallenge
from rechallenge.analysis.gosh import drawn_subsets, every_subset, gosh
from rechallenge.analysis.gosh_density import gosh_entry
from rechallenge.effects import expit, to_proportion
from rechallenge.errors import InputError
from rechallenge.models.sample import Sample
from rechallenge.pooling import pool

EVENTS, TOTALS = [7, 13, 12, 5, 2, 9, 0], [38, 36, 30, 34, 8, 21, 12]


def places(studies):
    return [{"study_id": name, "study": name.upper(), "arm": ""} for name in studies]


def test_every_subset_of_two_or_more_rows_once():
    members = every_subset(5)
    found = {tuple(np.flatnonzero(row)) for row in members}
    expected = {held for size in range(2, 6) for held in combinations(range(5), size)}
    assert found == expected
    assert len(members) == len(expected) == 2**5 - 5 - 1


@pytest.mark.parametrize("rows", [15, 64, 65, 130])
def test_drawn_subsets_differ_and_are_the_same_each_time(rows):
    members = drawn_subsets(rows, 3000, seed=1)
    assert members.shape == (3000, rows)
    assert len(np.unique(members, axis=0)) == 3000
    assert members.sum(axis=1).min() >= 2
    # Each row is in half of all subsets: three standard deviations of 3,000 draws are 2.7 %.
    assert abs(members.mean(axis=0) - 0.5).max() < 0.045
    assert (drawn_subsets(rows, 3000, seed=1) == members).all()
    assert not (drawn_subsets(rows, 3000, seed=2) == members).all()


def test_all_subsets_can_be_drawn():
    members = drawn_subsets(4, 11, seed=0)
    assert {tuple(row) for row in members} == {tuple(row) for row in every_subset(4)}


@pytest.mark.parametrize("measure", ["PLO", "PAS", "PFT", "PLN", "PR"])
def test_each_subset_as_pooled(measure):
    found = gosh(EVENTS, TOTALS, measure=measure)
    assert (found.exhaustive, found.possible) == (True, 2**7 - 8)
    for i in range(0, found.mu.size, 9):
        held = found.membership[i]
        x, n = np.array(EVENTS)[held], np.array(TOTALS)[held]
        alone = pool(x, n, method="inverse-variance", measure=measure, test="z")
        assert found.mu[i] == pytest.approx(alone.mu, rel=1e-6, abs=1e-7)
        assert found.tau2[i] == pytest.approx(alone.tau2, rel=1e-5, abs=1e-6)
        assert found.estimate[i] == pytest.approx(alone.estimate, abs=1e-6)


def test_the_rate_of_a_double_arcsine_uses_the_sizes_of_its_own_subset():
    found = gosh(EVENTS, TOTALS, measure="PFT", tau2="DL")
    held = found.membership[40]
    harmonic = held.sum() / np.sum(1 / np.array(TOTALS)[held])
    expected = to_proportion(found.mu[40], "PFT", harmonic_n=harmonic)
    assert found.estimate[40] == pytest.approx(float(expected), rel=1e-12)


def test_a_sample_has_the_asked_size_and_is_part_of_the_whole():
    whole, part = gosh(EVENTS, TOTALS), gosh(EVENTS, TOTALS, subsets=30, seed=3)
    assert (part.exhaustive, part.mu.size, part.possible) == (False, 30, 120)
    codes = {tuple(row): value for row, value in zip(whole.membership, whole.mu, strict=True)}
    for row, value in zip(part.membership, part.mu, strict=True):
        assert value == pytest.approx(codes[tuple(row)], rel=1e-12)


def test_the_front_door():
    assert rechallenge.gosh is gosh
    assert gosh([3, 5, 9], [20, 25, 30]).tau2_method == "REML"


@pytest.mark.parametrize(
    ("arguments", "options", "words"),
    [
        (([1, 2], [9, 9]), {}, "at least 3 rows; got 2"),
        ((EVENTS, TOTALS), {"measure": "OR"}, "unknown measure 'OR'"),
        ((EVENTS, TOTALS), {"tau2": "PM"}, "REML or DL"),
        ((EVENTS, TOTALS), {"subsets": 0}, "between 1 and 1048576; got 0"),
        ((EVENTS, TOTALS), {"subsets": 2**21}, "between 1 and 1048576"),
        (([1, 2, 10], [9, 9, 9]), {}, "10 of 9 is impossible"),
    ],
)
def test_what_is_refused(arguments, options, words):
    with pytest.raises(InputError, match=words):
        gosh(*arguments, **options)


def test_the_density_counts_every_subset_once():
    sample = Sample.of(EVENTS, TOTALS)
    told = gosh_entry(sample, places("abcdefg"))
    found = gosh(EVENTS, TOTALS)
    assert (told["subsets"], told["failed"], told["exhaustive"]) == (120, 0, True)
    assert sum(map(sum, told["counts"])) == 120
    assert (len(told["counts"]), len(told["counts"][0])) == (40, 60)
    assert (len(told["i2_edges"]), len(told["estimate_edges"])) == (41, 61)
    # The marginal numbers of subsets by rate, by hand.
    edges = np.array(told["estimate_edges"])
    columns = np.sum(told["counts"], axis=0)
    for j in (0, 20, 40, 59):
        inside = (found.estimate >= edges[j]) & (found.estimate < edges[j + 1])
        inside |= (j == 59) & (found.estimate == edges[-1])
        assert columns[j] == inside.sum()
    assert told["notes"] == ["All 120 subsets of two or more rows."]


def test_a_study_is_held_with_any_of_its_rows():
    """Rows 1 and 2 are arms of one study: a subset lacks it only without both."""
    sample = Sample.of(EVENTS, TOTALS)
    told = gosh_entry(sample, places("aacdefg"))
    found = gosh(EVENTS, TOTALS)
    held = found.membership[:, 0] | found.membership[:, 1]
    first = told["studies"][0]
    assert (first["study_id"], first["study"]) == ("a", "A")
    assert first["estimate_with"] == np.median(expit(found.mu[held]))
    assert first["estimate_without"] == np.median(expit(found.mu[~held]))
    assert first["i2_with"] == np.median(found.i2[held])
    assert first["i2_without"] == np.median(found.i2[~held])
    moves = {
        study["study_id"]: abs(study["estimate_with"] - study["estimate_without"])
        for study in told["studies"]
    }
    highlight = told["highlight"]
    assert moves[highlight["study_id"]] == max(moves.values())
    position = list("aacdefg").index(highlight["study_id"])
    assert sum(map(sum, highlight["counts"])) == found.membership[:, position].sum()
    assert (np.array(highlight["counts"]) <= np.array(told["counts"])).all()


def test_a_study_in_every_subset_has_nothing_beside_it():
    told = gosh_entry(Sample.of([3, 5, 9], [20, 25, 30]), places("aab"))
    assert told["studies"][0]["estimate_without"] is None
    assert told["studies"][1]["estimate_without"] is not None
    assert told["highlight"]["study_id"] == "b"
    assert gosh_entry(Sample.of([3, 5], [20, 25]), places("ab")) == {}


def test_the_study_that_drives_a_second_mode_is_picked_out():
    sample = Sample.of([12, 13, 50, 12, 14, 12, 11, 13, 12, 11], [60] * 10)
    told = gosh_entry(sample, places("abcdefghij"))
    assert told["modes"]["excess_mass"] > told["modes"]["limit"]
    assert told["modes"]["driver"]["study_id"] == "c"
    assert told["modes"]["driver"]["overlap"] == told["studies"][2]["overlap"]
    assert told["highlight"]["study"] == "C"


def test_equal_rows_have_bins_of_some_width():
    told = gosh_entry(Sample.of([6, 6, 6], [20, 20, 20]), places("abc"))
    edges = np.array(told["estimate_edges"])
    assert (np.diff(edges) > 0).all()
    assert edges[0] < 0.3 < edges[-1]
    assert told["i2_edges"][-1] == 10
    assert sum(told["counts"][0]) == 4


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (20, "16,384 of the 1,048,555 subsets of two or more rows"),
        (45, "16,384 of the 3.5 × 10¹³ subsets of two or more rows"),
    ],
)
def test_a_sample_says_so(rows, words):
    sample = Sample.of([2 + i % 5 for i in range(rows)], [20 + i for i in range(rows)])
    told = gosh_entry(sample, places(f"s{i}" for i in range(rows)))
    assert (told["subsets"], told["exhaustive"], told["rows"]) == (16_384, False, rows)
    assert told["notes"][0].startswith(words)
    assert "seed 0" in told["notes"][0]
