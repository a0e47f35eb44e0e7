"""The page of a review: complete, closed to the outside, and safe with hostile text."""

import base64
import hashlib
import json
import re
from itertools import pairwise
from urllib.parse import unquote

import pytest
from report_documents import Page, analysed, row, rows

from rechallenge.contract import UNPACKED
from rechallenge.report.blocks import Paragraph, Section
from rechallenge.report.drawings import drawing_address
from rechallenge.report.exploration import page_script
from rechallenge.report.heterogeneity import heterogeneity_report
from rechallenge.report.page import AnalysisView, report_page
from rechallenge.report.pictures import Picture, PicturePage
from rechallenge.report.prisma_map import ITEMS
from rechallenge.report.quantities import has_estimate
from rechallenge.report.rendering import TEMPLATES, content_policy, tied
from rechallenge.report.sentences import headline

REVIEW = {"title": "Re-treatment", "version": "3", "last_search": "2026-10-01"}
FOREST = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><path d="M0 0"/></svg>'


def picture(name="forest", svg=FOREST, *, folder="melanoma-orr", title="Forest plot: X", words=""):
    page = PicturePage(name, drawing_address(svg))
    return Picture(name, folder, title, f"{title}. Squares. {words}", f"Lines. {words}", (page,))


HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script>{{ 777 * 1001 }}|</table>'
ERROR = "data/studies/lee.csv, row 3: 34.2 is not a count; write a whole number. [E201]"


def page_of(*analyses, **more):
    given = {"review": REVIEW, "findings": [], "unresolved": [], "manifest": {}} | more
    return report_page(analyses=analyses, **given)


def relabelled(document, slug, label):
    return document | {"analysis": slug, "label": label}


MELANOMA = relabelled(
    analysed(
        [
            row(
                "Lee 2020",
                5,
                20,
                source="https://example.org/lee",
                doi="10.1000/lee",
                locator="Table 2",
                count_source="reported",
            ),
            row("Kim 2021", 12, 25, arm="high dose", source="javascript:alert(1)", line=7),
            row("Roe 2022", 3, 30, count_source="derived", percent="10"),
        ],
        shown=[(row("Poe 2019", 6, 14, include=False), "superseded by Roe 2022")],
        published={"cancer": ("melanoma",)},
    ),
    "melanoma-orr",
    "Objective response, melanoma",
)
ONE = relabelled(analysed([row("Lee 2020", 3, 20)]), "thymoma-orr", "Objective response, thymoma")
FAILED = relabelled(analysed(rows((0, 50), (50, 50))), "far-apart", "Far apart")
EMPTY = relabelled(analysed([]), "empty", "Nothing found")
BLOCKED = {"analysis": "blocked", "label": "Cannot run", "models": []}
PUBLISHED = [
    {
        "review": "Cao",
        "year": "2024",
        "cancer": "melanoma",
        "outcome": "orr",
        "pooled_percent": "24.3",
        "transform": "Freeman-Tukey double arcsine",
    }
]
VIEWS = (
    AnalysisView("melanoma-orr", MELANOMA, (picture(),)),
    AnalysisView("thymoma-orr", ONE, (), "stale", (ERROR,)),
    AnalysisView("far-apart", FAILED, (picture(folder="far-apart"),)),
    AnalysisView("empty", EMPTY),
    AnalysisView("blocked", BLOCKED, (), "blocked", (ERROR,)),
)
MANIFEST = {
    "settings": [MELANOMA["settings"]],
    "software": {"numpy": "2.4.0"},
    "inputs": [{"file": "data/studies/lee2020.csv", "sha256": "ab" * 32}],
}
SOURCE = page_of(*VIEWS, published=PUBLISHED, manifest=MANIFEST)
PAGE = Page(SOURCE)


