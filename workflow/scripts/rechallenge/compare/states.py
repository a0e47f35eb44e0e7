"""The states between two editions of an analysis: any mix of old and new settings and studies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isfinite, log
from typing import Any

from rechallenge.analysis.agreement import pool_options
from rechallenge.analysis.rows_table import given_order
from rechallenge.compare.edition import Edition
from rechallenge.compare.matching import Match
from rechallenge.compare.reading import listed_row
from rechallenge.compare.setting_steps import setting_steps, with_parts
from rechallenge.config.settings import AnalysisSettings, ModelSettings
from rechallenge.errors import InputError
from rechallenge.models.sample import Sample
from rechallenge.pooling import pool_sample
from rechallenge.studies.reading import StudyData
from rechallenge.studies.rows import Row
from rechallenge.studies.selection import select
from rechallenge.studies.stored import FileRows, Rows
from rechallenge.withholding import withheld

ROWS = "where"


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a state gives.

    Attributes
    ----------
    logit : float or None
        Logit of the pooled proportion; None where there is none that is finite.
    estimate, ci_low, ci_high : float or None
        Proportions.
    model : str
        The model that made it; empty when nothing was pooled.
    reason : str
        Why there is no finite estimate; else empty.
    """

    logit: float | None
    estimate: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    model: str = ""
    reason: str = ""


def as_fitted(model: Mapping[str, Any] | None) -> Fitted:
    """Take the pooled proportion of a model, as recorded or as refitted."""
    if model is None:
        return Fitted(None, reason="no row is pooled")
    known = {key: model[key] for key in ("estimate", "ci_low", "ci_high")} | {"model": model["id"]}
    if withheld(model):
        return Fitted(None, model=model["id"], reason="the estimate is withheld")
    if model["estimate"] is None:
        return Fitted(None, **known, reason="the model reached no estimate")
    if not 0 < model["estimate"] < 1:
        return Fitted(None, **known, reason="the rate is 0 % or 100 %, whose logit is infinite")
    if model["method"] == "exact":
        return Fitted(None, **known, reason="fewer than two studies, so nothing is pooled")
    return Fitted(logit(model["estimate"]), **known)


def logit(proportion: float) -> float:
    """Logit of a proportion within 0 and 1."""
    return log(proportion / (1 - proportion))


class States:
    """Pools any mix of two editions of one analysis; each distinct fit is made once.

    Parameters
    ----------
    old, new : Edition
        Both hold the analysis.
    slug : str
    match : Match
        Of the studies of the two editions.
    """

    def __init__(self, old: Edition, new: Edition, slug: str, match: Match) -> None:
        self._old_settings = AnalysisSettings.from_dict(old.analyses[slug]["settings"])
        self._new_settings = AnalysisSettings.from_dict(new.analyses[slug]["settings"])
        self._fits: dict[Any, Fitted] = {}
        choices = (self._old_settings, self._new_settings)
        self.selects = _selects(choices[0]) != _selects(choices[1])
        names = dict(match.pairs)
        self._pools = [
            [_by_unit(_pooled(edition, slug, chosen), known) for chosen in choices]
            for edition, known in ((old, names), (new, {}))
        ]
        self.settings = setting_steps(choices[0].model, choices[1].model)
        self._movable = frozenset(self.moved_units())

    def label(self, unit: str) -> str:
        """Name a study as the new edition does, else as the old one does."""
        pools = (pool for side in reversed(self._pools) for pool in reversed(side))
        return next(pool[unit][0].study for pool in pools if unit in pool)

    def change(self, name: str) -> str:
        """Write what one of `settings` was and is: ``REML → PM``."""
        parts = self.settings[name]
        old, new = (
            ", ".join(str(getattr(settings.model, part)) for part in parts)
            for settings in (self._old_settings, self._new_settings)
        )
        return f"{old} → {new}"

    def moved_units(self) -> list[str]:
        """Studies whose pooled rows differ under the old or the new choice of rows."""
        units = {unit for side in self._pools for pool in side for unit in pool}
        return sorted(
            unit
            for unit in units
            if any(
                _counts(self._pools[0][which].get(unit)) != _counts(self._pools[1][which].get(unit))
                for which in (0, 1)
            )
        )

    def fit(self, flipped: Iterable[str]) -> Fitted:
        """Pool with these factors new and all others old.

        Parameters
        ----------
        flipped : iterable of str
            Of `ROWS`, names of `settings` and units of `moved_units`, the latter with a leading
            ``study:``.
        """
        new = frozenset(flipped)
        which = int(ROWS in new)
        moved = {name.removeprefix("study:") for name in new if name.startswith("study:")}
        pools = (self._pools[0][which], self._pools[1][which])
        rows = [
            (row, unit)
            for unit in {*pools[0], *pools[1]}
            for row in pools[int(unit in moved or unit not in self._movable)].get(unit, ())
        ]
        rows.sort(key=lambda pair: given_order(pair[0]))
        model = self._model(new)
        counts = tuple((row.events or 0, row.total or 0, unit) for row, unit in rows)
        key = (counts, model)
        if key not in self._fits:
            self._fits[key] = _fit(counts, model)
        return self._fits[key]

    def _model(self, new: frozenset[str]) -> ModelSettings:
        values: dict[str, Any] = {}
        for name, parts in self.settings.items():
            source = self._new_settings if name in new else self._old_settings
            values |= {part: getattr(source.model, part) for part in parts}
        return with_parts(self._old_settings.model, values)


