"""Two-stage pooling: every field against R, and the notes word by word."""

import math

import numpy as np
import pytest
from references import clipped, close, counts, golden

from rechallenge.effects import effect_sizes, expit, marginal_proportion
from rechallenge.errors import InputError
from rechallenge.models import two_stage
from rechallenge.models.pymare_adapter import EngineFit
from rechallenge.models.sample import Sample
from rechallenge.models.two_stage import freeman_tukey_notes, pool_two_stage

CASES = [
    ("rcc-orr", "PLO", "REML"),
    ("rcc-orr", "PFT", "PM"),
    ("melanoma-cr", "PAS", "DL"),
    ("melanoma-cr", "PLN", "SJ"),
    ("rcc-orr", "PR", "FE"),
]
EMPTY = "Interval of τ² empty: less variation than chance alone would give."


@pytest.mark.parametrize(("name", "measure", "method"), CASES)
@pytest.mark.parametrize("test", ["z", "t", "knha", "adhoc"])
def test_every_field_against_r(name, measure, method, test):
    reference = golden("two_stage")["results"][name][measure]
    fit = reference["fits"][method]
    told, k = fit["tests"][test], reference["k"]
    sample = Sample.of(*counts(name))
    ours = pool_two_stage(sample, measure=measure, tau2=method, test=test, engine=False)
    assert ours.id == f"{measure.lower()}-{method.lower()}-{test}"
    assert (ours.method, ours.measure) == ("inverse-variance", measure)
    assert (ours.tau2_method, ours.test, ours.interval) == (method, test, test)
    assert (ours.rows, ours.studies, ours.level, ours.converged) == (k, k, 0.95, True)
    assert (ours.events, ours.total) == tuple(sum(column) for column in counts(name))
    assert ours.mu == close(fit["mu"])
    assert ours.estimate == close(fit["estimate"])
    assert ours.tau2 == close(fit["tau2"])
    assert ours.tau == close(fit["tau2"] ** 0.5)
    for field in ("se", "mu_low", "mu_high"):
        assert getattr(ours, field) == close(told[field]), field
    assert ours.ci_low == close(clipped(told["ci_low"]))
    assert ours.ci_high == close(clipped(told["ci_high"]))
    assert ours.df == (None if test == "z" else k - 1)
    assert (ours.q, ours.q_p) == (close(reference["q"]), close(reference["q_p"]))
    assert (ours.q_df, ours.q_type) == (k - 1, "Wald")
    limits = reference["q_profile"]
    n = reference["harmonic_n"]
    for field, value in (("mean", ours.mu), ("mean_low", ours.mu_low), ("mean_high", ours.mu_high)):
        told_mean = marginal_proportion(value, fit["tau2"] ** 0.5, measure, harmonic_n=n)
        assert getattr(ours, field) == close(told_mean), field
    assert (ours.second_implementation, ours.tau2_lr_p, ours.rho) == (None, None, None)
    if method == "FE":
        nothing = (ours.tau2_low, ours.tau2_high, ours.i2, ours.i2_low, ours.i2_high)
        assert {*nothing, ours.h2, ours.i2_definition, ours.pi_low, ours.pi_high} == {None}
        note = "One common effect is assumed, so there is no prediction interval."
        assert note in ours.notes
        return
    assert ours.i2_definition == "tau2"
    assert (ours.i2, ours.h2) == (close(fit["i2"]), close(fit["h2"]))
    assert (ours.tau2_low, ours.tau2_high) == (close(limits["low"]), close(limits["high"]))
    assert (ours.i2_low, ours.i2_high) == (close(limits["i2_low"]), close(limits["i2_high"]))
    if test != "z":
        # After a z test R predicts with normal quantiles; ours are t.
        assert ours.pi_low == close(clipped(told["pi_low"]))
        assert ours.pi_high == close(clipped(told["pi_high"]))


def test_the_defaults():
    sample = Sample.of(*counts("rcc-orr"))
    ours = pool_two_stage(sample)
    assert (ours.id, ours.level) == ("plo-reml-adhoc", 0.95)
    assert ours.second_implementation is not None
    assert 0 <= ours.second_implementation < 1e-6
    assert ours.notes == ()
    told = golden("two_stage")["results"]["rcc-orr"]["PLO"]["fits"]["REML"]
    assert ours.tau2 == pytest.approx(told["tau2"], abs=1e-6)
    assert ours.pi_high == pytest.approx(told["tests"]["adhoc"]["pi_high"], abs=1e-5)


