"""The summary counts what stands in the parts; expected numbers are worked out by hand."""

import csv

import pyarrow as pa
import pytest

from rechallenge.tables.bulk_estimates import SCHEMA, write_part
from rechallenge.tables.bulk_summary import write_bulk_summary


def write(path, rows):
    table = [dict.fromkeys(SCHEMA.names) | {"reason": ""} | row for row in rows]
    write_part(path, pa.Table.from_pylist(table, schema=SCHEMA))
    return path


def row(status, estimate=None, low=None, high=None, **others):
    names = {"status": status, "estimate": estimate, "ci_low": low, "ci_high": high}
    return {"set": "s", "method": "m", "rows": 2, "studies": 2, "events": 3, "total": 10} | (
        names | others
    )


@pytest.fixture
def summary(tmp_path):
    one = [
        [row("ok", 0.1, 0.05, 0.25, tau2=0.0, i2=0.0), row("ok", 0.2, 0.1, 0.5, tau2=1.0, i2=40.0)],
        [
            row("exact", 0.0, 0.0, 0.3, reason="No events among 1,234 patients (limit 2.5 %)."),
            row("exact", 0.0, 0.0, 0.2, reason="No events among 77 patients (limit 3.5 %)."),
            row("withheld", 0.9, 0.8, 1.0, tau2=9.0, reason="Not to be shown."),
            row("bad data", reason="row 9, events: x") | {"events": None, "total": None},
        ],
    ]
    other = [
        [row("ok", 0.1, 0.05, 0.25), row("ok", 0.25, 0.22, 0.3)],
        [
            row("exact", 0.0, 0.0, 0.3), row("no estimate", 0.4, 0.3, 0.5),
            row("ok", 0.5, 0.4, 0.6), row("bad data"),
        ],
    ]  # fmt: skip
    parts = {
        name: [write(tmp_path / name / f"{i}.parquet", rows) for i, rows in enumerate(chunks)]
        for name, chunks in (("one", one), ("other", other))
    }
    path = tmp_path / "summary.csv"
    write_bulk_summary(path, parts, {"one": {"method": "glmm"}, "other": {"tau2": "DL"}})
    with path.open(encoding="utf-8", newline="") as stream:
        return {(r["method"], r["part"], r["name"]): r["value"] for r in csv.DictReader(stream)}


def test_counts_statuses_and_reasons(summary):
    assert summary["one", "settings", "method"] == "glmm"
    counts = {name: summary["one", "counts", name] for name in ("sets", "rows", "patients")}
    assert counts == {"sets": "6", "rows": "12", "patients": "50"}
    statuses = {key[2]: value for key, value in summary.items() if key[:2] == ("one", "status")}
    assert statuses == {"ok": "2", "exact": "2", "withheld": "1", "bad data": "1"}
    assert summary["one", "reason of exact", "No events among … patients (limit … %)."] == "2"
    assert "A row cannot be pooled; findings.csv says why." in {key[2] for key in summary}


def test_quantiles_leave_out_what_is_not_to_be_shown(summary):
    def of(part):
        return {k[2]: float(v) for k, v in summary.items() if k[:2] == ("one", part)}

    estimate = of("estimate")
    assert estimate["sets"] == 4
    assert (estimate["lowest"], estimate["median"], estimate["highest"]) == (0.0, 0.05, 0.2)
    assert estimate["75 %"] == pytest.approx(0.125)
    assert of("width")["highest"] == pytest.approx(0.4)
    assert of("tau2")["highest"] == 1.0
    assert of("i2")["median"] == 20.0
    assert of("width of prediction") == {"sets": 0}


def test_agreement_of_two_methods(summary):
    found = {k[2]: float(v) for k, v in summary.items() if k[0] == "one and other"}
    assert found["sets with both estimates"] == 3
    assert found["median difference"] == 0
    assert found["largest difference"] == pytest.approx(0.05)
    assert found["differences above 0.01"] == 1
    assert found["each estimate in the interval of the other"] == 2
