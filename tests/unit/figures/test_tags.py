from __future__ import annotations

from itertools import combinations

import pytest

from rechallenge.figures.tags import APART, INDENT, place_tags


def boxes(tags, widths):
    """Left end, right end and line of each name."""
    found = []
    for tag in tags:
        left = tag.x if tag.align == "left" else tag.x - widths[tag.number]
        found.append((left, left + widths[tag.number], tag.line))
    return found


def test_names_are_steps_of_a_stair():
    tags = place_tags([10, 20, 30], [60, 60, 60], room=200, lines=3)
    assert [(tag.number, tag.line, tag.align) for tag in tags] == [
        (0, 2, "left"), (1, 1, "left"), (2, 0, "left"),
    ]  # fmt: skip
    assert [tag.x for tag in tags] == [place - INDENT for place in (10, 20, 30)]


def test_the_first_names_wanted_go_before_those_for_which_no_line_is_left():
    tags = place_tags([10, 20, 30, 40], [60, 60, 60, 60], room=200, lines=2)
    assert [tag.number for tag in tags] == [0, 1]


def test_names_at_the_right_end_lie_left_of_their_lines():
    (tag,) = place_tags([195.0], [60.0], room=200, lines=2)
    assert tag.align == "right"


def test_a_name_wider_than_the_room_has_no_place():
    assert place_tags([50.0], [300.0], room=200, lines=4) == ()


@pytest.mark.parametrize("seed", range(4))
def test_names_cross_neither_each_other_nor_the_lines_of_others(seed):
    places = [(37 * (i + 1) * (seed + 3)) % 400 for i in range(30)]
    widths = [30 + (17 * i) % 50 for i in range(30)]
    tags = place_tags(places, widths, room=400, lines=4)
    assert len(tags) >= 10
    placed = boxes(tags, widths)
    assert all(left + INDENT >= 0 and right - INDENT <= 400 for left, right, _ in placed)
    for (a, one), (b, other) in combinations(zip(tags, placed, strict=True), 2):
        if one[2] == other[2]:
            assert one[1] + APART <= other[0] or other[1] + APART <= one[0]
        for tag, box, above in ((a, other, one[2]), (b, one, other[2])):
            if box[2] < above:
                assert not box[0] < places[tag.number] < box[1]
