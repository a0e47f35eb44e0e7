"""How far the estimate depends on choices in the data: readings of counts, overlapping studies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rechallenge.formatting import count, percent, percent_interval, plural
from rechallenge.report.blocks import Paragraph, Section, Table, text_row
from rechallenge.report.influence import row_name
from rechallenge.report.quantities import (
    change_cell,
    estimate_cell,
    has_estimate,
    interval_size,
    level_percent,
    primary_model,
)
from rechallenge.report.sentences import listed

READINGS_TITLE = "Other readings of recovered counts"
OVERLAP_TITLE = "Studies that may share patients"


def data_choices_sections(estimates: Mapping[str, Any]) -> tuple[Section, ...]:
    """Tell the range over readings, and the estimate without overlap; empty where neither is.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``.
    """
    model = primary_model(estimates)
    if model is None or not has_estimate(model):
        return ()
    sections = []
    if estimates["readings"] and estimates["readings"]["lowest"] is not None:
        sections.append(_readings(estimates["readings"], model, level=estimates["level"]))
    if estimates["overlap"] and estimates["overlap"]["estimate"] is not None:
        sections.append(_overlap(estimates["overlap"], model, level=estimates["level"]))
    return tuple(sections)


def readings_range(estimates: Mapping[str, Any]) -> str:
    """Write the range of the pooled rate over all readings, ``24.1 to 24.4``; empty without."""
    readings = estimates["readings"]
    if not readings or readings["lowest"] is None:
        return ""
    return percent_interval(readings["lowest"]["estimate"], readings["highest"]["estimate"])


def _readings(found: Mapping[str, Any], model: Mapping[str, Any], *, level: float) -> Section:
    rows = found["rows"]
    low, high = found["lowest"], found["highest"]
    fitted = (
        f"All {plural(found['fitted'], 'combination')} of readings"
        if found["fitted"] == found["combinations"]
        else f"{count(found['fitted'])} of {count(found['combinations'])} combinations of "
        "readings, drawn with a fixed seed,"
    )
    texts = [
        f"The printed figures of {plural(len(rows), 'row')} fit more than one pair of counts. "
        f"{fitted} were pooled: the rate lies between {percent(low['estimate'])} and "
        f"{percent(high['estimate'])} %, beside {percent(model['estimate'])} % with the counts "
        "that were taken."
    ]
    if found["without_estimate"]:
        texts.append(
            f"{plural(found['without_estimate'], 'combination')} had no estimate and "
            f"{'is' if found['without_estimate'] == 1 else 'are'} not in the range."
        )
    readings = Table(
        caption="Rows with several readings",
        headers=("Row", "Taken", "Also fits", "At the lowest rate", "At the highest rate"),
        rows=tuple(
            text_row(
                row_name(row),
                _pair(row["taken"]),
                listed([_pair(pair) for pair in row["others"]]),
                _pair(low["counts"][i]),
                _pair(high["counts"][i]),
            )
            for i, row in enumerate(rows)
        ),
    )
    ends = Table(
        caption=f"Pooled rate over the readings, in per cent ({level_percent(level)} CI)",
        headers=("Readings", "Rate (CI)", "Change"),
        rows=(
            text_row("as taken", estimate_cell(model), ""),
            *(
                text_row(
                    name,
                    f"{percent(end['estimate'])} "
                    f"({percent_interval(end['ci_low'], end['ci_high'])})",
                    change_cell(end["estimate"], model["estimate"]),
                )
                for name, end in (("lowest rate", low), ("highest rate", high))
            ),
        ),
        numeric=frozenset({1, 2}),
    )
    return Section(READINGS_TITLE, (*map(Paragraph, texts), readings, ends))


def _overlap(found: Mapping[str, Any], model: Mapping[str, Any], *, level: float) -> Section:
    groups: Sequence[Mapping[str, Any]] = found["groups"]
    lead = (
        f"With only the largest study of {plural(len(groups), 'group')} of studies that may share "
        f"patients the rate is {percent(found['estimate'])} % ({interval_size(level)} "
        f"{percent_interval(found['ci_low'], found['ci_high'])}; {plural(found['rows'], 'row')} "
        f"from {plural(found['studies'], 'study', 'studies')}), beside "
        f"{percent(model['estimate'])} % with all of them."
    )
    table = Table(
        caption="Studies that may share patients",
        headers=("Group", "Kept (patients)", "Left out (patients)"),
        rows=tuple(
            text_row(
                group["overlap_group"],
                _counted(group["kept"]),
                listed([_counted(study) for study in group["left_out"]]),
            )
            for group in groups
        ),
    )
    return Section(OVERLAP_TITLE, (Paragraph(lead), table))


def _pair(pair: Sequence[int]) -> str:
    return f"{count(pair[0])}/{count(pair[1])}"


def _counted(study: Mapping[str, Any]) -> str:
    return f"{study['study']} ({count(study['patients'])})"
