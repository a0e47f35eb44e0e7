"""Values in 50-digit arithmetic: ``python tests/reference/high_precision.py``.

Everything is computed anew with mpmath from the counts in datasets.json; nothing is imported from
Rechallenge.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import mpmath
from high_precision_formulas import (
    LEVEL,
    Counts,
    Values,
    chi2_quantile,
    clopper_pearson,
    closed_forms,
    effect_sizes,
    likelihood_maximum,
    mean_and_q,
    miller_inverse,
    q_root,
    row_log_likelihood,
    tail,
    to_proportion,
    wilson,
)
from mpmath import mp, mpf

HERE = Path(__file__).parent
DATASETS = (
    "melanoma-orr", "melanoma-cr", "melanoma-grade3-ae", "rcc-orr", "nsclc-orr", "pritz1997",
    "debruin2009", "nielweise2007-treated", "bcg-control", "graves2010-vaccine", "two-rows",
    "all-identical", "one-event", "many-small-zeros", "reml-stops", "huge-n", "mostly-all-events",
    "extreme-spread", "two-maxima-ml", "two-maxima-reml",
)  # fmt: skip
MEASURES = ("PR", "PLN", "PLO", "PAS", "PFT")
ROOT_MEASURES = ("PLO", "PAS")
WORKING_DIGITS = 50
WRITTEN_DIGITS = 30
INTEGRAL_DIGITS = 32
POINTS = (("0", "0.3"), ("-0.5", "0.8"), ("0.5", "2"))
LARGEST_TOTAL = 500


def glmm_points(counts: Counts) -> Values:
    """Log-likelihoods at three fixed points near the logit of the summed counts."""
    x, n = (sum(column) for column in zip(*counts, strict=True))
    centre = mpf(round(10 * mp.log((x + mpf("0.5")) / (n - x + mpf("0.5"))))) / 10
    found = []
    with mp.workdps(INTEGRAL_DIGITS):
        for shift, tau in POINTS:
            mu = centre + mpf(shift)
            values = [
                mp.fsum(row_log_likelihood(*row, mu, mpf(tau), halvings=h) for row in counts)
                for h in (0, 1)
            ]
            found.append(
                {
                    "mu": mp.nstr(mu, 5),
                    "tau": tau,
                    "log_likelihood": mp.nstr(values[1], 25),
                    "half_panels": mp.nstr(abs(values[1] - values[0]), 3),
                }
            )
    return found


def written(value: Any) -> str:
    return str(mp.nstr(value, WRITTEN_DIGITS))


def pooled(y: Values, v: Values, tau2: Any, measure: str, harmonic_n: Any) -> dict[str, Any]:
    """One fit at a given tau2, with I2 and H2 from Higgins and Thompson's typical variance."""
    mu, se, _ = mean_and_q(y, v, tau2)
    w = [1 / vi for vi in v]
    total = mp.fsum(w)
    typical = (len(v) - 1) * total / (total**2 - mp.fsum(wi * wi for wi in w))
    return {
        "tau2": written(tau2),
        "mu": written(mu),
        "se": written(se),
        "estimate": written(to_proportion(mu, measure, harmonic_n)),
        "i2": written(100 * tau2 / (tau2 + typical)),
        "h2": written(1 + tau2 / typical),
    }


def two_stage(counts: Counts, measure: str) -> dict[str, Any]:
    y, v = effect_sizes(counts, measure)
    k = len(counts)
    harmonic_n = k / mp.fsum(1 / mpf(n) for _, n in counts)
    result: dict[str, Any] = {
        "yi": [written(value) for value in y],
        "vi": [written(value) for value in v],
        "q": written(mean_and_q(y, v, 0)[2]),
        "fits": {
            name: pooled(y, v, tau2, measure, harmonic_n)
            for name, tau2 in closed_forms(y, v).items()
        },
    }
    if measure == "PFT":
        own = [(t, mpf(n)) for t, (_, n) in zip(y, counts, strict=True)]
        result["row_inverse"] = [written(miller_inverse(t, n)) for t, n in own]
    if measure in ROOT_MEASURES:
        roots = {
            "REML": likelihood_maximum(y, v, restricted=True),
            "ML": likelihood_maximum(y, v, restricted=False),
            "PM": (q_root(y, v, mpf(k - 1)) or mpf(0), 1),
        }
        for name, (tau2, maxima) in roots.items():
            result["fits"][name] = pooled(y, v, tau2, measure, harmonic_n) | {"maxima": maxima}
        high = q_root(y, v, chi2_quantile(k - 1, tail()))
        low = q_root(y, v, chi2_quantile(k - 1, 1 - tail()))
        result["q_profile"] = {
            "low": None if high is None else written(low or mpf(0)),
            "high": None if high is None else written(high),
        }
    return result


def few_rows(counts: Counts) -> Counts:
    """A few rows that are not large: the first, the lowest and the highest rate."""
    small = [row for row in counts if row[1] <= LARGEST_TOTAL]
    if not small:
        return []
    by_rate = sorted(small, key=lambda row: (row[0] / row[1], row[1]))
    return list(dict.fromkeys((small[0], by_rate[0], by_rate[-1])))


def intervals(counts: Counts) -> Values:
    return [
        {
            "events": x,
            "total": n,
            "clopper_pearson": [written(limit) for limit in clopper_pearson(x, n)],
            "wilson": [written(limit) for limit in wilson(x, n)],
        }
        for x, n in few_rows(counts)
    ]


def main() -> None:
    """Write high_precision.json beside this file."""
    mp.dps = WORKING_DIGITS
    data = json.loads((HERE / "datasets.json").read_text(encoding="utf-8"))["datasets"]
    rows = {item["name"]: [(row["events"], row["total"]) for row in item["rows"]] for item in data}
    results = {}
    for name in DATASETS:
        counts = rows[name]
        results[name] = {measure: two_stage(counts, measure) for measure in MEASURES} | {
            "intervals": intervals(counts),
            "glmm": glmm_points(counts),
        }
    content = {
        "schema": "rechallenge/reference/high_precision/1",
        "script": "tests/reference/high_precision.py",
        "working_digits": WORKING_DIGITS,
        "significant_digits": WRITTEN_DIGITS,
        "packages": {"mpmath": mpmath.__version__},
        "level": float(LEVEL),
        "results": results,
    }
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    (HERE / "high_precision.json").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
