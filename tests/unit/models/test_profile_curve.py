"""The fall of the profile likelihood: at R's own limits, and at every point over τ."""

import numpy as np
import pytest
from references import counts, golden
from scipy import stats

from rechallenge.models import profile_curve
from rechallenge.models.binomial_normal import BinomialNormal
from rechallenge.models.glmm import fit_glmm
from rechallenge.models.glmm_profile import best_over_tau
from rechallenge.models.profile_curve import profile_fall

RATES = np.sin(np.linspace(0, np.pi / 2, 25)[1:-1]) ** 2
LOGITS = np.log(RATES / (1 - RATES))


def fitted(name):
    model = BinomialNormal.of(*(np.array(values, dtype=float) for values in counts(name)))
    return model, fit_glmm(model)


def limits(name):
    """Limits of R, each with its cut-off: χ²₁, or the square of t with rows - 1 degrees."""
    profile = golden("glmm")["results"][name]["profile"]["mu"]
    rows = len(counts(name)[0])
    cutoffs = {"chisq": 3.841458820694124, "t": stats.t(rows - 1).isf(0.025) ** 2}
    return [
        (profile[kind][side], cutoff)
        for kind, cutoff in cutoffs.items()
        for side in ("mu_low", "mu_high")
        if profile[kind][side] is not None
    ]


@pytest.mark.parametrize("name", ["melanoma-orr", "nsclc-orr", "three-equal", "extreme-spread"])
def test_the_fall_at_the_limits_of_r_is_their_cut_off(name):
    model, fit = fitted(name)
    told = limits(name)
    assert len(told) >= 2
    fall = profile_fall(model, fit, np.array([mu for mu, _ in told]))
    assert fall == pytest.approx([cutoff for _, cutoff in told], rel=1e-6)


@pytest.mark.parametrize("name", ["rcc-orr", "two-maxima-ml", "one-event", "hine1989-lidocaine"])
def test_many_intercepts_at_once_as_one_by_one(name):
    model, fit = fitted(name)
    one_by_one = [2 * (fit.log_likelihood - best_over_tau(model, mu)[0]) for mu in LOGITS]
    assert profile_fall(model, fit, LOGITS) == pytest.approx(one_by_one, abs=1e-8)


def test_the_maximum_has_not_fallen_and_no_point_has_risen():
    model, fit = fitted("melanoma-dcr")
    assert profile_fall(model, fit, fit.beta)[0] == pytest.approx(0, abs=1e-9)
    assert (profile_fall(model, fit, LOGITS) >= 0).all()
    assert profile_fall(model, fit, np.empty(0)).size == 0


def test_each_point_is_searched_for_itself_where_a_scan_finds_a_higher_one(monkeypatch):
    model, fit = fitted("rcc-orr")
    together = profile_fall(model, fit, LOGITS)
    asked = []

    def seen(model, mu):
        asked.append(mu)
        return best_over_tau(model, mu)

    monkeypatch.setattr(profile_curve, "highest_near", lambda *_: False)
    monkeypatch.setattr(profile_curve, "best_over_tau", seen)
    assert profile_fall(model, fit, LOGITS) == pytest.approx(together, abs=1e-8)
    assert asked == LOGITS.tolist()
