"""Every figure, in cases in which any two of rows, labels, presets, widths and figures meet."""

from __future__ import annotations

from functools import cache
from itertools import groupby

import pytest
from benchmarks.layout.browser import browser, faults_seen
from benchmarks.layout.cases import EVERY_SCRIPT, SIZES, Case, pairwise
from benchmarks.layout.measure import NOTE, measure
from benchmarks.layout.reviews import analysed

from rechallenge.contract import FAMILIES, FIGURES


@cache
def review(rows):
    return analysed(rows, quick=rows > 25)


@pytest.mark.parametrize("rows", SIZES)
def test_texts_neither_overlap_nor_leave_the_figure(rows):
    cases = [(case, figure) for case, figure in pairwise(FIGURES) if case.rows == rows]
    assert {figure for _, figure in cases} == set(FIGURES)
    found = []
    for (figure, _), group in groupby(sorted(cases, key=by_figure), by_figure):
        for case, _ in group:
            for measured in measure(review(rows), [case], [figure]):
                found += [fault for fault in measured.faults if fault.cause != NOTE]
    assert found == []


def by_figure(chosen):
    case, figure = chosen
    return figure, case.labels


def test_a_browser_lays_every_script_out_as_well():
    case = Case(8, EVERY_SCRIPT, "default", 174.0, "plain")
    measured = list(measure(review(8), [case], FIGURES, svg=True))
    drawn = {one.figure for one in measured}
    assert drawn >= set(FIGURES) - set(FAMILIES)
    assert all(any(name.startswith(f"{family}-") for name in drawn) for family in FAMILIES)
    assert [fault for one in measured for fault in one.faults if fault.cause != NOTE] == []
    program = browser()
    if program is None:
        assert all("<text" in one.svg for one in measured)
    else:
        assert not any(faults_seen([one.svg for one in measured], program=program))
