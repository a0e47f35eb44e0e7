"""Pictures of what a reader of docs/getting-started.md sees: the table, the report, a figure."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from pathlib import Path

import openpyxl
from PIL import Image, ImageChops

from benchmarks.layout.browser import ARGUMENTS, browser

COLOURS = 64
PAGE_SIZE = (1280, 860)
"""Width and height of the window in which the report is seen, in CSS pixels."""
SHOWN_COLUMNS = "A1:G6"
RESOLUTION = 110
MARGIN = 12
SECONDS = 120


def of_report(page: Path) -> bytes:
    """Return a picture of the top of a report, in light colours.

    Raises
    ------
    RuntimeError
        Where no browser is installed, or it draws nothing.
    """
    program = browser()
    if program is None:
        raise RuntimeError("no Chromium is installed")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "page.png"
        _run(
            program,
            *(argument for argument in ARGUMENTS if argument != "--dump-dom"),
            *("--hide-scrollbars", "--force-device-scale-factor=1", "--lang=en-GB"),
            "--blink-settings=preferredColorScheme=1",
            "--window-size={},{}".format(*PAGE_SIZE),
            f"--user-data-dir={folder}/profile",
            f"--screenshot={target}",
            page.resolve().as_uri(),
        )
        return small(target)


def of_table(workbook: Path) -> bytes:
    """Return a picture of a filled-in template, as LibreOffice shows its first cells.

    Raises
    ------
    RuntimeError
        Where LibreOffice or pdftoppm is missing, or draws nothing.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "table.xlsx"
        book = openpyxl.load_workbook(workbook)
        del book["help"]
        sheet = book["studies"]
        sheet.print_area = SHOWN_COLUMNS
        sheet.print_options.gridLines = sheet.print_options.headings = True
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 1
        sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(
            fitToPage=True
        )
        sheet.oddHeader.center.text = sheet.oddFooter.center.text = ""
        book.save(copy)
        _run(
            _program("soffice"),
            f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}",
            *("--headless", "--convert-to", "pdf", "--outdir", folder, str(copy)),
        )
        target = Path(folder) / "table"
        _run(
            _program("pdftoppm"),
            *("-png", "-r", str(RESOLUTION), "-singlefile"),
            *(str(copy.with_suffix(".pdf")), str(target)),
        )
        return small(target.with_suffix(".png"), crop=True)


def small(path: Path, *, width: int | None = None, crop: bool = False) -> bytes:
    """Return a picture with few colours.

    Parameters
    ----------
    path : Path
    width : int, optional
        Pixels to which it is made narrower.
    crop : bool
        Cut white edges off.
    """
    with Image.open(path) as opened:
        image = opened.convert("RGB")
    if crop:
        white = Image.new("RGB", image.size, "white")
        left, top, right, bottom = ImageChops.difference(image, white).getbbox() or (0, 0, 1, 1)
        image = image.crop((left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN))
    if width is not None:
        height = round(image.height * width / image.width)
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    reduced = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    reduced.save(buffer, "png", optimize=True)
    return buffer.getvalue()


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise RuntimeError(f"{name} is not installed")
    return found


def _run(*command: str) -> None:
    ended = subprocess.run(
        command, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False
    )
    if ended.returncode:
        raise RuntimeError(f"{command[0]} failed: {ended.stderr[-2000:]}")