def test_another_level_and_the_prediction_after_z():
    """t(3) at 80 % is 1.637744353696210, the normal quantile 1.2815515655446004."""
    told = golden("two_stage")["results"]["rcc-orr"]["PLO"]["fits"]["REML"]
    sample = Sample.of(*counts("rcc-orr"))
    ours = pool_two_stage(sample, test="z", level=0.8, engine=False)
    se, mu = told["tests"]["z"]["se"], told["mu"]
    assert ours.mu_low == pytest.approx(mu - 1.2815515655446004 * se, rel=1e-8)
    assert ours.mu_high == pytest.approx(mu + 1.2815515655446004 * se, rel=1e-8)
    reach = 1.6377443536962102 * math.sqrt(told["tau2"] + se**2)
    assert ours.pi_low == pytest.approx(float(expit(mu - reach)), rel=1e-7)
    assert ours.pi_high == pytest.approx(float(expit(mu + reach)), rel=1e-7)
    assert ours.level == 0.8
    # Q at τ² = 0 is 7.47, beyond the 90 % quantile of χ²(3): the lower limit is above 0.
    assert ours.tau2_low > 0
    assert ours.tau2_high < golden("two_stage")["results"]["rcc-orr"]["PLO"]["q_profile"]["high"]


def test_two_studies_have_no_prediction_interval():
    ours = pool_two_stage(Sample.of([5, 12], [20, 25]), engine=False)
    assert ours.pi_low is None
    assert ours.pi_high is None
    assert ours.notes == ("No prediction interval: it needs at least three studies.",)
    three = Sample.of([5, 12, 8], [20, 25, 30], ["A", "A", "B"])
    assert pool_two_stage(three, engine=False).pi_low is None
    assert pool_two_stage(three, engine=False).studies == 2


def test_equal_rows():
    ours = pool_two_stage(Sample.of([6] * 3, [20] * 3), test="knha", engine=False)
    assert ours.se == 0
    assert ours.pi_low is None
    assert ours.notes == (
        "The rows are equal, so the Hartung–Knapp standard error is 0.",
        "No prediction interval: it would have no width.",
        EMPTY,
    )
    assert (ours.tau2_low, ours.tau2_high, ours.i2_low, ours.i2_high) == (None,) * 4
    wald = pool_two_stage(Sample.of([6] * 3, [20] * 3), test="adhoc", engine=False)
    assert wald.se == pytest.approx((1 / (60 * 0.3 * 0.7)) ** 0.5, rel=1e-10)
    assert wald.notes == (EMPTY,)


@pytest.mark.parametrize("events", [[6, 7, 6], [6, 7, 8]])
def test_a_smaller_standard_error_is_told(events):
    sample = Sample.of(events, [20] * 3)
    wald = pool_two_stage(sample, test="z", tau2="FE", engine=False)
    y = np.log(np.array(events) / (20 - np.array(events)))
    v = 1 / np.array(events) + 1 / (20 - np.array(events))
    mean = np.sum(y / v) / np.sum(1 / v)
    ratio = math.sqrt(np.sum((y - mean) ** 2 / v) / 2)
    knha = pool_two_stage(sample, test="knha", tau2="FE", engine=False)
    assert knha.se == pytest.approx(wald.se * ratio, rel=1e-10)
    less = f"{100 * (1 - ratio):.0f} %"
    note = f"The Hartung–Knapp standard error is {less} below the Wald one."
    assert note in knha.notes


@pytest.mark.parametrize(
    ("ratio", "se", "words"),
    [
        (4.0, 2.0, None),
        (1.0, 1.0, None),
        (0.9801, 0.99, "1 %"),
        (0.99, 0.99**0.5, "less than 1 %"),
        (0.25, 0.5, "50 %"),
        (1e-20, 0.0, "equal"),
    ],
)
def test_the_hartung_knapp_factor(ratio, se, words):
    found, notes = two_stage.tested_se(3.0, ratio, "knha")
    assert found == pytest.approx(3 * se, rel=1e-12)
    if words is None:
        assert notes == ()
    elif words == "equal":
        assert notes == ("The rows are equal, so the Hartung–Knapp standard error is 0.",)
    else:
        assert notes == (f"The Hartung–Knapp standard error is {words} below the Wald one.",)
    adhoc, none = two_stage.tested_se(3.0, ratio, "adhoc")
    assert adhoc == pytest.approx(3 * max(1.0, ratio) ** 0.5, rel=1e-12)
    assert none == ()
    assert two_stage.tested_se(3.0, ratio, "t") == (3.0, ())


