"""Checks within a row, and of the counts of one file; recovers counts from percentages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rechallenge.studies.cells import read_percent
from rechallenge.studies.findings import Finding, quoted
from rechallenge.studies.recover import (
    PrintedInterval,
    candidate_counts,
    candidate_pairs,
    fits_interval,
    readings,
)
from rechallenge.studies.rows import Row
from rechallenge.studies.tables import Table

_LARGEST_TOTAL_MAX = 1_000
_LISTED = 6


def check_rows(rows: Sequence[Row], table: Table) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    """Check the counts of each row of a file and recover those that percentages determine.

    Returns
    -------
    rows : tuple of Row
        With recovered counts.
    findings : tuple of Finding
        W112, E202, E203 or E204, E206, N212, E213, E214.
    """
    checked: list[Row] = []
    findings: list[Finding] = []
    for row in rows:
        mended, about = (row, []) if row.loose else _RowCheck(row, table).result()
        checked.append(mended)
        findings += about
    return tuple(checked), (*findings, *_impossible(checked, table))


def _impossible(rows: Sequence[Row], table: Table) -> list[Finding]:
    """Report rows with more events than patients, as one finding when most rows are like that."""
    both = [row for row in rows if row.events is not None and row.total]
    above = [row for row in both if (row.events or 0) > (row.total or 0)]
    events, total = table.label("events"), table.label("total")
    if len(above) > 1 and 2 * len(above) > len(both):
        return [
            Finding(
                code="E204",
                file=table.file,
                problem=f"{len(above)} of {len(both)} rows have more in {quoted(events)} than in "
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
            remedy=f"correct one of the two; {quoted(events)} and {quoted(total)} may be swapped",
        )
        for row in above
    ]


@dataclass(frozen=True, slots=True)
class _RowCheck:
    row: Row
    table: Table

    def result(self) -> tuple[Row, list[Finding]]:
        row = self.row
        if row.total == 0:
            return replace(row, unusable=(*row.unusable, "total")), [
                self._finding(
                    "E202",
                    "total",
                    "0 patients cannot give a rate",
                    "correct the total or delete the row",
                )
            ]
        if row.events is None and not self._faulty("events", "percent", "total"):
            if self._percent() and (row.total is not None or row.numbers.get("total_max")):
                return self._recovered()
            if self._percent():
                return row, [self._no_number("total")]
        return row, [
            self._no_number(name)
            for name, value in (("events", row.events), ("total", row.total))
            if value is None
            and not self._faulty(name)
            and not (name == "events" and self._percent())
        ]

    def _recovered(self) -> tuple[Row, list[Finding]]:
        row, percent, interval = self.row, self._percent(), self._interval()
        if row.total is None:
            return self._recovered_pair(percent, interval)
        counts = candidate_counts(percent, row.total)
        kept = [n for n in counts if interval and fits_interval(n, row.total, interval)]
        if len(counts) == 1 or len(kept) == 1:
            count = counts[0] if len(counts) == 1 else kept[0]
            reason = "the only whole number that fits"
            if len(counts) > 1:
                reason += f" with the printed interval {self._printed_interval()}"
            return self._with(count, row.total, f"{percent} % of {row.total}", reason)
        if counts:
            return self._unclear(
                f"{quoted(percent)} per cent of {row.total} patients may be "
                f"{_listed([text for _, text in readings(percent, row.total)])}"
            )
        return self._none_fits(percent, row.total)

    def _recovered_pair(
        self, percent: str, interval: PrintedInterval | None
    ) -> tuple[Row, list[Finding]]:
        largest = int(self.row.numbers["total_max"])
        if largest > _LARGEST_TOTAL_MAX:
            return self._unclear(
                f"{quoted(percent)} per cent of at most {largest} patients fits many counts",
                column="total_max",
            )
        pairs = candidate_pairs(percent, largest, interval=interval)
        if len(pairs) == 1:
            reason = "the only pair of whole numbers that fits"
            if interval:
                reason += f" with the printed interval {self._printed_interval()}"
            return self._with(*pairs[0], f"{percent} % of at most {largest}", reason)
        if pairs:
            return self._unclear(
                f"{quoted(percent)} per cent of at most {largest} patients may be "
                f"{_listed([f'{count}/{total}' for count, total in pairs])}"
            )
        beside = f" and the interval {self._printed_interval()}" if interval else ""
        return self._erring(
            "E214",
            f"no count among at most {largest} patients gives {quoted(percent)} per cent{beside}",
            f"correct the percentage{' or the interval' if interval else ''}, or give the count",
        )

    def _none_fits(self, percent: str, total: int) -> tuple[Row, list[Finding]]:
        if 0 < float(percent) < 1:
            as_percent = f"{100 * float(percent):.10g}"
            return self._erring(
                "E206",
                f"{quoted(percent)} looks like a fraction: no count of {total} patients is "
                f"{percent} per cent",
                f"write {as_percent} (per cent)",
            )
        near = ", ".join(text for _, text in readings(percent, total))
        return self._erring(
            "E214",
            f"no count of {total} patients gives {quoted(percent)} per cent: {near}",
            "correct the percentage or the total, or give the count",
        )

    def _unclear(self, problem: str, *, column: str = "percent") -> tuple[Row, list[Finding]]:
        remedy = "give the count, or a percentage with more decimals"
        if self._interval():
            problem += f", and the printed interval {self._printed_interval()} does not settle it"
        return self._erring("E213", problem, remedy, column=column)

    def _erring(
        self, code: str, problem: str, remedy: str, *, column: str = "percent"
    ) -> tuple[Row, list[Finding]]:
        row = replace(self.row, unusable=(*self.row.unusable, "events"))
        return row, [self._finding(code, column, problem, remedy)]

    def _with(self, count: int, total: int, source: str, reason: str) -> tuple[Row, list[Finding]]:
        recovered = f"{count}/{total} recovered from {source}: {reason}"
        row = replace(
            self.row,
            events=count,
            total=total,
            recovered=recovered,
            cells={**self.row.cells, "count_source": "derived"},
        )
        remedy = "nothing to do, or give the count if the paper prints it"
        return row, [self._finding("N212", "percent", recovered, remedy)]

    def _percent(self) -> str:
        return read_percent(self.row.cells.get("percent", "")).text

    def _interval(self) -> PrintedInterval | None:
        low, high = (
            read_percent(self.row.cells.get(f"ci_{end}", "")).text for end in ("low", "high")
        )
        if not (low and high) or self._faulty("ci_low", "ci_high", "ci_level"):
            return None
        return PrintedInterval(low, high, self.row.numbers.get("ci_level", 95.0))

    def _printed_interval(self) -> str:
        interval = self._interval()
        if interval is None:
            return ""
        return f"{interval.low}–{interval.high} (Clopper–Pearson, {interval.level:g} %)"

    def _faulty(self, *names: str) -> bool:
        return any(name in self.row.unusable for name in names)

    def _no_number(self, name: str) -> Finding:
        text = self.row.cells.get(name, "")
        said = f"{quoted(text)} means no number" if text else "no number is given"
        return self._finding(
            "W112",
            name,
            f"{said}, so this row is listed but not pooled",
            "give the number, or keep the row to record the gap",
        )

    def _finding(self, code: str, name: str, problem: str, remedy: str) -> Finding:
        return Finding(
            code=code,
            file=self.row.file,
            rows=(self.row.line,),
            study=self.row.study,
            column=self.table.label(name),
            problem=problem,
            remedy=remedy,
        )


def _listed(texts: Sequence[str]) -> str:
    shown = ", ".join(texts[:_LISTED])
    return shown if len(texts) <= _LISTED else f"{shown} or {len(texts) - _LISTED} more"
