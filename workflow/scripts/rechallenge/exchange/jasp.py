"""Rows as JASP's meta-analysis takes them: one effect size with its standard error."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rechallenge.files import write_csv

OWN = ("study", "arm", "year", "events", "total", "effect_size", "standard_error")


def write_jasp_table(path: Path, estimates: Mapping[str, Any]) -> None:
    """Write the pooled rows of an analysis with their logits, and its subgroups and moderators.

    Parameters
    ----------
    path : Path
    estimates : mapping
        Content of ``estimates.json``.
    """
    settings = estimates["settings"]
    wished = dict.fromkeys([*settings["subgroups"], *settings["moderators"]])
    extra = tuple(name for name in wished if name not in OWN)
    rows = [
        {name: row["cells"].get(name, "") for name in extra}
        | row
        | {"effect_size": row["logit"], "standard_error": row["logit_se"]}
        for row in estimates["rows_table"]
        if row["pooled"]
    ]
    write_csv(path, (*OWN, *extra), rows)
