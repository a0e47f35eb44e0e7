"""Steps sum to the whole change, and each cause gets its own."""

from __future__ import annotations

import math
from itertools import pairwise, permutations

import pytest
from compared_reviews import BASE, changed, edition

from rechallenge import pool
from rechallenge.compare.attribution import shapley
from rechallenge.compare.comparison import compare

EXACT = 1e-9


def _attributed(old, new):
    (entry,) = compare(old, new)["analyses"]
    return entry["attribution"]


def _kinds(attribution):
    return [step["kind"] for step in attribution["steps"]]


def _logit(p):
    return math.log(p / (1 - p))


def test_an_addition_a_correction_and_another_estimator_are_each_a_step(tmp_path):
    two_stage = {"method": "inverse-variance", "tau2": "DL"}
    old = edition(tmp_path / "old", model=two_stage)
    lines = [*changed("2016,,6,30", "2016,,16,30"), "Gum 2020,2020,,2,50,trial,,1"]
    new = edition(tmp_path / "new", lines, model=two_stage | {"tau2": "PM"})
    attribution = _attributed(old, new)

    assert _kinds(attribution) == ["software", "settings", "correction", "addition"]
    deltas = [step["delta"] for step in attribution["steps"]]
    assert deltas[0] == pytest.approx(0, abs=EXACT)
    assert all(abs(delta) > 1e-4 for delta in deltas[1:])
    counts = ([3, 6, 9, 5, 12], [20, 30, 25, 40, 35])
    corrected = ([3, 16, 9, 5, 12], counts[1])
    added = ([*corrected[0], 2], [*corrected[1], 50])
    fits = [
        pool(*counts, method="inverse-variance", tau2="DL"),
        pool(*counts, method="inverse-variance", tau2="PM"),
        pool(*corrected, method="inverse-variance", tau2="PM"),
        pool(*added, method="inverse-variance", tau2="PM"),
    ]
    logits = [_logit(fit.estimate) for fit in fits]
    expected = [after - before for before, after in pairwise(logits)]
    assert deltas[1:] == pytest.approx(expected, abs=EXACT)
    total = logits[-1] - logits[0]
    assert attribution["total"] == pytest.approx(total, abs=EXACT)
    assert math.fsum(deltas) == pytest.approx(total, abs=EXACT)
    shares = [step["shapley"] for step in attribution["steps"]]
    assert math.fsum(shares) == pytest.approx(total, abs=EXACT)


def test_removals_come_before_additions_and_after_corrections(tmp_path):
    old = edition(tmp_path / "old")
    lines = [*changed("2017,,9,25", "2017,,10,25")[1:], "Gum 2020,2020,,2,50,trial,,1"]
    attribution = _attributed(old, edition(tmp_path / "new", lines))
    assert [step["label"] for step in attribution["steps"][1:]] == [
        "Corrected: Cedar 2017", "Removed: Ash 2015", "Added: Gum 2020",
    ]  # fmt: skip


def test_a_change_of_the_interval_rule_is_a_step_that_moves_no_estimate(tmp_path):
    old = edition(tmp_path / "old", model={"test": "t"})
    new = edition(tmp_path / "new", model={"test": "z", "level": 0.9})
    attribution = _attributed(old, new)
    steps = attribution["steps"][1:]
    assert [step["label"] for step in steps] == [
        "Interval rule: t → z",
        "Confidence level: 0.95 → 0.9",
    ]
    assert all(step["delta"] == pytest.approx(0, abs=EXACT) for step in steps)
    widths = [s["ci_high"] - s["ci_low"] for s in attribution["steps"]]
    assert widths[0] > widths[1] > widths[2]


def test_a_change_of_method_takes_the_interval_with_it_where_no_mix_would_fit(tmp_path):
    old = edition(tmp_path / "old", model={"test": "profile"})
    new = edition(
        tmp_path / "new", model={"method": "inverse-variance", "measure": "PAS", "test": "knha"}
    )
    attribution = _attributed(old, new)
    assert [step["label"] for step in attribution["steps"]][1:] == [
        "Model: glmm, PLO, ML, profile → inverse-variance, PAS, REML, knha"
    ]


def test_another_choice_of_rows_is_a_step(tmp_path):
    old = edition(tmp_path / "old")
    new = edition(tmp_path / "new", where={"design": ["trial"]})
    attribution = _attributed(old, new)
    assert [step["label"] for step in attribution["steps"]][1:] == [
        "Choice of rows (outcome, where)"
    ]
    wanted = _logit(pool([3, 6, 12], [20, 30, 35]).estimate)
    assert attribution["steps"][-1]["logit_after"] == pytest.approx(wanted, abs=EXACT)


def test_steps_through_a_state_without_estimate_are_told_together(tmp_path):
    old = edition(tmp_path / "old", BASE[:3])
    new = edition(tmp_path / "new", BASE[3:])
    attribution = _attributed(old, new)
    steps = attribution["steps"]
    assert "together" in _kinds(attribution)
    lost = [step for step in steps if step["delta"] is None]
    assert lost
    assert all(step["reason"] for step in lost)
    assert attribution["no_shapley"]
    told = math.fsum(step["delta"] for step in steps if step["delta"] is not None)
    assert told == pytest.approx(attribution["total"], abs=EXACT)


def test_there_is_no_total_where_an_edition_has_no_finite_estimate(tmp_path):
    old = edition(tmp_path / "old", ["A,2015,,0,20,trial,,1", "B,2016,,0,30,trial,,1"])
    attribution = _attributed(old, edition(tmp_path / "new"))
    assert attribution["total"] is None


def test_more_than_eight_steps_state_their_order_alone(tmp_path):
    more = [f"New {i},2020,,{i},40,trial,,1" for i in range(1, 10)]
    attribution = _attributed(edition(tmp_path / "old"), edition(tmp_path / "new", [*BASE, *more]))
    assert len(attribution["steps"]) == 10
    assert "more than 8" in attribution["no_shapley"]
    assert all(step["shapley"] is None for step in attribution["steps"])


def _game(members):
    return float(len(members) ** 2 + 3 * ("a" in members) * ("b" in members) + 5 * ("c" in members))


def test_shapley_values_are_the_mean_over_all_orders():
    players = ("a", "b", "c", "d")
    expected = dict.fromkeys(players, 0.0)
    orders = list(permutations(players))
    for order in orders:
        for i, player in enumerate(order):
            gain = _game(frozenset(order[: i + 1])) - _game(frozenset(order[:i]))
            expected[player] += gain / len(orders)
    found = shapley(players, _game)
    assert found == pytest.approx(expected, abs=1e-12)
    assert sum(found.values()) == pytest.approx(_game(frozenset(players)), abs=1e-12)


def test_shapley_values_of_equal_players_are_equal_and_of_idle_ones_zero():
    found = shapley(("a", "b", "idle"), lambda members: float({"a", "b"} <= members))
    assert found == pytest.approx({"a": 0.5, "b": 0.5, "idle": 0.0}, abs=1e-12)


def test_shapley_values_do_not_exist_without_every_value():
    assert shapley(("a", "b"), lambda members: None if len(members) == 1 else 1.0) is None
