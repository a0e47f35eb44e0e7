"""Text, names and files made to do harm: nothing runs, nothing leaves its folder, and what is
refused is refused in one sentence.
"""

from __future__ import annotations

import csv
import io
import re
import socket
import struct
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from defusedxml import ElementTree
from openpyxl import Workbook

from rechallenge.config import load_config
from rechallenge.config.documents import parse_document
from rechallenge.config.paths import slug_problem
from rechallenge.contract import FAMILIES, is_slug
from rechallenge.errors import ConfigError
from rechallenge.figures import saving
from rechallenge.files import read_csv, write_csv
from rechallenge.jobs.check_studies import check_studies
from rechallenge.jobs.draw_flow import draw_flow
from rechallenge.jobs.pool_analysis import pool_analysis
from rechallenge.jobs.present_analysis import present_analysis
from rechallenge.jobs.write_report import write_report
from rechallenge.models import bayes
from rechallenge.plan import (
    Plan,
    check_task,
    figure_task,
    flow_task,
    make_plan,
    report_task,
    task_of,
)
from rechallenge.report.exploration import page_script
from rechallenge.studies import read_studies

MARKUP = (
    "<script>alert(1)</script>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    '"><img src=x onerror=alert(1)>',
    "</title></desc></text></style></svg><script>alert(1)</script>",
    "]]><!-- --><!DOCTYPE x [<!ENTITY e 'e'>]>&e;&lt;b&gt;",
    "{{ 7*7 }}{% raw %}${7*7}<%= 7*7 %>$\\alpha$",
)
FORMULAS = (
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    '@SUM(1+1)*HYPERLINK("https://example.org")',
    "\t=1+1",
    "＝1+1",
    "1;=cmd|' /C calc'!A0",
)
HIDDEN = "\x07\x1b\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff"
LONG = 10_000
ELEMENTS = re.compile(
    "html|head|meta|title|style|body|header|main|footer|nav|section|article|h[1-6]|p|a|b|strong|em|i"
    "|small|su[bp]|span|div|[uod]l|li|d[td]|table|caption|thead|tbody|tfoot|t[rhd]|figure|figcaption"
    "|img|details|summary|abbr|br|hr|code|pre|svg|g|line|rect|path|circle|script|mark"
)
DRAWN = re.compile(
    "svg|title|desc|metadata|RDF|Work|type|format|creator|Agent|defs|style|g|path|use|text|tspan"
    "|clipPath|rect|line|image"
)
CITATION = re.compile(r"data:application/x-(bibtex|research-info-systems);charset=utf-8,[^<>]*$")
Files = dict[str, str | bytes]


