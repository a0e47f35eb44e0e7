"""The report of a whole review: one file, readable offline, on a phone and on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from rechallenge import __version__
from rechallenge.contract import Status
from rechallenge.formatting import ABSENT, count, percent, percent_interval, plural
from rechallenge.report.appendix import (
    settings_section,
    unresolved_section,
)
from rechallenge.report.blocks import Section
from rechallenge.report.citation import citation_files, citation_section
from rechallenge.report.conduct import conduct_section
from rechallenge.report.data_findings import findings_section
from rechallenge.report.data_table import data_section
from rechallenge.report.exploration import exploration_data, page_script
from rechallenge.report.manifest import software_versions
from rechallenge.report.outline import Part, outline, result_section
from rechallenge.report.pictures import Picture
from rechallenge.report.prisma_map import prisma_section
from rechallenge.report.published import published_section
from rechallenge.report.quantities import (
    Model,
    has_estimate,
    has_prediction,
    i2_cell,
    interval_size,
    level_percent,
    primary_model,
    tau2_cell,
)
from rechallenge.report.rendering import render
from rechallenge.report.sentences import flags, headline, mean_sentence, prediction
from rechallenge.report.short_cards import links_to
from rechallenge.report.strip import Strip, strip_of
from rechallenge.report.words import manuscript_words
from rechallenge.withholding import as_shown

STATUS_FLAGS = {"stale": "out of date", "blocked": "no result"}


@dataclass(frozen=True, slots=True)
class AnalysisView:
    """One analysis as the report shows it.

    Attributes
    ----------
    slug : str
        Its short name, which is its permanent anchor in the page.
    estimates : mapping
        Content of ``estimates.json``; may be empty when blocked.
    pictures : tuple of Picture
        Its figures; those of an earlier run when stale.
    status : {"current", "stale", "blocked"}
        ``stale``: the numbers are from an earlier run, because the data now hold errors;
        ``blocked``: the same, and there is no earlier run.
    messages : tuple of str
        Why it is stale or blocked, one sentence each.
    """

    slug: str
    estimates: Mapping[str, Any]
    pictures: tuple[Picture, ...] = ()
    status: Status = "current"
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """What the template shows of one analysis; all texts are plain and not yet escaped."""

    slug: str
    label: str
    status: Status
    messages: tuple[str, ...]
    flags: tuple[str, ...]
    headline: str
    basis: str = ""
    remarks: tuple[str, ...] = ()
    estimate: str = ""
    interval: str = ""
    interval_name: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    strip: Strip | None = None
    pooled: Section | None = None
    prediction: str = ""
    parts: tuple[Part, ...] = ()
    exploration: Markup | None = None
    published: Section | None = None
    data: Section | None = None
    conduct: Section | None = None
    links: tuple[tuple[str, str], ...] = ()


def report_page(
    *,
    review: Mapping[str, Any],
    analyses: Sequence[AnalysisView],
    findings: Sequence[Mapping[str, Any]],
    unresolved: Sequence[Mapping[str, str]],
    manifest: Mapping[str, Any],
    published: Sequence[Mapping[str, str]] = (),
    flow: Picture | None = None,
    changes: Section | None = None,
    short: bool = False,
) -> str:
    """Write the report of a review as one HTML page that is complete without its script.

    Parameters
    ----------
    review : mapping
        ``title``, ``version`` and ``last_search`` of the review; only the title is needed.
    analyses : sequence of AnalysisView
        Shown in this order.
    findings : sequence of mapping
        Rows of ``findings.csv``.
    unresolved, published : sequence of mapping
        Rows of the files of unresolved figures and of published values, as text.
    manifest : mapping
        ``versions``, ``settings`` and ``inputs`` of the run.
    flow : Picture, optional
        How the studies were selected.
    changes : Section, optional
        What moved since the edition before; ``changes.html`` stands beside the report then.
    short : bool
        Tell each analysis briefly, as one page cannot hold all of very many.
    """
    current = [as_shown(view.estimates) for view in analyses if view.status == "current"]
    cards = tuple(_card(view, published, short=short) for view in analyses)
    waiting = [card for card in cards if card.status != "current"]
    return render(
        "page.html.j2",
        script=page_script(),
        title=review["title"],
        edition=_edition(review),
        scope=_scope(analyses),
        cards=cards,
        short=short,
        waiting=waiting,
        flow=flow,
        changes=changes,
        words=manuscript_words(current, software_versions(), results=not short)
        if current
        else None,
        prisma=prisma_section(),
        unresolved=unresolved_section(unresolved),
        findings=findings_section(findings),
        settings=settings_section(manifest),
        citation=citation_section(review),
        citation_files=citation_files(review),
        version=__version__,
    )


def _edition(review: Mapping[str, Any]) -> tuple[str, ...]:
    parts = []
    if review.get("version"):
        parts.append(f"Edition {review['version']}")
    if review.get("last_search"):
        parts.append(f"Last search {review['last_search']}")
    return tuple(parts)


def _scope(analyses: Sequence[AnalysisView]) -> str:
    studies = {
        row["study_id"]
        for view in analyses
        for row in view.estimates.get("rows_table", ())
        if row["pooled"]
    }
    return (
        f"{plural(len(analyses), 'analysis', 'analyses')}, "
        f"{plural(len(studies), 'study', 'studies')}"
    )


def _card(view: AnalysisView, published: Sequence[Mapping[str, str]], *, short: bool) -> Card:
    estimates = view.estimates
    label = str(estimates.get("label") or view.slug)
    status = (STATUS_FLAGS[view.status],) if view.status != "current" else ()
    if view.status == "blocked" or not estimates:
        return Card(
            slug=view.slug,
            label=label,
            status=view.status,
            messages=view.messages,
            flags=status,
            headline="",
        )
    model = primary_model(estimates)
    sentence = headline(estimates)
    remarks = (mean_sentence(estimates), prediction(estimates))
    shown = model is not None and has_estimate(model)
    card = Card(
        slug=view.slug,
        label=label,
        status=view.status,
        messages=view.messages,
        flags=(*status, *flags(estimates)),
        headline=sentence,
        basis=_basis(estimates),
        remarks=tuple(text for text in remarks if text),
        estimate=f"{percent(model['estimate'])} %" if model is not None and shown else "",
        interval=_limits(model["ci_low"], model["ci_high"]) if model is not None and shown else "",
        interval_name=interval_size(estimates["level"]),
        facts=_facts(estimates, model),
        strip=strip_of(model) if model is not None and shown else None,
        prediction=_prediction(estimates, model),
        published=published_section(estimates, published),
    )
    if short:
        return replace(card, links=links_to(view.slug, view.pictures))
    return replace(
        card,
        pooled=result_section(estimates),
        parts=outline(estimates, view.pictures),
        exploration=exploration_data(estimates) if view.status == "current" else None,
        data=data_section(estimates),
        conduct=conduct_section(estimates),
    )


def _prediction(estimates: Mapping[str, Any], model: Model | None) -> str:
    """Say the prediction interval in the overview, ``3.8 to 72.1 %``; empty without one."""
    if model is None or not has_prediction(model):
        return ""
    return _limits(model["pi_low"], model["pi_high"])


def _basis(estimates: Mapping[str, Any]) -> str:
    return (
        f"{plural(estimates['studies'], 'study', 'studies')}, "
        f"{plural(estimates['total'], 'patient')}"
    )


def _limits(low: float | None, high: float | None) -> str:
    text = percent_interval(low, high)
    return text if text == ABSENT else f"{text} %"


def _facts(estimates: Mapping[str, Any], model: Model | None) -> tuple[tuple[str, str], ...]:
    studies = count(estimates["studies"])
    if estimates["rows"] != estimates["studies"]:
        studies += f" ({plural(estimates['rows'], 'row')})"
    facts = [
        ("Studies", studies),
        ("Events / patients", f"{count(estimates['events'])} / {count(estimates['total'])}"),
    ]
    if model is None:
        return tuple(facts)
    if has_prediction(model):
        name = f"{level_percent(estimates['level'])} prediction interval"
        facts.append((name, _limits(model["pi_low"], model["pi_high"])))
    if has_estimate(model) and model["tau2"] is not None:
        facts.append(("τ²", tau2_cell(model, level=estimates["level"])))
        if model["i2"] is not None:
            facts.append(("I²", i2_cell(model, level=estimates["level"])))
    return tuple(facts)
