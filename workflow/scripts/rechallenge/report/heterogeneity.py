"""The heterogeneity report of one analysis, as a page of its own and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rechallenge import __version__
from rechallenge.formatting import ABSENT, count, percent_interval
from rechallenge.report.accrual import accrual_section
from rechallenge.report.agreement import agreement_section
from rechallenge.report.blocks import Block, Paragraph, Section, Table, text_row
from rechallenge.report.conduct import conduct_section
from rechallenge.report.data_choices import data_choices_sections, readings_range
from rechallenge.report.influence import influence_section
from rechallenge.report.markdown import document
from rechallenge.report.quantities import (
    estimate_cell,
    has_estimate,
    level_percent,
    mean_cell,
    mean_differs,
    prediction_cell,
    primary_model,
)
from rechallenge.report.regression import regression_section
from rechallenge.report.rendering import render
from rechallenge.report.sentences import flags, headline, mean_sentence, prediction
from rechallenge.report.shrunken import shrunken_section
from rechallenge.report.small_study import small_study_sections
from rechallenge.report.specification import specification_section
from rechallenge.report.stability import stability_section
from rechallenge.report.subgroups import subgroups_section
from rechallenge.report.variation import variation_section
from rechallenge.wording import model_name


@dataclass(frozen=True, slots=True)
class HeterogeneityReport:
    """The same report in two forms.

    Attributes
    ----------
    html : str
        A complete page that loads nothing.
    markdown : str
    """

    html: str
    markdown: str


def heterogeneity_report(estimates: Mapping[str, Any]) -> HeterogeneityReport:
    """Write the heterogeneity report of an analysis.

    Parameters
    ----------
    estimates : mapping
        Content of ``estimates.json``.
    """
    title = f"Heterogeneity report: {estimates['label'] or estimates['analysis']}"
    sections = heterogeneity_sections(estimates)
    page = render(
        "heterogeneity.html.j2",
        title=title,
        sections=sections,
        flags=flags(estimates),
        version=__version__,
    )
    footer = f"Rechallenge {__version__}"
    return HeterogeneityReport(html=page, markdown=document(title, sections, footer=footer))


def heterogeneity_sections(estimates: Mapping[str, Any]) -> tuple[Section, ...]:
    """Return the sections of the report; an analysis without a pooled value has fewer."""
    model = primary_model(estimates)
    sections = [_result(estimates)]
    if model is not None:
        sections.append(variation_section(estimates))
    if len(estimates["models"]) > 1:
        sections.append(agreement_section(estimates))
    if estimates["leave_one_out"]:
        sections.append(stability_section(estimates))
    if estimates["cumulative"]:
        sections.append(accrual_section(estimates))
    sections += data_choices_sections(estimates)
    if estimates["influence"]:
        sections.append(influence_section(estimates))
    if estimates["specification"]:
        sections.append(specification_section(estimates))
    if estimates["shrunken"]:
        sections.append(shrunken_section(estimates))
    if estimates["subgroups"]:
        sections.append(subgroups_section(estimates))
    if estimates["meta_regression"]:
        sections.append(regression_section(estimates))
    sections += small_study_sections(estimates)
    sections.append(conduct_section(estimates))
    return tuple(sections)


def _result(estimates: Mapping[str, Any]) -> Section:
    title = "Pooled result"
    model = primary_model(estimates)
    blocks: list[Block] = [Paragraph(headline(estimates), kind="lead")]
    blocks += [
        Paragraph(text) for text in (mean_sentence(estimates), prediction(estimates)) if text
    ]
    if model is None:
        return Section(title, tuple(blocks))
    level = level_percent(estimates["level"])
    rows = [
        ("Model", model_name(model)),
        ("Rows (k)", _rows(estimates)),
        ("Studies", count(estimates["studies"])),
        ("Events / patients", f"{count(estimates['events'])} / {count(estimates['total'])}"),
    ]
    if has_estimate(model):
        median = "Median rate" if model["mean"] is not None else "Rate"
        if model["method"] == "beta-binomial":
            median = "Mean rate"
        rows.append((f"{median}, % ({level} CI)", estimate_cell(model)))
        if mean_differs(model):
            limits = percent_interval(model["mean_low"], model["mean_high"])
            rows.append((f"Mean rate, % ({level} CI)", f"{mean_cell(model)} ({limits})"))
        readings = readings_range(estimates)
        if readings:
            rows.append(("Range over other readings of the counts, %", readings))
        if model["profile_low"] is not None:
            profile = percent_interval(model["profile_low"], model["profile_high"])
            rows.append((f"Profile-likelihood interval, % ({level})", profile))
        if prediction_cell(model) != ABSENT:
            rows.append((f"Prediction interval, % ({level})", prediction_cell(model)))
    table = Table(
        caption="Model, data and estimates",
        headers=("Quantity", "Value"),
        rows=tuple(text_row(name, value) for name, value in rows),
    )
    return Section(title, (*blocks, table))


def _rows(estimates: Mapping[str, Any]) -> str:
    model = primary_model(estimates)
    rows = count(estimates["rows"])
    if model is None or model["rows"] == estimates["rows"]:
        return rows
    return f"{rows}, {count(model['rows'])} after the arms of each study were summed"
