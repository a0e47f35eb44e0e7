"""What is planned for a table, and that it stops nothing else."""

from dataclasses import replace

import pytest

from rechallenge.config import read_settings
from rechallenge.distributions import versions_behind
from rechallenge.errors import DataError
from rechallenge.jobs.keys import job_keys
from rechallenge.library import library_files
from rechallenge.plan import make_plan
from rechallenge.sets import planning
from rechallenge.sets.planning import plan_bulk

ROWS = [(f"s{i // 2}", "", str(i % 5), "9") for i in range(500)]
METHODS = {"reml": {"method": "inverse-variance"}, "glmm": {}}


def settings(**others):
    raw = {"bulk": {"table": "library.csv", "chunk": 100, "methods": METHODS}} | others
    return read_settings(raw, name="c")


def test_there_is_a_job_for_each_chunk_and_method(csv_table, tmp_path):
    csv_table(ROWS)
    plan = make_plan(settings(), root=tmp_path)
    assert not plan.has_studies
    assert (plan.bulk.sets, list(plan.bulk.chunks)) == (250, ["0001", "0002", "0003"])
    keys = job_keys(plan, root=tmp_path)
    assert list(keys) == [
        "check_sets",
        *(f"pool_sets/{method}/{chunk:04d}" for method in METHODS for chunk in (1, 2, 3)),
        "gather_sets",
    ]


def test_keys_follow_the_rows_of_their_chunk_and_the_options_of_their_method(csv_table, tmp_path):
    def keys(rows=ROWS, **others):
        csv_table(rows)
        return job_keys(make_plan(settings(**others), root=tmp_path), root=tmp_path)

    def changed(after):
        return {job for job in before if before[job] != after[job]}

    before = keys()
    row = keys([*ROWS[:210], ("s105", "", "5", "99"), *ROWS[211:]])
    assert changed(row) == {
        "check_sets", "pool_sets/reml/0002", "pool_sets/glmm/0002", "gather_sets",
    }  # fmt: skip
    model = keys(model={"zero_cell": 0.1, "method": "inverse-variance"})
    assert "check_sets" not in changed(model)
    assert changed(keys(review={"title": "Another"})) == set()


def test_a_table_that_cannot_be_read_is_a_message(csv_table, tmp_path):
    plan = plan_bulk(settings().bulk, root=tmp_path)
    assert plan.chunks == {}
    assert "library.csv: there is no such file" in plan.messages[0]
    csv_table(ROWS)
    assert plan_bulk(settings().bulk, root=tmp_path).messages == ()
    csv_table([*ROWS, ("", "", "1", "9")])
    plan = plan_bulk(settings().bulk, root=tmp_path)
    assert plan.chunks == {}
    assert "row 502, column “set”" in plan.messages[0]


def test_too_many_chunks_are_refused_with_the_size_that_works(csv_table, tmp_path, monkeypatch):
    monkeypatch.setattr(planning, "MOST_CHUNKS", 2)
    csv_table(ROWS)
    plan = plan_bulk(settings().bulk, root=tmp_path)
    assert plan.chunks == {}
    assert "250 sets in chunks of 100 are 3 chunks" in plan.messages[0]
    assert "write “chunk: 125” or more" in plan.messages[0]
    larger = replace(settings().bulk, chunk=125)
    assert len(plan_bulk(larger, root=tmp_path).chunks) == 2


@pytest.mark.parametrize(
    "named",
    [
        {"data": {"readings": "readings.csv"}},
        {"data": {"accept": [{"code": "W303", "reason": "checked"}]}},
        {"review": {"previous": "releases/a-1.zip"}},
        {"analyses": {"all": {}}},
    ],
)
def test_studies_that_anything_named_is_for_must_be_there(csv_table, tmp_path, named):
    csv_table(ROWS)
    with pytest.raises(DataError, match="data/studies: there is no such file or folder"):
        make_plan(settings(**named), root=tmp_path)


def test_studies_that_are_named_must_be_there(csv_table, tmp_path):
    csv_table(ROWS)
    for others in ({"data": {"studies": "nowhere"}}, {"analyses": {"orr": {}}}):
        with pytest.raises(DataError, match="there is no such file or folder"):
            make_plan(settings(**others), root=tmp_path)


def test_no_analysis_rests_on_what_reads_the_table():
    for job in ("check_studies", "pool_analysis", "present_analysis", "write_report"):
        files = library_files(f"jobs.{job}")
        assert "scan" not in {path.stem for path in files}
        assert "pyarrow" not in versions_behind(files)
    assert "pyarrow" in versions_behind(library_files("jobs.pool_sets"))
