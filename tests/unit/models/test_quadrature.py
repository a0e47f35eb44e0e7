"""The parts of the quadrature: its interval, its value and the conditional means."""

import math

import numpy as np
import pytest
from scipy import integrate, special

from rechallenge.models.binomial_normal import DROP, BinomialNormal, _logistic, nodes_for

FIFTY_DIGITS = [
    ([7, 13, 2], [38, 36, 8], -0.9, 0.3, -1.546123450417548),
    ([0, 1, 0], [8, 12, 31], -3.2, 1.1, -1.9322814861936575),
    ([0, 30, 0], [10, 30, 25], 0.4, 5.0, -4.289192337010686),
    ([3000, 1], [10000, 10], -0.8, 0.9, -4.6789265851327455),
    ([0], [40], -1.0, 20.0, -0.8311725190241874),
]
"""Log-likelihoods of which mpmath gave 50 digits (see `test_binomial_normal`)."""

CASES = [
    (0, 8, -3.2, 1.1), (30, 30, 0.4, 5.0), (7, 38, -0.9, 0.3), (3000, 10000, -0.8, 0.9),
    (1, 12, 6.0, 2.0), (0, 40, -1.0, 20.0), (39, 40, -9.0, 0.05), (5, 9, 0.0, 60.0),
]  # fmt: skip


def model_of(events, totals):
    return BinomialNormal.of(np.array(events, float), np.array(totals, float))


@pytest.mark.parametrize(("events", "totals", "mu", "tau", "told"), FIFTY_DIGITS)
def test_values(events, totals, mu, tau, told):
    model = model_of(events, totals)
    nodes = nodes_for(tau)
    assert model.evaluate([[mu]], [tau], nodes=nodes).value[0] == pytest.approx(told, abs=2e-11)
    assert model.log_likelihood([[mu]], [tau], nodes=nodes)[0] == pytest.approx(told, abs=2e-11)


def test_nodes_grow_with_tau_between_two_bounds():
    assert [nodes_for(t) for t in (0.0, 1.0, 32 / 28, 1.2, 2.01, 60.0, 146.2, 1e6)] == [
        32, 32, 32, 34, 57, 1680, 4094, 4096,
    ]  # fmt: skip
    assert isinstance(nodes_for(1.2), int)


def test_32_nodes_are_the_default():
    model = model_of([7, 13, 2], [38, 36, 8])
    here, there = model.evaluate([[-0.9]], [0.3]), model.evaluate([[-0.9]], [0.3], nodes=32)
    assert here.value[0] == there.value[0]
    assert here.hessian.tolist() == there.hessian.tolist()


def test_the_saturated_log_likelihood():
    model = model_of([0, 3, 9], [5, 10, 9])
    told = 3 * math.log(0.3) + 7 * math.log(0.7)
    assert model.saturated == pytest.approx([0, told, 0], abs=1e-14)
    assert model.design.tolist() == [[1.0], [1.0], [1.0]]


@pytest.mark.parametrize(("x", "n", "offset", "tau"), CASES)
def test_the_interval_holds_the_integrand(x, n, offset, tau):
    model = model_of([x], [n])

    def height(u):
        eta = offset + tau * u
        return x * eta - n * np.logaddexp(0, eta) - u * u / 2

    def slope(u):
        return tau * (x - n * special.expit(offset + tau * u)) - u

    at, t = np.array([[offset]]), np.array([[tau]])
    mode, peak = (float(value[0, 0]) for value in model._modes(at, t))
    assert peak == pytest.approx(height(mode), rel=1e-10, abs=1e-10)
    p = float(special.expit(offset + tau * mode))
    bend = 1 + tau**2 * n * p * (1 - p)
    assert abs(slope(mode)) / bend < 1e-3
    for reach in (-9.0, 9.0):
        edge = float(model._edge(at, t, np.array([[mode]]), np.array([[peak]]), reach)[0, 0])
        assert math.copysign(1, edge - mode) == math.copysign(1, reach)
        assert abs(edge - mode) <= 9
        assert height(edge) <= peak - DROP + 1e-6
        assert height(edge) >= peak - 2 * DROP


