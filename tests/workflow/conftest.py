"""The fixture that makes review folders."""

from collections.abc import Callable
from pathlib import Path

import pytest
from reviews import CONFIG, STUDIES, Review


@pytest.fixture
def review(tmp_path: Path) -> Callable[..., Review]:
    """Make a review folder from texts."""

    def make(config: str = CONFIG, studies: dict[str, str] = STUDIES) -> Review:
        (tmp_path / "config").mkdir()
        (tmp_path / "config/config.yaml").write_text(config, encoding="utf-8")
        (tmp_path / "studies").mkdir()
        for name, text in studies.items():
            (tmp_path / f"studies/{name}.csv").write_text(text, encoding="utf-8")
        return Review(tmp_path)

    return make
