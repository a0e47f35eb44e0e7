"""Everything that a mouse reaches, a keyboard reaches, and one sees where it is."""

import json

FOCUS = """(() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one);
  return {
    tag: one.tagName.toLowerCase(), name: one.className, text: one.textContent.slice(0, 60),
    href: one.getAttribute("href"), exploring: Boolean(one.closest(".explore")),
    seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
  };
})()"""


def tabbed(page, most=600):
    """Press Tab until the page has been left."""
    found = []
    for _ in range(most):
        page.keyboard.press("Tab")
        place = page.evaluate(FOCUS)
        if place is None:
            break
        found.append(place)
    return found


def test_tab_reaches_every_control_and_focus_is_seen(opened):
    one = opened()
    one.page.locator("details.exploring").first.evaluate("(one) => { one.open = true; }")
    one.page.wait_for_timeout(200)
    found = tabbed(one.page, 1000)
    assert [place for place in found if not place["seen"]] == []
    links = one.page.eval_on_selector_all("nav a", "(all) => all.map((a) => a.hash)")
    assert set(links) <= {place["href"] for place in found}
    kinds = {(place["tag"], place["name"], place["exploring"]) for place in found}
    assert ("button", "sort", False) in kinds
    assert {tag for tag, _, exploring in kinds if exploring} >= {
        "button", "select", "input", "textarea",
    }  # fmt: skip
    assert "summary" in {tag for tag, _, _ in kinds}


def test_enter_and_space_work_the_controls(opened, results):
    page = opened().page
    summary = page.locator("details.exploring > summary").first
    summary.focus()
    page.keyboard.press("Enter")
    said = page.locator(".explore .said").first
    said.wait_for()
    before = said.inner_text()
    assert before.startswith("Exploratory, not the published result")
    box = page.locator(".explore input[type=checkbox]").first
    box.focus()
    page.keyboard.press("Space")
    after = said.inner_text()
    assert after != before
    rows = json.loads((results / "melanoma/estimates.json").read_text("utf-8"))["rows"]
    assert f"{rows} rows" in before
    assert f"{rows} rows" not in after
    assert page.locator(".explore .variants").first.inner_text().startswith("2 variants viewed")
    header = page.locator("main table th:has(button.sort):visible").first
    header.locator("button").focus()
    page.keyboard.press("Enter")
    assert header.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Space")
    assert header.get_attribute("aria-sort") == "descending"


def test_focus_stays_on_the_control_that_was_worked(opened):
    page = opened().page
    page.locator("details.exploring > summary").first.focus()
    page.keyboard.press("Enter")
    box = page.locator(".explore input[type=checkbox]").nth(1)
    box.focus()
    page.keyboard.press("Space")
    assert box.evaluate("(one) => one === document.activeElement && !one.checked")
    model = page.locator(".explore select").first
    model.focus()
    page.keyboard.press("ArrowDown")
    assert model.evaluate("(one) => one === document.activeElement && one.value") == (
        "inverse-variance"
    )
    page.keyboard.press("ArrowUp")
    assert model.input_value() == "glmm"