def _fit(counts: Sequence[tuple[int, int, str]], model: ModelSettings) -> Fitted:
    if not counts:
        return Fitted(None, reason="no row is pooled")
    try:
        sample = Sample.of(*zip(*counts, strict=True))
        if model.arms == "combine":
            sample = sample.combined()
        result = pool_sample(sample, **pool_options(model), profiles=False)
    except InputError as error:
        return Fitted(None, reason=error.messages[0])
    fitted = as_fitted(result.as_dict())
    if fitted.logit is not None and not isfinite(fitted.logit):
        return Fitted(None, reason="the estimate is not finite")
    return fitted


def _selects(settings: AnalysisSettings) -> tuple[Any, Any]:
    plain = settings.as_dict()
    return plain["outcome"], plain["where"]


def _pooled(edition: Edition, slug: str, settings: AnalysisSettings) -> list[Row]:
    """Rows that an edition pools by its own conditions, as recorded, or by those of the other."""
    listed = edition.analyses[slug]["rows_table"]
    own_settings = AnalysisSettings.from_dict(edition.analyses[slug]["settings"])
    if _selects(own_settings) == _selects(settings):
        return [listed_row(entry) for entry in listed if entry["pooled"]]
    stale = edition.statuses.get(slug, "current") != "current"
    rows = [listed_row(entry) for entry in listed] if stale else edition.rows
    selection = select(study_data(rows), outcome=settings.outcome, where=settings.where)
    return list(selection.pooled)


def study_data(rows: Iterable[Row]) -> StudyData:
    """Hold rows as if they had just been read, so that analyses can choose among them."""
    ordered = sorted(rows, key=lambda row: (row.file, row.line))
    files = []
    for file, group in groupby(ordered, key=lambda row: row.file):
        members = list(group)
        lines = [row.line for row in members]
        files.append(FileRows(file=file, lines=lines, apart=dict(enumerate(members))))
    return StudyData(rows=Rows(tuple(files)), files=tuple(rows.file for rows in files))


def _by_unit(rows: Sequence[Row], names: Mapping[str, str]) -> dict[str, list[Row]]:
    units: dict[str, list[Row]] = {}
    for row in rows:
        units.setdefault(names.get(row.study_id, row.study_id), []).append(row)
    return units


def _counts(rows: Sequence[Row] | None) -> list[tuple[int, int]]:
    return sorted((row.events or 0, row.total or 0) for row in rows or ())
