"""Posteriors of the binomial-normal model against panels of Gauss-Legendre nodes in R."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.accuracy.comparison import Found, Omission, compared
from benchmarks.accuracy.reference import Names, results, sample
from rechallenge.models.bayes import likelihood_grid, posterior

PROBABILITIES = {"q025": 0.025, "median": 0.5, "q975": 0.975}
PRIORS = ("half_normal", "half_cauchy")


def bayes(names: Names = None) -> Iterator[Found]:
    """Compare quantiles and means under both priors."""
    for name, told in results("bayes", names):
        data = sample(name)
        if not data.events.sum():
            yield Omission("exact", name, "Bayes")
            continue
        grid = likelihood_grid(data)
        for prior in PRIORS:
            fit = told[prior]
            found = posterior(grid, prior.replace("_", "-"))
            at = np.array(list(PROBABILITIES.values()))
            mu = found.mean()[0]
            detail = prior.replace("_", "-")
            for quantity, own, theirs in (
                ("bayes-mu", found.mu_quantiles(at), [fit["mu"][key] for key in PROBABILITIES]),
                ("bayes-tau", found.tau_quantiles(at), [fit["tau"][key] for key in PROBABILITIES]),
                ("bayes-mu-mean", mu, fit["mu"]["mean"]),
            ):
                yield from compared(quantity, name, detail, own, theirs)
