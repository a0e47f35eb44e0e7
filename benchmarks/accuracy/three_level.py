"""Three-level models against metafor and clubSandwich."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.accuracy.comparison import Found, compared
from benchmarks.accuracy.reference import Names, results
from rechallenge.effects import effect_sizes
from rechallenge.intervals import t_quantile
from rechallenge.models.multilevel import fit_three_level

MEASURES = ("PLO", "PAS")


def three_level(names: Names = None) -> Iterator[Found]:
    """Compare estimates, variances, likelihood and the cluster-robust part."""
    for name, told in results("three_level", names):
        rows = told["rows"]
        for measure in MEASURES:
            effects = effect_sizes(
                [row["events"] for row in rows], [row["total"] for row in rows], measure=measure
            )
            ours = fit_three_level(effects.y, effects.v, tuple(row["study"] for row in rows))
            fit = told[measure]
            robust = fit["cr2"]
            reach = t_quantile(0.95, ours.robust_df) * ours.robust_se
            for quantity, own, theirs in (
                ("three-level-mu", ours.mu, fit["mu"]),
                ("three-level-se", ours.se, fit["se"]),
                ("three-level-study", ours.study_variance, fit["sigma2_study"]),
                ("three-level-row", ours.row_variance, fit["sigma2_row"]),
                ("three-level-log-likelihood", ours.log_likelihood, fit["log_likelihood"]),
                ("cr2-se", ours.robust_se, robust["se"]),
                ("cr2-df", ours.robust_df, robust["df"]),
                ("cr2-limits", ours.mu - reach, robust["mu_low"]),
                ("cr2-limits", ours.mu + reach, robust["mu_high"]),
            ):
                yield from compared(quantity, name, measure, own, theirs)
