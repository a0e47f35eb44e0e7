"""How single rows bear on the estimate: the section of deletion diagnostics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.formatting import fixed, significant
from rechallenge.report.blocks import Block, Paragraph, Section, Table, text_row
from rechallenge.report.quantities import LONG_TABLE, Model, primary_model, short_name
from rechallenge.report.sentences import listed
from rechallenge.withholding import withheld

TITLE = "Influence of single rows"
FAR_RESIDUAL = 2.5
FAR_COOK = 0.5
RULE = f"a studentised residual beyond ±{FAR_RESIDUAL:g} or a Cook’s distance above {FAR_COOK:g}"
LEGEND = (
    "The residual sets a row against what the other rows predict. Cook’s distance and DFFITS tell "
    "how far the estimate moves without the row, in units of its own uncertainty; a covariance "
    "ratio above 1 means that the row makes the estimate more precise; hat is the share of the row "
    "in the estimate."
)


def influence_section(estimates: Mapping[str, Any]) -> Section:
    """Table the deletion diagnostics of the chosen model, or of the one that stands in for it.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``; a GLMM's diagnostics come first in its ``influence``.
    """
    model = primary_model(estimates)
    entries: Sequence[Mapping[str, Any]] = estimates["influence"]
    if model is None or withheld(model) or not entries:
        reason = "the estimate itself is not shown" if model and withheld(model) else "too few rows"
        return Section(TITLE, (Paragraph(f"Not shown: {reason}."),))
    source = entries[0]["model"]
    rows = [entry for entry in entries if entry["model"] == source]
    blocks: list[Block] = [Paragraph(_standing_out(rows), kind="lead")]
    blocks += [Paragraph(text) for text in (_without(rows), _source(source, rows, model)) if text]
    blocks.append(Paragraph(LEGEND))
    table = Table(
        caption=f"Diagnostics of each row, {_name(source)}",
        headers=(
            "Row",
            "Studentised residual",
            "Cook’s distance",
            "DFFITS",
            "Covariance ratio",
            "τ² without it",
            "Hat, %",
        ),
        rows=tuple(
            text_row(
                row_name(row),
                fixed(row["rstudent"], decimals=2),
                fixed(row["cook_d"], decimals=2),
                fixed(row["dffits"], decimals=2),
                fixed(row["cov_r"], decimals=2),
                significant(row["tau2_del"]),
                fixed(100 * row["hat"]),
                muted=row["rstudent"] is None,
            )
            for row in rows
        ),
        numeric=frozenset(range(1, 7)),
        folded=len(rows) > LONG_TABLE,
    )
    return Section(TITLE, (*blocks, table))


def row_name(row: Mapping[str, Any]) -> str:
    """Name a row by its study and, where there is one, its arm: ``Lee 2020, high dose``."""
    return f"{row['study']}, {row['arm']}" if row["arm"] else str(row["study"])


def stands_out(row: Mapping[str, Any]) -> bool:
    """Tell whether a residual is beyond ±2.5 or Cook's distance above 0.5."""
    if row["rstudent"] is None:
        return False
    return bool(abs(row["rstudent"]) > FAR_RESIDUAL or row["cook_d"] > FAR_COOK)


def _standing_out(rows: Sequence[Mapping[str, Any]]) -> str:
    far = [
        f"{row_name(row)} (residual {fixed(row['rstudent'], decimals=2)}, "
        f"Cook’s distance {fixed(row['cook_d'], decimals=2)})"
        for row in rows
        if stands_out(row)
    ]
    if not far:
        return f"No row stands out (by {RULE})."
    if len(far) == len(rows):
        return (
            f"Each of the {len(rows)} rows stands out (by {RULE}): with so few rows the estimate "
            "leans on every one of them."
        )
    verb = "stands" if len(far) == 1 else "stand"
    return (
        f"{listed(far)} {verb} out (by {RULE}). That is a reason to read the report again, not to "
        "leave the row out."
    )


def _without(rows: Sequence[Mapping[str, Any]]) -> str:
    missing = [row_name(row) for row in rows if row["rstudent"] is None]
    return f"The model has no estimate without {listed(missing)}." if missing else ""


def _source(source: str, rows: Sequence[Mapping[str, Any]], model: Model) -> str:
    """Say where the diagnostics are not those of the chosen model or of the rows that it pools."""
    if source == "glmm":
        own = model["method"] == "glmm" and model["tau2_method"] != "FE"
    else:
        own = model["method"] == "inverse-variance"
    texts = []
    if not own:
        texts.append(
            f"The diagnostics are those of another model than the chosen one: {_name(source)}."
        )
    if model["rows"] != len(rows):
        texts.append("Rows are taken singly here, before the arms of a study are summed.")
    return " ".join(texts)


def _name(source: str) -> str:
    """Name the model of diagnostics by its id, ``glmm`` or ``plo-reml-z``."""
    if source == "glmm":
        return "GLMM"
    measure, tau2, *_ = source.upper().split("-")
    kind = {"method": "inverse-variance", "measure": measure, "tau2_method": tau2}
    return short_name(kind)
