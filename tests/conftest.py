"""What all tests stand on."""

import pytest

from tlsrpt_tui.settings import CACHE_VARIABLE, STATE_VARIABLE


@pytest.fixture(autouse=True, scope="session")
def cache_of_tests(tmp_path_factory):
    """Let no test, nor a program that it starts, touch the cache of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(autouse=True, scope="session")
def state_of_tests(tmp_path_factory):
    """Let no test, nor a program that it starts, touch the bookmarks of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(STATE_VARIABLE, str(tmp_path_factory.mktemp("state") / "tlsrpt-tui"))
        yield


def pytest_make_parametrize_id(config, val, argname):  # the hook's own names
    """Name compressed and long bytes after their argument: they differ from second to second."""
    if isinstance(val, bytes) and (len(val) > 60 or not val.isascii()):  # a readable name
        return argname
    return None
