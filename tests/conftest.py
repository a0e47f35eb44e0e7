"""The order of the tests."""

import pytest

FIRST = ("tests/workflow/test_slurm.py", "tests/workflow/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put tests of whole runs first, which take longest and often wait.

    Processes that test side by side then end at about the same time.
    """
    items.sort(key=lambda item: [not item.nodeid.startswith(start) for start in FIRST])
