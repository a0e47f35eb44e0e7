"""The reference files hold the whole grid, and no value is missing without a reason."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
PACKAGES = {"metafor", "metadat", "lme4", "numDeriv"}
FAMILIES = {
    "datasets": PACKAGES,
    "two_stage": PACKAGES,
    "glmm": PACKAGES,
    "intervals": PACKAGES,
    "sensitivity": PACKAGES,
    "beta_binomial": PACKAGES | {"VGAM"},
    "three_level": PACKAGES | {"clubSandwich"},
    "glmm_series": PACKAGES,
    "meta_regression": PACKAGES,
    "bayes": PACKAGES,
    "small_study": PACKAGES,
    "gosh": PACKAGES,
    "specification": PACKAGES,
}
MEASURES = {"PR", "PLN", "PLO", "PAS", "PFT"}
TAU2_METHODS = {"DL", "PM", "REML", "ML", "EB", "HE", "SJ", "HS", "FE"}
TESTS = {"z", "t", "knha", "adhoc"}
TWO_ROWS_ONLY = {"two-equal", "two-rows"}
CLOSED_FORMS = {"FE", "DL", "HE", "HS", "SJ"}
LIKELIHOOD_ROOTS = {"REML", "ML", "PM"}


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
    assert set(content["packages"]) == FAMILIES[family]


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


def test_beta_binomial_is_there_for_every_data_set_with_a_maximum() -> None:
    results = read("beta_binomial")["results"]
    rows = data_set_rows()
    assert set(results) == set(rows)
    for name, fit in results.items():
        if sum(row["events"] for row in rows[name]) == 0:
            assert "no maximum" in fit["error"]
            continue
        assert fit["check"]["gradient"] < 2e-9
        assert fit["check"]["se_numeric_hessian"] == pytest.approx(fit["se"], rel=1e-7)
        assert (fit["theta"] == 0) == (fit["vgam"] is None) == (fit["se_log_theta"] is None)
        if fit["theta"] == 0:
            assert fit["lr_binomial"] == 0
            assert fit["slope_at_zero"] < 0
        elif "error" not in fit["vgam"]:
            assert fit["vgam"]["mu"] == pytest.approx(fit["mu"], abs=1e-11)
            assert fit["vgam"]["rho"] == pytest.approx(fit["rho"], abs=1e-12)


def test_three_level_maxima_are_the_highest() -> None:
    results = read("three_level")["results"]
    repeated = {
        name
        for name, by_measure in results.items()
        if len({row["study"] for row in by_measure["rows"]}) < len(by_measure["rows"])
    }
    assert repeated == set(results)
    assert {"melanoma-orr", "melanoma-grade3-ae", "all-orr", "melanoma-retreatment-orr"} <= repeated
    edges = set()
    for by_measure in results.values():
        for measure in ("PLO", "PAS"):
            fit = by_measure[measure]
            assert fit["k"] == len(by_measure["rows"]) == fit["q_df"] + 1
            assert fit["studies"] == len({row["study"] for row in by_measure["rows"]})
            assert fit["check"]["score"] < 1e-11
            assert all(score <= 0 for score in fit["check"]["edge_score"])
            assert fit["metafor"]["log_likelihood_behind"] > -1e-12
            assert 0 < fit["cr2"]["df"] < fit["studies"]
            others = [other["log_likelihood_behind"] for other in fit.get("maxima", ())]
            assert all(behind > 0 for behind in others[1:])
            edges.add((fit["sigma2_study"] > 0, fit["sigma2_row"] > 0))
    assert len(edges) == 4


def test_glmm_series_have_one_entry_for_each_row_or_study() -> None:
    content = read("glmm_series")
    rows = data_set_rows()
    assert len(content["results"]) >= 5
    for name, series in content["results"].items():
        studies = {row["study"] for row in rows[name]}
        assert [entry["left_out"] for entry in series["leave_one_row_out"]] == list(
            range(1, len(rows[name]) + 1)
        )
        assert {entry["left_out"] for entry in series["leave_one_study_out"]} == studies
        assert [entry["k"] for entry in series["cumulative"]] == list(range(1, len(rows[name]) + 1))
        for entry in (entry for part in series.values() for entry in part):
            reason = entry.get("error", "")
            assert reason.startswith(("one row", "no maximum")) or entry["gradient"] < 1e-10
        full = read("glmm")["results"][name]
        last = series["cumulative"][-1]
        assert last["mu"] == pytest.approx(full["mu"], abs=1e-10)
        assert last["tau2"] == pytest.approx(full["tau2"], abs=1e-10)


def test_glmm_meta_regression_agrees_with_lme4() -> None:
    models = read("glmm_series")["meta_regression"]
    assert sum(model["moderators"] == ["year"] for model in models) >= 3
    assert any(len(model["moderators"]) == 2 for model in models)
    for model in models:
        assert len(model["design"]) == len(model["rows"]) == model["k"]
        assert all(len(row) == len(model["coefficients"]) for row in model["design"])
        assert model["beta"] == pytest.approx(model["lme4"]["beta"], abs=1e-6)
        assert model["se"] == pytest.approx(model["lme4"]["se"], rel=2e-6)
        assert model["tau2"] == pytest.approx(model["lme4"]["tau2"], abs=1e-7)
        diagonal = [model["covariance"][i][i] for i in range(len(model["se"]))]
        assert [math.sqrt(value) for value in diagonal] == pytest.approx(model["se"], rel=1e-14)
        assert model["check"]["gradient"] < 1e-10
        assert model["lr"] > 0


def test_meta_regression_has_every_measure_estimator_and_test() -> None:
    models = read("meta_regression")["results"]
    assert len({model["dataset"] for model in models}) >= 4
    for model in models:
        assert len(model["design"]) == len(model["rows"]) == model["k"]
        assert set(model["measures"]) == {"PLO", "PAS"}
        for by_method in model["measures"].values():
            assert set(by_method) == {"REML", "DL", "ML", "PM"}
            for method, fit in by_method.items():
                assert set(fit["tests"]) == {"z", "knha", "adhoc"}
                assert (fit["r2"] is None) == (fit["tau2_without"] == 0)
                if method != "DL":
                    assert fit["metafor_tau2"] == pytest.approx(fit["tau2"], abs=1e-12)
                for name, test in fit["tests"].items():
                    assert test["qm_df"][0] == len(model["coefficients"]) - 1
                    residual = model["k"] - len(model["coefficients"])
                    assert test["qm_df"][1] == (None if name == "z" else residual)
                    assert len(test["predicted"]["pi_low"]) == len(model["points"]) == 2


def test_subsets_of_rows_are_all_there_with_both_estimators() -> None:
    rows, two_stage = data_set_rows(), read("two_stage")["results"]
    results = read("gosh")["results"]
    assert len(results) >= 5
    for name, part in results.items():
        k = len(rows[name])
        codes = part["subsets"]
        assert len(set(codes)) == len(codes) == 2**k - k - 1
        assert all(len(code) == k and code.count("1") > 1 for code in codes)
        for measure in ("PLO", "PAS"):
            for method in ("REML", "DL"):
                fits = part[measure][method]
                assert len(fits["tau2"]) == len(fits["mu"]) == len(fits["i2"]) == len(codes)
                # All rows together are the fit of the whole data set.
                whole = two_stage[name][measure]["fits"][method]
                at = codes.index("1" * k)
                assert fits["tau2"][at] == pytest.approx(whole["tau2"], rel=1e-12, abs=1e-15)
                assert fits["mu"][at] == pytest.approx(whole["mu"], rel=1e-12)
                told = fits["gosh"]
                assert told["subsets"] == len(codes)
                assert max(told["largest_difference"].values()) < 1e-10
                assert told["without_value"] == 0 or method == "REML"


def test_specifications_have_every_model_on_every_selection() -> None:
    rows, glmm = data_set_rows(), read("glmm")["results"]
    for name, variants in read("specification")["results"].items():
        assert len(variants) >= 6
        chosen = {(part["rows"], part["arms"], part["outliers"]) for part in variants}
        assert len(chosen) == len(variants)
        first = variants[0]
        assert first["totals"] == [row["total"] for row in rows[name]]
        own = first["models"]["glmm"]["ML"]["estimate"]
        assert own == pytest.approx(glmm[name]["estimate"], abs=1e-10)
        for part in variants:
            assert set(part["models"]) == {"glmm", "beta-binomial", "PLO", "PAS"}
            for measure in ("PLO", "PAS"):
                assert set(part["models"][measure]) == {"REML", "DL", "PM"}
                for fit in part["models"][measure].values():
                    assert set(fit) == {"estimate", "z", "knha", "adhoc"}


def test_posteriors_do_not_move_when_the_panels_are_halved() -> None:
    results = read("bayes")["results"]
    assert len(results) >= 5
    for result in results.values():
        for prior in ("half_normal", "half_cauchy"):
            posterior = result[prior]
            assert posterior["check"]["half_step"] < 1e-6
            assert posterior["check"]["join"] < 1e-11
            for part in (posterior["mu"], posterior["tau"], posterior["estimate"]):
                assert part["q025"] < part["median"] < part["q975"]
            informative = result["rows_with_events_and_non_events"]
            heavy = prior == "half_cauchy"
            assert (posterior["tau"]["mean"] is None) == (heavy and informative < 1)
            assert (posterior["tau"]["sd"] is None) == (heavy and informative < 2)


def test_high_precision_has_real_and_designed_sets_with_every_quantity() -> None:
    content = read("high_precision")
    assert content["schema"] == "rechallenge/reference/high_precision/1"
    assert (HERE / Path(content["script"]).name).is_file()
    assert content["working_digits"] == 50
    assert set(content["packages"]) == {"mpmath"}
    results, rows = content["results"], data_set_rows()
    assert len(results) >= 10
    sources = {item["name"]: item["source"] for item in read("datasets")["datasets"]}
    assert {sources[name].split("::")[0] for name in results} == {
        "data/studies",
        "metadat",
        "designed",
    }
    for name, part in results.items():
        assert set(part) == MEASURES | {"intervals", "glmm"}
        for measure in MEASURES:
            fits = part[measure]["fits"]
            with_roots = measure in ("PLO", "PAS")
            assert set(fits) == CLOSED_FORMS | (LIKELIHOOD_ROOTS if with_roots else set())
            assert ("q_profile" in part[measure]) == with_roots
            assert ("row_inverse" in part[measure]) == (measure == "PFT")
            assert len(part[measure]["yi"]) == len(part[measure]["vi"]) == len(rows[name])
            for fit in fits.values():
                assert set(fit) >= {"tau2", "mu", "se", "estimate", "i2", "h2"}
        assert len(part["glmm"]) == 3
        for point in part["glmm"]:
            assert len(point["log_likelihood"].replace("-", "").replace(".", "").lstrip("0")) >= 20
            assert float(point["half_panels"]) < 1e-25
    assert sum(bool(part["intervals"]) for part in results.values()) >= 10


def test_high_precision_agrees_with_r_where_both_have_a_value() -> None:
    told = read("two_stage")["results"]
    for name, part in read("high_precision")["results"].items():
        for measure in MEASURES:
            theirs = told[name][measure]
            smallest = min(theirs["vi"])
            for method, fit in part[measure]["fits"].items():
                expected = theirs["fits"][method]
                slack = 1e-8 * smallest
                assert float(fit["tau2"]) == pytest.approx(expected["tau2"], rel=1e-8, abs=slack)
                assert float(fit["mu"]) == pytest.approx(expected["mu"], rel=1e-8, abs=1e-10)
