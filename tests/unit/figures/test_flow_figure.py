"""The flow diagram: every number in its box, nothing over anything, whatever the words."""

from __future__ import annotations

from itertools import pairwise

import estimates_builder as build
import numpy as np
import pytest
from figure_checks import boxes, names, outside, overlaps, shown_texts

from rechallenge.figures.flow.boxes import flow_grid
from rechallenge.figures.flow.diagram import flow_figure
from rechallenge.figures.flow.layout import lay_out_flow, least_width
from rechallenge.figures.saving import save_figure
from rechallenge.figures.style import figure_style, points_of_mm
from rechallenge.figures.text import Ruler
from rechallenge.prisma.flow import Flow

DATABASES = {
    "database_results": 12_480, "register_results": 20, "duplicates": 2_490, "records_screened":
    10_010, "records_excluded": 9_960, "dbr_sought_reports": 50, "dbr_notretrieved_reports": 2,
    "dbr_assessed": 48, "dbr_excluded": 28, "new_studies": 18, "new_reports": 20,
}  # fmt: skip
OTHER = {
    "website_results": 3, "citations_results": 9, "other_sought_reports": 12,
    "other_notretrieved_reports": 1, "other_assessed": 11, "other_excluded": 6,
}  # fmt: skip
PREVIOUS = {"previous_studies": 10, "previous_reports": 12, "total_studies": 28}
REASONS = (("Wrong outcome", 20), ("No counts", 8))
LONG = build.HOSTILE


def flow(*arms, parts=None, texts=None, **numbers):
    given = {key: number for arm in arms for key, number in arm.items()} | numbers
    return Flow(
        file="prisma.csv",
        numbers=given,
        parts={"dbr_excluded": REASONS} if parts is None else parts,
        texts=texts or {},
    )


FLOWS = {
    "new": flow(DATABASES),
    "new, one number of exclusions": flow(DATABASES, parts={}),
    "other": flow(DATABASES, OTHER),
    "update": flow(DATABASES, PREVIOUS),
    "all": flow(DATABASES, OTHER, PREVIOUS, total_studies_ma=25, total_reports=32),
    "many reasons": flow(
        DATABASES,
        OTHER,
        parts={"dbr_excluded": tuple((f"Reason {i} in a few more words", 1) for i in range(28))},
    ),
    "hostile": flow(
        DATABASES, OTHER, PREVIOUS,
        parts={"dbr_excluded": ((LONG, 20), ("山田 " * 30, 8)), "other_excluded": (("W" * 90, 6),)},
        texts=dict.fromkeys([*DATABASES, *OTHER, "newstud", "screening", "included"], LONG),
    ),
}  # fmt: skip


def words(drawn):
    return " ".join(text.get_text().replace("\u00a0", " ") for text in shown_texts(drawn.figure))


@pytest.mark.parametrize("width", [84, 174])
@pytest.mark.parametrize("name", FLOWS)
def test_texts_stay_in_their_boxes_and_clear_of_each_other(name, width):
    drawn = flow_figure(FLOWS[name], review=LONG, width_mm=width)
    assert overlaps(drawn.figure) == []
    assert outside(drawn.figure) == []
    assert min(text.get_fontsize() for text in shown_texts(drawn.figure)) >= 7
    with figure_style():
        grid = flow_grid(FLOWS[name])
        layout = lay_out_flow(grid, Ruler(), width=drawn.figure.get_size_inches()[0] * 72)
    measured = boxes(drawn.figure).box
    height = layout.height
    for left, bottom, right, top in measured:
        middle = ((left + right) / 2, height - (bottom + top) / 2)
        holding = [
            box for box in layout.boxes
            if box.left <= middle[0] <= box.right and box.top <= middle[1] <= box.bottom
        ]  # fmt: skip
        assert len(holding) == 1
        assert holding[0].left <= left
        assert right <= holding[0].right


@pytest.mark.parametrize("name", FLOWS)
def test_boxes_do_not_touch_and_arrows_cross_none(name):
    with figure_style():
        layout = lay_out_flow(flow_grid(FLOWS[name]), Ruler(), width=points_of_mm(174))
    edges = np.array([(b.left, b.top, b.right, b.bottom) for b in layout.boxes])
    for i, (left, top, right, bottom) in enumerate(edges):
        others = np.delete(edges, i, axis=0)
        beside = (others[:, 2] < left) | (others[:, 0] > right)
        apart = beside | (others[:, 3] < top) | (others[:, 1] > bottom)
        assert apart.all(), layout.boxes[i].key
    for corners in layout.arrows:
        for start, end in pairwise(corners):
            points = np.linspace(start, end, 50)[1:-1]
            inside = [
                (points[:, 0] > left) & (points[:, 0] < right)
                & (points[:, 1] > top) & (points[:, 1] < bottom)
                for left, top, right, bottom in edges
            ]  # fmt: skip
            assert not np.any(inside)


