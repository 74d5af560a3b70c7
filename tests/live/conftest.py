"""What live checks are tested against: servers and authorities on loopback."""

import pytest

from tests.live.world.pki import LocalCa


@pytest.fixture(scope="session")
def ca(tmp_path_factory):
    """A certification authority for the whole session; trust it with ``ca_file=str(ca.file)``."""
    return LocalCa(tmp_path_factory.mktemp("ca"))
