"""Figures as elements of a page: a third of the size of the file, and nothing but drawing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from markupsafe import Markup

DECIMALS = 2
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"
ELEMENTS = frozenset(
    {"svg", "g", "path", "text", "tspan", "use", "defs", "clipPath", "rect", "line", "image",
     "polygon", "polyline", "circle", "ellipse", "linearGradient", "stop"}
)  # fmt: skip
ATTRIBUTES = frozenset(
    {"d", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "transform", "points", "r", "cx",
     "cy", "rx", "ry", "offset", "viewBox", "preserveAspectRatio"}
)  # fmt: skip
_STYLES = frozenset(
    {"fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-dashoffset", "stroke-linejoin",
     "stroke-linecap", "stroke-miterlimit", "stroke-opacity", "fill-opacity", "opacity",
     "font-size", "font-family", "font-weight", "font-style", "font", "text-anchor", "stop-color",
     "fill-rule", "image-rendering", "font-variant", "font-stretch", "letter-spacing"}
)  # fmt: skip
_NUMBER = re.compile(r"-?\d*\.\d+(?:e-?\d+)?|-?\d+e-?\d+")
_SPACES = re.compile(r"\s+")
_PNG = "data:image/png;base64,"
_SAFE_STYLE = re.compile(r"[\w\s#.,%'()+-]*")


@dataclass(slots=True)
class FigureStyles:
    """Styles of all figures of a page, each with a class of its own."""

    _classes: dict[str, str] = field(default_factory=dict)

    def class_of(self, style: str) -> str:
        """Return the class of a style; unknown properties and unsafe values are dropped."""
        rules = []
        for part in style.split(";"):
            name, _, value = part.partition(":")
            name, value = name.strip(), " ".join(value.split())
            if name in _STYLES and _SAFE_STYLE.fullmatch(value) and "url(" not in value:
                rules.append(f"{name}:{value}")
        text = ";".join(rules)
        return self._classes.setdefault(text, f"f{len(self._classes)}") if text else ""

    @property
    def sheet(self) -> str:
        """The rules of all classes, for the style element of the page."""
        return "\n".join(f".{name}{{{text}}}" for text, name in self._classes.items())


def inline_figure(svg: str, *, name: str, title: str, styles: FigureStyles) -> Markup:
    """Turn a drawing into an element of a page.

    Parameters
    ----------
    svg : str
        A figure written by `rechallenge.figures.saving.save_figure`.
    name : str
        A slug that no other figure of the page has; ids begin with it.
    title : str
        Read out instead of the drawing; a fuller description stands beside it.
    styles : FigureStyles
        Collects the styles of the page.

    Returns
    -------
    Markup
        One ``svg`` element of known elements and attributes: no script, style or link of a file
        can pass.
    """
    root = fromstring(svg)
    used = set(_references(root))
    ids = {
        old: f"{name}-{number}"
        for number, old in enumerate(
            key for key in (element.get("id") for element in root.iter()) if key in used
        )
    }
    body = "".join(_written(child, ids, styles) for child in root)
    box = escape(root.get("viewBox", ""), quote=True)
    width = float(root.get("width", "0").removesuffix("pt") or 0)
    label = escape(title, quote=True)
    return Markup(
        f'<svg class="drawing" viewBox="{_rounded(box)}" width="{width * 4 / 3:.0f}" role="img" '
        f'aria-label="{label}">{body}</svg>'
    )


def _references(root: Element) -> Iterator[str]:
    for element in root.iter():
        link = element.get(XLINK) or element.get("href") or ""
        if link.startswith("#"):
            yield link[1:]
        clip = element.get("clip-path", "")
        if clip.startswith("url(#"):
            yield clip[5:-1]


def _written(element: Element, ids: dict[str, str], styles: FigureStyles) -> str:
    tag = element.tag.removeprefix(SVG) if isinstance(element.tag, str) else ""
    if tag not in ELEMENTS:
        return ""
    inside = escape(element.text or "", quote=False) if tag in ("text", "tspan") else ""
    for child in element:
        inside += _written(child, ids, styles)
        if tag in ("text", "tspan"):
            inside += escape(child.tail or "", quote=False)
    attributes = "".join(_attributes(element, tag, ids, styles))
    if not inside and tag in ("g", "defs", "text"):
        return ""
    if tag == "g" and not attributes:
        return inside
    return f"<{tag}{attributes}>{inside}</{tag}>" if inside else f"<{tag}{attributes}/>"


def _attributes(
    element: Element, tag: str, ids: dict[str, str], styles: FigureStyles
) -> Iterator[str]:
    if element.get("id") in ids:
        yield f' id="{ids[element.get("id", "")]}"'
    for key, value in element.attrib.items():
        if key in ATTRIBUTES:
            yield f' {key}="{escape(_rounded(value), quote=True)}"'
    link = element.get(XLINK) or element.get("href") or ""
    if tag == "use" and link[1:] in ids:
        yield f' href="#{ids[link[1:]]}"'
    picture = "".join(link.split())
    if tag == "image" and re.fullmatch(f"{_PNG}[A-Za-z0-9+/=]+", picture):
        yield f' href="{picture}"'
    clip = element.get("clip-path", "")[5:-1]
    if clip in ids:
        yield f' clip-path="url(#{ids[clip]})"'
    name = styles.class_of(element.get("style", ""))
    if name:
        yield f' class="{name}"'


def _rounded(value: str) -> str:
    """Round the numbers of an attribute and close up its spaces."""
    text = _NUMBER.sub(lambda found: _short(float(found[0])), value)
    return _SPACES.sub(" ", text).strip()


def _short(number: float) -> str:
    text = f"{number:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