def test_every_number_is_shown():
    shown = words(flow_figure(FLOWS["all"], review="A review"))
    for number in ("12\u2009480", "2490", "10\u2009010", "9960", "50", "48", "20", "8",
                   "11", "6", "10", "12", "18", "28", "32", "25"):  # fmt: skip
        assert f"(n = {number})" in shown
    assert "Wrong outcome (n = 20)" in shown.replace("Wrong outcome  ", "Wrong outcome ")


def test_a_new_review_has_neither_previous_studies_nor_other_methods():
    drawn = flow_figure(FLOWS["new"], review="A review")
    shown = words(drawn)
    assert "Studies included in review (n = 18)" in shown
    assert "new studies" not in shown
    assert "Previous" not in shown
    assert not {name for name in names(drawn.figure) if "other" in name or "previous" in name}
    assert "prisma-aside" not in names(drawn.figure)
    assert {"prisma-records-screened", "prisma-new-studies"} <= names(drawn.figure)


def test_what_the_file_leaves_out_has_no_box():
    without = {k: n for k, n in OTHER.items() if k not in ("website_results", "citations_results")}
    drawn = flow_figure(flow(DATABASES, without), review="A review")
    assert "prisma-website-results" not in names(drawn.figure)
    assert "prisma-other-sought-reports" in names(drawn.figure)


def test_arrows_lead_from_step_to_step():
    grid = flow_grid(FLOWS["all"])
    ways = {(arrow.start, arrow.end): arrow.way for arrow in grid.arrows}
    assert ways["database_results", "duplicates"] == "aside"
    assert ways["database_results", "records_screened"] == "down"
    assert ways["other_assessed", "new_studies"] == "elbow"
    assert ways["previous", "total_studies"] == "elbow"
    assert ways["total_studies", "total_studies_ma"] == "down"
    assert len(ways) == 4 + 2 + 2 + 4 + 2 + 2


def test_one_column_holds_a_new_review_and_says_why_it_cannot_hold_more():
    narrow = flow_figure(FLOWS["new"], review="A review", width_mm=84)
    assert narrow.figure.get_size_inches()[0] * 25.4 == pytest.approx(84)
    assert "mm" not in narrow.caption
    wide = flow_figure(FLOWS["other"], review="A review", width_mm=84)
    assert wide.figure.get_size_inches()[0] * 25.4 == pytest.approx(174)
    assert "Drawn 174 mm wide: 4 columns of boxes cannot be read at 84 mm." in wide.caption
    assert least_width(flow_grid(FLOWS["new"])) < points_of_mm(84)


def test_the_words_tell_the_whole_flow():
    drawn = flow_figure(FLOWS["all"], review="A review <b>")
    assert drawn.title == "PRISMA 2020 flow diagram: A review <b>"
    assert drawn.caption == (
        "PRISMA 2020 flow diagram: A review <b>. 12\u2009500 records from databases and registers "
        "and 12 from other methods; 10\u2009010 records screened, 59 reports assessed for "
        "eligibility, 28 studies included, 25 of them in the meta-analysis. Layout after Page et "
        "al., BMJ 2021;372:n71."
    )
    plain = drawn.description.replace("\u00a0", " ")
    assert "Reports excluded: Wrong outcome (n = 20), No counts (n = 8)" in plain
    assert plain.startswith("Identification: Studies included in previous version of review")


def test_the_same_flow_gives_the_same_bytes(tmp_path):
    saved = []
    for folder in ("a", "b"):
        drawn = flow_figure(FLOWS["hostile"], review=LONG)
        paths = save_figure(
            drawn.figure, tmp_path / folder, "prisma", title=drawn.title,
            description=drawn.description,
        )  # fmt: skip
        saved.append([path.read_bytes() for path in paths])
    assert saved[0] == saved[1]
    svg = saved[0][0].decode()
    assert "<script" not in svg
    assert "\u202e" not in svg
