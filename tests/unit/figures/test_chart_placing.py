from __future__ import annotations

import numpy as np
import pytest

from rechallenge.figures.charts.placing import Wanted, boxes_of_line, place_names
from rechallenge.figures.style import figure_style
from rechallenge.figures.text import Ruler

FRAME = (0.0, 0.0, 200.0, 100.0)
NOTHING = np.empty((0, 4))


@pytest.fixture(name="ruler")
def a_ruler():
    with figure_style():
        yield Ruler()


def wanted(x, y, *texts):
    return Wanted(x, y, texts or ("Adams 2019",), 2.0)


def points(*names):
    return np.array([(name.x, name.y, name.radius) for name in names]).reshape(-1, 3)


def test_a_name_stands_right_of_its_point(ruler):
    name = wanted(50, 50)
    (found,), keyed = place_names([name], ruler, frame=FRAME, taken=NOTHING, points=points(name))
    assert found.x == pytest.approx(50 + 2 + 2)
    assert found.y == pytest.approx(50 + 0.73 * 7 / 2)
    assert keyed == ()


def test_a_name_at_the_right_edge_stands_left_of_its_point(ruler):
    name = wanted(195, 50)
    (found,), _ = place_names([name], ruler, frame=FRAME, taken=NOTHING, points=points(name))
    assert found.x + ruler.width("Adams 2019", 7) == pytest.approx(195 - 4)


def test_a_line_is_not_covered(ruler):
    name = wanted(50, 50)
    line = boxes_of_line(np.array([60.0, 60.0]), np.array([0.0, 100.0]))
    (found,), _ = place_names([name], ruler, frame=FRAME, taken=line, points=points(name))
    assert found.x + ruler.width("Adams 2019", 7) < 50


def test_a_shorter_form_takes_the_room_that_is_left(ruler):
    name = wanted(100, 5, "A very long name of a study that needs the whole width", "Short 2020")
    frame = (60.0, 0.0, 170.0, 10.0)
    (found,), _ = place_names([name], ruler, frame=frame, taken=NOTHING, points=points(name))
    assert found.text == "Short 2020"


def test_a_name_never_stands_nearer_to_another_point(ruler):
    name, other = wanted(50, 50), wanted(57, 50)
    everything = points(name, other)
    found, _ = place_names([name], ruler, frame=FRAME, taken=NOTHING, points=everything)
    (place,) = found
    width = ruler.width("Adams 2019", 7)
    gap_own = max(place.x - 50, 50 - place.x - width, 0)
    gap_other = max(place.x - 57, 57 - place.x - width, 0)
    assert gap_own < gap_other


def test_names_without_room_get_numbers_when_asked(ruler):
    names = [wanted(20 + 16 * i, 50) for i in range(10)]
    frame = (0.0, 40.0, 200.0, 66.0)
    plain, none = place_names(names, ruler, frame=frame, taken=NOTHING, points=points(*names))
    found, keyed = place_names(
        names, ruler, frame=frame, taken=NOTHING, points=points(*names), first=4
    )
    assert none == ()
    assert len(plain) + len(keyed) == len(found)
    numbers = [place.text for place in found if place.text != "Adams 2019"]
    assert numbers == [str(4 + i) for i in range(len(keyed))]
    assert keyed
