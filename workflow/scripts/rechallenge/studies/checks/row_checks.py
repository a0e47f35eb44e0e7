"""Checks within a row, and of the counts of one file; recovers counts from percentages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rechallenge.studies.checks.interval_checks import check_interval, limits_as_fractions
from rechallenge.studies.checks.percent_checks import check_percent
from rechallenge.studies.files.headers import missing_columns
from rechallenge.studies.files.tables import Table
from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.recovery.count_recovery import recovered
from rechallenge.studies.recovery.printed import Printed, as_printed
from rechallenge.studies.recovery.stated import Stated, printed_text
from rechallenge.studies.rows import Row
from rechallenge.studies.stored import FileRows


def check_rows(rows: FileRows, table: Table) -> tuple[FileRows, tuple[Finding, ...]]:
    """Check the counts of each row of a file and recover those that percentages determine.

    Returns
    -------
    rows : FileRows
        With recovered counts.
    findings : tuple of Finding
        W112, E202, E203 or E204, W205, E206, W207, W208, W209, N212, E213, E214, N215.
    """
    mended: dict[int, Row] = {}
    findings: list[Finding] = []
    for position in _worth_a_look(rows):
        row = rows[position]
        new, about = _checked(row, table)
        if new is not row:
            mended[position] = new
        findings += about
    checked = rows.changed(mended)
    return checked, (*findings, *_impossible(checked, table))


def _worth_a_look(rows: FileRows) -> list[int]:
    """Return the positions of rows that are not silent.

    A row is silent when its counts are sound and agree with a percentage, and no interval is
    printed beside them, or when its cells may stand under wrong columns.
    """
    rates = zip(
        rows.counts("events"), rows.counts("total"), _percentages(rows), _limits(rows), strict=True
    )
    found = {
        position
        for position, (events, total, percent, limits) in enumerate(rates)
        if limits
        or events is None
        or not total
        or (percent and not (events <= total and percent.rounded_from(events, total)))
    }
    found -= rows.apart.keys()
    return sorted(found | {position for position, row in rows.apart.items() if not _is_silent(row)})


def _percentages(rows: FileRows) -> Sequence[Printed | None]:
    """Return the percentage of each row; None where it has none, or stands apart."""
    if "percent" not in rows.values:
        return [None] * len(rows)
    column = rows.columns["percent"]
    printed = [
        None if value is None else as_printed(text)
        for text, value in zip(column.distinct, rows.values["percent"], strict=True)
    ]
    return [printed[code] for code in column.codes]


def _limits(rows: FileRows) -> Sequence[bool]:
    """Tell of each row whether a limit of an interval is printed in it."""
    low, high = rows.valued("ci_low"), rows.valued("ci_high")
    return [one is not None or other is not None for one, other in zip(low, high, strict=True)]


def _impossible(rows: FileRows, table: Table) -> list[Finding]:
    """Report rows with more events than patients, as one finding when most rows are like that."""
    counts = list(zip(rows.counts("events"), rows.counts("total"), strict=True))
    above = [at for at, (x, n) in enumerate(counts) if x is not None and n and x > n]
    both = sum(x is not None and bool(n) for x, n in counts) if len(above) > 1 else len(above)
    events, total = table.label("events"), table.label("total")
    if len(above) > 1 and 2 * len(above) > both:
        return [
            Finding(
                code="E204",
                file=table.file,
                problem=f"{len(above)} of {both} rows have more in {quoted(events)} than in "
                f"{quoted(total)}",
                remedy=f"swap the names of the columns {quoted(events)} and {quoted(total)}",
            )
        ]
    return [
        Finding(
            code="E203",
            file=table.file,
            rows=(row.line,),
            study=row.study,
            column=events,
            problem=f"{row.events} events among {row.total} patients are impossible",
            remedy=f"correct one of the two; {quoted(events)} and {quoted(total)} may be swapped"
            + _also_percent(row),
        )
        for row in map(rows.__getitem__, above)
    ]


def _also_percent(row: Row) -> str:
    if row.events is None or row.number("percent") != row.events:
        return ""
    return f", or {row.events} is the percentage and not the count"


def _is_silent(row: Row) -> bool:
    """Tell whether a row needs no closer look: sound counts with nothing printed beside them."""
    if row.loose:
        return True
    if row.events is None or not row.total or "ci_low" in row.numbers or "ci_high" in row.numbers:
        return False
    if "percent" not in row.numbers:
        return True
    percent = printed_text(row, "percent")
    return row.events <= row.total and as_printed(percent).rounded_from(row.events, row.total)


def _checked(row: Row, table: Table) -> tuple[Row, list[Finding]]:
    """Check one row; a percentage or counts in doubt leave the interval unchecked."""
    stated = Stated.of(row, table)
    if row.total == 0:
        problem, remedy = "0 patients cannot give a rate", "correct the total or delete the row"
        finding = stated.finding("E202", "total", problem, remedy)
        return replace(row, unusable=(*row.unusable, "total")), [finding]
    fractions = limits_as_fractions(stated)
    if fractions:
        stated = stated.without_interval()
    findings = list(fractions)
    lacks_events = row.events is None and not stated.faulty("events", "percent", "total")
    if lacks_events and stated.percent:
        if fractions:
            return _marked(row, table, fractions), findings
        outcome = recovered(stated)
        if outcome is None:
            return row, [_no_number(stated, "total")]
        row, findings = outcome
        return row, [*findings, *check_interval(Stated.of(row, table))]
    about_percent = check_percent(stated)
    findings += about_percent
    if all(finding.level == "note" for finding in about_percent):
        findings += check_interval(stated)
    findings += _gaps(stated)
    return _marked(row, table, findings), findings


def _marked(row: Row, table: Table, findings: Sequence[Finding]) -> Row:
    """Name the columns with an error in ``unusable``."""
    erring = {finding.column for finding in findings if finding.level == "error"}
    names = [name for name in ("percent", "ci_low", "ci_high") if table.label(name) in erring]
    return replace(row, unusable=(*row.unusable, *names)) if names else row


def _gaps(stated: Stated) -> list[Finding]:
    """Report numbers that are not there (W112), except where the file has no column for them."""
    row = stated.row
    if missing_columns(stated.table.names):
        return []
    silent = [
        name
        for name, value in (("events", row.events), ("total", row.total))
        if value is None and not stated.faulty(name) and not (name == "events" and stated.percent)
    ]
    if len(silent) == 2 and not any(row.cells.get(name) for name in ("percent", *silent)):
        return [
            stated.finding(
                "W112",
                "events",
                f"neither this nor {quoted(stated.table.label('total'))} has a number, so this row "
                "is listed but not pooled",
                "give both numbers, or delete the row if it is a heading or a footnote",
            )
        ]
    return [_no_number(stated, name) for name in silent]


def _no_number(stated: Stated, name: str) -> Finding:
    text = stated.row.cells.get(name, "")
    said = f"{quoted(text)} means no number" if text else "no number is given"
    return stated.finding(
        "W112",
        name,
        f"{said}, so this row is listed but not pooled",
        "give the number, or keep the row to record the gap",
    )