def test_the_zero_cell_correction_is_told():
    corrected = pool_two_stage(
        Sample.of([0, 40, 60, 30], [50, 100, 100, 30]), zero_cell=0.25, engine=False
    )
    told = "0.25 was added to events and non-events in 2 of 4 rows with 0 % or 100 %."
    assert corrected.notes[0] == told
    assert not any("Unreliable" in note for note in corrected.notes)
    few = pool_two_stage(Sample.of([0, 2, 1], [10, 15, 12]), engine=False)
    assert few.notes[:2] == (
        "0.5 was added to events and non-events in 1 of 3 rows with 0 % or 100 %.",
        "Unreliable here: the added counts are more than 5 % of all events.",
    )
    # 0.5 is 5 % of 10 events, and not more.
    edge = pool_two_stage(Sample.of([0, 6, 4], [20, 30, 30]), engine=False)
    assert not any("Unreliable" in note for note in edge.notes)
    over = pool_two_stage(Sample.of([0, 6, 3], [20, 30, 30]), engine=False)
    assert any("Unreliable" in note for note in over.notes)
    mirrored = pool_two_stage(Sample.of([20, 24, 27], [20, 30, 30]), engine=False)
    assert any("Unreliable" in note for note in mirrored.notes)


def test_the_guard_of_freeman_and_tukey():
    fine = Sample.of(*counts("rcc-orr"))
    effects = effect_sizes(fine.events, fine.totals, measure="PFT")
    assert freeman_tukey_notes(fine, effects, 0.45) == ()
    assert pool_two_stage(fine, measure="PFT", engine=False).notes == ()
    uneven = Sample.of([1, 30, 2], [10, 1000, 12])
    effects = effect_sizes(uneven.events, uneven.totals, measure="PFT")
    harmonic = 3 / (1 / 10 + 1 / 1000 + 1 / 12)
    spread = 1000 / harmonic
    (note,) = freeman_tukey_notes(uneven, effects, 0.3)
    assert note.startswith(
        f"Not to be shown as an estimate: the largest total is {spread:.1f} times the harmonic mean"
    )
    assert note.endswith(".")
    (low,) = freeman_tukey_notes(uneven, effects, 0.05)
    outside = "the pooled value lies outside the range that the inverse can reach"
    assert f"; {outside}" in low
    (high,) = freeman_tukey_notes(uneven, effects, 1.55)
    assert outside in high
    assert outside not in note
    pooled = pool_two_stage(uneven, measure="PFT", engine=False)
    assert pooled.notes[-1].startswith("Not to be shown as an estimate: the largest total")


def test_the_range_of_the_inverse_of_freeman_and_tukey():
    """With 8 patients it ends at asin(1/3)/2 and at its mirror, π/2 less."""
    sample = Sample.of([3, 4, 5], [8, 8, 8])
    effects = effect_sizes(sample.events, sample.totals, measure="PFT")
    outside = "the pooled value lies outside the range that the inverse can reach"
    limits = math.asin(1 / 3) / 2, math.pi / 2 - math.asin(1 / 3) / 2
    for limit, inwards in zip(limits, (1e-6, -1e-6), strict=True):
        within = " ".join(freeman_tukey_notes(sample, effects, limit + inwards))
        beyond = " ".join(freeman_tukey_notes(sample, effects, limit - inwards))
        assert outside not in within
        assert outside in beyond


def test_notes_add_up():
    uneven = Sample.of([0, 300], [10, 1000])
    notes = pool_two_stage(uneven, engine=False).notes
    assert notes == (
        "0.5 was added to events and non-events in 1 of 2 rows with 0 % or 100 %.",
        "No prediction interval: it needs at least three studies.",
    )
    tukey = pool_two_stage(uneven, measure="PFT", engine=False).notes
    assert tukey[0] == "No prediction interval: it needs at least three studies."
    assert tukey[1].startswith("Not to be shown as an estimate: ")


def test_another_correction_changes_the_fit():
    """Common effect of 0/10 and 5/10 with a tenth added to the first row."""
    ours = pool_two_stage(Sample.of([0, 5], [10, 10]), tau2="FE", zero_cell=0.1, engine=False)
    y = math.log(0.1 / 10.1)
    v = 1 / 0.1 + 1 / 10.1
    assert ours.mu == pytest.approx(y / v / (1 / v + 1 / 0.4), rel=1e-10)


