"""Mutated study files: every number read as it stands or repaired aloud, or the file rejected."""

import tempfile
from pathlib import Path
from random import Random

import pytest
from benchmarks.fuzz.mutations import TEXT_MUTATIONS, WORKBOOK_MUTATIONS, mutated
from benchmarks.fuzz.oracle import faults
from benchmarks.fuzz.text_files import HARMLESS
from benchmarks.fuzz.workbooks import HARMLESS_WORKBOOKS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SETTINGS = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
CASES = {"base": st.integers(0, 39), "seed": st.integers(0, 2**32)}


def assert_sound(mutation, base, seed):
    case = mutated(mutation, base, Random(seed))
    with tempfile.TemporaryDirectory() as folder:
        assert faults(case, Path(folder), pooled=seed % 100 == 0) == []


@settings(SETTINGS, max_examples=1920)
@given(mutation=st.sampled_from(TEXT_MUTATIONS), **CASES)
def test_text_files_are_read_as_they_stand_or_rejected(mutation, base, seed):
    assert_sound(mutation, base, seed)


@settings(SETTINGS, max_examples=80)
@given(mutation=st.sampled_from(WORKBOOK_MUTATIONS), **CASES)
def test_workbooks_are_read_as_they_stand_or_rejected(mutation, base, seed):
    assert_sound(mutation, base, seed)


@pytest.mark.parametrize("mutation", sorted({**HARMLESS, **HARMLESS_WORKBOOKS}))
def test_harmless_changes_leave_every_number(mutation):
    for base in range(5):
        assert_sound(mutation, base, seed=7)


@pytest.mark.parametrize("wrong", ["events", "total"])
def test_a_number_that_is_read_wrongly_is_noticed(monkeypatch, wrong):
    # The oracle itself: one more patient than the cell says must not pass.
    from rechallenge.studies import typed
    from rechallenge.studies.cells import Reading, read_count

    case = mutated("nothing", 0, Random(0))
    target = case.original[0][1 if wrong == "events" else 2]

    def one_more(text):
        reading = read_count(text)
        return Reading(reading.value + 1, text=text) if text == target else reading

    monkeypatch.setattr(typed, "read_count", one_more)
    with tempfile.TemporaryDirectory() as folder:
        assert faults(case, Path(folder)) != []
