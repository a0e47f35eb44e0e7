"""Judgements of the risk of bias: words and columns that their tool does not know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rechallenge.risk_of_bias.scheme import Scheme, bias_columns, nearest_column, scheme_of
from rechallenge.risk_of_bias.words import Judgement, find, is_blank, nearest
from rechallenge.studies.checks.several_places import enumerated, grouped, places
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.judgements import JudgedStudy
from rechallenge.studies.rows import Row

_SEVERITY = ("low", "reserved", "some", "high", "critical")


@dataclass(frozen=True, slots=True)
class _Assessment:
    """The judgements of one row, with the names that its file gives the columns."""

    file: str
    line: int
    study: str
    cells: Mapping[str, str]
    labels: Mapping[str, str]

    def finding(self, code: str, column: str, problem: str, remedy: str) -> Finding:
        return Finding(
            code=code,
            file=self.file,
            rows=(self.line,),
            study=self.study,
            column=self.labels.get(column, column),
            problem=problem,
            remedy=remedy,
        )


def check_bias(rows: Sequence[Row], tables: Mapping[str, Table], *, tool: str) -> list[Finding]:
    """Check the ``rob_`` columns of study files.

    Parameters
    ----------
    rows : sequence of Row
        Rows whose cells stand under their columns.
    tables : mapping of str to Table
        The table of every file, for the names of its columns.
    tool : str
        As ``figures: risk_of_bias`` names it.

    Returns
    -------
    list of Finding
        N124, W123, W124, W125, W126 and W313.
    """
    by_file = {file: bias_columns(table.names) for file, table in tables.items()}
    scheme = scheme_of(tool, bias_columns(c for columns in by_file.values() for c in columns))
    if scheme is None:
        return []
    labels = {
        file: {column: tables[file].label(column) for column in columns}
        for file, columns in by_file.items()
    }
    findings = [
        f for file in by_file if by_file[file] for f in _columns(scheme, file, labels[file])
    ]
    for row in rows:
        if labels[row.file]:
            assessment = _Assessment(row.file, row.line, row.study, row.cells, labels[row.file])
            findings += _words(assessment, scheme)
    for arms in grouped(((row.study_id, row.outcome), row) for row in rows):
        findings += _disagreements(arms, scheme, labels)
    return findings


def check_judged(judged: Sequence[JudgedStudy], *, tool: str, file: str) -> list[Finding]:
    """Check a file of judgements beside the studies, as `check_bias` does."""
    scheme = scheme_of(tool, bias_columns(judged[0].cells) if judged else ())
    if scheme is None:
        return []
    findings = _columns(scheme, file, judged[0].headers)
    for study in judged:
        assessment = _Assessment(file, study.line, study.study, study.cells, study.headers)
        findings += _words(assessment, scheme)
    return findings


def _columns(scheme: Scheme, file: str, labels: Mapping[str, str]) -> list[Finding]:
    """Report columns that are no domain of the tool, or belong to no tool."""
    if scheme.note:
        return [
            Finding(
                code="N124",
                file=file,
                problem=f"risk of bias: {scheme.note}; the judgements are shown without a tool",
                remedy="name the tool, or generic, in the configuration: "
                "figures: {risk_of_bias: …}",
            )
        ]
    findings = []
    for column in scheme.unknown:
        if column in labels:
            close = nearest_column(scheme.tool, column)
            hint = f"did you mean “{close}”? Rename" if close not in ("", column) else "rename"
            findings.append(
                Finding(
                    code="W124",
                    file=file,
                    column=labels[column],
                    problem=f"this is no domain of {scheme.tool.name}, so its judgements are not "
                    "shown",
                    remedy=f"{hint} the column, or name another tool in the configuration",
                )
            )
    return findings


def _words(assessment: _Assessment, scheme: Scheme) -> Iterator[Finding]:
    """Report words that the tool does not know, and a whole that its domains contradict."""
    found: dict[str, Judgement] = {}
    for column in scheme.columns:
        text = assessment.cells.get(column, "")
        judgement = find(text, scheme.judgements(column))
        if judgement is not None:
            found[column] = judgement
        elif not is_blank(text):
            yield from _unknown(assessment, scheme, column)
    if scheme.tool.scored:
        yield from _score(assessment, scheme, found)
    if scheme.tool.worst:
        yield from _too_good(assessment, scheme, found)


def _unknown(assessment: _Assessment, scheme: Scheme, column: str) -> Iterator[Finding]:
    text = assessment.cells[column]
    judgements = scheme.judgements(column)
    close = nearest(text, judgements)
    if not scheme.knows(column, text):
        names = enumerated([judgement.name for judgement in judgements], limit=10)
        hint = f"did you mean {quoted(close)}? It knows" if close else "write one of its own:"
        yield assessment.finding(
            "W123",
            column,
            f"{quoted(text)} is no judgement of {scheme.tool.name} and counts as none",
            f"{hint} {names}",
        )
    elif close and not scheme.tool.domains:
        yield assessment.finding(
            "W123",
            column,
            f"{quoted(text)} resembles {quoted(close)} and is shown as a level of its own",
            "correct it, or accept this warning if it is another level",
        )


def _score(
    assessment: _Assessment, scheme: Scheme, found: Mapping[str, Judgement]
) -> Iterator[Finding]:
    text = assessment.cells.get(scheme.overall, "")
    points = [int(found[d.column].name) for d in scheme.domains if d.column in found]
    whole = len(points) in (scheme.tool.least, len(scheme.tool.domains))
    if whole and text.isdecimal() and int(text) != sum(points):
        yield assessment.finding(
            "W125",
            scheme.overall,
            f"the total is {text}, but the {len(points)} items add up to {sum(points)}",
            "correct the total or an item",
        )


def _too_good(
    assessment: _Assessment, scheme: Scheme, found: Mapping[str, Judgement]
) -> Iterator[Finding]:
    whole = found.get(scheme.overall)
    graded = [d for d in scheme.domains if d.column in found and _grade(found[d.column]) >= 0]
    if whole is None or _grade(whole) < 0 or not graded:
        return
    worst = max(graded, key=lambda domain: _grade(found[domain.column]))
    if _grade(found[worst.column]) > max(_grade(whole), _grade_of_reserved(whole)):
        yield assessment.finding(
            "W126",
            scheme.overall,
            f"{quoted(whole.name)} as a whole, but {quoted(found[worst.column].name)} in "
            f"{quoted(assessment.labels.get(worst.column, worst.column))}",
            f"{scheme.tool.name} judges a study no better than its worst domain, so correct one "
            "of the two",
        )


def _grade(judgement: Judgement) -> int:
    return _SEVERITY.index(judgement.role) if judgement.role in _SEVERITY else -1


def _grade_of_reserved(judgement: Judgement) -> int:
    """Let a low whole stand beside a domain that is low with a reservation."""
    return _SEVERITY.index("reserved") if judgement.role == "low" else -1


def _disagreements(
    arms: Sequence[Row], scheme: Scheme, labels: Mapping[str, Mapping[str, str]]
) -> Iterator[Finding]:
    if len(arms) < 2:
        return
    for column in scheme.columns:
        said = [row for row in arms if not is_blank(row.cells.get(column, ""))]
        meanings = grouped(
            (scheme.said(column, text := row.cells[column]) or text, row) for row in said
        )
        if len(meanings) < 2:
            continue
        here = said[-1].file
        told = " but ".join(
            f"{quoted(same[0].cells[column])} in {places(same, here)}" for same in meanings
        )
        yield Finding(
            code="W313",
            file=here,
            rows=tuple(row.line for row in said if row.file == here),
            study=said[0].study,
            column=labels[here].get(column, column),
            problem=f"rows of one study and outcome are judged apart: {told}",
            remedy="write the same in all of them, unless the arms differ in their risk of bias",
        )
