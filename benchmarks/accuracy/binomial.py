"""Models with a binomial likelihood against R: GLMM, its subgroups and series, beta-binomial."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.accuracy.comparison import Found, Omission, compared
from benchmarks.accuracy.reference import Names, listed, results, rows, sample
from rechallenge.analysis.subgroups import subgroup_analysis
from rechallenge.models.beta_binomial import pool_beta_binomial
from rechallenge.models.random_intercept import pool_glmm
from rechallenge.pooling import pool_sample

GLMM_KEYS = {
    "glmm-mu": ("mu", "mu"),
    "glmm-tau2": ("tau2", "tau2"),
    "glmm-mean": ("mean", "mean"),
    "glmm-log-likelihood": ("log_likelihood", "log_likelihood_relative_to_saturated"),
    "glmm-q": ("q", "q_lr"),
    "glmm-tau2-p": ("tau2_lr_p", "tau2_lr_p"),
}


def glmm(names: Names = None) -> Iterator[Found]:
    """Compare the default model with its profile limits."""
    for name, told in results("glmm", names):
        if "error" in told:
            yield Omission("no-maximum", name, "GLMM")
            continue
        ours = pool_glmm(sample(name), test="t")
        for quantity, (own, theirs) in GLMM_KEYS.items():
            yield from compared(quantity, name, "", getattr(ours, own), told[theirs])
        # The joint information is singular at tau = 0.
        se = told["se"] if told["tau2"] > 0 else told["se_conditional"]
        yield from compared("glmm-se", name, "", ours.se, se)
        yield from compared(
            "glmm-ci", name, "", [ours.ci_low, ours.ci_high], [told["t"]["low"], told["t"]["high"]]
        )
        profile = told["profile"]
        for side in ("low", "high"):
            limit = profile["mu"]["chisq"][side]
            yield from compared("glmm-profile", name, side, getattr(ours, f"profile_{side}"), limit)
            yield from compared(
                "glmm-tau2-profile",
                name,
                side,
                getattr(ours, f"tau2_{side}"),
                profile[f"tau2_{side}"],
            )


def subgroups(names: Names = None) -> Iterator[Found]:
    """Compare subgroups with a common variance."""
    for name, told in listed("glmm", "subgroups", names):
        column = told["column"]
        levels = [row[column] or "" for row in rows(name)]
        ours = subgroup_analysis(sample(name), levels, variable=column)
        groups = {group.level: group for group in ours.groups}
        found = [groups[level] for level in told["groups"]]
        yield from compared("subgroup-mu", name, column, [g.mu for g in found], told["mu"])
        yield from compared("subgroup-se", name, column, [g.se for g in found], told["se"])
        yield from compared("subgroup-tau2", name, column, ours.tau2, told["tau2"])
        yield from compared("subgroup-lr", name, column, ours.test_statistic, told["lr"])
        yield from compared("subgroup-p", name, column, ours.test_p, told["p"])


def series(names: Names = None) -> Iterator[Found]:
    """Compare the GLMM without each row, without each study, and as rows accrue."""
    for name, told in results("glmm_series", names):
        data = sample(name)
        index = np.arange(data.events.size)
        studies = np.array([row["study"] for row in rows(name)], dtype=object)
        for entry in told["leave_one_row_out"]:
            keep = index != entry["left_out"] - 1
            yield from _member(
                "leave-one-out", name, f"without row {entry['left_out']}", keep, entry
            )
        for entry in told["leave_one_study_out"]:
            keep = studies != entry["left_out"]
            yield from _member("leave-one-out", name, f"without {entry['left_out']}", keep, entry)
        for entry in told["cumulative"]:
            yield from _member("cumulative", name, f"{entry['k']} rows", index < entry["k"], entry)


def _member(
    kind: str, name: str, detail: str, keep: np.ndarray[Any, Any], entry: dict[str, Any]
) -> Iterator[Found]:
    if "error" in entry:
        cause = "one-row" if entry["error"].startswith("one row") else "no-maximum"
        yield Omission(cause, name, f"GLMM, {detail}")
        return
    part = sample(name).take(keep)
    ours = pool_sample(part, test="z", profiles=False)
    if ours.method == "exact":
        yield Omission("exact", name, f"GLMM, {detail}")
        return
    for key in ("mu", "se", "tau2"):
        yield from compared(f"glmm-{kind}-{key}", name, detail, getattr(ours, key), entry[key])


def beta_binomial(names: Names = None) -> Iterator[Found]:
    """Compare the beta-binomial model."""
    for name, told in results("beta_binomial", names):
        if "error" in told:
            yield Omission("no-maximum", name, "beta-binomial")
            continue
        ours = pool_beta_binomial(sample(name), test="z")
        for quantity, own, theirs in (
            ("beta-binomial-mean", ours.mean, told["mean"]),
            ("beta-binomial-rho", ours.rho, told["rho"]),
            ("beta-binomial-se", ours.se, told["se"]),
            (
                "beta-binomial-log-likelihood",
                ours.log_likelihood,
                told["log_likelihood_relative_to_saturated"],
            ),
            ("beta-binomial-p", ours.tau2_lr_p, told["lr_binomial_p"]),
        ):
            yield from compared(quantity, name, "", own, theirs)
        limits = [told["z"]["low"], told["z"]["high"]]
        yield from compared("beta-binomial-ci", name, "", [ours.ci_low, ours.ci_high], limits)
