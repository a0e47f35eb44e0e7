"""The shipped data: complete, consistent, and in agreement with what the sources print."""

import csv
import hashlib
import io
from collections import Counter, defaultdict
from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from scipy.stats import beta

from rechallenge.contract import COLUMN, STUDY_COLUMNS

DATA = Path(__file__).parents[2] / "data"
FILES = sorted((DATA / "studies").glob("*.csv"))
ROWS = [
    {"file": path.stem, **row}
    for path in FILES
    for row in csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8")))
]
EXTRACTED = "125f112e4cd249e950f0d3be56adfb4284c613ac22130f62f23357b18c795101"


def printed_as(value: Decimal, printed: str) -> bool:
    step = Decimal(1).scaleb(Decimal(printed).as_tuple().exponent)
    ways = (ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN)
    return any(value.quantize(step, way) == Decimal(printed) for way in ways)


def percentage(events: int, total: int) -> Decimal:
    return Decimal(100) * events / total


def clopper_pearson(events: int, total: int, level: float) -> tuple[Decimal, Decimal]:
    tail = (1 - level) / 2
    low = beta.ppf(tail, events, total - events + 1) if events else 0.0
    high = beta.ppf(1 - tail, events + 1, total - events) if events < total else 1.0
    return Decimal(repr(100 * float(low))), Decimal(repr(100 * float(high)))


def test_the_rows_are_those_that_were_extracted():
    lines = [line for path in FILES for line in path.read_bytes().split(b"\n")[1:] if line]
    assert len(FILES) == 40
    assert len(lines) == 87
    assert hashlib.sha256(b"\n".join(sorted(lines))).hexdigest() == EXTRACTED


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_files_are_plain_and_named_like_their_study(path):
    data = path.read_bytes()
    assert b"\r" not in data
    assert not data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\n")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"))))
    assert all(len(row) == len(rows[0]) for row in rows)
    assert {row[0] for row in rows[1:]} == {path.stem}
    assert set(rows[0]) <= set(COLUMN)


def test_counts_are_possible_and_rows_unique():
    for row in ROWS:
        assert 0 <= int(row["events"]) <= int(row["total"])
        assert int(row["total"]) > 0
        assert row["include"] in ("0", "1")
        assert row["count_source"] in ("reported", "derived")
        assert row["source"]
    assert max(Counter((r["file"], r["arm"], r["outcome"]) for r in ROWS).values()) == 1


def test_columns_of_a_study_agree_in_its_rows():
    for column in set(STUDY_COLUMNS):
        values = defaultdict(set)
        for row in ROWS:
            values[row["file"]].add(row[column])
        assert all(len(found) == 1 for found in values.values()), column


def test_counts_give_the_printed_percentages():
    printed = [row for row in ROWS if row["percent"]]
    assert len(printed) > 50
    for row in printed:
        assert printed_as(percentage(int(row["events"]), int(row["total"])), row["percent"]), row


def test_all_printed_intervals_are_exact_ones_of_the_counts():
    printed = [row for row in ROWS if row["ci_low"]]
    assert len(printed) == 10
    for row in printed:
        level = int(row["ci_level"]) / 100
        low, high = clopper_pearson(int(row["events"]), int(row["total"]), level)
        assert printed_as(low, row["ci_low"]), row
        assert printed_as(high, row["ci_high"]), row


def test_six_readings_fit_forty_per_cent_of_at_most_32():
    readings = [
        (events, total)
        for total in range(1, 33)
        for events in range(total + 1)
        if printed_as(percentage(events, total), "40.0")
    ]
    assert readings == [(2, 5), (4, 10), (6, 15), (8, 20), (10, 25), (12, 30)]
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert "2/5, 4/10, 6/15, 8/20, 10/25 and 12/30" in readme


def test_one_pair_of_at_most_26_has_the_interval_8_to_45_around_23():
    pairs = []
    for total in range(1, 27):
        for events in range(total + 1):
            low, high = clopper_pearson(events, total, 0.95)
            if printed_as(low, "8") and printed_as(high, "45"):
                pairs.append((events, total))
    assert pairs == [(5, 22)]


def test_unresolved_figures_fit_no_whole_number():
    rows = list(csv.DictReader((DATA / "unresolved.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["study_id"] for row in rows] == ["haferkamp2026"]
    for row in rows:
        for total in map(int, row["totals"].split(";")):
            assert not any(
                printed_as(percentage(events, total), row["percent"]) for events in range(total + 1)
            )


def test_size_of_the_main_analysis():
    chosen = [
        row
        for row in ROWS
        if (row["outcome"], row["cancer"], row["include"]) == ("orr", "melanoma", "1")
    ]
    assert len(chosen) == 25
    assert len({row["study_id"] for row in chosen}) == 20
    assert sum(int(row["events"]) for row in chosen) == 290
    assert sum(int(row["total"]) for row in chosen) == 1377


def test_published_values_are_percentages_with_their_source():
    rows = list(csv.DictReader((DATA / "published_pooled.csv").read_text("utf-8").splitlines()))
    assert len(rows) == 29
    for row in rows:
        assert 0 < float(row["pooled_percent"]) < 100
        assert row["doi_or_pmid"]
        if row["ci_low"]:
            assert float(row["ci_low"]) < float(row["pooled_percent"]) < float(row["ci_high"])


def test_the_readme_describes_every_column_and_counts_the_sources():
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    for name in ("published_pooled.csv", "unresolved.csv"):
        header = (DATA / name).read_text(encoding="utf-8").splitlines()[0]
        assert all(f"`{column}`" in readme for column in header.split(","))
    for word in ("outcome", "setting", "design", "reason_stopped", "confidence"):
        assert all(f"`{row[word]}`" in readme for row in ROWS)
    sources = Counter(row["count_source"] for row in ROWS)
    assert f"**reported** ({sources['reported']} rows)" in readme
    assert f"**derived** ({sources['derived']} rows)" in readme


def test_filters_of_the_shipped_review_name_values_that_exist():
    from rechallenge.config import load_config

    settings = load_config(DATA.parent / "config" / "config.yaml")
    published = list(
        csv.DictReader((DATA / "published_pooled.csv").read_text("utf-8").splitlines())
    )
    for analysis in settings.analyses:
        for table, conditions in ((ROWS, analysis.where), (published, analysis.published or {})):
            for column, allowed in conditions.items():
                assert set(allowed) <= {row[column] for row in table}, (analysis.slug, column)
        if analysis.published:
            assert any(
                all(row[column] in allowed for column, allowed in analysis.published.items())
                for row in published
            ), analysis.slug