def test_row_logits_are_conditional_moments():
    events, totals, mu, tau = [0, 7], [9, 12], -0.6, 0.9
    mean, square = model_of(events, totals).row_logits([[mu]], [tau], nodes=64)
    assert mean.shape == square.shape == (1, 2)
    for i, (x, n) in enumerate(zip(events, totals, strict=True)):

        def moment(power, x=x, n=n):
            def density(u):
                eta = mu + tau * u
                return eta**power * math.exp(x * eta - n * np.logaddexp(0, eta) - u * u / 2)

            return integrate.quad(density, -12, 12, epsabs=0, epsrel=1e-11)[0]

        assert mean[0, i] == pytest.approx(moment(1) / moment(0), rel=1e-8)
        assert square[0, i] == pytest.approx(moment(2) / moment(0), rel=1e-8)


def test_the_logistic_function_and_its_integral():
    p, softplus = _logistic(np.array([-750.0, -1.0, 0.0, 2.0, 750.0]))
    assert p == pytest.approx(
        [0, 1 / (1 + math.e), 0.5, 1 / (1 + math.exp(-2)), 1], rel=1e-14, abs=1e-300
    )
    told = [0, math.log1p(math.exp(-1)), math.log(2), 2 + math.log1p(math.exp(-2)), 750]
    assert softplus == pytest.approx(told, rel=1e-14, abs=1e-300)


def test_derivatives_of_a_batch_with_a_moderator():
    """Against finite differences of values that another rule gives."""
    events, totals = np.array([2.0, 0, 11, 5]), np.array([9.0, 7, 14, 30])
    design = np.column_stack([np.ones(4), [-1.0, 0.5, 2.0, 0.0]])
    model = BinomialNormal.of(events, totals, design)
    z, w = np.polynomial.hermite_e.hermegauss(150)
    w = w / w.sum()

    def value(b0, b1, tau):
        eta = (design @ [b0, b1])[:, None] + tau * z
        rows = events[:, None] * eta - totals[:, None] * np.logaddexp(0, eta)
        return float(np.sum(np.log(np.exp(rows - model.saturated[:, None]) @ w)))

    points = np.array([[-0.7, 0.4, 0.5], [0.3, -0.2, 1.1]])
    found = model.evaluate(points[:, :2], points[:, 2], nodes=64)
    h = 1e-4
    for g, point in enumerate(points):
        assert found.value[g] == pytest.approx(value(*point), abs=1e-10)
        for i in range(3):
            step = h * np.eye(3)[i]
            slope = (value(*(point + step)) - value(*(point - step))) / (2 * h)
            assert found.score[g, i] == pytest.approx(slope, abs=1e-6)
            for j in range(3):
                other = h * np.eye(3)[j]
                bend = (
                    value(*(point + step + other)) - value(*(point + step - other))
                    - value(*(point - step + other)) + value(*(point - step - other))
                ) / (4 * h * h)  # fmt: skip
                assert found.hessian[g, i, j] == pytest.approx(bend, abs=2e-5)


def test_logistic_regression_at_zero():
    events, totals = np.array([2.0, 0, 11]), np.array([9.0, 7, 14])
    design = np.column_stack([np.ones(3), [-1.0, 0.5, 2.0]])
    model = BinomialNormal.of(events, totals, design)
    betas = np.array([[-0.7, 0.4], [0.1, 0.0]])
    found = model.conditional(betas)
    for g, beta in enumerate(betas):
        p = special.expit(design @ beta)
        w = totals * p * (1 - p)
        log = events @ np.log(p) + (totals - events) @ np.log1p(-p) - model.saturated.sum()
        assert found.value[g] == pytest.approx(log, rel=1e-12)
        rest = events - totals * p
        assert found.score[g] == pytest.approx(
            [*(rest @ design), 0.5 * np.sum(rest**2 - w)], rel=1e-11
        )
        told = np.zeros((3, 3))
        told[:2, :2] = -(design.T * w) @ design
        assert found.hessian[g] == pytest.approx(told, rel=1e-11)
