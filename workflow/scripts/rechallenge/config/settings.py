"""The settings of a review, complete and typed: what a configuration file becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from rechallenge.contract import Acceptance, Condition


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

    def as_dict(self) -> dict[str, Any]:
        """Return plain values (lists, dictionaries, numbers, text), as Snakemake params need."""
        plain = asdict(self)
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
        )


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """The whole review; `model` is what analyses use that say nothing else."""

    title: str
    version: str
    last_search: str | None
    studies: str
    columns: Mapping[str, str]
    sheet: str | None
    published: str | None
    unresolved: str | None
    readings: str | None
    accept: tuple[Acceptance, ...]
    results: str
    analyses: tuple[AnalysisSettings, ...]
    model: ModelSettings = field(default_factory=ModelSettings)

    @property
    def beside(self) -> tuple[str, ...]:
        """The tables beside the studies that the review names."""
        return tuple(filter(None, (self.published, self.unresolved, self.readings)))


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
