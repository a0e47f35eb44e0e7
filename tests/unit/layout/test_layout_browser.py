from __future__ import annotations

import sys

import pytest
from benchmarks.layout.browser import browser, faults_seen, seen

SVG = (
    '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="200pt" height="100pt" '
    'viewBox="0 0 200 100">{}</svg>'
)


def text(words, x, y, more=""):
    return f'<text x="{x}" y="{y}" style="font-size: 10px" {more}>{words}</text>'


def test_a_browser_tells_overlaps_and_what_leaves_the_drawing():
    program = browser()
    if program is None:
        # without a browser there is nothing to ask, and asking anything else says so
        with pytest.raises(RuntimeError, match="no answer"):
            seen([SVG.format("")], program=sys.executable)
        return
    apart = text("one", 10, 20) + text("two", 10, 40)
    close = text("one", 10, 20) + text("two", 14, 23)
    beyond = text("on the edge of it", 150, 50) + text("in", 10, 50)
    turned = text("upright", 20, 90, 'transform="rotate(-90 20 90)"') + text("beside", 30, 60)
    found = seen([SVG.format(part) for part in (apart, close, beyond, turned)], program=program)
    assert [one.texts for one in found] == [2, 2, 2, 2]
    assert [one.overlaps for one in found] == [(), (("one", "two"),), (), ()]
    assert [one.outside for one in found] == [(), (), ("on the edge of it",), ()]
    (faults,) = faults_seen([SVG.format(close)], program=program)
    assert [cause for cause, _ in faults] == ["overlap", "overlap"]
    (faults,) = faults_seen([SVG.format("")], program=program)
    assert {cause for cause, _ in faults} == {"failed"}
