"""How numbers are written."""

import pytest

from rechallenge import formatting as f


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f.percent(0.2434), "24.3"),
        (f.percent(0.5, decimals=0), "50"),
        (f.percent(None), "–"),
        (f.percent_interval(0.188, 0.307), "18.8 to 30.7"),
        (f.percent_interval(None, 0.3), "–"),
        (f.significant(0.4036), "0.40"),
        (f.significant(0.0996), "0.10"),
        (f.significant(17.84), "18"),
        (f.significant(0.0), "0"),
        (f.significant(2.158e-4), "0.00022"),
        (f.significant(3.2e-9), "3.2e-09"),
        (f.significant(-0.5), "−0.50"),
        (f.significant(None), "–"),
        (f.interval(0.17, 0.918), "0.17 to 0.92"),
        (f.interval(0.0, None), "0 to not reached"),
        (f.interval(None, None), "–"),
        (f.p_value(0.2723), "= 0.27"),
        (f.p_value(0.0312), "= 0.031"),
        (f.p_value(0.00002), "< 0.001"),
        (f.p_value(None), "–"),
        (f.PER_CENT.phrase(0.243), "24.3 %"),
        (f.PER_CENT.interval(0.188, 0.307, separator=", "), "18.8, 30.7"),
        (f.PER_CENT.interval(None, 0.3), "–"),
        (f.PER_CENT.range(0.075, 0.558), "7.5 % and 55.8 %"),
        (f.RateScale(1000).phrase(0.243), "243 per 1000"),
        (f.RateScale(1000, 0).range(0.075, 0.558), "75 and 558 per 1000"),
        (f.RateScale(1000, 1).number(0.0042), "4.2"),
        (f.RateScale(1000, 1).number(None), "–"),
        (f.fixed(-0.04), "0.0"),
        (f.fixed(-1.26), "−1.3"),
        (f.count(1377), "1377"),
        (f.count(1234567), "1\u2009234\u2009567"),
        (f.count(None), "–"),
        (f.plural(1, "study", "studies"), "1 study"),
        (f.plural(0, "row"), "0 rows"),
    ],
)
def test_writing(written, expected):
    assert written == expected