def hostile_page():
    pooled = [
        row(
            HOSTILE,
            5,
            20,
            arm=HOSTILE,
            setting=HOSTILE,
            source=HOSTILE,
            doi=HOSTILE,
            locator=HOSTILE,
            percent=HOSTILE,
            notes=HOSTILE,
            count_source="derived",
            overlap_group=HOSTILE,
        ),
        row("Kim 2021", 12, 25, setting=HOSTILE, source="data:text/html,x", overlap_group=HOSTILE),
        row("Roe 2022", 3, 30, source='https://example.org/"><script>'),
    ]
    document = analysed(
        pooled,
        shown=[(row(HOSTILE, 1, 2), HOSTILE)],
        label=HOSTILE,
        outcome=HOSTILE,
        subgroups=("setting",),
        where={HOSTILE: (HOSTILE,)},
        published={"cancer": ("melanoma",)},
    )
    drawing = f"<svg onload='alert(1)'><script>alert(2)</script>{HOSTILE}</svg>"
    drawings = (picture("forest", drawing, folder="hostile", title=HOSTILE, words=HOSTILE),)
    return document, page_of(
        AnalysisView("hostile", document, drawings),
        AnalysisView("stale", document, drawings, "stale", (HOSTILE,)),
        review={"title": HOSTILE, "version": HOSTILE, "last_search": HOSTILE},
        findings=[
            {
                "code": "E201",
                "file": HOSTILE,
                "rows": "3",
                "study": HOSTILE,
                "column": HOSTILE,
                "message": HOSTILE,
            }
        ],
        unresolved=[dict.fromkeys(("study", "percent", "totals", "source", "doi"), HOSTILE)],
        published=[dict.fromkeys(("review", "subset", "transform"), HOSTILE) | PUBLISHED[0]],
        manifest={
            "settings": [document["settings"]],
            "software": {HOSTILE: HOSTILE},
            "inputs": [{"file": HOSTILE, "sha256": HOSTILE}],
        },
    )


