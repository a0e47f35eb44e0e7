"""Several files of other programs, recognised and joined into one review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rechallenge.contract import STUDY_COLUMNS
from rechallenge.errors import DataError
from rechallenge.imports.cochrane import read_data_rows
from rechallenge.imports.covidence import read_covidence
from rechallenge.imports.kinds import COCHRANE, COVIDENCE, ROBVIS, kind_of
from rechallenge.imports.robvis import ImportedJudgements, read_robvis
from rechallenge.imports.rows import ImportedRows, spoken
from rechallenge.studies.checks.spelling import same_spelling
from rechallenge.studies.findings import quoted


@dataclass(frozen=True, slots=True)
class Source:
    """A file to import.

    Attributes
    ----------
    path : Path
    kind : str
        One of `kinds.KINDS`; empty where its headers shall tell.
    """

    path: Path
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What all files together give.

    Attributes
    ----------
    rows : tuple of mapping of str to str
        Cells by the names of our columns.
    judgements : ImportedJudgements or None
    told : tuple of str
        One sentence for whatever was left behind or made the same.
    """

    rows: tuple[Mapping[str, str], ...]
    judgements: ImportedJudgements | None
    told: tuple[str, ...]


def gather(
    sources: Sequence[Source],
    *,
    arm: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Gathered:
    """Read files of other programs and join them.

    Parameters
    ----------
    sources : sequence of Source
        At least one with studies; at most one with judgements.
    arm : {"experimental", "control"}, optional
        Whose counts are taken where a file has two arms.
    columns : mapping of str to str, optional
        Headers in exports of Covidence by our name of the column.

    Raises
    ------
    DataError
        When a file cannot be read or recognised, or files contradict each other.
    """
    kinds = [(source.path, source.kind or kind_of(source.path)) for source in sources]
    judging = [path for path, kind in kinds if kind == ROBVIS]
    if columns and not any(kind == COVIDENCE for _, kind in kinds):
        raise DataError("--column is for exports of Covidence, and none is given; leave it out.")
    if len(judging) == len(kinds):
        raise DataError(
            f"{spoken(judging[0])}: judgements need studies to belong to; add --from with a file "
            "of studies, or name the judgements in the configuration of your review: "
            "data: {risk_of_bias: …}."
        )
    if len(judging) > 1:
        raise DataError(
            f"{spoken(judging[1])}: a second file of judgements; a review takes one, so put the "
            "rows into one file."
        )
    parts = []
    for path, kind in kinds:
        if kind == COCHRANE:
            parts.append(read_data_rows(path, arm=arm))
        elif kind == COVIDENCE:
            parts.append(read_covidence(path, columns=columns, arm=arm))
    joined = _joined(parts)
    studies = list(dict.fromkeys(row["study"] for row in joined.rows))
    judgements = read_robvis(judging[0], studies=studies) if judging else None
    told = (*joined.told, *(judgements.told if judgements else ()))
    return Gathered(joined.rows, judgements, told)


def _joined(parts: Sequence[ImportedRows]) -> ImportedRows:
    """Put the rows of several files one below the other, each study under one name."""
    if len(parts) == 1:
        return parts[0]
    told = [sentence for part in parts for sentence in part.told]
    rows: list[dict[str, str]] = []
    problems: list[str] = []
    studies: dict[str, dict[str, str]] = {}
    for number, part in enumerate(parts):
        earlier = {_key(row): row for row in rows}
        for row in part.rows:
            before = earlier.get(_key(row))
            if before and _counts(before) == _counts(row):
                told.append(
                    f"{row['locator']} (study {quoted(row['study'])}): the same counts as in "
                    f"{before['locator']}, so taken once."
                )
                continue
            if before:
                problems.append(
                    f"{row['locator']} (study {quoted(row['study'])}): {_counts(row)} for "
                    f"{quoted(row['outcome'])}, but {_counts(before)} in {before['locator']}; "
                    "correct one of them, or delete it."
                )
                continue
            known = studies.setdefault(same_spelling(row["study"]), {})
            rows.append(_as_known(row, known, told if number else [], problems))
    if problems:
        raise DataError(problems)
    return ImportedRows(tuple(_filled(row, studies) for row in rows), tuple(told))


def _key(row: Mapping[str, str]) -> tuple[str, ...]:
    cells = (row["study"], row.get("arm", ""), row["outcome"])
    return tuple(same_spelling(cell) for cell in cells)


def _counts(row: Mapping[str, str]) -> str:
    return f"{row['events']} of {row['total']}"


def _as_known(
    row: Mapping[str, str], known: dict[str, str], told: list[str], problems: list[str]
) -> dict[str, str]:
    """Give a row the name that its study has; what else belongs to the study must agree."""
    study = known.setdefault("study", row["study"])
    place = f"{row['locator']} (study {quoted(row['study'])})"
    if study != row["study"]:
        told.append(f"{place}: taken for {quoted(study)}, from which only its spelling differs.")
    for name in STUDY_COLUMNS:
        value = row.get(name, "")
        if name != "study" and value and known.setdefault(name, value) != value:
            problems.append(
                f"{place}: {name} is {quoted(value)}, but {quoted(known[name])} elsewhere; write "
                "the same, or give another study another name."
            )
    return {**row, "study": study}


def _filled(row: Mapping[str, str], studies: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    return {**row, **studies[same_spelling(row["study"])]}
