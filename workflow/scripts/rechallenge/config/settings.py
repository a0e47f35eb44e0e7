"""The settings of a review, complete and typed: what a configuration file becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from rechallenge.contract import FIGURES, Acceptance, Condition


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """How an analysis is pooled; the keys of ``model:`` in the configuration."""

    method: str = "glmm"
    measure: str = "PLO"
    tau2: str = "ML"
    test: str = "auto"
    level: float = 0.95
    arms: str = "separate"
    zero_cell: float = 0.5
    subgroup_tau2: str = "common"


@dataclass(frozen=True, slots=True)
class FigureSettings:
    """How the figures of an analysis look; the keys of ``figures:`` in the configuration.

    Attributes
    ----------
    preset : str
        Number style and order of columns: ``default``, ``revman``, ``jama`` or ``bmj``.
    width : float
        Millimetres, which figures have exactly: 84 is one column of a journal page, 174 two.
    columns : tuple of str
        Columns of the study files that the forest plot shows beside the name of the study.
    order : str
        Of the studies: ``given``, ``year`` or ``estimate``, the lowest rate first.
    axis : str
        ``auto`` ends where it helps and cuts long intervals, ``full`` shows 0 to 100 %,
        ``broken`` leaves out a stretch without rates.
    per : int
        Rates are per 100 (per cent) or per 1000.
    weights : bool
        Show the weights of the two-stage logit model.
    models : tuple of str
        Models whose diamonds stand below that of the headline, by ``id``.
    risk_of_bias : str
        The tool by which the ``rob_`` columns were judged; ``none`` shows no judgements, ``auto``
        finds the tool by its domains.
    risk_of_bias_by : str
        The bars of the summary count ``studies``, or their ``patients``.
    page_rows : int
        A forest plot with more rows goes on on further pages.
    """

    preset: str = "default"
    width: float = 174.0
    columns: tuple[str, ...] = ()
    order: str = "year"
    axis: str = "auto"
    per: int = 100
    weights: bool = False
    models: tuple[str, ...] = ()
    risk_of_bias: str = "auto"
    risk_of_bias_by: str = "studies"
    page_rows: int = 60

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, as Snakemake params need."""
        return asdict(self) | {"columns": list(self.columns), "models": list(self.models)}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> FigureSettings:
        """Rebuild the settings from `as_dict`."""
        lists = {key: tuple(plain[key]) for key in ("columns", "models")}
        return cls(**(dict(plain) | lists))


@dataclass(frozen=True, slots=True)
class AnalysisSettings:
    """One analysis: which rows are pooled, how, and beside what they are set."""

    slug: str
    label: str
    outcome: str | None
    where: Mapping[str, Condition] = field(default_factory=dict)
    subgroups: tuple[str, ...] = ()
    moderators: tuple[str, ...] = ()
    small_study: str = "none"
    benchmark: float | None = None
    published: Mapping[str, Condition] | None = None
    model: ModelSettings = field(default_factory=ModelSettings)
    figures: FigureSettings = field(default_factory=FigureSettings)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, as Snakemake params need, of all that its numbers depend on."""
        plain = asdict(self)
        del plain["figures"]
        plain["risk_of_bias"] = self.figures.risk_of_bias
        plain["where"] = _plain_conditions(self.where)
        plain["published"] = None if self.published is None else _plain_conditions(self.published)
        plain["subgroups"] = list(self.subgroups)
        plain["moderators"] = list(self.moderators)
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> AnalysisSettings:
        """Rebuild the settings from `as_dict`."""
        published = plain["published"]
        return cls(
            slug=plain["slug"],
            label=plain["label"],
            outcome=plain["outcome"],
            where=_conditions(plain["where"]),
            subgroups=tuple(plain["subgroups"]),
            moderators=tuple(plain["moderators"]),
            small_study=plain["small_study"],
            benchmark=plain["benchmark"],
            published=None if published is None else _conditions(published),
            model=ModelSettings(**plain["model"]),
            figures=FigureSettings(risk_of_bias=plain["risk_of_bias"]),
        )


@dataclass(frozen=True, slots=True)
class Edition:
    """Who stands for an edition of a review, and how it goes on; the rest of ``review:``.

    Attributes
    ----------
    authors : tuple of str
    doi, licence : str
        Empty where not given.
    mode : str or None
        ``living``, ``retired`` or ``not living``.
    next_search : str or None
        Day, year-month-day.
    schedule, retirement : str
        Empty where not given.
    """

    authors: tuple[str, ...] = ()
    doi: str = ""
    licence: str = ""
    mode: str | None = None
    next_search: str | None = None
    schedule: str = ""
    retirement: str = ""


@dataclass(frozen=True, slots=True)
class BulkMethod:
    """A method that pools every set of the table; arguments of `rechallenge.pool_many`."""

    slug: str
    method: str
    measure: str
    tau2: str
    test: str
    level: float
    zero_cell: float
    profiles: bool

    @property
    def options(self) -> dict[str, Any]:
        """Everything but the slug."""
        plain = asdict(self)
        del plain["slug"]
        return plain


@dataclass(frozen=True, slots=True)
class BulkSettings:
    """The table of many sets and how they are pooled; the keys of ``bulk:``.

    Attributes
    ----------
    table : str
        Path of a CSV or Parquet file.
    columns : mapping of str to str
        Headers by our names, of those that differ.
    methods : tuple of BulkMethod
        At least one.
    chunk : int
        Sets in one job.
    """

    table: str
    columns: Mapping[str, str]
    methods: tuple[BulkMethod, ...]
    chunk: int = 10_000


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """The whole review; analyses that say nothing else use its `model` and `figures`."""

    title: str
    version: str
    last_search: str | None
    studies: str
    columns: Mapping[str, str]
    sheet: str | None
    published: str | None
    unresolved: str | None
    readings: str | None
    risk_of_bias: str | None
    prisma: str | None
    previous: str | None
    accept: tuple[Acceptance, ...]
    results: str
    analyses: tuple[AnalysisSettings, ...]
    model: ModelSettings = field(default_factory=ModelSettings)
    figures: FigureSettings = field(default_factory=FigureSettings)
    drawn: tuple[str, ...] = FIGURES
    edition: Edition = field(default_factory=Edition)
    bulk: BulkSettings | None = None
    names_studies: bool = True
    """Whether the configuration says where the study files are, or names analyses of them."""

    @property
    def beside(self) -> tuple[str, ...]:
        """The tables beside the studies that the review names."""
        named = (self.published, self.unresolved, self.readings, self.risk_of_bias,
                 self.prisma)  # fmt: skip
        return tuple(filter(None, named))


def _plain_conditions(where: Mapping[str, Condition]) -> dict[str, Any]:
    return {
        column: dict(condition) if isinstance(condition, Mapping) else list(condition)
        for column, condition in where.items()
    }


def _conditions(plain: Mapping[str, Any]) -> dict[str, Condition]:
    return {
        column: dict(condition) if isinstance(condition, Mapping) else tuple(condition)
        for column, condition in plain.items()
    }
