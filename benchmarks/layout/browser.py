"""Measure the texts of drawings in a browser, which lays them out with fonts of its own."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--dump-dom",
)
SECONDS = 120
ABSENT = "A font that no machine has"
"""Takes the place of DejaVu Sans, to see a drawing where that is not installed."""

_PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{drawings}
<script>
const TOUCH = 0.3, ABOVE = 0.78, BELOW = 0.22;
function placed(text) {{
  const box = text.getBBox(), size = parseFloat(getComputedStyle(text).fontSize);
  const y = parseFloat(text.getAttribute("y") || 0), matrix = text.getCTM();
  const base = text.ownerSVGElement.createSVGPoint();
  const corners = [[box.x, y - ABOVE * size], [box.x + box.width, y + BELOW * size]].map(
    ([x, y]) => {{ base.x = x; base.y = y; return base.matrixTransform(matrix); }});
  const xs = corners.map(p => p.x), ys = corners.map(p => p.y);
  return {{text: text.textContent, left: Math.min(...xs), right: Math.max(...xs),
           top: Math.min(...ys), bottom: Math.max(...ys), shown: box.width > 0}};
}}
function measured(svg) {{
  const texts = [...svg.querySelectorAll("text")].map(placed).filter(t => t.shown);
  const page = svg.viewBox.baseVal, unit = svg.getBoundingClientRect().width / page.width;
  for (const t of texts) for (const side of ["left", "right", "top", "bottom"]) t[side] /= unit;
  const overlaps = [], outside = [];
  for (let i = 0; i < texts.length; i++) {{
    const a = texts[i];
    if (a.left < -TOUCH || a.top < -TOUCH || a.right > page.width + TOUCH
        || a.bottom > page.height + TOUCH) outside.push(a.text);
    for (let j = i + 1; j < texts.length; j++) {{
      const b = texts[j];
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > TOUCH
          && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > TOUCH)
        overlaps.push([a.text, b.text]);
    }}
  }}
  return {{texts: texts.length, overlaps, outside}};
}}
const found = [...document.querySelectorAll("body > div > svg")].map(measured);
document.body.replaceChildren(Object.assign(document.createElement("pre"),
  {{textContent: JSON.stringify(found)}}));
</script></body></html>
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a browser shows of a drawing.

    Attributes
    ----------
    texts : int
        How many texts it shows.
    overlaps : tuple of (str, str)
    outside : tuple of str
        Texts that leave the drawing.
    """

    texts: int
    overlaps: tuple[tuple[str, str], ...]
    outside: tuple[str, ...]


def browser() -> str | None:
    """Return the path of a browser; None where none is installed."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def seen(drawings: Sequence[str], *, program: str) -> tuple[Seen, ...]:
    """Measure drawings in a browser.

    Parameters
    ----------
    drawings : sequence of str
        SVG documents.
    program : str
        Path of the browser.

    Raises
    ------
    RuntimeError
        Where the browser gives no answer.
    """
    inline = "\n".join(f"<div>{svg[svg.index('<svg') :]}</div>" for svg in drawings)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(_PAGE.format(drawings=inline), encoding="utf-8")
        ended = subprocess.run(
            [program, *ARGUMENTS, f"--user-data-dir={folder}/profile", page.as_uri()],
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
    answer = re.search(r"<pre>(.*?)</pre>", ended.stdout, re.DOTALL)
    if answer is None:
        raise RuntimeError(f"no answer from {program}: {ended.stderr[-2000:]}")
    return tuple(
        Seen(one["texts"], tuple(map(tuple, one["overlaps"])), tuple(one["outside"]))
        for one in json.loads(unescape(answer[1]))
    )


def faults_seen(drawings: Sequence[str], *, program: str) -> tuple[list[tuple[str, str]], ...]:
    """Return the faults of drawings, with their fonts and without DejaVu Sans.

    Returns
    -------
    tuple of list of (str, str)
        For each drawing cause and detail of each fault.
    """
    without = [svg.replace("'DejaVu Sans'", f"'{ABSENT}'") for svg in drawings]
    results = seen([*drawings, *without], program=program)
    found: tuple[list[tuple[str, str]], ...] = tuple([] for _ in drawings)
    for i, one in enumerate(results):
        faults = found[i % len(drawings)]
        where = "in a browser" if i < len(drawings) else "in a browser without DejaVu Sans"
        if not one.texts:
            faults.append(("failed", f"no text is shown {where}"))
        faults += [("overlap", f"{a} and {b} {where}") for a, b in one.overlaps]
        faults += [("outside", f"{text} {where}") for text in one.outside]
    return found
