"""What a run will do: which analyses the data allow, and what stops the others."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any

from rechallenge.config import read_settings, with_default_analyses
from rechallenge.config.settings import AnalysisSettings, ReviewSettings
from rechallenge.contract import BIAS_FIGURE, FIGURES, MOST_ROWS, UNPACKED, Acceptance
from rechallenge.errors import DataError
from rechallenge.prisma.checks import check_flow
from rechallenge.prisma.reading import read_flow
from rechallenge.risk_of_bias.scheme import NONE
from rechallenge.sets.bulk_plan import BulkPlan
from rechallenge.studies import Finding, Selection, StudyData, read_studies, select
from rechallenge.studies.acceptance import with_acceptances
from rechallenge.studies.files.records import read_published, read_unresolved
from rechallenge.studies.findings import in_order
from rechallenge.studies.judgements import BiasSource
from rechallenge.studies.reading import LATEST_YEAR
from rechallenge.studies.recovery.readings import Reading, read_readings
from rechallenge.studies.row_index import RowIndex

PACK = 25
"""Analyses that share a job in larger reviews."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An analysis with the rows it uses.

    Attributes
    ----------
    settings : AnalysisSettings
    files : tuple of str
        Study files that hold its rows, relative to the review folder.
    digest : str
        Changes exactly when a row that the analysis uses changes.
    messages : tuple of str
        What stops it; empty when it can run.
    readings : tuple of Reading
        Other readings of its rows that the review declares.
    pooled : frozenset of str
        Identifiers of the studies that it pools.
    """

    settings: AnalysisSettings
    files: tuple[str, ...]
    digest: str
    messages: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    pooled: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The whole run.

    Attributes
    ----------
    review : ReviewSettings
    analyses : tuple of Planned
        In the order of the configuration.
    findings : tuple of Finding
        Everything that the data checks found.
    files : tuple of str
        Every study file.
    digest : str
        Changes when any row of the data or any finding changes.
    judged : bool
        Whether the risk of bias of any study is judged, and is to be shown.
    about_flow : tuple of Finding
        Those of `findings` that are about the flow diagram.
    bulk : BulkPlan or None
        The table of many sets.
    by_slug : mapping of str to Planned
        The analyses again.
    """

    review: ReviewSettings
    analyses: tuple[Planned, ...]
    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    digest: str
    judged: bool = False
    about_flow: tuple[Finding, ...] = ()
    bulk: BulkPlan | None = None
    by_slug: Mapping[str, Planned] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Arrange the analyses by their slugs, so that a thousand are not searched for each."""
        found = {planned.settings.slug: planned for planned in self.analyses}
        object.__setattr__(self, "by_slug", found)

    @property
    def has_studies(self) -> bool:
        """False where there is nothing but a table of many sets."""
        return bool(self.files)

    @property
    def drawn(self) -> tuple[str, ...]:
        """The figures of every analysis; of judgements only where there are any, or by wish."""
        wished = self.review.drawn
        everything = wished == FIGURES and not self.judged
        return tuple(name for name in wished if not (everything and name == BIAS_FIGURE))

    @property
    def runnable(self) -> tuple[Planned, ...]:
        """The analyses that nothing stops."""
        return tuple(planned for planned in self.analyses if not planned.messages)

    @property
    def blocked(self) -> tuple[Planned, ...]:
        """The analyses that keep their earlier results."""
        return tuple(planned for planned in self.analyses if planned.messages)

    @property
    def many(self) -> bool:
        """Whether there are so many analyses, stopped ones too, that each is told briefly."""
        return len(self.analyses) > UNPACKED

    @property
    def packs(self) -> dict[int, tuple[str, ...]]:
        """Slugs of the analyses that share a job, by number; empty for reviews of few analyses.

        An analysis that is stopped keeps its place, so that the others stay where they are.
        """
        if not self.many:
            return {}
        found = {
            start // PACK + 1: tuple(
                planned.settings.slug
                for planned in self.analyses[start : start + PACK]
                if not planned.messages
            )
            for start in range(0, len(self.analyses), PACK)
        }
        return {number: pack for number, pack in found.items() if pack}

    @property
    def problems(self) -> tuple[str, ...]:
        """Every message that stops an analysis, and every other data error, once each."""
        stopping = [message for planned in self.blocked for message in planned.messages]
        errors = [finding.message for finding in self.findings if finding.level == "error"]
        of_sets = self.bulk.messages if self.bulk else ()
        return tuple(dict.fromkeys([*errors, *stopping, *of_sets]))


def make_plan(review: ReviewSettings, *, root: Path) -> Plan:
    """Look at the studies once and decide what can run.

    Parameters
    ----------
    review : ReviewSettings
    root : Path
        The review folder.

    Raises
    ------
    DataError
        When there is nothing to read, or a table beside the studies cannot be used.
    """
    bulk = _plan_bulk(review, root=root)
    if bulk and not review.names_studies and not (root / review.studies).exists():
        return Plan(review=review, analyses=(), findings=(), files=(), digest="", bulk=bulk)
    read_published(review.published, root=root)
    read_unresolved(review.unresolved, root=root)
    flow = read_flow(review.prisma, root=root)
    data = read_studies(
        root / review.studies,
        root=root,
        columns=review.columns,
        sheet=review.sheet,
        outcomes=[a.outcome for a in review.analyses if a.outcome],
        latest_year=latest_year(review),
        bias=bias_source(review),
    )
    review = with_default_analyses(review, data.outcomes or ("",))
    readings = read_readings(review.readings, root=root, rows=data.rows)
    index = RowIndex(data)
    planned = tuple(_planned(index, settings, readings) for settings in review.analyses)
    whole = select(index, outcome=None, where={})
    pooled = {study for analysis in planned for study in analysis.pooled}
    about_flow = (
        () if flow is None else check_flow(flow, pooled=len(pooled), listed=len(data.studies))
    )
    findings = in_order([*data.findings, *about_flow])
    told = "\n".join([whole.digest, *data.files, *(f.message for f in findings)])
    return Plan(
        review=review,
        analyses=planned,
        findings=findings,
        files=data.files,
        digest=hashlib.sha256(told.encode()).hexdigest(),
        judged=data.judged and any(a.figures.risk_of_bias != NONE for a in review.analyses),
        about_flow=about_flow,
        bulk=bulk,
    )


def _plan_bulk(review: ReviewSettings, *, root: Path) -> BulkPlan | None:
    """Look at the table of many sets; named as text, so that no analysis rests on what reads it."""
    if review.bulk is None:
        return None
    planned: BulkPlan = import_module("rechallenge.sets.planning").plan_bulk(review.bulk, root=root)
    return planned


def plan_from_config(
    config: Mapping[str, object], *, root: Path, sources: Sequence[Path] = ()
) -> Plan:
    """Make the plan from a merged configuration.

    Raises
    ------
    ConfigError, DataError
        With one sentence per problem.
    """
    name = str(sources[0]) if sources else "configuration"
    return make_plan(read_settings(config, name=name, sources=sources), root=root)


def task_of(plan: Plan, slug: str) -> dict[str, Any]:
    """Everything that the job of one analysis must know, as plain values."""
    planned = plan.by_slug[slug]
    return {
        "settings": planned.settings.as_dict(),
        "studies": plan.review.studies,
        "columns": dict(plan.review.columns),
        "sheet": plan.review.sheet,
        "bias": asdict(bias_source(plan.review)),
        "files": list(planned.files),
        "digest": planned.digest,
        "readings": [asdict(reading) for reading in planned.readings],
    }


def figure_task(plan: Plan, slug: str) -> dict[str, Any]:
    """Everything that the job of the figures must know beside the numbers, as plain values."""
    planned = plan.by_slug[slug]
    return {"drawn": list(plan.drawn), "settings": planned.settings.figures.as_dict()}


def flow_task(plan: Plan) -> dict[str, Any]:
    """Everything that the job of the flow diagram must know, as plain values."""
    review = plan.review
    return {"file": review.prisma, "title": review.title, "width": review.figures.width}


def check_task(plan: Plan) -> dict[str, Any]:
    """Everything that the job of the data checks must know, as plain values."""
    review = plan.review
    return {
        "studies": review.studies,
        "columns": dict(review.columns),
        "sheet": review.sheet,
        "outcomes": [p.settings.outcome for p in plan.analyses if p.settings.outcome],
        "latest_year": latest_year(review),
        "bias": asdict(bias_source(review)),
        "about_flow": [asdict(finding) for finding in plan.about_flow],
        "accept": [asdict(entry) for entry in review.accept],
    }


def checked_data(task: Mapping[str, Any], *, root: Path) -> tuple[StudyData, tuple[Finding, ...]]:
    """Read every study file of a `check_task`, with all findings as the review accepts them."""
    data = read_studies(
        root / task["studies"],
        root=root,
        columns=task["columns"],
        sheet=task["sheet"],
        outcomes=task["outcomes"],
        latest_year=task["latest_year"],
        bias=BiasSource(**task["bias"]),
    )
    about_flow = (Finding(**entry | {"rows": tuple(entry["rows"])}) for entry in task["about_flow"])
    found = in_order([*data.findings, *about_flow])
    return data, with_acceptances(found, [Acceptance(**entry) for entry in task["accept"]])


def supplement_task(plan: Plan) -> dict[str, Any]:
    """Everything that the job of the supplement must know beside results, as plain values."""
    review = plan.review
    return {
        "review": {
            "title": review.title,
            "version": review.version,
            "last_search": review.last_search,
        },
        "short": plan.many,
    }


def report_task(plan: Plan) -> dict[str, Any]:
    """Everything that the job of the report must know, as plain values."""
    review = plan.review
    return supplement_task(plan) | {
        "results": review.results,
        "published": review.published,
        "unresolved": review.unresolved,
        "readings": review.readings,
        "risk_of_bias": review.risk_of_bias,
        "prisma": review.prisma,
        "previous": review.previous,
        "studies": list(plan.files),
        "analyses": [
            {"settings": planned.settings.as_dict(), "messages": list(planned.messages)}
            for planned in plan.analyses
        ],
    }


def selection_of(task: Mapping[str, Any], *, root: Path) -> Selection:
    """Read the rows of a task again, and make sure that they are those of the plan.

    Raises
    ------
    DataError
        When the files changed since the plan was made.
    """
    settings = AnalysisSettings.from_dict(task["settings"])
    data = read_studies(
        root / task["studies"],
        root=root,
        columns=task["columns"],
        sheet=task["sheet"],
        outcomes=[settings.outcome] if settings.outcome else [],
        only=task["files"],
        bias=BiasSource(**task["bias"]),
    )
    selection = select(data, outcome=settings.outcome, where=settings.where)
    if selection.digest != task["digest"]:
        raise DataError(
            f"{', '.join(task['files'][:3])}: the study files changed while the run was under "
            "way; start it again."
        )
    return selection


def _unknown_columns(index: RowIndex, settings: AnalysisSettings) -> list[str]:
    """Name subgroup and moderator columns that no file has."""
    known = index.held
    wrong = []
    for key, columns in (("subgroups", settings.subgroups), ("moderators", settings.moderators)):
        for column in columns:
            if column in known or not known:
                continue
            close = get_close_matches(column, sorted(known), n=1)
            hint = (
                f"did you mean “{close[0]}”?" if close else f"there are {', '.join(sorted(known))}."
            )
            wrong.append(
                f"analysis “{settings.slug}”, {key}: no file has a column “{column}”; {hint}"
            )
    return wrong


def latest_year(review: ReviewSettings) -> int:
    """Allow one year after the search, and any year when its date is not given."""
    return int(review.last_search[:4]) + 1 if review.last_search else LATEST_YEAR


def bias_source(review: ReviewSettings) -> BiasSource:
    """Say by which tool the risk of bias was judged, and where the judgements stand."""
    return BiasSource(tool=review.figures.risk_of_bias, file=review.risk_of_bias)


def _planned(index: RowIndex, settings: AnalysisSettings, readings: Sequence[Reading]) -> Planned:
    selection = select(index, outcome=settings.outcome, where=settings.where)
    messages = [finding.message for finding in selection.errors]
    empty = not selection.pooled and not selection.shown
    if empty:
        messages += [f"analysis “{settings.slug}”: {sentence}" for sentence in selection.unknown]
    if empty and not messages:
        messages.append(
            f"analysis “{settings.slug}”: no row fits all of its conditions; widen “where:” or "
            "take the analysis out of the configuration."
        )
    if len(selection.pooled) > MOST_ROWS:
        messages.append(
            f"analysis “{settings.slug}”: {len(selection.pooled)} rows fit, and an analysis pools "
            f"{MOST_ROWS} at most; narrow “where:”, or make several analyses of them."
        )
    messages += _unknown_columns(index, settings)
    return Planned(
        settings=settings,
        files=selection.files,
        digest=selection.digest,
        messages=tuple(messages),
        readings=tuple(r for r in readings if any(r.of(row) for row in selection.pooled)),
        pooled=frozenset(row.study_id for row in selection.pooled),
    )
