"""Pooling without studies that may share patients: the largest of each overlap group stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rechallenge.models.sample import Sample
from rechallenge.pooling import pool_sample
from rechallenge.results import PooledEstimate


@dataclass(frozen=True, slots=True)
class OverlapGroup:
    """Studies that may share patients: their ids with the patients of each, largest first."""

    name: str
    studies: tuple[tuple[str, int], ...]


def overlap_groups(sample: Sample, names: Sequence[str]) -> tuple[OverlapGroup, ...]:
    """Find the groups with at least two studies, sorted by name.

    Parameters
    ----------
    sample : Sample
    names : sequence of str
        Overlap group of each row; blank where there is none. Arms of one study never overlap.
    """
    patients: dict[str, dict[str, int]] = {}
    for name, study, total in zip(names, sample.studies, sample.totals, strict=True):
        if name:
            members = patients.setdefault(name, {})
            members[study] = members.get(study, 0) + int(total)
    return tuple(
        OverlapGroup(name, tuple(sorted(members.items(), key=lambda item: (-item[1], item[0]))))
        for name, members in sorted(patients.items())
        if len(members) > 1
    )


def without_overlap(
    sample: Sample, groups: Sequence[OverlapGroup], options: Mapping[str, Any]
) -> PooledEstimate:
    """Pool again with only the study with most patients of each group.

    Parameters
    ----------
    sample : Sample
    groups : sequence of OverlapGroup
    options : mapping
        Keyword options of `rechallenge.pooling.pool_sample`.
    """
    gone = {study for group in groups for study, _ in group.studies[1:]}
    part = sample.take([study not in gone for study in sample.studies])
    return pool_sample(part, **options, profiles=False)
