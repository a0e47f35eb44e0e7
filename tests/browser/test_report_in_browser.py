"""The report as a reader meets it: from disk, on paper, in the dark, on a phone, by keyboard."""

import json
import subprocess

import pytest

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SHOWN = """
[...document.querySelectorAll("main table, main img, main p, main li")]
  .filter((one) => !one.closest("details:not([open])") && !one.classList.contains("hidden"))
  .filter((one) => getComputedStyle(one).display === "none" || one.hidden)
  .map((one) => one.outerHTML.slice(0, 80))
"""


def test_the_page_asks_for_nothing_and_complains_of_nothing(opened, results):
    one = opened()
    one.open_everything()
    assert one.requests == [(results / "report.html").as_uri()]
    assert one.said == []
    assert one.violations() == []


def test_the_page_is_complete_without_its_script(opened, results):
    with_script, without = opened(), opened(java_script_enabled=False)
    for selector in ("main img", "main table", "main h2", "main h3", "main h4", "main figure"):
        shown = without.page.locator(selector).count()
        assert shown == with_script.page.locator(selector).count()
    html = without.page.content()
    for path in sorted(results.glob("*/estimates.json")):
        estimates = json.loads(path.read_text("utf-8"))
        for model in estimates["models"]:
            if model["estimate"] is not None and model["id"] == estimates["primary"]:
                assert f"{100 * model['estimate']:.1f}" in html
        text = without.page.locator(f"#{estimates['analysis']}_data").inner_text()
        for row in estimates["rows_table"]:
            assert row["study"] in text or row["study"] in html
    images = without.page.locator("main img")
    for i in range(images.count()):
        assert images.nth(i).get_attribute("src").startswith("data:image/svg+xml")
    assert without.requests == [(results / "report.html").as_uri()]


def test_nothing_is_hidden_from_view(opened):
    assert opened().page.evaluate(SHOWN) == []


def test_print_opens_every_detail_and_cuts_no_column(opened, results, pdf_text, tmp_path):
    one = opened()
    captions = one.page.eval_on_selector_all(
        "details:not(.exploring) td, details:not(.exploring) th[scope=row]",
        "(all) => all.map((one) => one.textContent.trim()).filter((text) => /^\\w+$/.test(text))",
    )
    assert captions
    path = tmp_path / "report.pdf"
    one.page.pdf(path=path, format="A4")
    text = subprocess.run(
        [pdf_text, "-layout", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    printed = "".join(text.split())
    assert [word for word in captions if word not in printed] == []
    one.page.set_viewport_size({"width": 690, "height": 900})
    one.page.emulate_media(media="print")
    wide = one.page.eval_on_selector_all(
        "main table",
        "(all) => all.filter((one) => one.getBoundingClientRect().right > innerWidth + 1)"
        ".map((one) => one.textContent.slice(0, 80))",
    )
    assert wide == []


@pytest.mark.parametrize(("width", "height"), [(390, 844), (640, 450), (1280, 900)])
def test_the_page_never_scrolls_sideways(opened, width, height):
    one = opened(viewport={"width": width, "height": height})
    one.open_everything()
    assert one.page.evaluate(SIDEWAYS) <= 0


def test_the_dark_page_is_dark(opened):
    ground = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
    assert max(opened(color_scheme="dark").page.evaluate(ground)) < 60
    assert min(opened(color_scheme="light").page.evaluate(ground)) > 200


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(opened, axe, scheme, width):
    one = opened(color_scheme=scheme, viewport={"width": width, "height": 900})
    one.open_everything()
    one.page.evaluate(axe)
    found = one.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert found["passes"]
    assert [
        (rule["id"], len(rule["nodes"]), rule["nodes"][0]["html"][:200])
        for rule in found["violations"]
    ] == []
    assert one.violations() == []
