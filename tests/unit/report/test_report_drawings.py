"""Drawings that go into the page: smaller, the same to look at, and without anything active."""

from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from rechallenge.report.drawings import drawing_address
from rechallenge.report.path_data import compact_path, rounded

START = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def content(svg):
    return unquote(str(drawing_address(svg)).partition(",")[2])


@pytest.mark.parametrize(
    ("data", "short"),
    [
        ("M 10 20 \nL 10.5 21.25 \nL 11 20 z", "M10 20l.5 1.25 .5-1.25z"),
        ("M 0 0 L 5 0 L 5 -7.004", "M0 0h5v-7"),
        ("M 1.004 1 L 2.008 2 L 3.012 3", "M1 1l1.01 1 1 1"),
        ("M 0 0 C 1 1 2 2 3 3 Q 4 4 5 5", "M0 0c1 1 2 2 3 3q1 1 2 2"),
        ("M 1 1 L 2 2 z M 5 5 L 6 6", "M1 1l1 1zM5 5l1 1"),
        ("M 0 0 A 1 1 0 0 1 2.3456 2", "M 0 0 A 1 1 0 0 1 2.35 2"),
        ("M 0 0 L 1", "M 0 0 L 1"),
    ],
)
def test_paths_in_fewer_characters(data, short):
    assert compact_path(data) == short


def test_rounding_keeps_whole_numbers_and_drops_minus_zero():
    assert rounded("translate(10 -0.001)  scale(0.01 -0.25)") == "translate(10 0) scale(.01 -.25)"


def test_only_what_draws_is_kept():
    svg = (
        f'{START} width="10pt" height="10pt" viewBox="0 0 10 10" onload="alert(1)">'
        "<script>alert(2)</script><foreignObject><p>x</p></foreignObject>"
        '<style>@import url("http://x")</style>'
        '<a xlink:href="http://x"><text>linked</text></a>'
        '<image xlink:href="http://x/y.png"/><use xlink:href="http://x#y"/>'
        '<g id="unused"><path id="mark" d="M 0 0" onclick="alert(3)" '
        'style="fill: url(#x); stroke: #ff0000; behavior: none"/></g>'
        '<use xlink:href="#mark" x="1" y="2"/><text x="1" y="2">100 % &lt;b&gt; &amp; "c"</text>'
        "</svg>"
    )
    text = content(svg)
    root = ElementTree.fromstring(text)
    tags = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert tags == ["svg", "style", "image", "use", "path", "use", "text"]
    for active in ("alert", "http://x", "import", "url(", "linked", "behavior", "unused"):
        assert active not in text
    assert root[-1].text == '100 % <b> & "c"'
    assert root[-2].attrib == {"href": "#i0", "x": "1", "y": "2"}


def test_an_address_stands_in_an_attribute():
    address = str(drawing_address(f'{START}><text>"&amp;#39; 5 %</text></svg>'))
    assert address.startswith("data:image/svg+xml,<svg ")
    assert not {'"', "#", "&"} & set(address)


def test_lines_of_one_look_become_one_path_unless_they_shine_through():
    line = '<path d="M 0 {0} L 9 {0}" style="fill: none; stroke: #000000{1}"/>'
    solid = "".join(line.format(y, "") for y in (1, 2, 3))
    faint = "".join(line.format(y, "; stroke-opacity: 0.5") for y in (1, 2))
    text = content(f"{START}>{solid}{faint}</svg>")
    assert "<path d='M0 1h9M0 2h9M0 3h9' class='c0'/>" in text
    assert text.count("class='c1'") == 2


def test_what_is_no_drawing_is_an_image_without_rights():
    assert drawing_address("<svg><b></svg>").startswith("data:image/svg+xml;base64,")
