"""The front door: the edge table of the methods, and what impossible requests are told."""

import pytest

import rechallenge
from rechallenge import pool
from rechallenge.errors import InputError


def percents(*values):
    return [None if value is None else round(100 * value, 1) for value in values]


def interval(result):
    return percents(result.estimate, result.ci_low, result.ci_high)


def profile(result):
    return percents(result.profile_low, result.profile_high)


ONE_EVENT = ([0, 0, 0, 1, 0], [10, 12, 20, 15, 8])
SMALL_ZEROS = ([0, 2, 1, 0, 5, 3, 0, 4], [8, 15, 12, 5, 24, 31, 7, 22])
STOPS_IN_R = ([4, 0, 0, 0, 0, 0, 1, 1], [100, 4, 10, 7, 1, 3, 6, 7])
IDENTICAL = ([3, 6, 9, 12, 15, 30], [10, 20, 30, 40, 50, 100])
HUGE = ([300123, 305987, 298765], [10**6] * 3)


def test_one_study_keeps_its_own_exact_interval():
    result = pool([3], [20])
    assert interval(result) == [15.0, 3.2, 37.9]
    assert (result.method, result.tau2, result.pi_low) == ("exact", None, None)
    assert "nothing is pooled" in result.notes[0]
    assert interval(pool([0], [9])) == [0.0, 0.0, 33.6]


def test_several_rows_of_one_study_are_not_pooled():
    result = pool([5, 7], [20, 25], studies=["A", "A"])
    assert (result.method, result.studies, result.rows) == ("exact", 1, 2)
    assert result.estimate == pytest.approx(12 / 45)


def test_two_equal_studies():
    result = pool([6, 6], [20, 20])
    assert interval(result) == [30.0, 15.9, 47.5]
    assert (result.interval, result.pi_low) == ("profile", None)
    knha = pool([6, 6], [20, 20], method="inverse-variance", test="knha")
    assert knha.se == 0
    assert "The rows are equal, so the Hartung–Knapp standard error is 0." in knha.notes
    lower = pool([6, 7, 6], [20, 20, 20], method="inverse-variance", test="knha")
    assert any(note.endswith("% below the Wald one.") for note in lower.notes)


def test_two_studies():
    assert interval(pool([5, 12], [20, 25])) == [37.4, 13.5, 65.7]
    assert interval(pool([5, 12], [20, 25], test="z")) == [37.4, 22.9, 54.5]


def test_identical_proportions():
    result = pool(*IDENTICAL, test="t")
    assert interval(result) == [30.0, 23.1, 37.9]
    assert profile(result) == [24.5, 35.9]
    assert result.tau2 == 0
    assert (result.tau2_lr_p, result.converged) == (1.0, True)
    assert [result.pi_low, result.pi_high] == pytest.approx([result.ci_low, result.ci_high])


def test_no_events_and_all_events():
    none = pool([0] * 5, [10, 12, 20, 15, 8])
    assert interval(none) == [0.0, 0.0, 5.5]
    assert "one-sided 95 % limit 4.5 %" in none.notes[0]
    every = pool([10, 12], [10, 12])
    assert every.estimate == every.ci_high == 1
    assert every.ci_low == pytest.approx(0.025 ** (1 / 22))


def test_one_event_in_all():
    result = pool(*ONE_EVENT)
    assert interval(result) == [1.5, 0.1, 20.4]
    assert profile(result) == [0.0, 6.6]
    assert interval(pool(*ONE_EVENT, test="z")) == [1.5, 0.2, 10.1]
    logit = pool(*ONE_EVENT, method="inverse-variance")
    assert percents(logit.estimate) == [4.6]
    assert any(note.startswith("Unreliable here") for note in logit.notes)


def test_three_equal_studies():
    result = pool([6, 6, 6], [20, 20, 20])
    assert interval(result) == [30.0, 11.3, 59.0]
    assert profile(result) == [19.2, 42.4]


def test_many_small_zeros():
    result = pool(*SMALL_ZEROS, test="t")
    assert interval(result) == [12.1, 6.7, 20.9]
    assert profile(result) == [5.8, 18.6]
    assert interval(pool(*SMALL_ZEROS, test="z")) == [12.1, 7.4, 19.1]


@pytest.mark.parametrize(
    ("k", "rule", "df"),
    [(2, "profile", None), (3, "t", 2), (5, "t", 4), (6, "profile-t", 5), (8, "profile-t", 7)],
)
def test_the_default_interval_goes_by_the_number_of_studies(k, rule, df):
    events, totals = (part[:k] for part in SMALL_ZEROS)
    result = pool(events, totals)
    assert (result.interval, result.df) == (rule, df)
    assert interval(result) == interval(pool(events, totals, test=rule))


def test_the_t_cut_off_is_the_profile_interval_of_a_higher_level():
    # The square of t(7) at 95 % is 5.591448, the quantile of the chi-squared at 98.19516 %.
    wide = pool(*SMALL_ZEROS, test="profile-t")
    same = pool(*SMALL_ZEROS, test="profile", level=0.981951628)
    assert [wide.ci_low, wide.ci_high] == pytest.approx([same.ci_low, same.ci_high], abs=1e-7)
    assert wide.estimate == same.estimate
    assert profile(wide) == [5.8, 18.6]


