"""Counts far from those of the other studies."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from scipy import stats

from rechallenge.studies import StudyData
from rechallenge.studies.checks.outlier_checks import (
    _Sums,
    is_outlier,
    lower_chi_square,
    upper_tail_reaches,
)

Review = Callable[..., StudyData]
OTHERS = [(8 + i % 4, 40 + i) for i in range(8)]


def messages(data: StudyData) -> list[str]:
    return [f.message for f in data.findings if f.code == "N309"]


def table(*counts: tuple[int, int], cancer: str = "", first: int = 0) -> str:
    return "".join(
        f"S{i:03},{events},{total},{cancer}\n" for i, (events, total) in enumerate(counts, first)
    )


HEADER = "study,responders,total,cancer\n"


def test_a_count_far_from_the_others_is_a_note(review: Review) -> None:
    """8/44 = 18.2 % and 11/43 = 25.6 % are the extremes of the others."""
    assert messages(review(HEADER + table(*OTHERS, (46, 50)))) == [
        "data/orr.csv, row 10 (study “S008”), column “responders”: 46/50 is 92.0 % where most "
        "other rows lie between 18 % and 26 %; check for a typing error before believing it. [N309]"
    ]
    assert messages(review(HEADER + table(*OTHERS, (12, 50)))) == []


def test_low_counts_are_found_too(review: Review) -> None:
    (message,) = messages(review(HEADER + table(*[(t - e, t) for e, t in OTHERS], (4, 50))))
    assert "4/50 is 8.0 % where most other rows lie between 74 % and 82 %" in message


def test_too_few_rows_tell_nothing(review: Review) -> None:
    assert messages(review(HEADER + table(*OTHERS[:3], (46, 50)))) == []


def test_single_patients_tell_nothing(review: Review) -> None:
    assert messages(review(HEADER + table(*[(0, 1)] * 6, (1, 1)))) == []


def test_no_events_elsewhere_make_many_stand_out(review: Review) -> None:
    assert len(messages(review(HEADER + table(*[(0, 20)] * 6, (20, 20))))) == 1
    assert messages(review(HEADER + table(*[(0, 20)] * 6, (1, 20)))) == []


def test_rows_are_compared_within_a_tumour_of_ten_rows(review: Review) -> None:
    lung = table(*[(2 + i % 3, 40) for i in range(11)], cancer="NSCLC")
    skin = table(*[(30 + i % 3, 40) for i in range(11)], cancer="melanoma", first=20)
    odd = "S050,31,40,NSCLC\n"
    (message,) = messages(review(HEADER + lung + skin + odd))
    assert "(study “S050”)" in message
    few = table(*[(2 + i % 3, 40) for i in range(4)], cancer="NSCLC")
    assert messages(review(HEADER + few + skin + "S050,20,40,NSCLC\n")) == []


def test_rows_that_are_not_pooled_or_impossible_are_left_out(review: Review) -> None:
    header = "study,responders,total,include\n"
    rows = "".join(f"S{i},{events},{total},1\n" for i, (events, total) in enumerate(OTHERS))
    assert messages(review(f"{header}{rows}Last,46,50,0\n")) == []
    data = review(f"{header}{rows}Last,60,50,1\n")
    assert [finding.code for finding in data.findings] == ["E203"]


@pytest.mark.parametrize("share", [0.1, 0.3, 0.7])
@pytest.mark.parametrize("spread", [0.01, 0.1, 0.3])
def test_the_tail_is_that_of_the_beta_binomial(share: float, spread: float) -> None:
    alpha, beta = share * (1 / spread - 1), (1 - share) * (1 / spread - 1)
    for events in (20, 35, 45, 50):
        tail = float(stats.betabinom.pmf(range(events, 51), 50, alpha, beta).sum())
        assert upper_tail_reaches(0.999 * tail, events, 50, alpha, beta)
        assert not upper_tail_reaches(1.001 * tail, events, 50, alpha, beta)


@pytest.mark.parametrize("free", [3, 4, 10, 100])
def test_the_chi_square_quantile_is_near(free: int) -> None:
    assert lower_chi_square(free) == pytest.approx(stats.chi2.ppf(0.15, free), rel=0.02)


def test_large_totals_do_not_take_long() -> None:
    others = [(200_000_000 + i * 1_000_000, 1_000_000_000) for i in range(8)]
    far = (900_000_000, 1_000_000_000)
    near = (203_000_000, 1_000_000_000)
    assert is_outlier(*far, _Sums.over([*others, far]), 0.05 / 18)
    assert not is_outlier(*near, _Sums.over([*others, near]), 0.05 / 18)


@pytest.mark.parametrize(("share", "correlation"), [(0.3, 0.03), (0.3, 0.1), (0.1, 0.05)])
def test_false_alarms_are_rare(share: float, correlation: float) -> None:
    """Of 2000 rows drawn from the model, in groups of 20, at most 1 in 200 is noted."""
    draw = random.Random(2024)
    alpha, beta = share * (1 / correlation - 1), (1 - share) * (1 / correlation - 1)
    alarms = 0
    for _ in range(100):
        counts = []
        for _ in range(20):
            total, rate = draw.randint(10, 90), draw.betavariate(alpha, beta)
            counts.append((sum(draw.random() < rate for _ in range(total)), total))
        sums = _Sums.over(counts)
        alarms += sum(is_outlier(*count, sums, 0.05 / 20 / 2) for count in counts)
    assert alarms <= 10
