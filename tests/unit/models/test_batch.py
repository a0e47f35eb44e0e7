"""Fits of many subsets at once, against fits of each alone and against R."""

import numpy as np
import pytest
from references import counts, golden

from rechallenge.effects import effect_sizes
from rechallenge.errors import InputError
from rechallenge.models import batch
from rechallenge.models.batch import fit_subsets
from rechallenge.models.sample import Sample
from rechallenge.models.tau2 import estimate_tau2
from rechallenge.pooling import pool_sample

SETS = (
    "melanoma-orr", "nsclc-orr", "hasselblad1998", "one-event", "huge-n", "million-among-small",
    "extreme-spread", "two-maxima-reml", "two-maxima-ml", "all-identical", "graves2010-vaccine",
)  # fmt: skip


def effects_of(name, measure):
    return effect_sizes(*counts(name), measure=measure)


def some_subsets(rows, number=40):
    """Random subsets of every size from two on, the same ones each time."""
    generator = np.random.default_rng(7)
    members = generator.random((number, rows)) < generator.random((number, 1))
    members[:, :2] |= members.sum(axis=1, keepdims=True) < 2
    return members


@pytest.mark.parametrize("tau2", ["REML", "DL"])
@pytest.mark.parametrize("measure", ["PLO", "PAS"])
@pytest.mark.parametrize("name", SETS)
def test_as_each_subset_alone(name, measure, tau2):
    effects = effects_of(name, measure)
    members = some_subsets(effects.y.size)
    together = fit_subsets(effects.y, effects.v, members, tau2=tau2)
    for i, held in enumerate(members):
        y, v = effects.y[held], effects.v[held]
        alone = estimate_tau2(tau2, y, v)
        assert together.tau2[i] == pytest.approx(alone, rel=1e-9, abs=1e-9 * v.min())
        w = 1 / (v + alone)
        assert together.mu[i] == pytest.approx(np.sum(w * y) / np.sum(w), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", ["melanoma-dcr", "many-small-zeros", "two-maxima-reml"])
def test_mu_and_i2_as_pooled(name):
    x, n = counts(name)
    sample, effects = Sample.of(x, n), effects_of(name, "PLO")
    members = some_subsets(len(x), 12)
    together = fit_subsets(effects.y, effects.v, members)
    for i, held in enumerate(members):
        part = sample.take(held)
        if part.events.sum() in (0, part.totals.sum()):
            continue
        pooled = pool_sample(part, method="inverse-variance", test="z", engine=False)
        assert together.mu[i] == pytest.approx(pooled.mu, rel=1e-9, abs=1e-10)
        assert together.tau2[i] == pytest.approx(pooled.tau2, rel=1e-9, abs=1e-10)
        assert together.i2[i] == pytest.approx(pooled.i2, rel=1e-9, abs=1e-8)


@pytest.mark.parametrize("method", ["REML", "DL"])
@pytest.mark.parametrize("measure", ["PLO", "PAS"])
@pytest.mark.parametrize("name", golden("gosh")["results"])
def test_every_subset_as_in_r(name, measure, method):
    told = golden("gosh")["results"][name]
    effects = effects_of(name, measure)
    members = np.array([[digit == "1" for digit in code] for code in told["subsets"]])
    fits = fit_subsets(effects.y, effects.v, members, tau2=method)
    expected = told[measure][method]
    assert fits.tau2 == pytest.approx(expected["tau2"], rel=1e-8, abs=1e-8 * effects.v.min())
    assert fits.mu == pytest.approx(expected["mu"], rel=1e-9, abs=1e-12)
    assert fits.i2 == pytest.approx(expected["i2"], rel=1e-7, abs=1e-7)


def test_the_higher_of_two_maxima():
    """The restricted likelihood of two-maxima-reml has maxima at 0 and at 0.45, which is lower."""
    effects = effects_of("two-maxima-reml", "PLO")
    told = golden("two_stage")["results"]["two-maxima-reml"]["PLO"]["fits"]["REML"]
    assert len(told["maxima"]) == 2
    fits = fit_subsets(effects.y, effects.v, np.full((1, 6), True))
    assert fits.tau2[0] == pytest.approx(told["tau2"], rel=1e-9)


def test_subsets_do_not_depend_on_how_many_are_fitted_together(monkeypatch):
    effects = effects_of("melanoma-orr", "PLO")
    members = some_subsets(25, 60)
    whole = fit_subsets(effects.y, effects.v, members)
    monkeypatch.setattr(batch, "IN_ONE_PRODUCT", 7 * effects.y.size)
    monkeypatch.setattr(batch, "IN_ONE_SCAN", 300 * effects.y.size)
    parts = fit_subsets(effects.y, effects.v, members)
    assert parts.tau2 == pytest.approx(whole.tau2, rel=1e-12, abs=1e-15)
    assert parts.mu == pytest.approx(whole.mu, rel=1e-13)


def test_what_is_refused():
    y, v = np.array([0.1, 0.4, 0.2]), np.full(3, 0.1)
    with pytest.raises(InputError, match="at least two rows"):
        fit_subsets(y, v, np.array([[True, False, False]]))
    with pytest.raises(InputError, match="REML or DL, not by tau2 'PM'"):
        fit_subsets(y, v, np.full((1, 3), True), tau2="PM")
    assert fit_subsets(y, v, np.empty((0, 3), dtype=bool)).mu.size == 0
