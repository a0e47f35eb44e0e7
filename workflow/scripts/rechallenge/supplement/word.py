"""Sections, tables and figures as a Word document."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from rechallenge.archives import repacked
from rechallenge.contract import INVISIBLE
from rechallenge.report.blocks import Block, Bullets, Paragraph, Section, Table

MADE = datetime(2026, 1, 1)
FONT = "Calibri"
PAGE = (Mm(210), Mm(297))
MARGIN = Mm(20)
LETTER = Pt(4.1)
"""Mean width of a letter in tables."""
LONGEST_WORD, SHORTEST_WORD = 18, 6
"""Words up to so many letters stay whole: where a page has room, and in any case."""
BETWEEN = 2.5
"""Room between columns, in letters."""
MUTED = RGBColor(0x60, 0x60, 0x60)
_UNFIT = re.compile(f"[{INVISIBLE}\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Word:
    """A document that grows from top to bottom; tables and figures are numbered on the way.

    Parameters
    ----------
    title, subject : str
        For the properties of the file.
    """

    def __init__(self, title: str, subject: str) -> None:
        self._document: WordDocument = Document()
        self._tables = 0
        self._figures = 0
        properties = self._document.core_properties
        properties.title, properties.subject = clean(title), clean(subject)
        properties.author = properties.last_modified_by = "Rechallenge"
        properties.comments = ""
        properties.created = properties.modified = MADE
        properties.revision = 1
        self._landscape = False
        _page(self._document.sections[0], landscape=False)
        _styles(self._document)

    def save(self) -> bytes:
        """Return the file; equal content gives equal bytes."""
        stream = io.BytesIO()
        self._document.save(stream)
        return repacked(stream.getvalue())

    def title(self, text: str, lines: Sequence[str] = ()) -> None:
        """Write the title of the document with some lines below it."""
        self._document.add_heading(clean(text), level=0)
        for line in lines:
            self._document.add_paragraph(clean(line))

    def heading(self, text: str, level: int, *, landscape: bool = False) -> None:
        """Write a heading of a level from 1 on; ``landscape`` keeps it with a wide table."""
        self._turn(landscape=landscape)
        self._document.add_heading(clean(text), level=min(level, 9))

    def paragraph(self, text: str, style: str | None = None) -> None:
        """Write a paragraph."""
        self._turn(landscape=False)
        self._document.add_paragraph(clean(text), style=style)

    def section(self, section: Section, level: int) -> None:
        """Write a section of a report with all below it."""
        first = section.blocks[0] if section.blocks else None
        self.heading(section.title, level, landscape=_is_wide(first))
        for block in section.blocks:
            self._block(block)
        for below in section.sections:
            self.section(below, level + 1)

    def figure(self, picture: Path, caption: str, description: str) -> None:
        """Put a picture over the width of the page, its caption below, and its words behind it."""
        self._turn(landscape=False)
        self._figures += 1
        room = PAGE[0] - 2 * MARGIN
        shape = self._document.add_picture(str(picture), width=room)
        tallest = PAGE[1] - 2 * MARGIN - Mm(35)
        if shape.height > tallest:
            shape.width, shape.height = int(shape.width * tallest / shape.height), tallest
        shape._inline.docPr.set("descr", clean(description))
        self._document.paragraphs[-1].paragraph_format.keep_with_next = True
        self._caption(f"Figure S{self._figures}", caption)

    def table(self, table: Table) -> None:
        """Write a table below its caption; its header is repeated on every page."""
        self._turn(landscape=_is_wide(table))
        self._tables += 1
        self._caption(f"Table S{self._tables}", table.caption, keep=True)
        grid = self._document.add_table(rows=1, cols=len(table.headers), style="Table Grid")
        widths = column_widths(table, self._room())
        grid.autofit = False
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = width
        _repeat_header(grid.rows[0])
        for cell, text, width in zip(grid.rows[0].cells, table.headers, widths, strict=True):
            _fill(cell, text, bold=True)
            cell.width = width
        for row in table.rows:
            line = grid.add_row()
            _keep_whole(line)
            filled = zip(line.cells, row.cells, widths, strict=True)
            for index, (cell, content, width) in enumerate(filled):
                _fill(cell, content.text, right=index in table.numeric, muted=row.muted)
                cell.width = width
        self._document.add_paragraph()

    def _room(self) -> int:
        page = PAGE[1] if self._landscape else PAGE[0]
        return int(page - 2 * MARGIN)

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph(text=text):
                self.paragraph(text)
            case Bullets(items=items, numbered=numbered):
                for item in items:
                    self.paragraph(item, "List Number" if numbered else "List Bullet")
            case Table():
                self.table(block)

    def _caption(self, name: str, text: str, *, keep: bool = False) -> None:
        paragraph = self._document.add_paragraph(style="Caption")
        paragraph.add_run(f"{name}. ").bold = True
        paragraph.add_run(clean(text)).bold = False
        paragraph.paragraph_format.keep_with_next = keep

    def _turn(self, *, landscape: bool) -> None:
        if landscape != self._landscape:
            _page(self._document.add_section(), landscape=landscape)
            self._landscape = landscape


def _is_wide(block: object) -> bool:
    """Tell whether a table needs a landscape page for its words to stay whole."""
    room = int(PAGE[0] - 2 * MARGIN)
    return isinstance(block, Table) and sum(_least_letters(block, LONGEST_WORD)) > room / LETTER


def _least_letters(table: Table, limit: int) -> list[float]:
    """Letters of the longest word of each column, up to a limit, and the room between columns."""
    least = []
    for index, header in enumerate(table.headers):
        texts = [header, *(row.cells[index].text for row in table.rows)]
        longest = max((len(word) for text in texts for word in text.split()), default=1)
        least.append(min(max(longest, 4), limit) + BETWEEN)
    return least


def column_widths(table: Table, room: int) -> tuple[int, ...]:
    """Share a width out over columns, so that words stay whole and long texts get more.

    Every column gets room for its longest word, up to a limit; what is left goes to the columns
    in proportion to the root of their mean length, since they are broken into lines.
    """
    letters = room / LETTER
    least = _least_letters(table, LONGEST_WORD)
    for limit in range(LONGEST_WORD - 1, SHORTEST_WORD, -1):
        if sum(least) <= letters:
            break
        least = _least_letters(table, limit)
    wish = []
    for index, header in enumerate(table.headers):
        texts = [header, *(row.cells[index].text for row in table.rows)]
        wish.append((sum(map(len, texts)) / len(texts)) ** 0.5)
    spare = max(letters - sum(least), 0.0)
    shares = [low + spare * want / sum(wish) for low, want in zip(least, wish, strict=True)]
    return tuple(int(room * share / sum(shares)) for share in shares)


def clean(text: str) -> str:
    """Drop what a Word file cannot hold or what turns a line; blanks become single."""
    return " ".join(_UNFIT.sub("", text).split(" "))


def _page(section: Any, *, landscape: bool) -> None:
    width, height = PAGE[::-1] if landscape else PAGE
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = MARGIN


def _styles(document: WordDocument) -> None:
    sizes: Mapping[str, float] = {"Normal": 10, "Caption": 9, "Heading 1": 15, "Heading 2": 12.5,
                                  "Heading 3": 11, "Heading 4": 10, "Title": 20}  # fmt: skip
    for name, size in sizes.items():
        style: Any = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(fonts.attrib):
            if key.endswith("Theme"):
                del fonts.attrib[key]
        for key in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(key), FONT)
    document.styles["Normal"].element.get_or_add_pPr()
    normal: Any = document.styles["Normal"]
    normal.paragraph_format.space_after = Pt(4)


def _fill(
    cell: Any, text: str, *, bold: bool = False, right: bool = False, muted: bool = False
) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(clean(text))
    run.font.size, run.bold = Pt(8), bold
    if muted:
        run.font.color.rgb = MUTED
        run.italic = True
    paragraph.paragraph_format.space_after = Pt(0)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _repeat_header(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
