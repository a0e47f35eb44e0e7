"""Drawings inside a page: known elements and attributes alone, in a third of the size."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from html import escape
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from markupsafe import Markup

from rechallenge.report.path_data import compact_path, rounded

SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"
ELEMENTS = frozenset(
    {"svg", "g", "path", "text", "tspan", "use", "defs", "clipPath", "rect", "line", "image",
     "polygon", "polyline", "circle", "ellipse"}
)  # fmt: skip
ATTRIBUTES = frozenset(
    {"d", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "transform", "points", "r", "cx",
     "cy", "rx", "ry", "preserveAspectRatio"}
)  # fmt: skip
STYLES = frozenset(
    {"fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-dashoffset", "stroke-linejoin",
     "stroke-linecap", "stroke-opacity", "fill-opacity", "opacity", "font-size", "font-family",
     "font-weight", "font-style", "font", "text-anchor", "fill-rule", "image-rendering"}
)  # fmt: skip
DEFAULTS = frozenset({"stroke-dashoffset:0", "font-style:normal", "stroke-dasharray:none"})
FONT = "font-family:'DejaVu Sans', sans-serif"
"""What almost every text of a figure is set in, said once for all of them."""
NOT_TURNED = re.compile(r"rotate\(-?0(?:\.0*)?[ ,)].*")
_ALIKE = re.compile(r"<path d='([^']*)'([^>]* class='(c\d+)')/>(?:<path d='[^']*'\2/>)+")
_DATA = re.compile(r" d='([^']*)'")
SAFE_STYLE = re.compile(r"[\w\s#.,%'()+-]*")
PNG = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=]+")
# What would end the attribute, the address or a reference of the page.
_SHIELDED = {"%": "%25", "#": "%23", '"': "%22", "&": "%26"}
_SHIELD = re.compile("|".join(_SHIELDED))


def drawing_address(svg: str) -> Markup:
    """Turn an SVG file into the address of an image, in which scripts cannot run.

    Parameters
    ----------
    svg : str
        A figure as its file holds it.

    Returns
    -------
    Markup
        A ``data:`` address for an attribute in double quotes. A file that is no well-formed SVG
        goes in as it is, as base64; it is an image without rights all the same.
    """
    try:
        root = fromstring(svg)
        text = _document(root)
    except (ParseError, DefusedXmlException, ValueError):
        return Markup(f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}")
    return Markup("data:image/svg+xml," + _SHIELD.sub(lambda sign: _SHIELDED[sign[0]], text))


def _document(root: Element) -> str:
    used = set(_references(root))
    found = (key for key in (element.get("id") for element in root.iter()) if key in used)
    ids = {old: f"i{number}" for number, old in enumerate(dict.fromkeys(found))}
    classes: dict[str, str] = {}
    body = "".join(_written(child, ids, classes) for child in root)
    sheet = "".join(f".{name}{{{rules}}}" for rules, name in classes.items())
    sizes = "".join(
        f" {name}='{escape(rounded(root.get(name, '')), quote=True)}'"
        for name in ("width", "height", "viewBox")
        if root.get(name)
    )
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg'{sizes}>"
        f"<style>text{{white-space:pre;{FONT}}}{sheet}</style>{_merged(body, classes)}</svg>"
    )


def _merged(body: str, classes: Mapping[str, str]) -> str:
    """Draw neighbouring lines of one look as one path; where lines may shine through, they stay."""
    lines = {
        name for rules, name in classes.items() if "fill:none" in rules and "opacity" not in rules
    }

    def joined(found: re.Match[str]) -> str:
        if found[3] not in lines:
            return found[0]
        return f"<path d='{''.join(_DATA.findall(found[0]))}'{found[2]}/>"

    return _ALIKE.sub(joined, body)


def _references(root: Element) -> Iterator[str]:
    for element in root.iter():
        link = element.get(XLINK) or element.get("href") or ""
        if link.startswith("#"):
            yield link[1:]
        clip = element.get("clip-path", "")
        if clip.startswith("url(#"):
            yield clip[5:-1]


def _written(element: Element, ids: dict[str, str], classes: dict[str, str]) -> str:
    tag = element.tag.removeprefix(SVG) if isinstance(element.tag, str) else ""
    if tag not in ELEMENTS:
        return ""
    wordy = tag in ("text", "tspan")
    inside = escape(element.text or "", quote=False) if wordy else ""
    for child in element:
        inside += _written(child, ids, classes)
        if wordy:
            inside += escape(child.tail or "", quote=False)
    attributes = "".join(_attributes(element, tag, ids, classes))
    if not inside and tag in ("g", "defs", "text"):
        return ""
    if tag == "g" and not attributes:
        return inside
    return f"<{tag}{attributes}>{inside}</{tag}>" if inside else f"<{tag}{attributes}/>"


def _attributes(
    element: Element, tag: str, ids: dict[str, str], classes: dict[str, str]
) -> Iterator[str]:
    own = element.get("id")
    if own in ids:
        yield f" id='{ids[own]}'"
    for key, value in element.attrib.items():
        if key in ATTRIBUTES and not (key == "transform" and NOT_TURNED.fullmatch(value)):
            short = compact_path(value) if key == "d" else rounded(value)
            yield f" {key}='{escape(short, quote=True)}'"
    link = element.get(XLINK) or element.get("href") or ""
    if tag == "use" and link[1:] in ids:
        yield f" href='#{ids[link[1:]]}'"
    picture = "".join(link.split()) if tag == "image" else ""
    if PNG.fullmatch(picture):
        yield f" href='{picture}'"
    clip = element.get("clip-path", "")[5:-1]
    if clip in ids:
        yield f" clip-path='url(#{ids[clip]})'"
    name = _class_of(element.get("style", ""), classes)
    if name:
        yield f" class='{name}'"


def _class_of(style: str, classes: dict[str, str]) -> str:
    """Return the class of a style; unknown properties and unsafe values are dropped."""
    rules = []
    for part in style.split(";"):
        name, _, value = part.partition(":")
        name, value = name.strip(), " ".join(value.split())
        rule = f"{name}:{value}"
        known = name in STYLES and rule not in DEFAULTS and rule != FONT
        if known and SAFE_STYLE.fullmatch(value) and "url(" not in value:
            rules.append(rule)
    text = ";".join(rules)
    return classes.setdefault(text, f"c{len(classes)}") if text else ""