HOSTILE_DOCUMENT, HOSTILE_SOURCE = hostile_page()
PAGES = {
    "review": SOURCE,
    "hostile review": HOSTILE_SOURCE,
    "report": heterogeneity_report(MELANOMA).html,
    "hostile report": heterogeneity_report(HOSTILE_DOCUMENT).html,
    "empty review": page_of(),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_runs_its_own_script_alone_and_loads_nothing(name):
    page = Page(PAGES[name])
    assert page.unbalanced == []
    run = [text for attributes, text in page.scripts if not attributes]
    assert run == ([page_script()] if name.endswith("review") else [])
    for attributes, text in page.scripts:
        if attributes:
            assert attributes.keys() == {"type", "id"}
            assert attributes["type"] == "application/json"
            assert "<" not in text
            assert json.loads(text)["rows"]
    tags = {tag for tag, _ in page.elements}
    assert tags.isdisjoint(
        {"link", "iframe", "object", "embed", "form", "base", "video", "audio", "use"}
    )
    for tag, attributes in page.elements:
        assert not [key for key in attributes if key.startswith("on") or key == "style"]
        for key in ("src", "href", "xlink:href", "srcset", "action", "data", "poster"):
            value = attributes.get(key)
            if value is None:
                continue
            if tag == "a":
                beside = re.fullmatch(r"([a-z0-9-]+/)?[a-z0-9-]+\.[a-z]+|reproduce\.R", value)
                reference = value.startswith("data:application/x-") and "download" in attributes
                assert beside or reference or value.startswith(("#", "https://", "http://"))
            else:
                assert (tag, key) == ("img", "src")
                assert value.startswith(("data:image/svg+xml;base64,", "data:image/svg+xml,<svg "))
    assert not re.search(r"@import|url\(", page.style)


@pytest.mark.parametrize("name", PAGES)
def test_the_policy_allows_this_style_and_this_script_and_nothing_else(name):
    page = Page(PAGES[name])
    (policy,) = [
        attributes["content"]
        for tag, attributes in page.elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]

    def digest(text):
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    script = "".join(text for attributes, text in page.scripts if not attributes)
    allowed = f"script-src {digest(script)}; " if script else ""
    assert policy == (
        f"default-src 'none'; {allowed}style-src {digest(page.style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    assert policy == content_policy(page.style, script)


@pytest.mark.parametrize("name", ["hostile review", "hostile report"])
def test_hostile_text_is_shown_and_does_nothing(name):
    page = Page(PAGES[name])
    assert " ".join(HOSTILE.split()) in page.text
    assert "777777" not in page.text
    assert [a for tag, a in page.elements if tag == "img" and a["src"] == "x"] == []


@pytest.mark.parametrize("name", PAGES)
def test_anchors_are_unique_and_reached(name):
    page = Page(PAGES[name])
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in page.attributes("href") if href.startswith("#")} <= set(ids)


def test_permanent_anchors():
    ids = set(PAGE.attributes("id"))
    assert {view.slug for view in VIEWS} <= ids
    assert {"melanoma-orr_heterogeneity", "melanoma-orr_data", "melanoma-orr_published"} <= ids
    assert {"at_a_glance", "unresolved_figures", "data_checks", "settings_and_versions"} <= ids
    assert "how_to_cite" in ids


def test_title_and_every_analysis():
    assert "Edition 3 · Last search 2026-10-01 · 5 analyses, 5 studies" in PAGE.text
    for view in VIEWS:
        assert PAGE.text.count(view.estimates["label"]) >= 3
    headings = [tag for tag, _ in PAGE.elements if tag == "h1"]
    assert len(headings) == 1


def test_a_review_without_edition_or_search():
    page = Page(page_of(review={"title": "T", "version": "", "last_search": None}))
    assert "0 analyses, 0 studies" in page.text
    assert "Edition" not in page.text
    assert "Last search" not in page.text


def card(slug):
    start = SOURCE.index(f'id="{slug}"')
    return Page(
        SOURCE[SOURCE.rindex("<article", 0, start) : SOURCE.index("</article>", start) + 10]
    )


def test_numbers_of_a_card_are_those_of_the_estimates():
    model = MELANOMA["models"][0]
    low, high = f"{100 * model['ci_low']:.1f}", f"{100 * model['ci_high']:.1f}"
    text = card("melanoma-orr").text
    assert f"{100 * model['estimate']:.1f} % 95 % CI {low} to {high} %" in text
    assert "Studies 3" in text
    assert "Events / patients 20 / 75" in text
    pi_low, pi_high = f"{100 * model['pi_low']:.1f}", f"{100 * model['pi_high']:.1f}"
    assert f"95 % prediction interval {pi_low} to {pi_high} %" in text
    assert "only 3 studies" in text


def test_the_forest_plot_is_an_image_with_its_words_and_files():
    page = card("melanoma-orr")
    (image,) = [a for tag, a in page.elements if tag == "img"]
    assert unquote(image["src"].partition(",")[2]).endswith("<path d='M0 0'/></svg>")
    assert image["alt"].startswith("Forest plot: X")
    assert "Squares." in page.text
    assert "This figure in words Lines." in page.text
    files = {"melanoma-orr/forest.svg", "melanoma-orr/forest.png", "melanoma-orr/forest.pdf"}
    assert files <= set(page.attributes("href"))


def test_every_figure_stands_in_the_section_it_belongs_to():
    stems = ["funnel", "forest-setting", "gosh", "leave-one-out", "bubble-year", "new-kind"]
    views = AnalysisView("melanoma-orr", MELANOMA, tuple(map(picture, ["forest", *stems])))
    source = page_of(views)
    order = [
        *("melanoma-orr_forest", "forest", "melanoma-orr_heterogeneity"),
        *("melanoma-orr_sensitivity", "leave-one-out", "melanoma-orr_subsets", "gosh"),
        *("melanoma-orr_subgroups", "forest-setting", "bubble-year"),
        *("melanoma-orr_small_study", "funnel", "melanoma-orr_further", "new-kind"),
        *("melanoma-orr_published", "melanoma-orr_data", "data_checks", "methods_in_words"),
        *("results_in_words", "prisma_items", "settings_and_versions", "how_to_cite"),
    ]
    places = [source.index(f'="{name}"', source.index("<main")) for name in order]
    assert places == sorted(places)
    names = [a["data-name"] for tag, a in Page(source).elements if "data-name" in a]
    assert sorted(names) == sorted(["forest", *stems])


def test_headings_do_not_jump():
    levels = [int(tag[1]) for tag, _ in PAGE.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_model_of_an_analysis_is_on_the_page():
    text = card("melanoma-orr").text
    for model in MELANOMA["models"]:
        if has_estimate(model):
            assert f"{100 * model['estimate']:.1f} (" in text


def test_gaps_for_the_authors_are_marked():
    gaps = [a for tag, a in PAGE.elements if tag == "mark" and a.get("class") == "gap"]
    assert len(gaps) >= 2
    assert "[To be completed by the authors" in PAGE.text


def test_each_item_of_prisma_is_mapped_once():
    numbers = [number for number, *_ in ITEMS]
    assert len(numbers) == len(set(numbers)) == 42
    assert sorted({int(re.match(r"\d+", n)[0]) for n in numbers}) == list(range(1, 28))
    assert {given for _, _, given, _ in ITEMS} == {"Here", "In part", "For the authors"}


def test_data_rows_with_their_sources():
    page = card("melanoma-orr")
    headers = ["Study", "Arm", "Outcome", "Events/patients", "Rate (CI)", "Count"]
    # Clopper–Pearson intervals of 3/30, 12/25, 6/14 and 5/20.
    assert page.column(headers, 0) == ["Kim 2021", "Lee 2020", "Roe 2022", "Poe 2019"]
    assert page.column(headers, 3) == ["12/25", "5/20", "3/30", "6/14"]
    assert page.column(headers, 4) == [
        "48.0 (27.8 to 68.7)",
        "25.0 (8.7 to 49.1)",
        "10.0 (2.1 to 26.5)",
        "42.9 (17.7 to 71.1)",
    ]
    assert page.column(headers, 5) == [
        "as given",
        "reported",
        "recovered",
        "as given; not pooled: superseded by Roe 2022",
    ]
    assert page.column(headers, 6) == ["javascript:alert(1)", "example.org", "–", "–"]
    assert page.column(headers, 7)[1] == "10.1000/lee"
    assert page.column(headers, 9)[0] == "data/studies/kim2021.csv, row 7"
    links = {a["href"]: a for tag, a in page.elements if tag == "a"}
    assert {"https://example.org/lee", "https://doi.org/10.1000/lee"} <= set(links)
    assert links["https://example.org/lee"]["rel"] == "noopener noreferrer"
    assert "Not pooled: Poe 2019: superseded by Roe 2022" in page.text


def test_published_values_stand_beside_ours():
    text = card("melanoma-orr").text
    assert "Cao 2024 melanoma – – 24.3 Freeman-Tukey double arcsine" in text
    assert "Beside earlier reviews" not in card("thymoma-orr").text


def test_a_stale_analysis_is_marked():
    page = card("thymoma-orr")
    assert "Out of date." in page.text
    assert "Everything below is from an earlier run." in page.text
    assert ERROR in page.text
    assert "earlier result 15.0 %" in page.text
    assert "card stale" in page.attributes("class")
    assert "Not every analysis is current." in PAGE.text


def test_a_blocked_analysis_has_a_reason_and_no_number():
    text = card("blocked").text
    assert ERROR in text
    assert "there is no earlier run" in text
    assert "%" not in text.replace(ERROR, "")


def test_analyses_without_an_estimate_show_no_number():
    assert "the model reached no estimate: the rows are so far apart" in card("far-apart").text
    assert not [a for _, a in card("far-apart").elements if a.get("class") == "big"]
    assert "nothing was pooled" in card("empty").text
    assert not [a for _, a in card("empty").elements if a.get("class") == "big"]


def test_a_current_review_has_no_banner():
    page = Page(page_of(AnalysisView("melanoma-orr", MELANOMA)))
    assert "Not every analysis is current." not in page.text
    assert "banner" not in page.attributes("class")


def test_a_page_is_the_same_every_time():
    assert page_of(*VIEWS, published=PUBLISHED, manifest=MANIFEST) == SOURCE


def test_long_tables_are_folded_and_opened_in_print():
    assert "<details>" in SOURCE
    assert "details::details-content { content-visibility: visible" in PAGE.style
    assert "@media print" in PAGE.style
    assert "prefers-color-scheme: dark" in PAGE.style


def test_tables_scroll_in_their_own_box():
    assert SOURCE.count("<table") == SOURCE.count('<div class="scroll"') - SOURCE.count("<img")
    for tag, attributes in PAGE.elements:
        if tag == "div" and attributes.get("class") == "scroll":
            assert attributes["tabindex"] == "0"
            assert attributes["aria-label"]


def test_blanks_that_must_not_break():
    assert tied("24.3 % (95 % CI 18") == "24.3\u00a0% (95\u00a0%\u00a0CI 18"
    assert tied("24.3 % (τ² = 0.40, p < 0.001, 3 df)") == (
        "24.3\u00a0% (τ²\u00a0=\u00a00.40, p\u00a0<\u00a00.001, 3\u00a0df)"
    )


def test_templates_and_captions_are_in_their_folder():
    names = {path.name for path in TEMPLATES.iterdir()}
    assert {"page.html.j2", "heterogeneity.html.j2", "report.css.j2"} <= names
    assert {"workflow.rst", "figure.rst", "estimates.rst", "heterogeneity.rst", "page.rst"} <= names


def test_the_selection_of_studies_is_shown_where_the_review_tells_it():
    flow = picture("prisma", folder="", title="Flow diagram", words=HOSTILE)
    page = Page(page_of(AnalysisView("melanoma-orr", MELANOMA), flow=flow))
    assert page.unbalanced == []
    assert "Selection of studies" in page.text
    assert "#selection_of_studies" in page.attributes("href")
    assert f"Squares. {HOSTILE}" in page.text
    assert f"Lines. {HOSTILE}" in page.text
    assert "prisma.pdf" in page.attributes("href")
    without = Page(page_of(AnalysisView("melanoma-orr", MELANOMA)))
    assert "selection_of_studies" not in without.attributes("id")


def test_what_changed_since_the_edition_before_stands_before_the_analyses():
    said = "Compared with version 1 (old). Nothing changed."
    told = Section("What changed", (Paragraph(said),))
    page = page_of(AnalysisView("melanoma-orr", MELANOMA), changes=told)
    assert page.index(said) < page.index('<article class="card')
    assert '<li><a href="#what_changed">What changed</a></li>' in page
    assert '<a href="changes.html">' in page
    assert "what_changed" not in page_of(AnalysisView("melanoma-orr", MELANOMA))


def test_a_page_of_very_many_analyses_has_a_short_card_for_each():
    few = [
        AnalysisView(f"a-{i}", relabelled(MELANOMA, f"a-{i}", f"{HOSTILE} {i}"))
        for i in range(UNPACKED)
    ]
    drawn = picture(folder="more", title="Forest plot: More")
    more = AnalysisView("more", relabelled(MELANOMA, "more", "More"), (drawn,))
    whole = page_of(*few, published=PUBLISHED)
    short = page_of(*few, more, published=PUBLISHED, short=True)
    assert "a-0_rows" in whole
    assert 'id="results_in_words"' in whole
    assert len(short) < len(whole) / 3
    assert HOSTILE not in short
    for slug in ("a-0", "a-49", "more"):
        assert short.count(f'id="{slug}"') == 1
        assert f'href="#{slug}"' in short
        for file in ("heterogeneity.html", "rows.csv", "estimates.csv", "estimates.json"):
            assert f'href="{slug}/{file}"' in short
    assert 'href="more/forest.pdf">Forest plot as PDF</a>' in short
    assert "<img" not in short
    assert "_rows" not in short.split("<script>")[0]
    assert 'id="methods_in_words"' in short
    assert 'id="results_in_words"' not in short
    assert short.count(headline(MELANOMA).split(" the ")[0]) == UNPACKED + 1
    nav = short[short.index("<nav") : short.index("</nav>")]
    assert "#a-0" not in nav
    assert "#data_checks" in nav