def test_the_inverses_of_freeman_and_tukey_are_compared():
    """By Miller's formula at the harmonic mean and at Σ1/v, and by sin², in points."""
    sample = Sample.of([1, 1, 2, 30], [10, 11, 12, 50])
    effects = effect_sizes(sample.events, sample.totals, measure="PFT")
    mu = 0.36

    def miller(n):
        s = math.sin(2 * mu)
        return 0.5 * (1 - math.sqrt(1 - (s + (s - 1 / s) / n) ** 2))

    values = [miller(effects.harmonic_n), math.sin(mu) ** 2, miller(4 * 83 + 2 * 4)]
    points = 100 * (max(values) - min(values))
    assert points > 1
    assert freeman_tukey_notes(sample, effects, mu) == (
        f"Not to be shown as an estimate: its inverses differ by {points:.1f} points.",
    )


@pytest.mark.parametrize("method", ["DL", "HE", "ML", "REML"])
def test_the_engine_agrees(method):
    sample = Sample.of(*counts("melanoma-grade3-ae"))
    told = golden("two_stage")["results"]["melanoma-grade3-ae"]["PLO"]["fits"][method]
    ours = pool_two_stage(sample, tau2=method, test="z")
    assert ours.tau2 == pytest.approx(told["tau2"], abs=1e-5)
    assert ours.second_implementation is not None
    assert ours.second_implementation < 1e-5
    assert pool_two_stage(sample, tau2="PM").second_implementation is None


def faked(monkeypatch, tau2, mu):
    def fit(method, y, v, x):
        assert x.tolist() == [[1.0]] * y.size
        return EngineFit(tau2, np.array([mu]), np.array([[1.0]]))

    monkeypatch.setattr(two_stage, "engine_fit", fit)


def test_a_second_implementation_that_differs(monkeypatch):
    sample = Sample.of(*counts("rcc-orr"))
    fits = golden("two_stage")["results"]["rcc-orr"]["PLO"]["fits"]
    own, mu = fits["REML"]["tau2"], fits["REML"]["mu"]
    faked(monkeypatch, own + 0.25, mu)
    ours = pool_two_stage(sample, tau2="REML")
    assert ours.second_implementation == pytest.approx(0.25, abs=1e-9)
    assert ours.tau2 == pytest.approx(own, rel=1e-8)
    assert ours.notes == (
        f"Two implementations differ: τ² {own + 0.25:.6g} and {own:.6g}; "
        "the one with the higher likelihood is reported.",
    )
    # ML is highest at 0, REML at 0.26: each is asked for its own height.
    faked(monkeypatch, own, mu)
    assert pool_two_stage(sample, tau2="ML").tau2 == 0.0
    faked(monkeypatch, 0.0, fits["ML"]["mu"])
    assert pool_two_stage(sample, tau2="ML").second_implementation < 1e-8
    own, mu = fits["DL"]["tau2"], fits["DL"]["mu"]
    faked(monkeypatch, own, mu - 0.5)
    ours = pool_two_stage(sample, tau2="DL")
    assert ours.second_implementation == pytest.approx(0.5, abs=1e-9)
    assert ours.tau2 == pytest.approx(own, rel=1e-9)
    assert ours.notes == (
        f"Two implementations differ: τ² {own:.6g} and {own:.6g}; the second is reported.",
    )


def test_the_higher_likelihood_wins(monkeypatch):
    sample = Sample.of(*counts("rcc-orr"))
    fits = golden("two_stage")["results"]["rcc-orr"]["PLO"]["fits"]
    best = fits["REML"]["tau2"]
    monkeypatch.setattr(two_stage, "estimate_tau2", lambda *_: 2.0)
    faked(monkeypatch, best, fits["REML"]["mu"])
    assert pool_two_stage(sample, tau2="REML").tau2 == best
    faked(monkeypatch, best + 1e-6, fits["REML"]["mu"])
    monkeypatch.setattr(two_stage, "estimate_tau2", lambda *_: best)
    ours = pool_two_stage(sample, tau2="REML")
    assert ours.tau2 == best + 1e-6
    assert ours.notes == ()
    assert ours.second_implementation == pytest.approx(1e-6, rel=1e-6)


def test_impossible_requests():
    sample = Sample.of([1, 2], [3, 4])
    for options, words in (
        ({"measure": "OR"}, "unknown measure 'OR'; choose one of PR, PLN, PLO, PAS, PFT"),
        ({"tau2": "XX"}, "unknown tau2 'XX'; choose one of DL, PM, REML, ML, EB, HE, SJ, HS, FE"),
        ({"test": "f"}, "unknown test 'f'; choose one of z, t, knha, adhoc"),
    ):
        with pytest.raises(InputError) as caught:
            pool_two_stage(sample, **options)
        assert caught.value.messages == (words,)
    with pytest.raises(InputError) as caught:
        pool_two_stage(Sample.of([1], [3]))
    assert caught.value.messages == ("a two-stage model needs at least two rows",)
