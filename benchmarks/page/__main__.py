"""Time the report of the shipped review in Chromium: ``python -m benchmarks.page``."""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from benchmarks.layout.browser import browser

REPORT = Path(__file__).resolve().parents[2] / "results/report.html"
ANALYSIS = "melanoma-orr"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
TOGGLES = """(slug) => Array.from({length: 20}, () => {
  const box = document.querySelector(`#${slug} .explore input[type=checkbox]`);
  const start = performance.now();
  box.click();
  return performance.now() - start;
})"""
SERIES = """(slug) => new Promise((resolve) => {
  const panel = document.querySelector(`#${slug} .explore`);
  const tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map((one) => one.duration)))
    .observe({type: "longtask"});
  const start = performance.now();
  new MutationObserver((changes, observer) => {
    if (!panel.querySelector(".series").textContent.includes("left out in turn")) return;
    observer.disconnect();
    const taken = performance.now() - start;
    setTimeout(() => resolve([taken, Math.max(0, ...tasks)]), 300);
  }).observe(panel, {subtree: true, childList: true, characterData: true});
  [...panel.querySelectorAll("button")].find((one) => one.textContent.startsWith("Leave")).click();
})"""


def measured(page: Page) -> list[tuple[str, str, str]]:
    """What is measured, the figure, and the figure that is asked for."""
    page.goto(REPORT.as_uri())
    page.wait_for_timeout(500)
    paints = page.evaluate("performance.getEntriesByType('paint').map((one) => one.startTime)")
    page.evaluate(
        "(slug) => {document.querySelector(`#${slug} .exploring`).open = true;}", ANALYSIS
    )
    page.locator(f"#{ANALYSIS} .explore").wait_for()
    toggles = page.evaluate(TOGGLES, ANALYSIS)
    series, longest = page.evaluate(SERIES, ANALYSIS)
    return [
        ("Size of the report", f"{REPORT.stat().st_size / 1e6:.2f} MB", "2.5 MB"),
        ("First paint", f"{max(paints):.0f} ms", "1000 ms"),
        ("Toggle, GLMM, median", f"{median(toggles):.0f} ms", "50 ms"),
        ("Toggle, GLMM, slowest", f"{max(toggles):.0f} ms", "50 ms"),
        ("Leave-one-out", f"{series:.0f} ms", "1000 ms"),
        ("Longest task in it (0: below 50 ms)", f"{longest:.0f} ms", "–"),
    ]


def main() -> int:
    """Print the figures; returns the exit code."""
    program = browser()
    if program is None or not REPORT.is_file():
        print("Chromium and results/report.html are needed; run “make results”.", file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        for name, figure, most in measured(started.new_page()):
            print(f"{name:38}{figure:>10}{most:>12}")
        started.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
