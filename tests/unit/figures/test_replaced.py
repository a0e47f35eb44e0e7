from __future__ import annotations

from estimates_builder import estimates, model, row

from rechallenge.config.settings import FigureSettings
from rechallenge.figures.drawn import forest_figure
from rechallenge.figures.replaced import replacements


def test_labels_that_are_not_printed_as_written_are_told():
    rows = [row("Lee 👍🏽 2020", 3, 20), row("K\uf8fam 2021", 5, 30), row("Roe 2022", 4, 25)]
    whole = estimates(rows, model(rows))
    assert replacements(whole, [forest_figure(whole, FigureSettings()).figure]) == (
        "“Lee 👍🏽 2020” is printed as “Lee 👍 2020”.",
        "“K\uf8fam 2021”: U+F8FA has no meaning outside of the one font that it was made for, so "
        "figures print “�” in its place; type the character that was meant.",
    )


def test_labels_that_a_figure_does_not_show_are_not_told():
    rows = [row("Lee 2020", 3, 20, country="🇩🇪"), row("Roe 2022", 4, 25)]
    whole = estimates(rows, model(rows))
    assert replacements(whole, [forest_figure(whole, FigureSettings()).figure]) == ()


def test_broken_labels_are_found():
    name = "A very long name of a study group that is broken " * 3 + "👍🏽"
    rows = [row(name, 3, 20), row("Roe 2022", 4, 25)]
    whole = estimates(rows, model(rows))
    assert len(replacements(whole, [forest_figure(whole, FigureSettings()).figure])) == 1
