"""Estimates documents for the tests of the reports, and a reader of the pages they become."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from unittest.mock import patch

from rechallenge.analysis.analyse import analyse
from rechallenge.config.settings import AnalysisSettings, ModelSettings
from rechallenge.models import bayes
from rechallenge.studies import Row, Selection

VOID = {"meta", "link", "img", "br", "hr", "input", "line", "base"}


def row(study, events, total, *, arm="", include=True, recovered="", line=2, year=None, **cells):
    """A row of a file named after its study."""
    slug = "".join(letter for letter in study.lower() if letter.isalnum() and letter.isascii())
    return Row(
        file=f"data/studies/{slug}.csv",
        line=line,
        cells={"study": study, "arm": arm, "outcome": "orr"} | cells,
        study_id=slug,
        study=study,
        arm=arm,
        outcome="orr",
        year=year,
        events=events,
        total=total,
        include=include,
        recovered=recovered,
    )


def rows(*counts, **cells):
    """One study a pair, called A 2001, B 2002 and so on."""
    return tuple(
        row(f"{chr(65 + i)} {2001 + i}", events, total, line=2 + i, **cells)
        for i, (events, total) in enumerate(counts)
    )


def analysed(pooled, *, shown=(), outcome="orr", label="Objective response", model=None, **more):
    """The content of estimates.json for these rows."""
    settings = AnalysisSettings(
        slug="responses",
        label=label,
        outcome=outcome,
        model=ModelSettings(**(model or {})),
        **more,
    )
    # A report shows the numbers that it is given; a coarse Bayesian grid makes them four times as
    # fast, and no test here asserts them.
    with patch.multiple(bayes, TAU_NODES=16, MU_POINTS=81):
        return analyse(Selection(pooled=tuple(pooled), shown=tuple(shown)), settings)


@dataclass
class Page(HTMLParser):
    """Elements and text of a page."""

    source: str
    elements: list = field(default_factory=list)
    texts: list = field(default_factory=list)
    style: str = ""
    scripts: list = field(default_factory=list)
    tables: list = field(default_factory=list)
    unbalanced: list = field(default_factory=list)

    def __post_init__(self):
        super().__init__(convert_charrefs=True)
        self.open = []
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append([dict(attrs), ""])
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self.tables[-1][-1].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
            return
        if self.open and self.open[-1] == "script":
            self.scripts[-1][1] += data
            return
        self.texts.append(data)
        if self.tables and ("td" in self.open or "th" in self.open):
            self.tables[-1][-1][-1] += data

    @property
    def text(self):
        """What a reader sees, blanks as plain single spaces."""
        return " ".join("".join(self.texts).split())

    def attributes(self, name):
        return [attrs[name] for _, attrs in self.elements if name in attrs]

    def column(self, caption_headers, position):
        """One column of the first table with these headers."""
        table = next(
            t
            for t in self.tables
            if [*map(str.strip, t[0])][: len(caption_headers)] == caption_headers
        )
        return [" ".join(line[position].split()) for line in table[1:]]


def markdown_tables(text):
    """Cells of every table; a bar after a backslash is text."""
    tables, current = [], []
    for line in [*text.split("\n"), ""]:
        if line.startswith("|"):
            cells, cell, escape = [], "", False
            for letter in line:
                if letter == "|" and not escape:
                    cells.append(cell.strip())
                    cell = ""
                else:
                    cell += letter
                escape = letter == "\\" and not escape
            current.append(cells[1:])
        elif current:
            tables.append(current)
            current = []
    return tables
