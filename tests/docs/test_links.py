"""Every link of the manuals leads somewhere, and every file that they name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    sorted(
        page
        for pattern in ("*.md", "config/*.md", "data/*.md", "results/*.md", "docs/**/*.md")
        for page in ROOT.glob(pattern)
    )
    + sorted(page for page in ROOT.glob("tests/**/*.md") if "node_modules" not in page.parts)
    + sorted(ROOT.glob("benchmarks/**/*.md"))
)
LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)")
NAMED = re.compile(
    r"`((?:config|data|docs|workflow|tests|benchmarks)/[\w./-]+\.(?:md|csv|yaml|py|R|json|png|smk))`"
)
OF_A_REVIEW = re.compile(
    r"config/config\.yaml|data/(prisma|risk_of_bias|published_pooled|readings|unresolved)\.csv"
    r"|data/studies/(example2020|imported|lee2020)\.csv"
)
"""Files that the reader's own review has, or may have."""


def without_code(text: str) -> str:
    return re.sub(r"^( *)```.*?^\1```$", "", text, flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives the headings of a page."""
    found: dict[str, int] = {}
    names = set()
    for heading in re.findall(r"^#+ (.+)$", without_code(page.read_text("utf-8")), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")
        count = found.get(slug, 0)
        found[slug] = count + 1
        names.add(f"{slug}-{count}" if count else slug)
    return names


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_and_every_file_that_is_named_is_there(page):
    text = without_code(page.read_text("utf-8"))
    missing = []
    for target in LINK.findall(text):
        if re.match(r"https?:|mailto:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
            missing.append(target)
    missing += [
        name
        for name in NAMED.findall(text)
        if not OF_A_REVIEW.fullmatch(name) and not (ROOT / name).exists()
    ]
    assert missing == []


def test_every_page_of_the_documentation_is_listed():
    listed = LINK.findall((ROOT / "docs/README.md").read_text("utf-8"))
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert pages - set(listed) == set()


def test_anchors_are_those_of_github(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# Where it is `x`\n\n## 2. Run it, now\n\n## A–B\n\n```\n# none\n```\n\n## A–B\n", "utf-8"
    )
    assert anchors(page) == {"where-it-is-x", "2-run-it-now", "ab", "ab-1"}
