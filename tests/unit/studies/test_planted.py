"""Two variants of every planted error: reported in the right place, without false alarms."""

import pytest
from benchmarks.planted.measure import KINDS, clean_reviews, measured, shipped_data
from benchmarks.planted.page import page
from benchmarks.planted.summary import Measured

FIGURES = (
    "Planted errors reported",
    "Planted warnings reported",
    "Planted notes reported",
    "Findings with the right rows",
    "Harmless changes that leave every count as it was",
    "False alarms, made-up reviews",
    "False alarms, shipped data",
    "False alarms beside a planted error",
)


@pytest.fixture(scope="module")
def result():
    outcomes = tuple(outcome for kind in KINDS for outcome in measured(kind, count=2, seed=2))
    return Measured(outcomes, clean_reviews(count=8, seed=2), shipped_data())


def test_at_least_forty_kinds_of_error_are_planted():
    assert len({kind.name for kind in KINDS}) == len(KINDS) >= 40


@pytest.mark.parametrize("name", FIGURES)
def test_figure_meets_its_target(result, name):
    figure = next(figure for figure in result.figures() if figure.name == name)
    missed = [o.variant for o in result.outcomes if not (o.caught and o.row_right)]
    alarms = [text for o in result.outcomes for text in o.false_alarms]
    assert figure.met, (figure, missed, alarms)


def test_the_page_names_its_seed_and_whether_the_checks_learnt_from_it(result):
    fresh, known = (page(result, variants=2, seed=seed) for seed in (4321, 11))
    assert "--seed 4321 --write" in fresh
    assert "was used to mend the checks; seed 4321 was not." in fresh
    assert "a figure with seed 11 may flatter them." in known


def test_every_figure_is_asserted(result):
    assert tuple(figure.name for figure in result.figures()) == FIGURES


def test_a_draft_is_changed_only_where_the_error_is_planted():
    # Else something beside the planted error would be measured.
    from benchmarks.planted.measure import variants

    kind = next(kind for kind in KINDS if kind.name == "count with a decimal")
    for clean, draft, plant, _ in variants(kind, count=5, seed=2):
        before, after = clean.files(), draft.files()
        assert [name for name in before if before[name] != after[name]] == [plant.file]
        lines = zip(before[plant.file].split(b"\n"), after[plant.file].split(b"\n"), strict=True)
        changed = {number for number, (old, new) in enumerate(lines, start=1) if old != new}
        assert changed == plant.rows
