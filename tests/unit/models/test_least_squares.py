"""The sums over rows, against the k × k matrices they stand for."""

import numpy as np
import pytest

from rechallenge.models.least_squares import weighted_fit

Y = np.array([0.3, -1.1, 0.8, 2.0, -0.4])
V = np.array([0.2, 0.5, 0.1, 0.9, 0.35])
TAU2 = [0.0, 0.7]
DESIGNS = {
    "intercept": np.ones((5, 1)),
    "slope alone": np.array([[1.0], [2.0], [3.0], [5.0], [8.0]]),
    "doubled intercept": np.full((5, 1), 2.0),
    "line": np.column_stack([np.ones(5), [0.0, 1.0, -1.0, 2.0, 0.5]]),
}


@pytest.mark.parametrize("design", list(DESIGNS))
def test_every_field_by_its_matrix(design):
    x = DESIGNS[design]
    fit = weighted_fit(Y, V, x, TAU2)
    assert fit.weights.shape == fit.residuals.shape == (2, 5)
    assert fit.coefficients.shape == (2, x.shape[1])
    assert fit.covariance.shape == (2, x.shape[1], x.shape[1])
    assert fit.log_det.shape == fit.q.shape == fit.trace_p.shape == (2,)
    for g, tau2 in enumerate(TAU2):
        w = np.diag(1 / (V + tau2))
        information = x.T @ w @ x
        covariance = np.linalg.inv(information)
        beta = covariance @ x.T @ w @ Y
        p = w - w @ x @ covariance @ x.T @ w
        close = {"rel": 1e-12, "abs": 1e-13}
        assert fit.weights[g] == pytest.approx(np.diag(w), **close)
        assert fit.coefficients[g] == pytest.approx(beta, **close)
        assert fit.covariance[g] == pytest.approx(covariance, **close)
        assert fit.residuals[g] == pytest.approx(Y - x @ beta, **close)
        assert fit.log_det[g] == pytest.approx(np.log(np.linalg.det(information)), **close)
        assert fit.q[g] == pytest.approx(Y @ p @ Y, **close)
        assert fit.trace_p[g] == pytest.approx(np.trace(p), **close)


def test_one_value_of_tau2_gives_one_fit():
    fit = weighted_fit(Y, V, DESIGNS["intercept"], 0.7)
    assert fit.q.shape == (1,)
    assert fit.coefficients[0, 0] == pytest.approx(np.sum(Y / (V + 0.7)) / np.sum(1 / (V + 0.7)))
