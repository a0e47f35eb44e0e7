"""Labels that differ in writing only, or by a slip, and so would split a subgroup in two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rechallenge.contract import COLUMN, RISK_OF_BIAS_PREFIX
from rechallenge.studies.cells import is_missing
from rechallenge.studies.checks.compared import Compared
from rechallenge.studies.checks.several_places import enumerated, joint_finding, places
from rechallenge.studies.checks.slips import Label, times_needed
from rechallenge.studies.checks.spelling import same_spelling, words
from rechallenge.studies.files.headers import normalised
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.rows import Row, as_number

_LABELS = (
    "outcome",
    "cancer",
    "design",
    "country",
    "setting",
    "initial_regimen",
    "rechallenge_regimen",
    "reason_stopped",
)
_FREE_TEXT = frozenset(
    {"author", "authors", "citation", "comment", "comments", "extractor", "journal", "note"}
    | {"reference", "title", "url"}
)
_MOST_LEVELS = 500
_SHORTEST_ABBREVIATION = 3


@dataclass(frozen=True, slots=True)
class _Levels:
    """The labels of one column, in how many studies each stands, and those of all rows."""

    column: str
    studies: Mapping[str, int]
    labels: Sequence[str]
    compared: Compared

    def holding(self, labels: Collection[str]) -> list[Row]:
        """Return the rows with one of some labels."""
        wanted = set(labels)
        return self.compared.rows_at(
            index for index, label in enumerate(self.labels) if label in wanted
        )


def check_labels(
    compared: Compared, tables: Mapping[str, Table], *, labels: Sequence[str] = _LABELS
) -> list[Finding]:
    """Report near-duplicate labels of columns by which studies may be grouped (W307).

    Parameters
    ----------
    compared : Compared
    tables : mapping of str to Table
        The table of every file, for the names of its columns.
    labels : sequence of str
        Our columns that hold labels. Other columns of the files count where their labels are
        words and are shared by two studies on average.
    """
    own = {
        name
        for table in tables.values()
        for name in table.names
        if name
        and name not in COLUMN
        and normalised(name) not in _FREE_TEXT
        # Judgements have words of their own.
        and not name.startswith(RISK_OF_BIAS_PREFIX)
    }
    present = {name for table in tables.values() for name in table.names}
    findings: list[Finding] = []
    for column in (*(name for name in labels if name in present), *sorted(own)):
        told = _told(compared, column)
        studies = _counted(told, compared.studies)
        groupable = column in COLUMN or 2 * len(studies) <= sum(studies.values())
        if 1 < len(studies) <= _MOST_LEVELS and groupable:
            findings += _near_duplicates(_Levels(column, studies, told, compared), tables)
    return findings


def _told(compared: Compared, column: str) -> list[str]:
    """Return what each row says for certain in a column, blank where it says nothing."""
    labels = compared.cells(column)
    for index, names in compared.doubted().items():
        if column in names:
            labels[index] = ""
    return labels


def _counted(told: Sequence[str], of_study: Sequence[int]) -> dict[str, int]:
    """Count the studies of every label; stop when there are too many to group studies by."""
    studies: dict[str, int] = {}
    latest: dict[str, int] = {}
    for label, study in zip(told, of_study, strict=True):
        if label and latest.get(label) != study:
            latest[label] = study
            studies[label] = studies.get(label, 0) + 1
            if len(studies) > _MOST_LEVELS:
                break
    return {
        label: count
        for label, count in studies.items()
        if not is_missing(label) and as_number(label) is None
    }


def _near_duplicates(levels: _Levels, tables: Mapping[str, Table]) -> list[Finding]:
    spelled: dict[str, list[str]] = defaultdict(list)
    for label in levels.studies:
        spelled[same_spelling(label)].append(label)
    findings = []
    for alike in spelled.values():
        if len(alike) > 1:
            main, *rarer = sorted(alike, key=lambda label: -levels.studies[label])
            findings.append(_variants(levels, rarer, main, tables))
    for short, long in _abbreviations(levels.studies):
        findings.append(_abbreviated(levels, short, long, tables))
    for rare, frequent in _slips(levels.studies):
        findings.append(_slip(levels, rare, frequent, tables))
    return findings


def _abbreviations(studies: Collection[str]) -> Iterator[tuple[str, str]]:
    """Give each label in capitals, and another of whose words it is the first letters."""
    initials: dict[str, str] = {}
    for label in studies:
        said = [word for word in words(label) if word.isalnum()]
        if len(said) >= _SHORTEST_ABBREVIATION:
            initials.setdefault("".join(word[0] for word in said), label)
    for label in studies:
        if label.isupper() and label.casefold() in initials:
            yield label, initials[label.casefold()]


def _slips(studies: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Give each label that is a slip, and the most frequent one that it is a slip of."""
    by_frequency = [Label.of(text) for text in sorted(studies, key=lambda text: -studies[text])]
    for index, rare in enumerate(by_frequency):
        for frequent in by_frequency[:index]:
            times = times_needed(rare, frequent)
            if times and studies[frequent.text] >= times * studies[rare.text]:
                yield rare.text, frequent.text
                break


def _variants(
    levels: _Levels, rarer: Sequence[str], main: str, tables: Mapping[str, Table]
) -> Finding:
    rows = levels.holding(rarer)
    said = enumerated([f"{quoted(label)} ({_times(levels, label)})" for label in (main, *rarer)])
    return joint_finding(
        rows,
        tables,
        code="W307",
        column=levels.column,
        problem=partial(_with_places, rows, f"{said} differ in writing only"),
        remedy=f"write {quoted(main)} in all of them, or they form groups of their own",
    )


def _abbreviated(levels: _Levels, short: str, long: str, tables: Mapping[str, Table]) -> Finding:
    rarer = min(long, short, key=lambda label: levels.studies[label])
    rows = levels.holding([rarer])
    said = (
        f"{quoted(short)} ({_times(levels, short)}) seems to abbreviate {quoted(long)} "
        f"({_times(levels, long)})"
    )
    return joint_finding(
        rows,
        tables,
        code="W307",
        column=levels.column,
        problem=partial(_with_places, rows, said),
        remedy="write one of them in all rows, or they form groups of their own",
    )


def _slip(levels: _Levels, rare: str, frequent: str, tables: Mapping[str, Table]) -> Finding:
    rows = levels.holding([rare])
    said = (
        f"{quoted(rare)} ({_times(levels, rare)}) resembles {quoted(frequent)} "
        f"({_times(levels, frequent)})"
    )
    return joint_finding(
        rows,
        tables,
        code="W307",
        column=levels.column,
        problem=partial(_with_places, rows, said),
        remedy="correct it, or keep it if it is another label",
    )


def _with_places(rows: Sequence[Row], said: str, here: str) -> str:
    elsewhere = [row for row in rows if row.file != here]
    return f"{said}, also in {places(elsewhere, here)}" if elsewhere else said


def _times(levels: _Levels, label: str) -> str:
    count = levels.studies[label]
    return f"{count} {'study' if count == 1 else 'studies'}"
