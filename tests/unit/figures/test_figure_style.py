from __future__ import annotations

import logging
import subprocess
import sys

import pytest
from matplotlib import rcParams

from rechallenge.figures import style


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.1."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [style.INK, style.MUTED])
def test_text_has_enough_contrast_on_white(colour):
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_settings_are_gone_after_drawing():
    before = dict(rcParams)
    with style.figure_style():
        assert rcParams["svg.fonttype"] == "none"
    assert dict(rcParams) == before


def test_fonts_without_bold_type_give_no_warning(caplog):
    log = logging.getLogger("matplotlib.font_manager")
    before = log.level
    with style.figure_style():
        log.warning("Failed to find font weight bold")
        log.error("told")
    log.warning("again")
    assert caplog.messages == ["told", "again"]
    assert log.level == before


def test_sizes_are_readable():
    assert min(style.TEXT_SIZE, style.NOTE_SIZE, style.TITLE_SIZE) >= 7


def test_figures_do_not_import_pyplot():
    code = "import sys, rechallenge.figures.drawn; print('matplotlib.pyplot' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "False"


def test_lengths():
    assert style.points_of_mm(25.4) == pytest.approx(72)
    assert style.inches(72) == pytest.approx(1)
