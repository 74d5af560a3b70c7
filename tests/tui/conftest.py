"""The explorer, as tests run it."""

import pytest

from tests.tui.seat import explorer


@pytest.fixture
def explore():
    """Return what runs the explorer: ``async with explore(folder, size=(80, 24)) as seat``."""
    return explorer
