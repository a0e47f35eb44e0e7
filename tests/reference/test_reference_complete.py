"""The reference files hold the whole grid, and no value is missing without a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
FAMILIES = ("datasets", "two_stage", "glmm", "intervals", "sensitivity")
MEASURES = {"PR", "PLN", "PLO", "PAS", "PFT"}
TAU2_METHODS = {"DL", "PM", "REML", "ML", "EB", "HE", "SJ", "HS", "FE"}
TESTS = {"z", "t", "knha", "adhoc"}
TWO_ROWS_ONLY = {"two-equal", "two-rows"}


def read(family: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((HERE / f"{family}.json").read_text(encoding="utf-8"))
    return content


def data_set_rows() -> dict[str, list[dict[str, Any]]]:
    return {item["name"]: item["rows"] for item in read("datasets")["datasets"]}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_file_says_where_it_comes_from(family: str) -> None:
    content = read(family)
    assert content["schema"] == f"rechallenge/reference/{family}/1"
    assert (HERE / Path(content["script"]).name).is_file()
    assert content["significant_digits"] == 17
    assert set(content["packages"]) == {"metafor", "metadat", "lme4", "numDeriv"}


def test_data_sets_are_counts_with_unique_names() -> None:
    names = [item["name"] for item in read("datasets")["datasets"]]
    assert len(names) == len(set(names)) >= 22
    for rows in data_set_rows().values():
        assert len(rows) >= 2
        assert all(0 <= row["events"] <= row["total"] and row["total"] > 0 for row in rows)


def test_two_stage_has_every_measure_estimator_and_test() -> None:
    results = read("two_stage")["results"]
    rows = data_set_rows()
    assert set(results) == set(rows)
    for name, by_measure in results.items():
        assert set(by_measure) == MEASURES
        for part in by_measure.values():
            assert len(part["yi"]) == len(part["vi"]) == part["k"] == len(rows[name])
            assert all(value is not None for value in part["yi"] + part["vi"])
            assert set(part["fits"]) == TAU2_METHODS
            for method, fit in part["fits"].items():
                assert set(fit["tests"]) == TESTS
                assert None not in (fit["tau2"], fit["mu"], fit["estimate"], fit["i2"], fit["h2"])
                for interval in fit["tests"].values():
                    absent = {key for key, value in interval.items() if value is None}
                    prediction = {"mu_pi_low", "mu_pi_high", "pi_low", "pi_high"}
                    assert absent == (prediction if method == "FE" else set())


def test_a_missing_q_profile_interval_is_an_empty_one() -> None:
    for by_measure in read("two_stage")["results"].values():
        for part in by_measure.values():
            interval = part["q_profile"]
            assert (interval["low"] is None) == interval["empty"] == ("reason" in interval)


def test_glmm_is_there_for_every_data_set_with_a_maximum() -> None:
    results = read("glmm")["results"]
    rows = data_set_rows()
    assert set(results) == set(rows)
    for name, fit in results.items():
        events = sum(row["events"] for row in rows[name])
        if events == 0:
            assert "no maximum" in fit["error"]
            continue
        assert fit["check"]["gradient"] < 1e-10
        assert fit["check"]["half_step"] < 1e-11
        assert fit["check"]["integrate"] < 1e-11
        for kind, limits in fit["profile"]["mu"].items():
            reached = limits["mu_low"] is not None and limits["mu_high"] is not None
            assert reached or (kind == "t" and name in TWO_ROWS_ONLY)
        assert fit["profile"]["tau2_low"] <= fit["tau2"] <= fit["profile"]["tau2_high"]


def test_glmm_subgroups_agree_with_lme4() -> None:
    subgroups = read("glmm")["subgroups"]
    assert len(subgroups) >= 4
    for part in subgroups:
        assert part["df"] == len(part["groups"]) - 1
        assert part["mu"] == pytest.approx(part["lme4"]["mu"], abs=2e-6)
        assert part["lr"] > 0


def test_interval_grid_reaches_both_ends() -> None:
    rows = read("intervals")["intervals"]
    for row in rows:
        assert [part["level"] for part in row["intervals"]] == [0.8, 0.9, 0.95, 0.99]
    totals = {row["total"] for row in rows}
    seen = {(row["events"], row["total"]) for row in rows}
    assert all((0, total) in seen and (total, total) in seen for total in totals)


def test_sensitivity_series_have_one_value_for_each_row() -> None:
    content = read("sensitivity")
    rows = data_set_rows()
    assert len(content["results"]) >= 6
    for name, by_measure in content["results"].items():
        assert set(by_measure) == {"PLO", "PAS"}
        for part in by_measure.values():
            for series in (part["leave_one_out"], part["cumulative"]):
                assert len(series["mu"]) == len(rows[name]) and None not in series["mu"]
                assert series["metafor"]["largest_difference"] < 1e-10
            for values in (*part["influence"].values(), *part["baujat"].values()):
                assert len(values) == len(rows[name]) and None not in values
    for part in content["subgroups"]:
        assert part["common"]["metafor_tau2"] == pytest.approx(part["common"]["tau2"], abs=1e-10)
    for part in content["meta_regression"]:
        assert part["metafor_tau2"] == pytest.approx(part["tau2"], abs=1e-10)
