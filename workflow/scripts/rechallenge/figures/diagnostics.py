"""Which diagnostics of single rows a figure shows: of what model, and for which rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rechallenge.figures.forest.rows import primary_model
from rechallenge.figures.row_names import row_name
from rechallenge.figures.text import clean
from rechallenge.report.quantities import short_name
from rechallenge.withholding import withheld

Result = Mapping[str, Any]

LEAST_ROWS = 3
NEEDED = ("rstudent", "dffits", "cook_d", "cov_r", "tau2_del", "q_del", "baujat_x", "baujat_y")


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostics:
    """Diagnostics of the rows of one model.

    Attributes
    ----------
    rows : tuple of mapping
        Entries of ``influence`` with all their numbers, in the order of the results.
    model : str
        Name of the model in a few words.
    tau2, q : float or None
        τ² and the statistic of homogeneity with all rows, where the results hold them.
    notes : tuple of str
        What has to be said: another model than that of the headline, rows without numbers.
    reason : str
        Why there is nothing to show; empty where there is.
    """

    rows: tuple[Result, ...] = ()
    model: str = ""
    tau2: float | None = None
    q: float | None = None
    notes: tuple[str, ...] = ()
    reason: str = ""


def diagnostics_of(estimates: Result) -> Diagnostics:
    """Find the diagnostics of the headline model, or of the one that stands in for it."""
    model = primary_model(estimates)
    entries: Sequence[Result] = estimates.get("influence", ())
    if model is None:
        return Diagnostics(reason="nothing was pooled")
    if withheld(model) or model["estimate"] is None:
        return Diagnostics(reason="the pooled rate itself is not shown")
    if model["rows"] < LEAST_ROWS:
        return Diagnostics(reason="fewer than three rows were pooled")
    sources = [entry["model"] for entry in entries]
    if not sources:
        return Diagnostics(reason="the results of this analysis hold no diagnostics of single rows")
    source = model["id"] if model["id"] in sources else sources[0]
    own = [entry for entry in entries if entry["model"] == source]
    rows = tuple(row for row in own if all(row[key] is not None for key in NEEDED))
    name = _name(source)
    if len(rows) < LEAST_ROWS:
        return Diagnostics(reason=f"the model ({name}) has no estimate without most of the rows")
    missing = [row_name(row) for row in own if row not in rows]
    notes = []
    if not _is_own(source, model):
        notes.append(f"The model is another one than that of the headline: {name}.")
    if model["rows"] != len(own):
        notes.append("Rows are taken singly here, before the arms of a study are summed.")
    if missing:
        notes.append(f"The model has no estimate without {clean(', '.join(missing))}.")
    whole = _whole(estimates["models"], source, len(own))
    return Diagnostics(
        rows=rows, model=name, tau2=whole.get("tau2"), q=whole.get("q"), notes=tuple(notes)
    )


def _whole(models: Sequence[Result], source: str, rows: int) -> Result:
    """Find the model that was fitted to all rows; only its interval may be another one."""
    if source == "glmm":
        fitted = [m for m in models if m["id"] == source]
    else:
        start = source.rpartition("-")[0]
        fitted = [m for m in models if m["id"].startswith(f"{start}-")]
    return next((m for m in fitted if m["rows"] == rows and m["converged"]), {})


def _is_own(source: str, model: Result) -> bool:
    if source == "glmm":
        return bool(model["method"] == "glmm" and model["tau2_method"] != "FE")
    return bool(model["method"] == "inverse-variance")


def _name(source: str) -> str:
    """Name a model by its id, ``glmm`` or ``plo-reml-z``."""
    if source == "glmm":
        return "GLMM"
    measure, tau2, *_ = source.upper().split("-")
    return short_name({"method": "inverse-variance", "measure": measure, "tau2_method": tau2})
