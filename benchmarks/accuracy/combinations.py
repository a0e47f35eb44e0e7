"""All subsets of rows, and the specifications of an analysis, against R."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from benchmarks.accuracy.comparison import Found, Omission, compared
from benchmarks.accuracy.reference import Names, results, rows, sample
from rechallenge.analysis.gosh import gosh
from rechallenge.analysis.specification import specification_entry
from rechallenge.config.settings import ModelSettings
from rechallenge.models.sample import Sample
from rechallenge.pooling import pool_sample
from rechallenge.studies import Row

Levels = tuple[str, ...]
GROUP = {"glmm": "glmm-", "beta-binomial": "beta-binomial-"}


def subsets(names: Names = None) -> Iterator[Found]:
    """Compare every subset of two or more rows, both measures and estimators."""
    for name, told in results("gosh", names):
        data = sample(name)
        for measure in ("PLO", "PAS"):
            for method in ("REML", "DL"):
                own = gosh(data.events, data.totals, measure=measure, tau2=method)
                codes = ["".join("01"[held] for held in row) for row in own.membership.tolist()]
                order = [codes.index(code) for code in told["subsets"]]
                for key in ("mu", "tau2", "i2"):
                    ours, theirs = getattr(own, key)[order], told[measure][method][key]
                    yield from compared(f"gosh-{key}", name, f"{measure} {method}", ours, theirs)


def specifications(names: Names = None) -> Iterator[Found]:
    """Compare rate and limits under every selection, model, estimator and test that R has."""
    for name, _ in results("specification", names):
        own = own_specifications(name)
        for levels, told in told_specifications(name):
            detail = ", ".join(levels)
            if levels not in own:
                yield Omission("same-rows", name, detail)
                continue
            group = GROUP.get(levels[3], "")
            ours = own[levels]
            rate, limits = ours["estimate"], (ours["ci_low"], ours["ci_high"])
            yield from compared(f"{group}specification-rate", name, detail, rate, told[0])
            yield from compared(f"{group}specification-limits", name, detail, limits, told[1:])


@cache
def own_specifications(name: str) -> dict[Levels, dict[str, Any]]:
    """Our specifications of a data set by the levels that R names, rows in words."""
    listed = [
        Row(
            file="reference",
            line=2 + i,
            study_id=row["study_id"],
            study=row["study"],
            events=row["events"],
            total=row["total"],
            cells={"design": row["design"]},
        )
        for i, row in enumerate(rows(name))
    ]
    data = Sample.of(
        [row.events or 0 for row in listed],
        [row.total or 0 for row in listed],
        [row.study_id for row in listed],
    )
    entry = specification_entry(data, listed, pool_sample(data), ModelSettings())
    words = {
        level["name"]: level["label"]
        for choice in entry["choices"]
        if choice["name"] == "rows"
        for level in choice["levels"]
    }
    return {
        (
            words[one["choices"]["rows"]],
            one["choices"].get("arms", "separate"),
            *(one["choices"][key] for key in ("outliers", "model", "tau2", "interval")),
        ): one
        for one in entry["specifications"]
    }


def told_specifications(name: str) -> Iterator[tuple[Levels, tuple[float, float, float]]]:
    """R's specifications: their levels, the rate and its limits."""
    for selection in dict(results("specification"))[name]:
        chosen = (selection["rows"], selection["arms"], selection["outliers"])
        for model, by_method in selection["models"].items():
            for method, fit in by_method.items():
                for test in sorted(set(fit) - {"estimate"}):
                    numbers = (fit["estimate"], fit[test]["low"], fit[test]["high"])
                    yield (*chosen, model.lower(), method, test), numbers
