from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from rechallenge.studies import StudyData, read_studies

Files = Mapping[str, str | bytes]


@pytest.fixture
def review(tmp_path: Path) -> Callable[..., StudyData]:
    """Write study files into a review folder and read them."""

    def write_and_read(files: Files | str | bytes, **options: Any) -> StudyData:
        folder = tmp_path / "data"
        folder.mkdir(exist_ok=True)
        named = files if isinstance(files, Mapping) else {"orr.csv": files}
        for name, content in named.items():
            data = content if isinstance(content, bytes) else content.encode()
            (folder / name).write_bytes(data)
        return read_studies(folder, root=tmp_path, **options)

    return write_and_read
