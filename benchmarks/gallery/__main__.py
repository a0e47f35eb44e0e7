"""Write docs/gallery.md and its pictures from the results of the shipped review."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.gallery.page import ANALYSIS, gallery_page, picture
from rechallenge.files import read_json

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "gallery.md"
PICTURES = ROOT / "docs" / "images" / "gallery"


def main() -> int:
    """Write the page; returns the exit code."""
    folder = ROOT / "results" / ANALYSIS
    if not (folder / "figures.json").is_file():
        print(f"{folder} has no figures; run “make results” first.", file=sys.stderr)
        return 1
    figures = read_json(folder / "figures.json")
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    for figure in figures:
        name = f"{figure['figure']}.png"
        (PICTURES / name).write_bytes(picture(folder / name))
    PAGE.write_text(gallery_page(figures), encoding="utf-8", newline="\n")
    print(PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