class Elements(HTMLParser):
    """Elements with their attributes, and the text between them."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.scripts: list[str] = []
        self.odd: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "script":
            self.scripts[-1] += data
        else:
            self.text += data

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)

    def unknown_decl(self, data: str) -> None:
        self.odd.append(data)

    def handle_pi(self, data: str) -> None:
        self.odd.append(data)


def quoted(*cells: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return stream.getvalue()


def written(folder: Path, files: Files) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def run(folder: Path, *, drawn: bool = True) -> Plan:
    """Everything that a run does, in this process, in a review folder."""
    with pytest.MonkeyPatch.context() as change:
        change.chdir(folder)
        # Bitmaps hold no text, and take most of the time.
        change.setattr(saving, "FORMATS", ("svg",))
        plan = make_plan(load_config(folder / "config/config.yaml"), root=folder)
        results = folder / plan.review.results
        check_studies(
            check_task(plan),
            output=str(results / "findings.csv"),
            snapshot=str(results / "data.csv"),
        )
        for planned in plan.runnable:
            own = results / planned.settings.slug
            # No test here asserts a number, and a coarse grid is four times as fast.
            with patch.multiple(bayes, TAU_NODES=16, MU_POINTS=81):
                pool_analysis(
                    task_of(plan, planned.settings.slug),
                    estimates=str(own / "estimates.json"),
                    table=str(own / "estimates.csv"),
                    rows=str(own / "rows.csv"),
                    bias=str(own / "risk-of-bias.csv") if plan.judged else (),
                )
            if drawn:
                present_analysis(
                    figure_task(plan, planned.settings.slug), estimates=own / "estimates.json"
                )
        if plan.review.prisma:
            draw_flow(flow_task(plan), words=results / "prisma.json")
        write_report(
            report_task(plan),
            findings=str(results / "findings.csv"),
            page=str(results / "report.html"),
            summary=str(results / "summary.csv"),
            manifest=str(results / "manifest.json"),
        )
    return plan


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def configuration(**analysis: Any) -> str:
    content = {
        "review": {"title": analysis.pop("title", "A review"), "version": "1"},
        "data": {"studies": "data/studies", **analysis.pop("data", {})},
        "analyses": {"responses": {"outcome": "orr", **analysis}},
    }
    return yaml.safe_dump(content, allow_unicode=True)


def flow_table(texts: tuple[str, ...]) -> str:
    """The table of a flow diagram with these texts in its boxes, headings, reasons and names."""
    numbers = {
        "database_results": "9", "records_screened": "9", "records_excluded": "1",
        "dbr_sought_reports": "8", "dbr_notretrieved_reports": "0", "dbr_assessed": "8",
        "dbr_excluded": f"{texts[0].replace(';', ' ')}, 1", "new_studies": "7",
    }  # fmt: skip
    rows = [
        quoted(key, "", texts[i % len(texts)], number)
        for i, (key, number) in enumerate(numbers.items())
    ]
    headings = [quoted("NA", box, texts[0], "0") for box in ("newstud", "screening", "included")]
    unknown = [quoted(text, "", text, "1") for text in texts]
    return "".join([quoted("data", "box", "boxtext", "n"), *rows, *headings, *unknown])


def hostile_review(folder: Path, texts: tuple[str, ...]) -> Path:
    """A review with these texts in every cell, label and title that takes any text."""
    header = (
        *("study_id", "study", "arm", "outcome", "events", "total", "cancer", "setting", "locator"),
        *("source", "doi", "overlap_group", "confidence", "notes", "rob_overall", texts[0]),
    )
    rows = [
        quoted(
            *(f"{text} {i}", f"{text} {i}", text, "orr", str(5 + i), "40", text, text, text),
            *(text, text, text, text, text, text, text),
        )
        for i, text in enumerate(texts)
    ]
    excluded = quoted("no", "Not counted", texts[1], "orr", "", "40", *texts[:1] * 10)
    published = quoted("review", "outcome", "pooled_percent", "doi_or_pmid", "subset") + "".join(
        quoted(text, "orr", "20", text, text) for text in texts
    )
    unresolved = quoted("study", "percent", "source", "notes", "outcome") + "".join(
        quoted(text, "10", text, text, text) for text in texts
    )
    config = configuration(
        title=texts[0],
        label=texts[1],
        where={"include": [1]},
        subgroups=["cancer", texts[0]],
        published={"outcome": ["orr"]},
        data={
            "published": "data/published.csv",
            "unresolved": "data/unresolved.csv",
            "prisma": "data/prisma.csv",
        },
    )
    return written(
        folder,
        {
            "data/studies/hostile.csv": quoted(*header) + "".join(rows) + excluded,
            "data/published.csv": published,
            "data/unresolved.csv": unresolved,
            "data/prisma.csv": flow_table(texts),
            "config/config.yaml": config,
        },
    )


@pytest.fixture(scope="module")
def markup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = hostile_review(tmp_path_factory.mktemp("markup"), MARKUP)
    assert len(run(folder).runnable) == 1
    return folder / "results"


@pytest.fixture(scope="module")
def formulas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = hostile_review(tmp_path_factory.mktemp("formulas"), FORMULAS)
    # A file name reaches the tables as well.
    (folder / "data/studies/hostile.csv").rename(folder / "data/studies/=1+1.csv")
    run(folder, drawn=False)
    return folder / "results"


@pytest.mark.parametrize("name", ["report.html", "responses/heterogeneity.html"])
def test_markup_in_data_is_text_in_pages(markup: Path, name: str) -> None:
    source = (markup / name).read_text(encoding="utf-8")
    page = Elements(source)
    assert [tag for tag, _ in page.found if ELEMENTS.fullmatch(tag) is None] == []
    assert page.odd == []
    for _, attributes in page.found:
        assert not [key for key in attributes if key.startswith("on")]
        address = attributes.get("href") or ""
        saved = "download" in attributes and CITATION.match(address)
        assert saved or urlsplit(address).scheme in ("", "http", "https")
        assert (attributes.get("src") or "data:image/svg+xml").startswith("data:image/svg+xml")
    # Of scripts there are the data of each analysis, which never run, and the one of the page.
    kinds = [attributes.get("type") for tag, attributes in page.found if tag == "script"]
    run_by_browser = [text for text, kind in zip(page.scripts, kinds, strict=True) if kind is None]
    assert run_by_browser == ([page_script()] if name == "report.html" else [])
    assert set(kinds) <= {None, "application/json"}
    policies = [a["content"] for tag, a in page.found if a.get("http-equiv")]
    assert any("default-src 'none'" in str(policy) for policy in policies)
    seen = " ".join(page.text.split())
    for text in MARKUP if name == "report.html" else MARKUP[:1]:
        assert text in seen


def drawings(results: Path) -> Iterator[str]:
    for path in sorted(results.rglob("*.svg")):
        yield path.read_text(encoding="utf-8")
    page = (results / "report.html").read_text(encoding="utf-8")
    for _, attributes in Elements(page).found:
        kind, _, content = (attributes.get("src") or "").partition(",")
        if kind == "data:image/svg+xml":
            yield unquote(content)


def test_markup_in_data_is_text_in_drawings(markup: Path) -> None:
    found = list(drawings(markup))
    # Each stands beside the report and in it.
    files = len(list(markup.rglob("*.svg")))
    assert len(found) == 2 * files
    for number, source in enumerate(found):
        # The doctype of Matplotlib is its own; entities and other declarations are refused.
        tree = ElementTree.fromstring(source, forbid_entities=True, forbid_external=True)
        # The title of a file names the review; within the page only what is drawn is kept.
        assert "alert(1)" in "".join(tree.itertext()) or number >= files
        for element in tree.iter():
            assert DRAWN.fullmatch(element.tag.rpartition("}")[2])
            for key, value in element.attrib.items():
                name = key.rpartition("}")[2]
                assert not name.startswith("on")
                if name == "href" and element.tag.endswith("}image"):
                    assert re.fullmatch(r"data:image/png;base64,[A-Za-z0-9+/=\s]+", value)
                elif name == "href":
                    assert value.startswith("#")


def test_markup_in_data_is_text_in_markdown(markup: Path) -> None:
    text = (markup / "responses/heterogeneity.md").read_text(encoding="utf-8")
    assert re.search(r"<(?!https?://)(?=\S)", text) is None
    assert "&lt;svg onload" in text


def runs_as_formula(cell: str) -> bool:
    """Whether a spreadsheet program that splits at “,” or “;” takes a part as a formula."""
    try:
        float(cell)
    except ValueError:
        return any(part.startswith(tuple("=+-@\t\r＝＋－＠")) for part in re.split("[;\n]", cell))
    return False


TABLES = (
    *("findings.csv", "summary.csv"),
    *(f"responses/{name}.csv" for name in ("estimates", "rows", "risk-of-bias")),
)


@pytest.mark.parametrize("name", TABLES)
def test_no_cell_of_a_table_runs_as_a_formula(formulas: Path, name: str) -> None:
    with (formulas / name).open(encoding="utf-8", newline="") as stream:
        cells = [cell for line in csv.reader(stream) for cell in line]
    assert cells
    assert [cell for cell in cells if runs_as_formula(cell)] == []


def test_disarmed_cells_are_read_back_as_they_were(formulas: Path) -> None:
    rows = read_csv(formulas / "responses/rows.csv")
    expected = sorted(text.strip() for text in FORMULAS)
    assert sorted(row["source"] for row in rows if row["pooled"] == "1") == expected
    assert {row["file"] for row in rows} == {"data/studies/=1+1.csv"}


def test_texts_that_look_disarmed_already_are_kept(tmp_path: Path) -> None:
    texts = ("'=1+1", "''", "a;'=1+1", "a;=1", "-", "it's; -3", "'")
    write_csv(tmp_path / "t.csv", ("text",), [{"text": text} for text in texts])
    assert tuple(row["text"] for row in read_csv(tmp_path / "t.csv")) == texts


def test_hidden_characters_are_removed_and_told(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        {
            "data/studies/a.csv": "study,arm,outcome,responders,total\n"
            + "".join(f"{HIDDEN}Le{HIDDEN}e {i},a{HIDDEN},orr,{5 + i},40\n" for i in range(3)),
            "config/config.yaml": configuration(),
        },
    )
    plan = run(folder)
    removed = [finding for finding in plan.findings if finding.code == "N116"]
    assert len(removed) == 6
    assert removed[0].message == (
        "data/studies/a.csv, row 2 (study “Lee 0”), column “arm”: invisible characters removed; "
        "what remains is “a”; retype the cell to silence this. [N116]"
    )
    for path in (folder / "results").rglob("*"):
        if path.suffix in (".html", ".md", ".svg", ".csv", ".json"):
            text = path.read_bytes().decode("utf-8-sig")
            assert not set(text) & set(HIDDEN), path.name
    assert "Lee 0" in (folder / "results/responses/forest.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", ["202e", "0007", "200f", "2066", "feff", "d800", "061c"])
@pytest.mark.parametrize("place", ["review: {title: ", "analyses: {a: {label: "])
def test_hidden_characters_in_settings_are_refused(tmp_path: Path, place: str, code: str) -> None:
    path = written(tmp_path, {"c.yaml": f'{place}"ab\\u{code}c"{"}" * place.count("{")}\n'})
    with pytest.raises(ConfigError) as refused:
        load_config(path / "c.yaml")
    (message,) = refused.value.messages
    assert "the text holds invisible characters; type it again" in message
    assert message.isprintable()


WIDEST = 12 * 72
"""Points, more than the longer side of A4."""


def test_endless_labels_stay_within_the_page(tmp_path: Path) -> None:
    names = ("W" * LONG, "W i " * (LONG // 4), "e\u0301\u0302\u0303" * (LONG // 4))
    rows = "".join(
        quoted(f"{name}{i}", name, "orr", str(5 + i), "40") for i, name in enumerate(names)
    )
    run(
        written(
            tmp_path,
            {
                "data/studies/a.csv": "study,arm,outcome,responders,total\n" + rows,
                "config/config.yaml": configuration(title="W" * LONG, label="W" * LONG),
            },
        )
    )
    for source in drawings(tmp_path / "results"):
        assert len(source) < 300_000
        size = ElementTree.fromstring(source).attrib
        assert float(size["width"].removesuffix("pt")) <= WIDEST
        assert float(size["height"].removesuffix("pt")) <= WIDEST
    page = (tmp_path / "results/report.html").read_text(encoding="utf-8")
    assert "overflow-wrap: anywhere" in page


PATHS = ("../../outside", "/tmp/outside", "C:\\outside", "..\\..\\outside", "CON", "nul", "a/b")
ROWS_OF_PATHS = "".join(
    quoted(name, name, name, "orr", str(5 + i), "40") for i, name in enumerate(PATHS)
)


def test_names_in_data_never_become_paths(tmp_path: Path) -> None:
    folder = tmp_path / "around" / "review"
    files: Files = {
        "data/studies/a.csv": f"study_id,study,arm,outcome,responders,total\n{ROWS_OF_PATHS}",
        "config/config.yaml": configuration(),
    }
    plan = run(written(folder, files))
    assert len(plan.runnable) == 1
    made = files_in(tmp_path) - {f"around/review/{name}" for name in files}
    own = {
        *("estimates.json", "estimates.csv", "rows.csv", "figures.json"),
        *("heterogeneity.html", "heterogeneity.md", "jasp.csv"),
        *(
            f"{name}.svg"
            for name in figure_task(plan, "responses")["drawn"]
            if name not in FAMILIES
        ),
    }
    top = {"report.html", "summary.csv", "findings.csv", "data.csv", "manifest.json"}
    assert made == {
        f"around/review/results/{name}" for name in top | {f"responses/{name}" for name in own}
    }


def test_outcomes_in_data_never_become_paths(tmp_path: Path) -> None:
    slugs = slugs_of(tmp_path, PATHS)
    assert len(set(slugs)) == len(PATHS)
    assert all(slug_problem(slug) is None for slug in slugs)


def slugs_of(folder: Path, outcomes: tuple[str, ...]) -> list[str]:
    rows = "".join(quoted(f"S{i}", o, str(5 + i), "40") for i, o in enumerate(outcomes))
    written(folder, {"studies.csv": f"study,outcome,responders,total\n{rows}"})
    written(folder, {"c.yaml": "data: {studies: studies.csv}\n"})
    plan = make_plan(load_config(folder / "c.yaml"), root=folder)
    return [planned.settings.slug for planned in plan.analyses]


def test_outcomes_that_differ_in_case_or_marks_alone_have_folders_of_their_own(
    tmp_path: Path,
) -> None:
    twins = ("ORR", "orr", "Orr.", "é", "e", "日本", "中国", "x" * 60, "x" * 61)
    slugs = slugs_of(tmp_path, twins)
    assert len({slug.casefold() for slug in slugs}) == len(twins)
    assert all(is_slug(slug) for slug in slugs)


def test_outcomes_that_are_one_text_in_two_encodings_are_one_analysis(tmp_path: Path) -> None:
    assert slugs_of(tmp_path, ("re\u0301ponse", "r\u00e9ponse")) == ["reponse"]


def test_outcomes_named_like_devices_or_logs_get_other_folders(tmp_path: Path) -> None:
    slugs = slugs_of(tmp_path, ("con", "NUL", "com1", "COM¹", "lpt9", "logs", "aux"))
    assert len(set(slugs)) == 7
    assert all(slug_problem(slug) is None for slug in slugs)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("../outside",), "write “outside”"),
        (("/etc/passwd",), "write “etc-passwd”"),
        (("..",), "write “analysis”"),
        (("CON",), "write “analysis-con”"),
        (("nul",), "reserved on Windows"),
        (("com1",), "reserved on Windows"),
        (("logs",), "holds the logs"),
        (("orr", "ORR"), "write “orr”"),
        (("e\u0301", "\u00e9"), "write “e”"),
        (("a\u202eb",), "write “ab”"),
        (("<script>",), "write “script”"),
        (("a" * 41,), "1 to 40 signs"),
    ],
)
def test_names_of_analyses_that_are_no_safe_folder_are_refused(
    tmp_path: Path, names: tuple[str, ...], said: str
) -> None:
    content = {"analyses": {name: {"outcome": "orr"} for name in names}}
    text = yaml.safe_dump(content, allow_unicode=False)
    with pytest.raises(ConfigError) as refused:
        load_config(written(tmp_path, {"c.yaml": text}) / "c.yaml")
    unsafe = [name for name in names if not is_slug(name) or slug_problem(name)]
    assert len(refused.value.messages) == len(unsafe)
    assert said in refused.value.messages[0]
    for message in refused.value.messages:
        assert message.isprintable()
        assert len(message) < 400


@pytest.mark.parametrize("results", ["Config/x", "DATA/STUDIES", ".Snakemake", "../Review"])
def test_results_never_share_a_folder_that_only_differs_in_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, results: str
) -> None:
    folder = written(tmp_path / "review", {"c.yaml": f"results: {results}\n"})
    monkeypatch.chdir(folder)
    with pytest.raises(ConfigError) as refused:
        load_config(folder / "c.yaml")
    assert len(refused.value.messages) == 1


LAUGHS = "\n".join(
    ["a0: &a0 [lol]", *(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 30))]
)
DEEP_BLOCK = "\n".join(f"{' ' * i}a:" for i in range(900))


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        "<<: &a {x: 1}\nb: *a\n",
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        DEEP_BLOCK,
        "? " * 50_000,
        "a: !!python/object/apply:os.system [id]",
        "a: !!binary aGk=",
        "a: " + "x" * 1_000_001,
        "a: \x00",
        "a: b\n---\na: c\n",
        "%TAG ! tag:example.org,2000:\n---\na: !b c\n",
        b"\xff\xfe\x00",
    ],
    ids=[
        *("laughs", "merged", "brackets", "braces", "dashes", "deep", "complex keys", "call"),
        *("binary", "large", "nul", "two documents", "tag", "not text"),
    ],
)
def test_yaml_made_to_explode_is_refused_in_one_sentence(text: str | bytes) -> None:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(ConfigError) as refused:
        parse_document(data, name="c.yaml")
    (message,) = refused.value.messages
    assert message.startswith("c.yaml")
    assert message.endswith(".")
    assert len(message) < 300


@pytest.mark.parametrize(
    "value", ["9" * 5000, "1" + ":59" * 5000, "0x" + "f" * 5000, "1e999", "-" * 5000, "1_" * 5000]
)
def test_numbers_made_to_explode_are_refused_in_one_sentence(tmp_path: Path, value: str) -> None:
    path = written(tmp_path, {"c.yaml": f"model: {{level: {value}}}\n"}) / "c.yaml"
    with pytest.raises(ConfigError) as refused:
        load_config(path)
    (message,) = refused.value.messages
    assert len(message) < 300


def workbook(header: tuple[str, ...] = ("study", "responders", "total")) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(header)
    sheet.append(("Lee 2020", 3, 20))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(data: bytes, change: dict[str, bytes], *, level: int = 9) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as target,
    ):
        parts = {name: source.read(name) for name in source.namelist()} | change
        for name, content in parts.items():
            target.writestr(name, content)
    return stream.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


SHEET = "xl/worksheets/sheet1.xml"
DOCTYPE = (
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
)


def declared(name: str) -> bytes:
    """A workbook with a document type, and an entity of it in use, in one of its parts."""
    data = workbook()
    content = part(data, name)
    start = content.index(b"<", content.index(b"?>") if b"?>" in content else 0)
    return repacked(data, {name: content[:start] + DOCTYPE + content[start:]})


def lying() -> bytes:
    """A workbook whose list of contents says that a large sheet is small."""
    data = bytearray(repacked(workbook(), {SHEET: b" " * 5_000_000}))
    size = struct.pack("<L", 5_000_000)
    for position in [m.start() for m in re.finditer(re.escape(size), bytes(data))]:
        data[position : position + 4] = struct.pack("<L", 500)
    return bytes(data)


def crowded() -> bytes:
    return repacked(workbook(), {f"xl/{i}.xml": b"" for i in range(2_500)})


BOMBS: dict[str, Callable[[], bytes]] = {
    "ratio": lambda: repacked(workbook(), {SHEET: b" " * 30_000_000}),
    "picture": lambda: repacked(workbook(), {"xl/media/image1.png": b"\0" * 30_000_000}),
    "crowd": crowded,
    "lying": lying,
    "entities in sheet": lambda: declared(SHEET),
    "entities in book": lambda: declared("xl/workbook.xml"),
    "entities in contents": lambda: declared("[Content_Types].xml"),
    "entities in styles": lambda: declared("xl/styles.xml"),
    "nested": lambda: repacked(workbook(), {SHEET: b"<a>" * 30_000}),
    "no entries": lambda: b"PK\x03\x04" + b"\0" * 1000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_workbooks_made_to_explode_are_refused_in_one_sentence(tmp_path: Path, bomb: str) -> None:
    data = BOMBS[bomb]()
    read = read_studies(written(tmp_path, {"a.xlsx": data}) / "a.xlsx", root=tmp_path)
    (finding,) = read.findings
    assert (finding.code, finding.level, read.rows) == ("E101", "error", ())
    assert read.unreadable == ("a.xlsx",)
    assert "\n" not in finding.message
    assert len(finding.message) < 300


def test_links_out_of_a_workbook_are_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a workbook reached for the network")

    monkeypatch.setattr(socket, "socket", refused)
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    data = workbook()
    rels = part(data, "xl/_rels/workbook.xml.rels").replace(
        b"</Relationships>",
        f'<Relationship Id="rIdX" Type="{relation}/externalLink" '
        'Target="externalLinks/externalLink1.xml"/></Relationships>'.encode(),
    )
    link = (
        '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        f'xmlns:r="{relation}"><externalBook r:id="rId1"/></externalLink>'
    )
    targets = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relation}/externalLinkPath" '
        'Target="https://example.org/x.xlsx" TargetMode="External"/></Relationships>'
    )
    linked = repacked(
        data,
        {
            "xl/_rels/workbook.xml.rels": rels,
            "xl/externalLinks/externalLink1.xml": link.encode(),
            "xl/externalLinks/_rels/externalLink1.xml.rels": targets.encode(),
            SHEET: part(data, SHEET).replace(b"<v>3</v>", b"<f>[1]S!A1</f><v>3</v>"),
        },
    )
    read = read_studies(written(tmp_path, {"a.xlsx": linked}) / "a.xlsx", root=tmp_path)
    assert [(row.events, row.total) for row in read.rows] == [(3, 20)]
