"""A script for R that pools the same rows with metafor and compares every number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rechallenge import __version__
from rechallenge.contract import UNPACKED
from rechallenge.exchange.r_text import comment, number, text, vector

Result = Mapping[str, Any]

FUNCTIONS = Path(__file__).with_name("r_functions.R")
QUANTITIES = (
    "mu", "se", "mu_low", "mu_high", "estimate", "ci_low", "ci_high", "pi_low", "pi_high", "tau2",
    "q", "q_df",
)  # fmt: skip
_INDENT = 3
SETTLING = """
# Numbers are gathered by analysis: one table that grows would be copied with every number.
settled <- list()
settle <- function() {
   settled[[length(settled) + 1]] <<- comparison
   comparison <<- comparison[0, ]
}
"""


def r_script(analyses: Sequence[Result], *, title: str) -> str:
    """Write the script.

    Parameters
    ----------
    analyses : sequence of mapping
        Contents of ``estimates.json``.
    title : str
        Title of the review.

    Returns
    -------
    str
        R code of ASCII characters, with the pooled rows inline. It fits every inverse-variance
        model, the binomial-normal GLMM and the three-level model with metafor, prints its numbers
        beside those of the results, and ends with status 1 where they disagree.
    """
    head = [
        comment(f"The pooled numbers of “{title}”, made again with R."),
        comment(f"Written by Rechallenge {__version__}. Run it with: Rscript reproduce.R"),
        "# It needs the packages metafor and lme4, and no other file.",
        "",
        FUNCTIONS.read_text(encoding="utf-8").rstrip(),
        "",
    ]
    many = len(analyses) > UNPACKED
    parts = [SETTLING] if many else []
    for estimates in analyses:
        blocks = list(_analysis(estimates))
        parts += [*blocks, "settle()"] if many and blocks else blocks
    if many:
        parts.append("comparison <- do.call(rbind, settled)")
    return "\n".join([*head, *parts, "verdict()"]) + "\n"


def _analysis(estimates: Result) -> Iterator[str]:
    rows = [row for row in estimates["rows_table"] if row["pooled"]]
    if len(rows) < 2:
        return
    yield f"\n{comment(estimates['label'])}"
    yield f"analysis <- {text(estimates['analysis'])}"
    yield f"rows <- data.frame(\n{' ' * _INDENT}" + f",\n{' ' * _INDENT}".join(_columns(rows)) + ")"
    zero_cell = number(estimates["settings"]["model"]["zero_cell"])
    combined = estimates["settings"]["model"]["arms"] == "combine"
    yield "d <- summed(rows)" if combined else "d <- rows"
    for model in estimates["models"]:
        yield from _model(model, zero_cell)


def _columns(rows: Sequence[Result]) -> Iterator[str]:
    for name in ("study_id", "study", "arm"):
        start = f"{name} = "
        yield start + vector((text(row[name]) for row in rows), indent=_INDENT + len(start))
    for name in ("events", "total"):
        start = f"{name} = "
        yield start + vector((str(row[name]) for row in rows), indent=_INDENT + len(start))


def _model(model: Result, zero_cell: str) -> Iterator[str]:
    call = _call(model, zero_cell)
    if call is None:
        yield comment(f"{model['id']}: metafor has no such model.")
        return
    known = [name for name in QUANTITIES if model[name] is not None]
    published = vector((f"{name} = {number(model[name])}" for name in known), indent=_INDENT)
    yield f"{call},\n{' ' * _INDENT}{published})"


def _call(model: Result, zero_cell: str) -> str | None:
    """Begin the call that fits a model; its published numbers follow as the last argument."""
    if model["mu"] is None or model["rows"] < 2:
        return None
    name = text(model["id"])
    level = number(model["level"])
    if model["method"] == "inverse-variance":
        settings = ", ".join(map(text, (model["measure"], model["tau2_method"], model["test"])))
        return f"two_stage(analysis, {name}, d, {settings}, {level}, {zero_cell}"
    if model["method"] == "glmm":
        data = "summed(rows)" if model["id"].endswith("-combined") else "d"
        kind = "EE" if model["tau2_method"] == "FE" else "ML"
        return f"glmm(analysis, {name}, {data}, {text(kind)}, {level}"
    if model["method"] == "multilevel":
        return f"three_level(analysis, {name}, rows, {text(model['measure'])}, {zero_cell}"
    return None
