"""Many sets at once give what one set at a time gives."""

from __future__ import annotations

import numpy as np
import pytest

from rechallenge import pool_many
from rechallenge.bulk.pooled_sets import NUMBERS
from rechallenge.contract import MEASURES, TAU2_METHODS, WITHHELD
from rechallenge.errors import InputError
from rechallenge.models.sample import Sample
from rechallenge.pooling import pool_sample


def _ragged() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Odd sets first, then 30 drawn ones of 2 to 12 rows with many zeros."""
    generator = np.random.default_rng(7)
    odd = [
        ([3], [9]),
        ([0, 0, 0], [5, 6, 7]),
        ([4, 6], [4, 6]),
        ([1, 0, 1], [1, 1, 1]),
        ([2, 2], [10, 10]),
        ([1, 999_000], [2, 1_000_000]),
        ([0, 5], [9, 5]),
        ([1, 1, 30], [1, 4, 100]),
    ]
    sets = [(np.array(x), np.array(n)) for x, n in odd]
    for _ in range(30):
        n = generator.integers(1, 200, generator.integers(2, 13))
        logits = generator.normal(-2, generator.choice([0.0, 0.5, 1.5]), n.size)
        sets.append((generator.binomial(n, 1 / (1 + np.exp(-logits))), n))
    groups = np.repeat(np.arange(len(sets)), [x.size for x, _ in sets])
    events, totals = (np.concatenate([one[i] for one in sets]) for i in (0, 1))
    shuffled = generator.permutation(groups.size)
    return events[shuffled], totals[shuffled], groups[shuffled]


EVENTS, TOTALS, GROUPS = _ragged()


def _compare(**options: object) -> None:
    found = pool_many(EVENTS, TOTALS, GROUPS, **options)
    assert sorted(found.groups.tolist()) == sorted(set(GROUPS.tolist()))
    for place, group in enumerate(found.groups):
        own = group == GROUPS
        one = pool_sample(Sample.of(EVENTS[own], TOTALS[own]), engine=False, **options)
        for name in NUMBERS:
            value, wanted = float(getattr(found, name)[place]), getattr(one, name)
            wanted = np.nan if wanted is None else wanted
            assert value == pytest.approx(wanted, rel=1e-9, abs=1e-9, nan_ok=True), (group, name)
        withheld = any(note.startswith(WITHHELD) for note in one.notes)
        assert (found.status[place] == "exact") == (one.method == "exact")
        assert (found.status[place] == "withheld") == withheld
        assert bool(found.reason[place]) == (found.status[place] != "ok")


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("tau2", TAU2_METHODS)
def test_two_stage_equals_pool(measure: str, tau2: str) -> None:
    _compare(method="inverse-variance", measure=measure, tau2=tau2, test="adhoc")


@pytest.mark.parametrize("test", ["z", "t", "knha", "auto"])
def test_tests_equal_pool(test: str) -> None:
    _compare(method="inverse-variance", test=test, level=0.9)


@pytest.mark.parametrize(
    "options",
    [
        {"tau2": "FE"},
        {"test": "t", "profiles": False},
        {"test": "z", "profiles": False, "level": 0.9},
        {"profiles": False},
        {},
        {"test": "profile-t", "level": 0.9},
    ],
)
def test_glmm_equals_pool(options: dict[str, object]) -> None:
    _compare(method="glmm", **options)


@pytest.mark.parametrize("options", [{}, {"test": "z", "level": 0.9}])
def test_beta_binomial_equals_pool(options: dict[str, object]) -> None:
    _compare(method="beta-binomial", **options)


def test_beta_binomial_treats_the_boundary_as_pool_does() -> None:
    """Equal rates have θ = 0; all or nothing has no θ; rates all but equal are looked at alone."""
    sets = [([2, 4, 6], [10, 20, 30]), ([0, 9], [9, 9]), ([3, 9, 8], [30, 60, 50])]
    events, totals = (np.concatenate([one[i] for one in sets]) for i in (0, 1))
    groups = np.repeat([0, 1, 2], [3, 2, 3])
    found = pool_many(events, totals, groups, method="beta-binomial")
    assert found.status.tolist() == ["ok", "no estimate", "ok"]
    assert found.rho[0] == 0
    assert found.estimate[0] == pytest.approx(0.2, abs=1e-12)
    assert found.pi_low[0] == found.ci_low[0]
    assert np.isnan(found.estimate[1])
    assert "no finite estimate" in found.reason[1]


def test_beta_binomial_of_large_and_small_sets_together() -> None:
    """Large rows are summed by Chebyshev nodes, small ones patient by patient."""
    generator = np.random.default_rng(11)
    totals = generator.integers(2, 40, (12, 4))
    totals[::3] *= 700
    events = generator.binomial(totals, generator.beta(2, 5, totals.shape))
    groups = np.repeat(np.arange(12), 4)
    found = pool_many(events.ravel(), totals.ravel(), groups, method="beta-binomial")
    for i in range(12):
        one = pool_sample(Sample.of(events[i], totals[i]), method="beta-binomial")
        assert found.estimate[i] == pytest.approx(one.estimate, rel=1e-9)
        assert found.rho[i] == pytest.approx(one.rho, rel=1e-9)
        assert found.log_likelihood[i] == pytest.approx(one.log_likelihood, rel=1e-9)


def test_rows_of_one_study_are_one_study() -> None:
    found = pool_many([1, 2, 3], [9, 9, 9], ["a"] * 3, studies=["s", "s", "s"])
    assert found.status.tolist() == ["exact"]
    assert found.studies.tolist() == [1]


def test_sets_keep_their_order_and_become_a_table() -> None:
    frame = pool_many([1, 2, 3, 4], [9, 9, 9, 9], ["z", "a", "z", "a"]).to_frame()
    assert frame["group"].tolist() == ["z", "a"]
    assert frame["events"].tolist() == [4, 6]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"groups": ["a"]}, "groups must have one entry"),
        ({"studies": ["a"]}, "studies must have one entry"),
        ({"method": "magic"}, "unknown method"),
        ({"tau2": "XX"}, "unknown tau2"),
        ({"test": "XX"}, "unknown test"),
        ({"method": "beta-binomial", "test": "knha"}, "unknown test"),
        ({"events": [1, 9]}, "row 2"),
        ({"totals": [np.inf, 6]}, "row 1: 1 of inf is impossible"),
        ({"level": 95}, "level must lie"),
    ],
)
def test_bad_input_is_named(options: dict[str, object], words: str) -> None:
    given: dict[str, object] = {"events": [1, 2], "totals": [5, 6], "groups": ["a", "a"]}
    with pytest.raises(InputError, match=words):
        pool_many(**(given | options))