def test_the_case_where_fisher_scoring_stops():
    result = pool(*STOPS_IN_R, test="t")
    assert interval(result) == [4.3, 1.7, 10.9]
    assert result.tau2 == 0
    logit = pool(*STOPS_IN_R, method="inverse-variance", test="z")
    assert logit.tau2 == pytest.approx(0.0703890, abs=5e-7)
    assert percents(logit.estimate) == [7.3]


def test_huge_samples():
    result = pool(*HUGE)
    assert result.tau2 == pytest.approx(2.16e-4, rel=2e-3)
    assert [round(100 * p, 2) for p in (result.ci_low, result.ci_high)] == [29.39, 30.94]


def test_rows_of_one_patient_leave_no_between_study_variance():
    result = pool([0, 1, 1, 0, 0], [1] * 5)
    assert result.method == "exact"
    assert "every row has one patient" in result.notes[0].lower()


def test_rows_that_are_all_or_nothing_have_no_estimate_and_say_why():
    result = pool([0, 10, 0, 7], [10, 10, 8, 7])
    assert not result.converged
    assert result.estimate is None
    assert "no finite estimate" in result.notes[0]


def test_degrees_of_freedom_count_studies_and_combining_sums_arms():
    events, totals, studies = [7, 5, 11, 20], [38, 34, 44, 70], ["A", "B", "B", "C"]
    separate = pool(events, totals, studies=studies)
    assert (separate.rows, separate.studies, separate.df) == (4, 3, 2)
    combined = pool(events, totals, studies=studies, arms="combine")
    assert (combined.rows, combined.df, combined.events) == (3, 2, 43)
    assert combined.mu == pytest.approx(pool([7, 16, 20], [38, 78, 70]).mu, abs=1e-10)


def test_the_common_effect_is_the_sum_over_the_sum():
    result = pool(*ONE_EVENT, tau2="FE")
    assert result.estimate == pytest.approx(1 / 65, rel=1e-10)
    assert result.id == "common-effect"


def test_mirror_of_events_and_non_events():
    events, totals = [7, 13, 12, 5, 11, 2], [38, 36, 30, 34, 44, 8]
    here = pool(events, totals)
    there = pool([n - x for x, n in zip(events, totals, strict=True)], totals)
    assert there.mu == pytest.approx(-here.mu, abs=1e-10)
    assert there.tau2 == pytest.approx(here.tau2, abs=1e-10)


def test_the_beta_binomial_model_on_two_equal_and_two_different_studies():
    """By hand: with θ = 0 it is binomial; two rows of one patient pair have a closed form."""
    result = pool([6, 6], [20, 20], method="beta-binomial", test="z")
    assert result.estimate == pytest.approx(0.3, abs=1e-12)
    assert (result.rho, result.tau2) == (0, None)
    assert result.se == pytest.approx((1 / (40 * 0.21)) ** 0.5, rel=1e-9)
    # n = 2 rows with 0, 1 and 2 events: each count has probability 1/3 at π = 1/2, θ = 1/2.
    spread = pool([0, 1, 2], [2, 2, 2], method="beta-binomial")
    assert spread.estimate == pytest.approx(0.5, abs=1e-10)
    assert spread.rho == pytest.approx(1 / 3, abs=1e-8)


def test_where_the_glmm_fails_the_beta_binomial_model_stands_and_says_so(monkeypatch):
    from rechallenge.models import random_intercept
    from rechallenge.models.glmm import NoEstimateError

    def fails(model, **_):
        raise NoEstimateError("made to fail")

    monkeypatch.setattr(random_intercept, "fit_glmm", fails)
    result = pool([5, 12, 3], [20, 25, 30])
    assert (result.id, result.converged) == ("beta-binomial", True)
    assert result.notes[0].startswith("No estimate: made to fail. So the GLMM gave way")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"method": "median"}, "choose one of glmm, inverse-variance, beta-binomial"),
        ({"measure": "PFT"}, "choose method inverse-variance"),
        ({"tau2": "DL"}, "leave tau2 out or choose FE"),
        ({"test": "knha"}, "choose one of z, t, profile"),
        ({"level": 95}, "between 0 and 1"),
        ({"arms": "all"}, "choose one of separate, combine"),
        ({"studies": ["A"]}, "must name each of the 2 rows"),
        ({"method": "inverse-variance", "measure": "OR"}, "choose one of PR"),
        ({"method": "inverse-variance", "tau2": "XX"}, "choose one of DL"),
        ({"method": "inverse-variance", "test": "profile"}, "choose one of z"),
        ({"method": "beta-binomial", "test": "knha"}, "choose one of t, z"),
        ({"arms": "multilevel", "test": "knha"}, "choose one of cr2, z"),
    ],
)
def test_impossible_requests_are_told_what_is_possible(options, words):
    with pytest.raises(InputError, match=words):
        pool([5, 12], [20, 25], **options)


def test_the_front_door():
    assert rechallenge.__version__
    with pytest.raises(AttributeError, match="no attribute 'pools'"):
        _ = rechallenge.pools
