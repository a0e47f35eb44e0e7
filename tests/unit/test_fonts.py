from __future__ import annotations

import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.font_manager import FontProperties, findfont, get_font

from rechallenge.fonts import (
    FONT,
    REPLACEMENT,
    families,
    is_certain,
    is_meaningless,
    printable,
    unprintable,
)

SCRIPTS = {
    "Chinese": "山田",
    "Japanese": "ひらがな",
    "Korean": "김철수",
    "Thai": "กำปั่",
    "Devanagari": "क्षत्रिय",
    "Tamil": "தமிழ்",
    "Bengali": "বাংলা",
    "Ethiopic": "አበበ",
    "Khmer": "ខ្មែរ",
    "Myanmar": "မြန်မာ",
    "emoji": "👍🩺",
}
WITHOUT_FONTS = """
import json, sys
from pathlib import Path
from rechallenge.fonts import families, printable
from rechallenge.studies import read_studies
found = read_studies(Path("a.csv"), root=Path(".")).findings
print(json.dumps([[f.code, f.message] for f in found]))
print(json.dumps([list(families("山田 Lee")), printable("山田 Lee Ω 😀")]))
"""


def bundled(name: str) -> frozenset[int]:
    path = Path(mpl.get_data_path()) / "fonts/ttf" / name
    return frozenset(get_font(str(path)).get_charmap())


def glyph_in(families_of_text: tuple[str, ...], character: str) -> bool:
    return any(
        get_font(findfont(FontProperties(family=[name]))).get_char_index(ord(character))
        for name in families_of_text
    )


def test_certain_characters_are_in_the_font_that_comes_along():
    both = bundled("DejaVuSans.ttf") & bundled("DejaVuSans-Bold.ttf")
    claimed = [
        code
        for code in range(0x20, 0x10000)
        if is_certain(chr(code)) and unicodedata.category(chr(code)) not in ("Cn", "Cc", "Cf")
    ]
    assert len(claimed) > 2000
    assert set(claimed) <= both


@pytest.mark.parametrize(
    "name", ["Müller", "Łukasz Nguyễn", "Ωμέγα", "Иванов", "כהן", "محمد", "±≤→"]
)
def test_names_in_common_scripts_are_certain(name):
    assert is_certain(name)
    assert families(name) == (FONT,)


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_script_is_printed_or_found_to_be_missing(script):
    text = SCRIPTS[script]
    used = families(text)
    assert used[0] == FONT
    missing = unprintable(text)
    if missing:
        assert REPLACEMENT in printable(text)
        letters = {letter for part in missing for letter in part}
        assert not all(glyph_in(used, letter) for letter in letters)
    else:
        assert printable(text) == text
        assert len(used) > 1
        assert all(glyph_in(used, letter) for letter in text)


def test_the_letters_beside_chinese_characters_tell_of_which_country_they_are():
    chinese, japanese, korean = (families(text)[-1] for text in ("漢字", "漢字かな", "漢字한"))
    assert (chinese == japanese) is (not japanese.endswith("JP"))
    assert (chinese == korean) is (not korean.endswith("KR"))


def test_characters_of_private_use_are_printed_by_no_font():
    assert unprintable("Lee \uf8fa\uf8fa 2020") == ("\uf8fa",)
    assert printable("Lee \uf8fa 2020") == f"Lee {REPLACEMENT} 2020"
    assert is_meaningless("\ufffe")
    assert not is_meaningless("é")


def test_marks_of_direction_and_joiners_need_no_glyph():
    assert unprintable("\u2067محمد\u2069 می\u200cخواهم") == ()


def test_a_machine_without_fonts_finds_what_it_cannot_print(tmp_path):
    (tmp_path / "a.csv").write_text("study,events,total\n山田 2020,3,20\nLee 2021,4,30\n", "utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT_FONTS],
        cwd=tmp_path,
        env=os.environ
        | {"MPL_IGNORE_SYSTEM_FONTS": "1", "MPLCONFIGDIR": str(tmp_path), "PYTHONUTF8": "1"}
        | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    (found,), (used, printed) = map(json.loads, ended.stdout.splitlines())
    assert used == [FONT]
    assert printed == f"{REPLACEMENT * 2} Lee Ω 😀"
    assert found == [
        "W127",
        "a.csv, row 2 (study “山田 2020”), column “study”: no font of this computer has “山田” "
        "(U+5C71, U+7530), so figures print “�” in its place; install fonts that have it, such as "
        "Noto, or write the name in Latin letters. [W127]",
    ]


def test_common_names_are_checked_without_a_look_at_the_fonts(tmp_path):
    (tmp_path / "a.csv").write_text("study,events,total\nMüller Иванов 2020,3,20\n", "utf-8")
    code = (
        "import sys; from pathlib import Path; from rechallenge.studies import read_studies; "
        "read_studies(Path('a.csv'), root=Path('.')); print('matplotlib' in sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.strip() == "False"
