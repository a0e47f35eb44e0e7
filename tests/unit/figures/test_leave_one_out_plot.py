from __future__ import annotations

import estimates_builder as build
import pytest
from figure_checks import artist, in_the_plot, names, outside, overlaps, shown_texts

from rechallenge.figures.leave_one_out import leave_one_out_plot, leave_one_out_table

ROWS = [build.row("Adams 2019", 3, 20), build.row("Baker 2020", 5, 25), build.row("C 21", 4, 9)]


def analysis(**changes):
    whole = build.estimates(ROWS, build.model(ROWS, estimate=0.2222, ci_low=0.1, ci_high=0.4))
    return whole | {"leave_one_out": build.leave_one_out(whole, **changes)}


def test_rows_and_reference():
    table = leave_one_out_table(analysis(estimate=0.25, ci_low=0.12, ci_high=0.45))
    assert [row.label for row in table.rows] == [
        "Without Adams 2019", "Without Baker 2020", "Without C 21", "All studies (3\u00a0studies)",
    ]  # fmt: skip
    assert table.rows[0].right == ("25.0", "(12.0 to 45.0)", "0.40", "76")
    assert table.rows[-1].right[:2] == ("22.2", "(10.0 to 40.0)")
    assert table.reference == 0.2222


def test_marks_stand_at_their_numbers():
    figure = leave_one_out_plot(analysis(estimate=0.25, ci_low=0.12, ci_high=0.45))
    assert artist(figure, "row-1-rate").get_xdata() == pytest.approx([25])
    assert artist(figure, "row-1-interval").get_xdata() == pytest.approx([12, 45])
    assert artist(figure, "row-4-diamond").get_xy()[:4, 0] == pytest.approx([10, 22.22, 40, 22.22])
    assert artist(figure, "reference").get_xdata() == pytest.approx([22.22, 22.22])


def test_no_series_no_figure():
    assert leave_one_out_plot(build.many(2)) is None
    assert leave_one_out_plot(build.estimates([], None)) is None


def test_a_fit_that_failed_is_said_with_its_reason():
    gone = {"estimate": None, "ci_low": None, "ci_high": None, "tau2": None, "i2": None}
    whole = analysis(**gone, notes=["No estimate: it failed."])
    table = leave_one_out_table(whole)
    assert table.rows[0].right == ("", "no estimate", "–", "–")
    assert table.footnotes[-1] == "† No estimate: it failed."
    assert "row-1-rate" not in names(leave_one_out_plot(whole))


def test_another_kind_of_interval_is_said():
    def told(**changes):
        return any("Intervals without a study" in note for note in notes(**changes))

    def notes(**changes):
        return leave_one_out_table(analysis(**changes)).footnotes

    assert told(interval="profile")
    assert "profile-likelihood interval" in " ".join(notes(interval="profile"))
    assert not told()


@pytest.mark.parametrize("whole", [build.many(3), build.many(60), build.hostile()])
def test_texts_neither_overlap_nor_leave_the_canvas(whole):
    figure = leave_one_out_plot(whole, title=True)
    assert overlaps(figure) == []
    assert outside(figure) == []
    assert in_the_plot(figure) == []
    assert min(text.get_fontsize() for text in shown_texts(figure)) >= 7
